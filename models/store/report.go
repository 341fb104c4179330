package store

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"xiansuo/models"
)

// Report returns where a lead's report stands, or nil when there never was one.
func (s *Store) Report(ctx context.Context, leadID int64) (*models.OutgoingReport, error) {
	var found []models.OutgoingReport
	err := s.read.WithContext(ctx).Where("lead_id = ?", leadID).Limit(1).Find(&found).Error
	if err != nil || len(found) == 0 {
		return nil, s.judge("find a report", err)
	}
	return &found[0], nil
}

// ReportCounts returns, for each account that has any, how many reports wait and how many failed.
func (s *Store) ReportCounts(ctx context.Context) ([]models.ReportCount, error) {
	var counts []models.ReportCount
	err := s.read.WithContext(ctx).Raw(`
		SELECT account_id, sum(waiting) AS waiting, sum(failed) AS failed, max(oldest) AS oldest_waiting FROM (
			SELECT account_id, count(*) AS waiting, 0 AS failed, min(wished_at) AS oldest FROM outgoing_reports WHERE state = 'waiting' GROUP BY account_id
			UNION ALL
			SELECT account_id, 0, count(*), 0 FROM outgoing_reports WHERE state = 'failed' GROUP BY account_id
		) AS each GROUP BY account_id ORDER BY account_id`).Scan(&counts).Error
	return counts, s.judge("count reports", err)
}

// AccountsWithDueReports lists the accounts, not paused, that have something to send now.
func (s *Store) AccountsWithDueReports(ctx context.Context) ([]int64, error) {
	var ids []int64
	now := s.instant()
	err := s.read.WithContext(ctx).Raw(`SELECT id FROM accounts WHERE NOT `+s.isTrue("paused")+` AND EXISTS (
		SELECT 1 FROM outgoing_reports r WHERE r.account_id = accounts.id AND r.state = 'waiting' AND r.due_at <= ? AND r.leased_until <= ?)
		ORDER BY id`, now, now).Scan(&ids).Error
	return ids, s.judge("find due reports", err)
}

// ClaimReports hands out an account's due reports, oldest first, at most limit, and holds them
// for the sender until the lease ends or ConcludeReports is called: no lead is ever sent twice
// at the same time, and a sender that crashes loses nothing.
func (s *Store) ClaimReports(ctx context.Context, accountID int64, limit int) ([]models.OutgoingReport, error) {
	var claimed []models.OutgoingReport
	err := s.change(ctx, "claim reports", func(tx *gorm.DB) error {
		now := s.instant()
		due := tx.Where("account_id = ? AND state = 'waiting' AND due_at <= ? AND leased_until <= ?", accountID, now, now)
		if s.dialect == onPostgres {
			due = due.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"})
		}
		if err := due.Order("due_at").Limit(limit).Find(&claimed).Error; err != nil || len(claimed) == 0 {
			return err
		}
		ids := make([]int64, len(claimed))
		for i := range claimed {
			ids[i] = claimed[i].LeadID
			claimed[i].LeasedUntil = now.Add(models.ReportLease)
		}
		return tx.Model(&models.OutgoingReport{}).Where("lead_id IN ?", ids).
			UpdateColumn("leased_until", now.Add(models.ReportLease)).Error
	})
	return claimed, err
}

// ShortenLeases is for a sender that has just started and knows that no other one runs: what a
// crashed one had claimed can be under way for one more call at most, and comes back after that.
func (s *Store) ShortenLeases(ctx context.Context) error {
	soon := s.instant().Add(models.ReportCall)
	err := s.write.WithContext(ctx).Model(&models.OutgoingReport{}).
		Where("state = 'waiting' AND leased_until > ?", soon).UpdateColumn("leased_until", soon).Error
	return s.judge("shorten leases", err)
}

// ConcludeReports records what became of claimed reports, each on its lead too, and gives back
// their leases. A wish that grew newer meanwhile stays waiting.
func (s *Store) ConcludeReports(ctx context.Context, results []models.ReportResult) error {
	return s.change(ctx, "conclude reports", func(tx *gorm.DB) error {
		now := s.instant()
		for _, result := range results {
			if err := s.concludeReport(tx, result, now); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) concludeReport(tx *gorm.DB, result models.ReportResult, now models.Instant) error {
	var report models.OutgoingReport
	if err := s.held(tx).Take(&report, "lead_id = ?", result.LeadID).Error; err != nil {
		return err
	}
	before := report
	report.Conclude(result, now)
	err := tx.Model(&models.OutgoingReport{}).Where("lead_id = ?", report.LeadID).UpdateColumns(map[string]any{
		"state": report.State, "attempts": report.Attempts, "due_at": report.DueAt, "leased_until": report.LeasedUntil,
		"last_attempt_at": report.LastAttemptAt, "last_kind": report.LastKind, "last_code": report.LastCode,
		"last_message": report.LastMessage, "sent_version": report.SentVersion, "sent_at": report.SentAt,
	}).Error
	if err != nil {
		return err
	}
	if report.State != before.State {
		lead := tx.Model(&models.Lead{}).Where("id = ?", report.LeadID)
		if err := lead.UpdateColumn("report_state", report.State).Error; err != nil {
			return err
		}
	}
	answer := models.ReportChange{State: report.State, Version: result.WorkVersion}
	if result.Error != nil {
		answer.Kind, answer.Code, answer.Message = result.Error.Kind, result.Error.Code, result.Error.Message
		// A retry that fails as the one before tells nothing new.
		if report.State == before.State && before.LastKind == report.LastKind && before.LastCode == report.LastCode {
			return nil
		}
	} else {
		answer.State = models.ReportSent // the version that was sent, though a newer one may wait
	}
	return addChange(tx, models.Change{LeadID: report.LeadID, At: now, Kind: models.ChangeReport}, answer)
}

// hurryReports makes an account's waiting reports due now, after its credentials were mended.
func hurryReports(tx *gorm.DB, accountID int64, now models.Instant) error {
	return tx.Model(&models.OutgoingReport{}).
		Where("account_id = ? AND state = 'waiting' AND due_at > ? AND last_kind <> ''", accountID, now).
		UpdateColumn("due_at", now).Error
}
