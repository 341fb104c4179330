package templates

import "xiansuo/models"

// SyncProps fill the page about pulling, reporting and the jobs.
type SyncProps struct {
	Accounts []AccountState
	Jobs     []JobState
	CanPull  bool // may start a pull
	CanRun   bool // may start a job
}

// JobState is how a background job stands, and its last runs, newest first.
type JobState struct {
	models.JobRun
	Past []models.PastRun
}
