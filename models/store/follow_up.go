package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"xiansuo/models"
)

// maxFollowUps bounds what a page shows of them.
const maxFollowUps = 200

// SaveFollowUp keeps what became of a contact: the follow-up, the status that it led to with history
// and report, and the lead's place in the queue, in one transaction. The same form again, after an
// answer that was lost on its way, returns what it made the first time. Errors are those of SetStatus;
// the lead is returned as it is now, with a conflict too.
func (s *Store) SaveFollowUp(ctx context.Context, wish models.FollowUpWish, by models.User) (models.FollowUp, models.Lead, error) {
	var w working
	var kept models.FollowUp
	err := s.change(ctx, "follow a lead up", func(tx *gorm.DB) error {
		if err := s.work(tx, &w, wish.LeadID, by); err != nil {
			return err
		}
		var again bool
		var err error
		if kept, again, err = w.sentBefore(wish.FormKey); err != nil || again {
			return err
		}
		changed, err := w.lead.FollowUp(&w.account, wish, &by, s.instant())
		if err != nil {
			return err
		}
		if kept, err = w.keepFollowUp(wish.Trim(), changed); err != nil {
			return err
		}
		return w.audit(w.followActs(&kept, changed)...)
	})
	if err != nil && !errors.Is(err, models.ErrConflict) {
		return models.FollowUp{}, models.Lead{}, err
	}
	return kept, w.lead, err
}

// sentBefore is the follow-up that the same form made, if it was sent already.
func (w *working) sentBefore(formKey string) (models.FollowUp, bool, error) {
	var found []models.FollowUp
	err := w.tx.Where("form_key = ?", formKey).Limit(1).Find(&found).Error
	switch {
	case err != nil || len(found) == 0:
		return models.FollowUp{}, false, err
	case found[0].LeadID != w.lead.ID || found[0].UserID != w.by.ID:
		return models.FollowUp{}, false, models.ErrConflict
	}
	return found[0], true, nil
}

// keepFollowUp writes the follow-up and how the lead stands after it.
func (w *working) keepFollowUp(wish models.FollowUpWish, changed bool) (models.FollowUp, error) {
	before, err := json.Marshal(models.Stand{Work: w.before.Work, QueueAt: w.before.QueueAt, FollowedAt: w.before.FollowedAt})
	if err != nil {
		return models.FollowUp{}, fmt.Errorf("keep a follow-up: %w", err)
	}
	if changed {
		err = w.keepStatus()
	} else {
		err = w.keepPlace()
	}
	if err != nil {
		return models.FollowUp{}, err
	}
	kept := models.FollowUp{
		LeadID: w.lead.ID, UserID: w.by.ID, At: w.lead.FollowedAt, Outcome: wish.Outcome, Note: wish.Note,
		NextAt: max(wish.NextAt, 0), WorkVersion: w.lead.WorkVersion, FormKey: wish.FormKey, Before: string(before),
	}
	return kept, w.tx.Create(&kept).Error
}

// keepPlace writes what a follow-up changes of a lead whose status stays.
func (w *working) keepPlace() error {
	return w.tx.Model(&models.Lead{}).Where("id = ?", w.lead.ID).UpdateColumns(map[string]any{
		"owner_id": w.lead.OwnerID, "queue_at": w.lead.QueueAt, "followed_at": w.lead.FollowedAt, "updated_at": w.lead.UpdatedAt,
	}).Error
}

// followActs are what a follow-up did, for the audit. The note is about a person and stays out.
func (w *working) followActs(kept *models.FollowUp, changed bool) []models.Act {
	followed := leadAct(models.ActFollowedUp, w.lead.ID, map[string]any{})
	if kept.Outcome != "" {
		followed.New["outcome"] = string(kept.Outcome)
	}
	if kept.NextAt != 0 {
		followed.New["next_at"] = kept.NextAt.String()
	}
	if !changed {
		return []models.Act{followed}
	}
	return []models.Act{workAct(models.ActStatusSet, w.lead.ID, w.before.Work, w.lead.Work), followed}
}

// FollowUps returns a lead's follow-ups, newest first, at most 200, also those that were taken back.
func (s *Store) FollowUps(ctx context.Context, leadID int64) ([]models.FollowUp, error) {
	if err := s.see(ctx, leadID); err != nil {
		return nil, s.judge("read the follow-ups", err)
	}
	var rows []struct {
		models.FollowUp
		Author string
	}
	err := s.read.WithContext(ctx).Model(&models.FollowUp{}).
		Select("follow_ups.*, coalesce(users.name, '') AS author").
		Joins("LEFT JOIN users ON users.id = follow_ups.user_id").
		Where("lead_id = ?", leadID).Order("follow_ups.id DESC").Limit(maxFollowUps).Scan(&rows).Error
	if err != nil {
		return nil, s.judge("read the follow-ups", err)
	}
	kept := make([]models.FollowUp, len(rows))
	for i, row := range rows {
		kept[i] = row.FollowUp
		kept[i].UserName = row.Author
	}
	return kept, nil
}
