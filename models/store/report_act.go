package store

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"xiansuo/models"
)

// CancelReport takes a status back whose report has not been sent: the lead's Work becomes what it
// was before, as an entry of its history. models.ErrConflict when the report is under way or out,
// or when the lead changed since the person looked.
func (s *Store) CancelReport(ctx context.Context, leadID, version int64, by models.User) error {
	return s.change(ctx, "cancel a report", func(tx *gorm.DB) error {
		now := s.instant()
		lead, account, report, err := s.leadToReport(tx, leadID, version)
		if err != nil {
			return err
		}
		last, err := lastStatusChange(tx, leadID)
		if err != nil {
			return err
		}
		if !report.CanCancel(now) || last.Version != version || last.Cancelled || last.FromTag != "" {
			return models.ErrConflict
		}
		undone := models.StatusChange{Old: lead.Work, New: last.Old, Cancelled: true}
		if err := s.changeWork(tx, &lead, undone, by, now, s.stateAfterCancel(&account, &report, last.Old)); err != nil {
			return err
		}
		if err := s.reportAfterCancel(tx, &lead, &report, account.ReportMode); err != nil {
			return err
		}
		return s.record(tx, workAct(models.ActReportCancelled, leadID, undone.Old, undone.New))
	})
}

// reportAfterCancel makes the report what the lead's Work has become again.
func (s *Store) reportAfterCancel(tx *gorm.DB, lead *models.Lead, report *models.OutgoingReport, mode models.ReportMode) error {
	switch {
	case lead.Work.IsZero():
		return tx.Where("lead_id = ?", lead.ID).Delete(&models.OutgoingReport{}).Error
	case lead.ReportState == models.ReportSent:
		report.State, report.Work, report.WorkVersion, report.SentVersion = models.ReportSent, lead.Work, lead.WorkVersion, lead.WorkVersion
		return saveReport(tx, report)
	}
	return s.wishReport(tx, lead, mode)
}

// stateAfterCancel: what the platform has already needs no second report.
func (s *Store) stateAfterCancel(account *models.Account, report *models.OutgoingReport, work models.Work) models.ReportState {
	switch {
	case work.IsZero():
		return models.ReportNone
	case report.SentVersion > 0 && report.SentWork == work:
		return models.ReportSent
	case account.ReportMode == models.ReportOn:
		return models.ReportWaiting
	}
	return models.ReportNone
}

// changeWork sets a lead's Work by another way than the form, with its entry in the history.
func (s *Store) changeWork(tx *gorm.DB, lead *models.Lead, change models.StatusChange, by models.User, now models.Instant, state models.ReportState) error {
	lead.Work, lead.ReportState = change.New, state
	lead.WorkVersion++
	lead.WorkedAt, lead.UpdatedAt = now, now
	lead.Requeue(models.KeepNext, now)
	if err := writeWork(tx, lead); err != nil {
		return err
	}
	change.Version = lead.WorkVersion
	return addChange(tx, models.Change{LeadID: lead.ID, At: now, Kind: models.ChangeStatus, UserID: by.ID}, change)
}

func lastStatusChange(tx *gorm.DB, leadID int64) (models.StatusChange, error) {
	var row models.Change
	var change models.StatusChange
	if err := tx.Order("id DESC").Take(&row, "lead_id = ? AND kind = ?", leadID, models.ChangeStatus).Error; err != nil {
		return change, err
	}
	if err := json.Unmarshal([]byte(row.Details), &change); err != nil {
		return change, fmt.Errorf("read the history of lead %d: %w", leadID, err)
	}
	return change, nil
}

// KeepOurs sends a status again that the platform shows otherwise.
func (s *Store) KeepOurs(ctx context.Context, leadID, version int64, by models.User) error {
	return s.change(ctx, "report again", func(tx *gorm.DB) error {
		_, account, report, err := s.leadToReport(tx, leadID, version)
		if err != nil {
			return err
		}
		if report.State != models.ReportMismatch {
			return models.ErrConflict
		}
		if err := s.again(tx, &report, account.ReportMode, by, s.instant()); err != nil {
			return err
		}
		return s.record(tx, leadAct(models.ActReportKept, leadID, nil))
	})
}

// TakeTheirs makes a lead's Work what the platform's tag says. It is not reported back: the
// platform has it. models.ErrConflict when the tag says nothing that can be chosen here.
func (s *Store) TakeTheirs(ctx context.Context, leadID, version int64, by models.User) error {
	return s.change(ctx, "take over the platform's status", func(tx *gorm.DB) error {
		lead, account, report, err := s.leadToReport(tx, leadID, version)
		if err != nil {
			return err
		}
		theirs, ok := account.Rules().WorkOfTag(lead.LeadsFollowTag)
		if report.State != models.ReportMismatch || !ok {
			return models.ErrConflict
		}
		now := s.instant()
		theirs.IntentionScore = lead.IntentionScore // the tag says nothing of it
		taken := models.StatusChange{Old: lead.Work, New: theirs, FromTag: lead.LeadsFollowTag}
		if err := s.changeWork(tx, &lead, taken, by, now, models.ReportConfirmed); err != nil {
			return err
		}
		report.State, report.Work, report.WorkVersion = models.ReportConfirmed, theirs, lead.WorkVersion
		report.SentVersion, report.SentWork, report.SentTag, report.ConfirmedAt = lead.WorkVersion, theirs, lead.LeadsFollowTag, now
		if err := saveReport(tx, &report); err != nil {
			return err
		}
		return s.record(tx, workAct(models.ActReportTaken, leadID, taken.Old, taken.New))
	})
}

// again makes a report one to send now, with its entry in the history.
func (s *Store) again(tx *gorm.DB, report *models.OutgoingReport, mode models.ReportMode, by models.User, now models.Instant) error {
	report.Again(mode, now)
	if err := saveReport(tx, report); err != nil {
		return err
	}
	return addChange(tx, models.Change{LeadID: report.LeadID, At: now, Kind: models.ChangeReport, UserID: by.ID},
		models.ReportChange{State: models.ReportWaiting, Version: report.WorkVersion})
}
