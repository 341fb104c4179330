package store

import (
	"time"

	"xiansuo/models"
)

// dueReports are the leads that nobody has reported and whose account's deadline is near. The list's
// own bounds keep it from reading further back than the longest deadline. coalesce keeps the list
// walking by its key: of the few states here, most leads have one.
func dueReports(c *condition, at models.Instant) {
	day := (24 * time.Hour).Milliseconds()
	longest := at.Add(-models.MaxReportDeadline * 24 * time.Hour)
	c.and("coalesce(l.report_state, '') IN ('', 'waiting', 'failed') AND l.list_key BETWEEN ? AND ?",
		models.ListKeyFloor(longest), models.ListKeyFloor(at.Add(time.Second)))
	c.and(`EXISTS (SELECT 1 FROM accounts a WHERE a.id = l.account_id AND l.ingested_at > ? - a.report_deadline_days * ?
		AND l.ingested_at <= ? - (CASE WHEN a.report_deadline_days > ? THEN a.report_deadline_days - ? ELSE 0 END) * ?)`,
		int64(at), day, int64(at), models.DueWarningDays, models.DueWarningDays, day)
}
