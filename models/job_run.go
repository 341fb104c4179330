package models

// JobRun is how a background job stands.
type JobRun struct {
	Name       string
	LastStart  Instant
	LastFinish Instant // zero while it runs for the first time
	Running    bool
	NextStart  Instant
	LastError  string // a cause for the log page, nothing personal; empty = it went well
	Panicked   bool
	Panics     int     // since the program started
	LastPanic  Instant // zero: never
	Elsewhere  bool    // another instance on the same database runs the jobs
}

// PastRun is one run of a job that is over. A job that runs every second has its uneventful runs
// counted, not written down one by one.
type PastRun struct {
	ID         int64
	Job        string
	Instance   string // which of several instances ran it; empty when there is only one
	StartedAt  Instant
	FinishedAt Instant
	Error      string // nothing personal; empty = it went well
	Panicked   bool
	Unwritten  int64 // runs just before it that went as the one before them
}

// How much of the jobs' history is kept, shown and said.
const (
	KeptRuns      = 100 // of each job
	ShownRuns     = 10
	MaxCauseBytes = 2000
)

// Like reports whether two runs went the same way.
func (r *PastRun) Like(other *PastRun) bool {
	return r.Panicked == other.Panicked && r.Error == other.Error
}

// Recall takes over what a newer run left in the history: another instance ran it, or this one
// before it was started anew.
func (r *JobRun) Recall(past *PastRun) {
	if past.StartedAt <= r.LastStart {
		return
	}
	r.LastStart, r.LastFinish = past.StartedAt, past.FinishedAt
	r.LastError, r.Panicked, r.Running = past.Error, past.Panicked, false
}

// ReportCount is how many of an account's reports wait and how many need a person.
type ReportCount struct {
	AccountID       int64
	Waiting, Failed int64
	Held            int64 // kept back by the account's mode
	OldestWaiting   Instant
}
