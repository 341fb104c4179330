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
}

// ReportCount is how many of an account's reports wait and how many need a person.
type ReportCount struct {
	AccountID       int64
	Waiting, Failed int64
	OldestWaiting   Instant
}
