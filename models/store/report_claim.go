package store

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"xiansuo/models"
)

// isDue is a report that can be claimed now.
const isDue = "state = 'waiting' AND due_at <= ? AND leased_until <= ?"

// AccountsWithDueReports lists the accounts that report, are not paused, are not waiting for better
// credentials, and have something to send now.
func (s *Store) AccountsWithDueReports(ctx context.Context) ([]int64, error) {
	var ids []int64
	now := s.instant()
	err := s.read.WithContext(ctx).Raw(`SELECT id FROM accounts WHERE NOT `+s.isTrue("paused")+` AND report_mode = 'on' AND EXISTS (
		SELECT 1 FROM outgoing_reports r WHERE r.account_id = accounts.id AND `+isDue+`)
		AND NOT EXISTS (SELECT 1 FROM breakers b WHERE b.account_id = accounts.id AND b.purpose = ? AND b.opened_at <> 0 AND b.probe_at > ?
			AND (b.lead_id = 0 OR NOT EXISTS (
				SELECT 1 FROM outgoing_reports r WHERE r.account_id = accounts.id AND r.lead_id <> b.lead_id AND `+isDue+`)))
		ORDER BY id`, now, now, models.ForReport, now, now, now).Scan(&ids).Error
	return ids, s.judge("find due reports", err)
}

// ClaimReports hands out an account's due reports, oldest first, at most limit, and holds them
// for the sender until the lease ends or ConcludeReports is called: no lead is ever sent twice
// at the same time, and a sender that crashes loses nothing. While the credentials are refused, it
// hands out one report each models.CredentialsWait, to try them; of an account that is paused or
// does not report, none. What is not to be sent any more (models.OutgoingReport.SetAside) is set aside.
func (s *Store) ClaimReports(ctx context.Context, accountID int64, limit int) ([]models.OutgoingReport, error) {
	for {
		claimed, unfit, err := s.claimFit(ctx, accountID, limit)
		if err != nil {
			return nil, err
		}
		if len(unfit) > 0 {
			if err := s.setAside(ctx, accountID, unfit); err != nil {
				return nil, err // what was claimed comes back with its lease
			}
		}
		if len(claimed) > 0 || len(unfit) == 0 {
			return claimed, nil
		}
	}
}

// claimFit claims those of the due reports that are to be sent; unfit are the leads of the others.
func (s *Store) claimFit(ctx context.Context, accountID int64, limit int) (claimed []models.OutgoingReport, unfit []int64, err error) {
	err = s.change(ctx, "claim reports", func(tx *gorm.DB) error {
		claimed, unfit = nil, nil
		now := s.instant()
		var account models.Account
		if err := tx.Take(&account, "id = ?", accountID).Error; err != nil {
			return err
		}
		if account.Paused || account.ReportMode != models.ReportOn {
			return nil
		}
		breaker, err := s.openBreaker(tx, accountID)
		if err != nil {
			return err
		}
		if claimed, err = s.dueReports(tx, accountID, breaker, limit, now); err != nil || len(claimed) == 0 {
			return err
		}
		if claimed, unfit, err = fitOnes(tx, &account, claimed); err != nil || len(claimed) == 0 {
			return err
		}
		if breaker != nil {
			if err := saveBreaker(tx, breaker); err != nil {
				return err
			}
		}
		return lease(tx, claimed, now)
	})
	return claimed, unfit, err
}

// dueReports are the due reports that the breaker, nil when it is closed, lets out now.
func (s *Store) dueReports(tx *gorm.DB, accountID int64, breaker *models.Breaker, limit int, now models.Instant) (found []models.OutgoingReport, err error) {
	due := tx.Where("account_id = ? AND "+isDue, accountID, now, now)
	if breaker != nil {
		n, except := breaker.Allow(limit, now)
		if n == 0 {
			return nil, nil
		}
		limit, due = n, due.Where("lead_id <> ?", except)
	}
	if s.dialect == onPostgres {
		due = due.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"})
	}
	err = due.Order("due_at, lead_id").Limit(limit).Find(&found).Error
	return found, err
}

// lease holds reports for one sender.
func lease(tx *gorm.DB, claimed []models.OutgoingReport, now models.Instant) error {
	lease, until := rand.Text(), now.Add(models.ReportLease)
	for i := range claimed {
		claimed[i].Lease, claimed[i].LeasedUntil = lease, until
	}
	return tx.Model(&models.OutgoingReport{}).Where("lead_id IN ?", leadIDs(claimed)).
		UpdateColumns(map[string]any{"lease": lease, "leased_until": until}).Error
}

// fitOnes tells the reports that are to be sent from those that are not any more.
func fitOnes(tx *gorm.DB, account *models.Account, due []models.OutgoingReport) (fit []models.OutgoingReport, unfit []int64, err error) {
	var leads []models.Lead
	if err := tx.Select("id", "leads_id", "preview", "arrival").Where("id IN ?", leadIDs(due)).Find(&leads).Error; err != nil {
		return nil, nil, err
	}
	for _, report := range due {
		at := slices.IndexFunc(leads, func(l models.Lead) bool { return l.ID == report.LeadID })
		if at < 0 {
			return nil, nil, errors.New("a report without a lead")
		}
		if judged := report; judged.SetAside(&leads[at], account) {
			unfit = append(unfit, report.LeadID)
		} else {
			fit = append(fit, report)
		}
	}
	return fit, unfit, nil
}

// setAside parks reports that are not to be sent, each with its entry in the lead's history. In a
// transaction of its own: leads are held before their reports everywhere.
func (s *Store) setAside(ctx context.Context, accountID int64, ids []int64) error {
	return s.change(ctx, "set reports aside", func(tx *gorm.DB) error {
		now := s.instant()
		ids, err := s.holdLeads(tx, ids)
		if err != nil {
			return err
		}
		var account models.Account
		if err := tx.Take(&account, "id = ?", accountID).Error; err != nil {
			return err
		}
		var reports []models.OutgoingReport
		if err := s.held(tx).Where("lead_id IN ? AND leased_until <= ?", ids, now).Order("lead_id").Find(&reports).Error; err != nil {
			return err
		}
		for i := range reports {
			if err := setOneAside(tx, &account, &reports[i], now); err != nil {
				return err
			}
		}
		return nil
	})
}

func setOneAside(tx *gorm.DB, account *models.Account, report *models.OutgoingReport, now models.Instant) error {
	lead, err := leadIn(tx, report.LeadID)
	if err != nil || !report.SetAside(&lead, account) {
		return err // changed meanwhile
	}
	if err := saveReport(tx, report); err != nil {
		return err
	}
	return addChange(tx, models.Change{LeadID: report.LeadID, At: now, Kind: models.ChangeReport},
		models.ReportChange{State: report.State, Version: report.WorkVersion, Kind: report.LastKind})
}
