package store

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"xiansuo/models"
)

// SetStatus makes a lead's Work what a seller wishes: lead, history and outgoing report in one
// transaction. It returns *models.Invalid when the account's rules forbid it, models.ErrConflict
// when somebody changed the lead since the seller looked, models.ErrNotFound for no such lead.
// The lead is returned as it is now, with a conflict too.
func (s *Store) SetStatus(ctx context.Context, wish models.StatusWish, by models.User) (models.Lead, error) {
	var w working
	err := s.change(ctx, "set a status", func(tx *gorm.DB) error {
		if err := s.work(tx, &w, wish.LeadID, by); err != nil {
			return err
		}
		changed, err := w.lead.SetStatus(&w.account, wish, &by, s.instant())
		if err != nil || !changed {
			return err
		}
		if err := w.keepStatus(); err != nil {
			return err
		}
		return w.audit(workAct(models.ActStatusSet, w.lead.ID, w.before.Work, w.lead.Work))
	})
	if err != nil && !errors.Is(err, models.ErrConflict) {
		return models.Lead{}, err
	}
	return w.lead, err
}

// working is a lead under the hands of somebody who works it, in a transaction.
type working struct {
	store        *Store
	tx           *gorm.DB
	by           models.User
	account      models.Account
	before, lead models.Lead // as it was, and as it becomes
}

// work begins to work a lead: nobody else changes it until the transaction ends.
func (s *Store) work(tx *gorm.DB, w *working, leadID int64, by models.User) error {
	*w = working{store: s, tx: tx, by: by}
	var err error
	if w.lead, err = seenLead(s.held(tx), leadID); errors.Is(err, gorm.ErrRecordNotFound) {
		return s.missed(tx, leadID, by)
	} else if err != nil {
		return err
	}
	w.before = w.lead
	return tx.Take(&w.account, "id = ?", w.lead.AccountID).Error
}

// keepStatus writes a status that became another, with its entry in the history and its report.
func (w *working) keepStatus() error {
	if err := writeWork(w.tx, &w.lead); err != nil {
		return err
	}
	change := models.Change{LeadID: w.lead.ID, At: w.lead.WorkedAt, Kind: models.ChangeStatus, UserID: w.by.ID}
	told := models.StatusChange{Old: w.before.Work, New: w.lead.Work, Version: w.lead.WorkVersion}
	if err := addChange(w.tx, change, told); err != nil || w.lead.ReportState == models.ReportExcluded {
		return err
	}
	return w.store.wishReport(w.tx, &w.lead, w.account.ReportMode)
}

// audit writes down what was done. It comes last: on PostgreSQL the audit's end is held, and whoever
// holds reports may wait for it.
func (w *working) audit(acts ...models.Act) error {
	if w.lead.OwnerID != w.before.OwnerID {
		change := models.OwnerChange{Old: w.before.OwnerID, New: w.lead.OwnerID, Way: models.OwnerWorked}
		if err := w.store.noteOwner(w.tx, w.lead.ID, change, w.by); err != nil {
			return err
		}
	}
	for _, act := range acts {
		if err := w.store.record(w.tx, act); err != nil {
			return err
		}
	}
	return nil
}

func writeWork(tx *gorm.DB, lead *models.Lead) error {
	done := tx.Model(&models.Lead{}).Where("id = ? AND work_version = ?", lead.ID, lead.WorkVersion-1).UpdateColumns(map[string]any{
		"convert_status":        lead.ConvertStatus,
		"ineffect_reason":       lead.IneffectReason,
		"intention_score":       lead.IntentionScore,
		"outer_convert_type":    lead.OuterConvertType,
		"outer_ineffect_reason": lead.OuterIneffectReason,
		"work_version":          lead.WorkVersion,
		"worked_at":             lead.WorkedAt,
		"updated_at":            lead.UpdatedAt,
		"owner_id":              lead.OwnerID,
		"report_state":          lead.ReportState,
		"queue_at":              lead.QueueAt,
		"followed_at":           lead.FollowedAt,
	})
	if done.Error == nil && done.RowsAffected != 1 {
		return models.ErrConflict
	}
	return done.Error
}
