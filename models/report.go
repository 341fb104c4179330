package models

import (
	"math/rand/v2"
	"time"
)

// ReportState is where a lead's report to the platform stands.
type ReportState string

const (
	ReportNone      ReportState = ""          // 未回传: nothing to report yet, or the account does not report
	ReportWaiting   ReportState = "waiting"   // 待发
	ReportSent      ReportState = "sent"      // 已发
	ReportConfirmed ReportState = "confirmed" // 已确认: a later pull showed it
	ReportMismatch  ReportState = "mismatch"  // 平台不一致: a later pull showed something else
	ReportFailed    ReportState = "failed"    // 失败: parked, a person must look
	ReportExcluded  ReportState = "excluded"  // 不可回传

	// Of the outgoing report alone; its lead says ReportNone.
	ReportHeld      ReportState = "held"      // the account's mode keeps it back
	ReportDiscarded ReportState = "discarded" // somebody decided that it is not to be sent
)

// ReportDue is the filter for leads whose report will soon be too late (Account.IsReportDue). It is no state.
const ReportDue = "due"

// ReportStates lists the states that a filter offers. "none" stands for ReportNone in addresses.
var ReportStates = Enum{
	{"none", Text{"未回传", "Not reported"}},
	{string(ReportWaiting), Text{"待发", "Waiting"}},
	{string(ReportSent), Text{"已发", "Sent"}},
	{string(ReportConfirmed), Text{"已确认", "Confirmed"}},
	{string(ReportFailed), Text{"失败", "Failed"}},
	{string(ReportMismatch), Text{"平台不一致", "Platform differs"}},
	{string(ReportExcluded), Text{"不可回传", "Not reportable"}},
	{ReportDue, Text{"快到期未回传", "Unreported, nearly too late"}},
}

// OnLead is what a lead says of a report in this state.
func (s ReportState) OnLead() ReportState {
	if s == ReportHeld || s == ReportDiscarded {
		return ReportNone
	}
	return s
}

// Accepted reports whether the platform has the newest wish.
func (s ReportState) Accepted() bool {
	return s == ReportSent || s == ReportConfirmed || s == ReportMismatch
}

// OutgoingReport is a lead's newest wish to tell the platform its Work. There is at most one a
// lead: a newer wish takes the older one's place.
type OutgoingReport struct {
	LeadID        int64 `gorm:"primaryKey;autoIncrement:false"`
	AccountID     int64
	LeadsID       string
	Work          `gorm:"embedded"`
	WorkVersion   int64 // the lead's WorkVersion that this wish carries
	State         ReportState
	Attempts      int // of this wish, as far as they are charged
	WishedAt      Instant
	DueAt         Instant // not sent before
	LeasedUntil   Instant // a sender has it until then; 0 = nobody
	Lease         string  // which sender: only its results count
	FailingSince  Instant // the first transient failure of this wish
	LastAttemptAt Instant // of this wish
	LastKind      Refusal // of the last attempt that failed
	LastCode      int
	LastMessage   string // the platform's words

	SentVersion int64 // the newest version that the platform accepted
	SentAt      Instant
	SentWork    Work    `gorm:"embedded;embeddedPrefix:sent_"`
	SentTag     string  // the lead's leads_follow_tag when it was accepted
	ConfirmedAt Instant // when a pull showed what was sent
	Missed      bool    // a pull long after it was sent did not show it
}

// ReportResult is the outcome of sending one report.
type ReportResult struct {
	LeadID      int64
	WorkVersion int64          // what was sent,
	Work        Work           // and what it says
	Lease       string         // the claim that it was sent under
	Error       *PlatformError // nil = accepted
}

// Limits of reporting.
const (
	MaxReportBatch  = 50               // §3
	ReportSettle    = 5 * time.Second  // so that a slip can be corrected before it is sent
	ReportLease     = 2 * time.Minute  // how long a sender may keep what it claimed
	ReportCall      = 20 * time.Second // no call to the platform is under way longer, with the writing of its outcome
	ReportGivesUp   = 72 * time.Hour   // retrying a transient failure
	CredentialsWait = 15 * time.Minute // between probes while the credentials are refused
	credentialsSoon = 30 * time.Second // before a first refusal is tried again: it may have been a slip
)

