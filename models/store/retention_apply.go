package store

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"xiansuo/models"
)

// retentionPortion is how many leads one transaction makes anonymous: sellers write too.
const retentionPortion = 200

// expired asks for the leads of some accounts and statuses with which nothing happened since a
// moment: from the index leads_kept alone, account by account and status by status.
func (d dialect) expired() string {
	if d == onPostgres {
		return `SELECT l.id, l.account_id FROM (SELECT json_array_elements_text(?::json)::bigint AS value) AS a
			CROSS JOIN (SELECT json_array_elements_text(?::json) AS value) AS s
			CROSS JOIN LATERAL (SELECT id, account_id FROM leads WHERE account_id = a.value AND convert_status = s.value
				AND erased_at = 0 AND list_key < ? AND worked_at < ? ORDER BY list_key LIMIT ?) AS l LIMIT ?`
	}
	return `SELECT l.id, l.account_id FROM json_each(?) AS a CROSS JOIN json_each(?) AS s
		CROSS JOIN leads AS l INDEXED BY leads_kept ON l.account_id = a.value AND l.convert_status = s.value
			AND l.erased_at = 0 AND l.list_key < ? AND l.worked_at < ? LIMIT ?`
}

// expiredValues are what the query asks for, in its order.
func (s *Store) expiredValues(tx *gorm.DB, rule *models.RetentionRule, limit int) ([]any, error) {
	accounts := []int64{rule.AccountID}
	if rule.AccountID == 0 {
		if err := tx.Model(&models.Account{}).Order("id").Pluck("id", &accounts).Error; err != nil {
			return nil, err
		}
	}
	statuses, err := json.Marshal(rule.Statuses())
	if err != nil {
		return nil, err
	}
	before := rule.Before(s.instant())
	values := []any{keyList(accounts), string(statuses), models.ListKeyFloor(before), before, limit}
	if s.dialect == onPostgres {
		values = append(values, limit)
	}
	return values, nil
}

// CountExpired counts the leads that a rule would make anonymous now, active or not, up to
// models.MaxCount+1.
func (s *Store) CountExpired(ctx context.Context, rule models.RetentionRule) (int, error) {
	tx := s.read.WithContext(ctx)
	values, err := s.expiredValues(tx, &rule, models.MaxCount+1)
	if err != nil {
		return 0, s.judge("count what a rule removes", err)
	}
	var n int
	err = tx.Raw("SELECT count(*) FROM ("+s.dialect.expired()+") AS counted", values...).Row().Scan(&n)
	return n, s.judge("count what a rule removes", err)
}

// PrepareErasure brings what an older program kept to the form in which persons are found.
func (s *Store) PrepareErasure(ctx context.Context) error { return s.fillClues(ctx) }

// EraseExpired makes one portion of a rule's leads anonymous, in one transaction: a power cut
// leaves each lead whole or anonymous, and the next portion is found anew. done is true when none
// was left. models.ErrConflict means that the rule was changed or switched off meanwhile,
// models.ErrNotFound that it is gone.
func (s *Store) EraseExpired(ctx context.Context, rule models.RetentionRule) (erased int, done bool, err error) {
	err = s.change(ctx, "apply a retention rule", func(tx *gorm.DB) error {
		now, err := s.heldRule(tx, rule.ID, rule.Version)
		if err != nil {
			return err
		}
		if !now.Active {
			return models.ErrConflict
		}
		ids, accounts, err := s.expiredLeads(tx, &now)
		if err != nil {
			return err
		}
		if done = len(ids) < retentionPortion; len(ids) == 0 {
			return nil
		}
		if err := s.lockAccounts(tx, accounts); err != nil {
			return err
		}
		fits := &condition{} // somebody may have worked one since it was found
		fits.and("convert_status IN ? AND worked_at < ?", now.Statuses(), now.Before(s.instant()))
		e := &erasure{store: s, tx: tx, now: s.instant()}
		gone, err := e.run(ids, fits)
		if err != nil {
			return err
		}
		erased = len(gone)
		return tx.Exec("UPDATE retention_rules SET erased = erased + ?, unrecorded = unrecorded + ? WHERE id = ?", erased, erased, rule.ID).Error
	})
	if err != nil {
		return 0, false, err
	}
	return erased, done, nil
}

func (s *Store) expiredLeads(tx *gorm.DB, rule *models.RetentionRule) (ids, accounts []int64, err error) {
	values, err := s.expiredValues(tx, rule, retentionPortion)
	if err != nil {
		return nil, nil, err
	}
	var found []doomed
	if err := tx.Raw(s.dialect.expired(), values...).Scan(&found).Error; err != nil {
		return nil, nil, err
	}
	for i := range found {
		ids, accounts = append(ids, found[i].ID), append(accounts, found[i].AccountID)
	}
	return ids, accounts, nil
}

// ConcludeRetention notes that a rule came to its end and writes into the audit how many leads it
// made anonymous since it was last written there, also in a run that was cut short.
func (s *Store) ConcludeRetention(ctx context.Context, id int64) error {
	return s.change(ctx, "conclude a retention rule", func(tx *gorm.DB) error {
		var rule models.RetentionRule
		if err := s.held(tx).Take(&rule, "id = ?", id).Error; err != nil {
			return err
		}
		if err := s.recordApplied(tx, &rule); err != nil {
			return err
		}
		return tx.Model(&models.RetentionRule{}).Where("id = ?", id).
			UpdateColumns(map[string]any{"applied_at": s.instant(), "unrecorded": 0}).Error
	})
}
