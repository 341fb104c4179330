package models

import (
	"fmt"
	"time"
)

// RevealQuota is how many leads one user may reveal. Calling and copying count: a phone can be called
// or copied only where it was revealed.
type RevealQuota struct {
	Hour int // in any 60 minutes
	Day  int // in any 24 hours
}

// UsualRevealQuota holds until an admin changes it. The bounds keep a quota from stopping work and
// from being none.
var UsualRevealQuota = RevealQuota{Hour: 60, Day: 300}

const (
	MinReveals     = 5
	MaxHourReveals = 500
	MaxDayReveals  = 2000
)

// Check returns *Invalid with every field that is wrong, or nil.
func (q RevealQuota) Check() error {
	bad := &Invalid{}
	if q.Hour < MinReveals || q.Hour > MaxHourReveals {
		bad.AddLimit("reveals_hour", "invalid.reveals", MaxHourReveals)
	}
	if q.Day < MinReveals || q.Day > MaxDayReveals {
		bad.AddLimit("reveals_day", "invalid.reveals", MaxDayReveals)
	}
	if bad.OrNil() == nil && q.Day < q.Hour {
		bad.Add("reveals_day", "invalid.reveals_order")
	}
	return bad.OrNil()
}

// Windows are the spans of time of a quota and how many reveals each allows.
func (q RevealQuota) Windows() []RevealWindow {
	return []RevealWindow{{time.Hour, q.Hour}, {24 * time.Hour, q.Day}}
}

// RevealWindow allows so many reveals in any span of this length.
type RevealWindow struct {
	Span  time.Duration
	Limit int
}

// QuotaReached refuses a reveal: somebody has looked at enough people for now.
type QuotaReached struct {
	Limit   int
	Span    time.Duration
	OpensAt Instant // when the next one is allowed
}

// Error names the quota.
func (q *QuotaReached) Error() string {
	return fmt.Sprintf("the quota of %d reveals in %v is used up", q.Limit, q.Span)
}
