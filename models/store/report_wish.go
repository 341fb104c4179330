package store

import (
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"xiansuo/models"
)

// wishReport makes the lead's newest Work the one to report, or to keep back as the account's mode
// says. A report in flight keeps its lease: the newer wish goes out after it, never beside it.
func (s *Store) wishReport(tx *gorm.DB, lead *models.Lead, mode models.ReportMode) error {
	wish := models.OutgoingReport{
		LeadID: lead.ID, AccountID: lead.AccountID, LeadsID: lead.LeadsID,
		Work: lead.Work, WorkVersion: lead.WorkVersion, WishedAt: lead.WorkedAt,
	}
	wish.Again(mode, lead.WorkedAt.Add(s.settle))
	newest := []string{
		"convert_status", "ineffect_reason", "intention_score", "outer_convert_type", "outer_ineffect_reason",
		"work_version", "state", "attempts", "failing_since", "wished_at", "due_at", "last_attempt_at", "last_kind", "last_code", "last_message",
	}
	return tx.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "lead_id"}},
		DoUpdates: clause.AssignmentColumns(newest),
	}).Create(&wish).Error
}

// saveReport writes a report that was read in the same transaction, and its state on the lead.
func saveReport(tx *gorm.DB, report *models.OutgoingReport) error {
	if err := tx.Select("*").Where("lead_id = ?", report.LeadID).UpdateColumns(report).Error; err != nil {
		return err
	}
	state := report.State.OnLead()
	return tx.Model(&models.Lead{}).Where("id = ? AND report_state NOT IN ?", report.LeadID, []models.ReportState{models.ReportExcluded, state}).
		UpdateColumn("report_state", state).Error
}

// saveReporting takes over an account's settings of reporting. Switching reports on sends what was
// kept back, switching them off keeps back what waits; and whatever waited for mended credentials
// is tried at once. wasOpen tells that the credentials were refused until now.
func (s *Store) saveReporting(tx *gorm.DB, account *models.Account, edit *models.AccountEdit, now models.Instant) (wasOpen bool, err error) {
	if account.ConfirmReports = !edit.NoConfirm; account.ConfirmReports && account.ConfirmEndedAt != 0 {
		account.ConfirmMisses, account.ConfirmEndedAt = 0, 0
	}
	account.ReportDeadlineDays = edit.ReportDeadlineDays
	before := account.ReportMode
	account.ReportMode = edit.ReportMode
	breaker, err := s.dropBreaker(tx, account.ID, models.ForReport)
	if err != nil {
		return false, err
	}
	wasOpen = breaker.IsOpen()
	switch {
	case edit.ReportMode == models.ReportOn && before != models.ReportOn:
		return wasOpen, moveReports(tx, account.ID, models.ReportHeld, models.ReportWaiting, now)
	case edit.ReportMode != models.ReportOn && before == models.ReportOn:
		return wasOpen, moveReports(tx, account.ID, models.ReportWaiting, models.ReportHeld, now)
	}
	return wasOpen, hurryReports(tx, account.ID, now)
}

// moveReports changes the state of an account's reports, and of their leads.
func moveReports(tx *gorm.DB, accountID int64, from, to models.ReportState, now models.Instant) error {
	moved := tx.Model(&models.OutgoingReport{}).Select("lead_id").Where("account_id = ? AND state = ?", accountID, from)
	leads := tx.Model(&models.Lead{}).Where("id IN (?) AND report_state <> ?", moved, models.ReportExcluded)
	if err := leads.UpdateColumn("report_state", to.OnLead()).Error; err != nil {
		return err
	}
	return tx.Model(&models.OutgoingReport{}).Where("account_id = ? AND state = ?", accountID, from).
		UpdateColumns(map[string]any{"state": to, "due_at": now, "attempts": 0, "failing_since": 0}).Error
}

// hurryReports makes an account's waiting reports due now that were put off by a failure.
func hurryReports(tx *gorm.DB, accountID int64, now models.Instant) error {
	return tx.Model(&models.OutgoingReport{}).
		Where("account_id = ? AND state = 'waiting' AND due_at > ? AND last_kind <> ''", accountID, now).
		UpdateColumn("due_at", now).Error
}
