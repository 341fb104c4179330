package store

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"xiansuo/models"
)

// RevealLead records that somebody looks at a lead's personal data, before they see it. It returns
// *models.QuotaReached when they have looked at enough people for now; that is recorded too.
func (s *Store) RevealLead(ctx context.Context, id int64, by models.User) error {
	err := s.change(ctx, "reveal a lead", func(tx *gorm.DB) error {
		if err := seeIn(tx, id); err != nil {
			return err
		}
		now := s.instant()
		if err := s.spendReveal(tx, by.ID, now); err != nil {
			return err
		}
		if err := addChange(tx, models.Change{LeadID: id, At: now, Kind: models.ChangeReveal, UserID: by.ID}, nil); err != nil {
			return err
		}
		return s.record(tx, leadAct(models.ActRevealed, id, nil))
	})
	var reached *models.QuotaReached
	if !errors.As(err, &reached) {
		return err
	}
	refused := leadAct(models.ActRevealRefused, id, map[string]any{"quota": reached.Limit, "hours": int(reached.Span.Hours())})
	if err := s.Record(ctx, refused); err != nil {
		return err
	}
	return reached
}

// spendReveal looks whether a user may reveal one lead more. Their row is held, so that two at the same
// moment cannot both be the last one.
func (s *Store) spendReveal(tx *gorm.DB, userID int64, now models.Instant) error {
	if err := s.held(tx).Select("id").Limit(1).Find(&[]models.User{}, "id = ?", userID).Error; err != nil {
		return err
	}
	quota, err := revealQuota(tx)
	if err != nil {
		return err
	}
	var reached *models.QuotaReached
	for _, window := range quota.Windows() {
		// The reveal that must be over before the next one is allowed.
		var last []models.Change
		err := tx.Select("at").Where("user_id = ? AND kind = 'reveal' AND at > ?", userID, now.Add(-window.Span)).
			Order("at DESC").Offset(window.Limit - 1).Limit(1).Find(&last).Error
		if err != nil {
			return err
		}
		if len(last) == 0 {
			continue
		}
		if opens := last[0].At.Add(window.Span); reached == nil || opens > reached.OpensAt {
			reached = &models.QuotaReached{Limit: window.Limit, Span: window.Span, OpensAt: opens}
		}
	}
	if reached != nil {
		return reached
	}
	return nil
}

const (
	hourRevealsName = "reveals_hour"
	dayRevealsName  = "reveals_day"
)

// RevealQuota is how many leads a user may reveal.
func (s *Store) RevealQuota(ctx context.Context) (models.RevealQuota, error) {
	quota, err := revealQuota(s.read.WithContext(ctx))
	return quota, s.judge("read a setting", err)
}

func revealQuota(tx *gorm.DB) (quota models.RevealQuota, err error) {
	if quota.Hour, err = numberIn(tx, hourRevealsName, models.UsualRevealQuota.Hour); err == nil {
		quota.Day, err = numberIn(tx, dayRevealsName, models.UsualRevealQuota.Day)
	}
	return quota, err
}

// SetRevealQuota changes how many leads a user may reveal: *models.Invalid outside the bounds.
func (s *Store) SetRevealQuota(ctx context.Context, quota models.RevealQuota) error {
	if err := quota.Check(); err != nil {
		return err
	}
	return s.change(ctx, "keep a setting", func(tx *gorm.DB) error {
		before, err := revealQuota(tx)
		if err != nil || before == quota {
			return err
		}
		if err := keepNumber(tx, hourRevealsName, quota.Hour); err != nil {
			return err
		}
		if err := keepNumber(tx, dayRevealsName, quota.Day); err != nil {
			return err
		}
		old, changed := models.AuditDiff(quotaValues(before), quotaValues(quota))
		return s.record(tx, models.Act{Action: models.ActRevealQuota, Subject: models.SubjectDesk, Old: old, New: changed})
	})
}

func quotaValues(q models.RevealQuota) map[string]any {
	return map[string]any{hourRevealsName: q.Hour, dayRevealsName: q.Day}
}
