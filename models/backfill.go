package models

import "time"

// Backfill fetches the leads of past days that somebody asked for.
type Backfill struct {
	ID          int64
	AccountID   int64
	From        Instant `gorm:"column:begins"` // a Beijing midnight
	To          Instant `gorm:"column:ends"`   // a later one: the first day that is not fetched any more
	State       BackfillState
	Expected    int64   // total_number of the whole range, counted first
	DoneTo      Instant // everything of the range before is fetched
	DayReceived int64   // distinct leads read of the day that DoneTo lies in
	Received    int64   // distinct leads read
	New         int64   // of those; test leads of previews are not counted (§8.14)
	Changed     int64
	Missing     int64 // leads that the platform counted and did not show
	LastKind    Refusal
	LastCode    int
	LastMessage string
	CreatedAt   Instant
	CreatedBy   string
	UpdatedAt   Instant
	FinishedAt  Instant
}

// BackfillState is how far a backfill has come.
type BackfillState string

const (
	BackfillPlanned   BackfillState = "planned" // counted, waits for a yes
	BackfillRunning   BackfillState = "running"
	BackfillPaused    BackfillState = "paused"
	BackfillDone      BackfillState = "done"
	BackfillCancelled BackfillState = "cancelled"
)

// backfillMoves says which states a person may bring a backfill to, from which.
var backfillMoves = map[BackfillState][]BackfillState{
	BackfillRunning:   {BackfillPlanned, BackfillPaused},
	BackfillPaused:    {BackfillRunning},
	BackfillCancelled: {BackfillPlanned, BackfillRunning, BackfillPaused},
}

// Before lists the states from which a person may bring a backfill to this one.
func (s BackfillState) Before() []BackfillState { return backfillMoves[s] }

// Can reports whether a person may bring the backfill to a state.
func (b *Backfill) Can(become BackfillState) bool {
	for _, from := range become.Before() {
		if b.State == from {
			return true
		}
	}
	return false
}

// Days is how many Beijing days the backfill covers. Beijing has no daylight saving.
func (b *Backfill) Days() int { return int(b.To.Sub(b.From) / (24 * time.Hour)) }

// DaysDone is how many of them are fetched in full.
func (b *Backfill) DaysDone() int { return int(max(0, b.DoneTo.Sub(b.From)) / (24 * time.Hour)) }

// Next is the day, or what is left of one, to fetch now; ok is false when nothing is left. A
// window's ends both belong to it, so it ends a second before midnight.
func (b *Backfill) Next() (w PullWindow, ok bool) {
	from := max(b.DoneTo, b.From)
	if from >= b.To {
		return PullWindow{}, false
	}
	midnight := min(from.BeijingDay().Add(24*time.Hour), b.To)
	return PullWindow{From: from, To: midnight.Add(-time.Second)}, true
}

// BackfillRange reads the first and the last day of a form. Today may be the last. It returns
// *Invalid for days that are none, in the wrong order, to come, or too many.
func BackfillRange(first, last string, now Instant) (w PullWindow, err error) {
	bad := &Invalid{}
	from, okFrom := parseDay(first)
	to, okTo := parseDay(last)
	if !okFrom {
		bad.Add("from", "invalid.date")
	}
	if !okTo {
		bad.Add("to", "invalid.date")
	}
	if okFrom && okTo {
		switch days := int(to.Sub(from)/(24*time.Hour)) + 1; {
		case days < 1:
			bad.Add("to", "invalid.days_order")
		case to > now:
			bad.Add("to", "invalid.days_to_come")
		case days > MaxBackfillDays:
			bad.AddLimit("to", "invalid.days_too_many", MaxBackfillDays)
		}
	}
	return PullWindow{From: from, To: to.Add(24 * time.Hour)}, bad.OrNil()
}

func parseDay(s string) (Instant, bool) {
	t, err := time.ParseInLocation(time.DateOnly, s, Beijing)
	return At(t), err == nil && t.Year() >= earliestYear
}

// earliestYear is before any lead of the platform: a year before it is a slip of the finger.
const earliestYear = 2010
