package templates

import "xiansuo/models"

// BackfillProps fill the page on which past days of an account are fetched.
type BackfillProps struct {
	Account   *models.Account
	From, To  string // the days typed, yyyy-mm-dd
	Errors    *models.Invalid
	Refusal   *models.PlatformError // why the platform did not count
	Backfills []models.Backfill     // newest first
}