var reportLadder = []time.Duration{
	30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute,
	30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour,
}

// Jitter is the share, from 0 to 1, by which a whole batch is delayed alike: a batch that failed
// together stays one call.
type Jitter float64

// NewJitter throws the dice.
func NewJitter() Jitter { return Jitter(rand.Float64()) }

// RetryDelay is the wait after the n-th failed attempt (from 1): the ladder's step, and up to
// half of it more, so that a crowd does not arrive together. Three days of it are at most 25 calls.
func RetryDelay(n int, jitter Jitter) time.Duration {
	step := reportLadder[min(max(n, 1), len(reportLadder))-1]
	return step + time.Duration(float64(step/2)*float64(jitter))
}

// Conclude applies the outcome of an attempt to the report. It returns false, and changes nothing,
// for a sender whose claim has passed to another. A wish that grew newer while the attempt was in
// flight stays as it is, whatever became of the older one. tag is the lead's leads_follow_tag now.
func (r *OutgoingReport) Conclude(result ReportResult, tag string, now Instant, jitter Jitter) bool {
	if r.Lease == "" || r.Lease != result.Lease {
		return false
	}
	r.LeasedUntil, r.Lease = 0, ""
	newer := r.WorkVersion > result.WorkVersion
	if !newer {
		r.LastAttemptAt = now
	}
	switch {
	case result.Error == nil:
		r.SentVersion, r.SentWork, r.SentAt, r.SentTag = result.WorkVersion, result.Work, now, tag
		r.ConfirmedAt, r.Missed = 0, false
		if !newer {
			r.State, r.Attempts, r.FailingSince = ReportSent, 0, 0
			r.LastKind, r.LastCode, r.LastMessage = "", 0, ""
		}
	case newer: // stays due as it is
	default:
		r.refused(result.Error, now, jitter)
	}
	return true
}

func (r *OutgoingReport) refused(refusal *PlatformError, now Instant, jitter Jitter) {
	r.LastKind, r.LastCode, r.LastMessage = refusal.Kind, refusal.Code, refusal.Message
	if r.State != ReportWaiting {
		return // kept back meanwhile
	}
	switch refusal.Kind {
	case RefusedParameter, RefusedLead:
		r.Attempts++
		r.State = ReportFailed
	case RefusedPermission: // nothing is charged: the report is not at fault
		r.DueAt = now.Add(credentialsSoon)
	default:
		r.Attempts++
		if r.FailingSince == 0 {
			r.FailingSince = now
		}
		end := r.FailingSince.Add(ReportGivesUp)
		r.DueAt = min(now.Add(RetryDelay(r.Attempts, jitter)), max(end, now))
		if now >= end {
			r.State = ReportFailed
		}
	}
}

// SetAside judges a waiting wish once more before it is sent: since it was wished the lead may have
// turned out a test lead, and the account have got other rules. It reports whether the wish is not to
// be sent any more.
func (r *OutgoingReport) SetAside(lead *Lead, account *Account) bool {
	switch {
	case r.State != ReportWaiting:
		return false
	case lead.WhyNotReported() != "":
		r.State = ReportExcluded
		r.LastKind, r.LastCode, r.LastMessage = "", 0, ""
	case account.Rules().Check(r.Work) != nil:
		r.State = ReportFailed
		r.LastKind, r.LastCode, r.LastMessage = RefusedByRules, 0, ""
	default:
		return false
	}
	return true
}

// Again makes the wish one to send now, as if it had never been tried.
func (r *OutgoingReport) Again(mode ReportMode, now Instant) {
	r.State, r.Attempts, r.FailingSince, r.DueAt = mode.firstState(), 0, 0, now
	r.LastKind, r.LastCode, r.LastMessage = "", 0, ""
}

// CanCancel reports whether the newest wish can be taken back: nothing of it can have reached the
// platform yet.
func (r *OutgoingReport) CanCancel(now Instant) bool {
	untried := r.LastAttemptAt == 0 || r.Attempts == 0 && r.LastKind == RefusedPermission
	return (r.State == ReportWaiting || r.State == ReportHeld) && r.LeasedUntil <= now && untried
}

// MaxDiscardReason is how long the reason may be for which a report is given up, in characters.
const MaxDiscardReason = 200
