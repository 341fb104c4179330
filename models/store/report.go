package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"xiansuo/models"
)

// Report returns where a lead's report stands, or nil when there never was one.
func (s *Store) Report(ctx context.Context, leadID int64) (*models.OutgoingReport, error) {
	if err := s.see(ctx, leadID); err != nil {
		return nil, s.judge("find a report", err)
	}
	var found []models.OutgoingReport
	err := s.read.WithContext(ctx).Where("lead_id = ?", leadID).Limit(1).Find(&found).Error
	if err != nil || len(found) == 0 {
		return nil, s.judge("find a report", err)
	}
	return &found[0], nil
}

// ReportCounts returns, for each account that has any, how many reports wait, are kept back and failed: the
// desk's figures, whoever asks.
func (s *Store) ReportCounts(ctx context.Context) ([]models.ReportCount, error) {
	return s.countReports(ctx, models.AllLeads())
}

// SeenReportCounts are the same of the leads that the actor may see.
func (s *Store) SeenReportCounts(ctx context.Context) ([]models.ReportCount, error) {
	return s.countReports(ctx, models.ScopeOf(ctx))
}

func (s *Store) countReports(ctx context.Context, scope models.Scope) ([]models.ReportCount, error) {
	owned, values := "", []any(nil)
	if !scope.IsAll() {
		owned = " AND EXISTS (SELECT 1 FROM leads l WHERE l.id = lead_id AND l.owner_id IN (" + s.dialect.eachNumber() + "))"
		owners := keyList(scope.Owners())
		values = []any{owners, owners, owners}
	}
	var counts []models.ReportCount
	err := s.read.WithContext(ctx).Raw(`
		SELECT account_id, sum(waiting) AS waiting, sum(failed) AS failed, sum(held) AS held, max(oldest) AS oldest_waiting FROM (
			SELECT account_id, count(*) AS waiting, 0 AS failed, 0 AS held, min(wished_at) AS oldest FROM outgoing_reports WHERE state = 'waiting'`+owned+` GROUP BY account_id
			UNION ALL
			SELECT account_id, 0, count(*), 0, 0 FROM outgoing_reports WHERE state = 'failed'`+owned+` GROUP BY account_id
			UNION ALL
			SELECT account_id, 0, 0, count(*), 0 FROM outgoing_reports WHERE state = 'held'`+owned+` GROUP BY account_id
		) AS each GROUP BY account_id ORDER BY account_id`, values...).Scan(&counts).Error
	return counts, s.judge("count reports", err)
}

// ShortenLeases is for a sender that has just started and knows that no other one runs: what a
// crashed one had claimed can be under way for one more call at most, and comes back after that.
func (s *Store) ShortenLeases(ctx context.Context) error {
	soon := s.instant().Add(models.ReportCall)
	err := s.write.WithContext(ctx).Model(&models.OutgoingReport{}).
		Where("state = 'waiting' AND leased_until > ?", soon).UpdateColumn("leased_until", soon).Error
	return s.judge("shorten leases", err)
}

// RenewReports prolongs the lease of a claim, none of it concluded yet. models.ErrConflict means that
// the lease ran out and another sender has some of it now.
func (s *Store) RenewReports(ctx context.Context, claimed []models.OutgoingReport) (until models.Instant, err error) {
	err = s.change(ctx, "renew a lease", func(tx *gorm.DB) error {
		until = s.instant().Add(models.ReportLease)
		done := tx.Model(&models.OutgoingReport{}).Where("lead_id IN ? AND lease = ?", leadIDs(claimed), claimed[0].Lease).
			UpdateColumn("leased_until", until)
		if done.Error == nil && done.RowsAffected != int64(len(claimed)) {
			return models.ErrConflict
		}
		return done.Error
	})
	return until, err
}

func leadIDs(reports []models.OutgoingReport) []int64 {
	ids := make([]int64, len(reports))
	for i := range reports {
		ids[i] = reports[i].LeadID
	}
	return ids
}

// ConcludeReports records what became of one account's claimed reports, each on its lead too, and
// gives back their leases. A wish that grew newer meanwhile stays waiting. Results of a sender whose
// claim passed to another are left out: that other one will tell.
func (s *Store) ConcludeReports(ctx context.Context, results []models.ReportResult) error {
	return s.change(ctx, "conclude reports", func(tx *gorm.DB) error {
		now, jitter := s.instant(), models.NewJitter()
		tags, reports, err := s.reportsToConclude(tx, results)
		if err != nil {
			return err
		}
		for _, result := range results {
			report, ok := reports[result.LeadID]
			if !ok {
				return fmt.Errorf("report of lead %d: %w", result.LeadID, models.ErrNotFound)
			}
			before := *report
			if !report.Conclude(result, tags[result.LeadID], now, jitter) {
				continue
			}
			if err := saveReport(tx, report); err != nil {
				return err
			}
			if err := noteAnswer(tx, &before, report, result, now); err != nil {
				return err
			}
		}
		return s.judgeCredentials(tx, reports, results, now)
	})
}

// reportsToConclude reads the leads' tags and the reports. Leads are held before their reports, as
// everywhere: two who hold them the other way round would wait for each other.
func (s *Store) reportsToConclude(tx *gorm.DB, results []models.ReportResult) (map[int64]string, map[int64]*models.OutgoingReport, error) {
	ids := make([]int64, len(results))
	for i := range results {
		ids[i] = results[i].LeadID
	}
	var leads []models.Lead
	if err := s.held(tx).Select("id", "leads_follow_tag").Where("id IN ?", ids).Order("id").Find(&leads).Error; err != nil {
		return nil, nil, err
	}
	var rows []models.OutgoingReport
	if err := s.held(tx).Where("lead_id IN ?", ids).Order("lead_id").Find(&rows).Error; err != nil {
		return nil, nil, err
	}
	tags, reports := make(map[int64]string, len(ids)), make(map[int64]*models.OutgoingReport, len(ids))
	for i := range leads {
		tags[leads[i].ID] = leads[i].LeadsFollowTag
	}
	for i := range rows {
		reports[rows[i].LeadID] = &rows[i]
	}
	return tags, reports, nil
}

// noteAnswer keeps what the platform answered in the lead's history.
func noteAnswer(tx *gorm.DB, before, report *models.OutgoingReport, result models.ReportResult, now models.Instant) error {
	answer := models.ReportChange{State: models.ReportSent, Version: result.WorkVersion} // what was sent, though a newer wish may wait
	if result.Error != nil {
		answer.State, answer.Kind, answer.Code, answer.Message = report.State, result.Error.Kind, result.Error.Code, result.Error.Message
		// A retry that fails as the one before tells nothing new.
		if report.State == before.State && before.LastKind == report.LastKind && before.LastCode == report.LastCode {
			return nil
		}
	}
	return addChange(tx, models.Change{LeadID: report.LeadID, At: now, Kind: models.ChangeReport}, answer)
}
