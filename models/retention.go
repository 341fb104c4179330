package models

import "time"

// RetentionRule says which leads are made anonymous by themselves: those of an account and status
// with which nothing happened for so many days, counted from the later of the day on which the lead
// came in and the day on which somebody last worked it.
type RetentionRule struct {
	ID        int64
	AccountID int64  // 0: every account
	Status    string // a ConvertStatus, NoneSet, or AnyStatus
	Days      int
	Active    bool
	Version   int64
	UpdatedAt Instant
	UpdatedBy string

	AppliedAt  Instant // when it last came to its end
	Erased     int64   // leads that it made anonymous, ever
	Unrecorded int64   // of those, not in the audit yet
}

// AnyStatus is the status of a rule for leads of every status.
const AnyStatus = "any"

// Limits of the rules. A week is what a report may take and what is read again.
const (
	MinRetentionDays  = 7
	MaxRetentionDays  = 3650
	MaxRetentionRules = 20
)

// RetentionEvery is how often the rules are applied.
const RetentionEvery = time.Hour

// Check returns *Invalid with every field that is wrong, or nil. Whether there is such an account
// the store knows.
func (r *RetentionRule) Check() error {
	bad := &Invalid{}
	if r.Status != AnyStatus && r.Status != NoneSet && !AllStatuses().Has(r.Status) {
		bad.Add("status", "invalid.choice")
	}
	if r.Days < MinRetentionDays || r.Days > MaxRetentionDays {
		bad.AddLimit("days", "invalid.retention_days", MaxRetentionDays)
	}
	return bad.OrNil()
}

// Before is the moment before which nothing may have happened to a lead for the rule to apply.
func (r *RetentionRule) Before(now Instant) Instant {
	return now.Add(-time.Duration(r.Days) * 24 * time.Hour)
}

// Statuses are the values of convert_status that the rule is about.
func (r *RetentionRule) Statuses() []string {
	switch r.Status {
	case NoneSet:
		return []string{""}
	case AnyStatus:
		all := []string{""}
		for _, c := range AllStatuses() {
			all = append(all, c.Value)
		}
		return all
	}
	return []string{r.Status}
}

// Values are the rule as the audit names it.
func (r *RetentionRule) Values() map[string]any {
	return map[string]any{"account": r.AccountID, "status": r.Status, "days": r.Days, "active": r.Active}
}

// RetentionRun is how the applying of the rules stands.
type RetentionRun struct {
	StartedAt  Instant // zero: not since the program was started
	FinishedAt Instant // zero while it runs
	Leads      int64   // made anonymous so far
	Stopped    bool    // by the program's end
	Trouble    bool    // it ended by an error of ours; the log has it
}

// Running reports whether it has not ended.
func (r *RetentionRun) Running() bool { return !r.StartedAt.IsZero() && r.FinishedAt.IsZero() }
