package templates

import "xiansuo/models"

// SyncProps fill the page about pulling, reporting and the jobs.
type SyncProps struct {
	Accounts []AccountState
	Jobs     []models.JobRun
	CanPull  bool // may start a pull
}
