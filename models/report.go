package models

import (
	"math/rand/v2"
	"time"
)

// ReportState is where a lead's report to the platform stands.
type ReportState string

const (
	ReportNone     ReportState = ""         // 未回传: nothing to report yet
	ReportWaiting  ReportState = "waiting"  // 待发
	ReportSent     ReportState = "sent"     // 已发
	ReportFailed   ReportState = "failed"   // 失败: parked, a person must look
	ReportExcluded ReportState = "excluded" // 不可回传
)

// ReportStates lists the states that a filter offers. "none" stands for ReportNone in addresses.
var ReportStates = Enum{
	{"none", Text{"未回传", "Not reported"}},
	{string(ReportWaiting), Text{"待发", "Waiting"}},
	{string(ReportSent), Text{"已发", "Sent"}},
	{string(ReportFailed), Text{"失败", "Failed"}},
	{string(ReportExcluded), Text{"不可回传", "Not reportable"}},
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
	Attempts      int // of this wish
	WishedAt      Instant
	DueAt         Instant // not sent before
	LeasedUntil   Instant // a sender has it until then; 0 = nobody
	LastAttemptAt Instant
	LastKind      Refusal // of the last attempt that failed
	LastCode      int
	LastMessage   string // the platform's words
	SentVersion   int64  // the newest version that the platform accepted
	SentAt        Instant
}

// ReportResult is the outcome of sending one report.
type ReportResult struct {
	LeadID      int64
	WorkVersion int64          // what was sent
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
)

var reportLadder = []time.Duration{
	30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute,
	30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour,
}

// RetryDelay is the wait after the n-th failed attempt (from 1): the ladder's step with full
// jitter, but never under a third of it, so that a crowd neither arrives together nor at once.
func RetryDelay(n int) time.Duration {
	step := reportLadder[min(max(n, 1), len(reportLadder))-1]
	return step/3 + rand.N(step*2/3)
}

// Conclude applies the outcome of an attempt to the report. A wish that grew newer while the
// attempt was in flight stays waiting, whatever became of the older one.
func (r *OutgoingReport) Conclude(result ReportResult, now Instant) {
	r.LeasedUntil = 0
	r.LastAttemptAt = now
	newer := r.WorkVersion > result.WorkVersion
	if result.Error == nil {
		r.LastKind, r.LastCode, r.LastMessage = "", 0, ""
		r.SentVersion, r.SentAt = result.WorkVersion, now
		if !newer {
			r.State, r.Attempts = ReportSent, 0
		}
		return
	}
	r.LastKind, r.LastCode, r.LastMessage = result.Error.Kind, result.Error.Code, result.Error.Message
	switch {
	case newer: // stays due as it is
	case result.Error.Kind == RefusedParameter:
		r.Attempts++
		r.State = ReportFailed
	case result.Error.Kind == RefusedPermission: // nothing is charged: the report is not at fault
		r.DueAt = now.Add(CredentialsWait)
	default:
		r.Attempts++
		r.DueAt = now.Add(RetryDelay(r.Attempts))
		if now.Sub(r.WishedAt) > ReportGivesUp {
			r.State = ReportFailed
		}
	}
}
