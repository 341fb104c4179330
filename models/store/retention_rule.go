package store

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"xiansuo/models"
)

// RetentionRules lists the rules in the order in which they were made.
func (s *Store) RetentionRules(ctx context.Context) ([]models.RetentionRule, error) {
	var rules []models.RetentionRule
	err := s.read.WithContext(ctx).Order("id").Find(&rules).Error
	return rules, s.judge("list retention rules", err)
}

// SaveRetentionRule adds a rule (version 0) or changes the one that was read. Errors:
// *models.Invalid, models.ErrNotFound, models.ErrConflict when somebody changed it since.
func (s *Store) SaveRetentionRule(ctx context.Context, rule models.RetentionRule) (models.RetentionRule, error) {
	if err := rule.Check(); err != nil {
		return rule, err
	}
	err := s.change(ctx, "keep a retention rule", func(tx *gorm.DB) error {
		if err := ruleFits(tx, &rule); err != nil {
			return err
		}
		rule.UpdatedAt, rule.UpdatedBy = s.instant(), models.ActorOf(ctx).Name
		act := models.Act{Action: models.ActRetentionRule, Subject: models.SubjectDesk, New: rule.Values()}
		if rule.ID == 0 {
			rule.Version = 1
			if err := tx.Create(&rule).Error; err != nil {
				return err
			}
			act.New["rule"] = rule.ID
			return s.record(tx, act)
		}
		old, err := s.heldRule(tx, rule.ID, rule.Version)
		if err != nil {
			return err
		}
		rule.Version++
		rule.AppliedAt, rule.Erased, rule.Unrecorded = old.AppliedAt, old.Erased, old.Unrecorded
		if err := tx.Select("*").Where("id = ?", rule.ID).UpdateColumns(&rule).Error; err != nil {
			return err
		}
		act.Old, act.New["rule"] = old.Values(), rule.ID
		return s.record(tx, act)
	})
	return rule, err
}

// ruleFits judges what only the database knows: whether there is such an account, and room.
func ruleFits(tx *gorm.DB, rule *models.RetentionRule) error {
	bad := &models.Invalid{}
	if rule.AccountID != 0 {
		err := tx.Select("id").Take(&models.Account{}, "id = ?", rule.AccountID).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			bad.Add("account", "invalid.choice")
		} else if err != nil {
			return err
		}
	}
	var rules int64
	if err := tx.Model(&models.RetentionRule{}).Count(&rules).Error; err != nil {
		return err
	}
	if rule.ID == 0 && rules >= models.MaxRetentionRules {
		bad.AddLimit("days", "invalid.too_many_rules", models.MaxRetentionRules)
	}
	return bad.OrNil()
}

// heldRule reads a rule that nobody changes until the transaction ends.
func (s *Store) heldRule(tx *gorm.DB, id, version int64) (models.RetentionRule, error) {
	var rule models.RetentionRule
	err := s.held(tx).Take(&rule, "id = ?", id).Error
	if err == nil && rule.Version != version {
		err = models.ErrConflict
	}
	return rule, err
}

// DropRetentionRule takes a rule away. What it made anonymous stays so.
func (s *Store) DropRetentionRule(ctx context.Context, id, version int64) error {
	return s.change(ctx, "drop a retention rule", func(tx *gorm.DB) error {
		rule, err := s.heldRule(tx, id, version)
		if err != nil {
			return err
		}
		if err := s.recordApplied(tx, &rule); err != nil {
			return err
		}
		if err := tx.Delete(&models.RetentionRule{}, "id = ?", id).Error; err != nil {
			return err
		}
		old := rule.Values()
		old["rule"] = rule.ID
		return s.record(tx, models.Act{Action: models.ActRetentionRule, Subject: models.SubjectDesk, Old: old})
	})
}

// recordApplied writes into the audit what a rule did since it was last written there.
func (s *Store) recordApplied(tx *gorm.DB, rule *models.RetentionRule) error {
	if rule.Unrecorded == 0 {
		return nil
	}
	values := rule.Values()
	values["rule"], values["leads"] = rule.ID, rule.Unrecorded
	return s.record(tx, models.Act{Action: models.ActRetentionApplied, Subject: models.SubjectDesk, New: values})
}
