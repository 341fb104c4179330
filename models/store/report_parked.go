package store

import (
	"context"

	"gorm.io/gorm"

	"xiansuo/models"
)

// replayChunk is how many parked reports one transaction replays or discards: sellers write too.
const replayChunk = 200

// ReplayReports sends parked reports again: those of the leads named, or with none named all of an
// account (0: of every account), as far as the actor sees them. It returns how many.
func (s *Store) ReplayReports(ctx context.Context, leads []int64, accountID int64, by models.User) (int, error) {
	return s.eachParked(ctx, models.ActReportReplayed, leads, accountID, func(tx *gorm.DB, report *models.OutgoingReport, mode models.ReportMode) error {
		return s.again(tx, report, mode, by, s.instant())
	})
}

// DiscardReports gives parked reports up, for a reason that stands in each lead's history.
func (s *Store) DiscardReports(ctx context.Context, leads []int64, reason string, by models.User) (int, error) {
	if len(leads) == 0 {
		return 0, nil
	}
	return s.eachParked(ctx, models.ActReportDiscarded, leads, 0, func(tx *gorm.DB, report *models.OutgoingReport, _ models.ReportMode) error {
		report.State = models.ReportDiscarded
		if err := saveReport(tx, report); err != nil {
			return err
		}
		change := models.Change{LeadID: report.LeadID, At: s.instant(), Kind: models.ChangeReport, UserID: by.ID}
		return addChange(tx, change, models.ReportChange{State: models.ReportDiscarded, Version: report.WorkVersion, Reason: reason})
	})
}

// parkedAct is what is done to one parked report.
type parkedAct func(tx *gorm.DB, report *models.OutgoingReport, mode models.ReportMode) error

// eachParked does something to parked reports, some at a time, until none is left.
func (s *Store) eachParked(ctx context.Context, act models.AuditAction, leads []int64, accountID int64, do parkedAct) (int, error) {
	done, after := 0, int64(0)
	for {
		n := 0
		err := s.change(ctx, string(act), func(tx *gorm.DB) error {
			ids, err := parkedLeads(tx, leads, accountID, after)
			if err != nil || len(ids) == 0 {
				after = 0
				return err
			}
			after = ids[len(ids)-1]
			done, err := s.doParked(tx, ids, do)
			if err != nil {
				return err
			}
			n = len(done)
			return s.record(tx, leadActs(act, done)...)
		})
		if err != nil {
			return done, err
		}
		if done += n; after == 0 {
			return done, nil
		}
	}
}

func parkedLeads(tx *gorm.DB, leads []int64, accountID, after int64) (ids []int64, err error) {
	query := tx.Model(&models.OutgoingReport{}).Where("state = ? AND lead_id > ?", models.ReportFailed, after)
	if len(leads) > 0 {
		query = query.Where("lead_id IN ?", leads)
	}
	if accountID != 0 {
		query = query.Where("account_id = ?", accountID)
	}
	err = seenReports(query).Order("lead_id").Limit(replayChunk).Pluck("lead_id", &ids).Error
	return ids, err
}

// doParked does it to those of the leads that are still parked, and returns them.
func (s *Store) doParked(tx *gorm.DB, ids []int64, do parkedAct) ([]int64, error) {
	var accounts []models.Account
	if err := tx.Select("id", "report_mode").Find(&accounts).Error; err != nil {
		return nil, err
	}
	modes := make(map[int64]models.ReportMode, len(accounts))
	for _, account := range accounts {
		modes[account.ID] = account.ReportMode
	}
	ids, err := s.holdLeads(seen(tx, "owner_id"), ids)
	if err != nil {
		return nil, err
	}
	var parked []models.OutgoingReport
	if err := s.held(tx).Where("lead_id IN ? AND state = ?", ids, models.ReportFailed).Order("lead_id").Find(&parked).Error; err != nil {
		return nil, err
	}
	for i := range parked {
		if err := do(tx, &parked[i], modes[parked[i].AccountID]); err != nil {
			return nil, err
		}
	}
	return leadIDs(parked), nil
}

// holdLeads keeps others from changing those leads of a query that are named, and returns them; leads are
// held before their reports everywhere.
func (s *Store) holdLeads(query *gorm.DB, ids []int64) (held []int64, err error) {
	err = s.held(query).Model(&models.Lead{}).Where("id IN ?", ids).Order("id").Pluck("id", &held).Error
	return held, err
}
