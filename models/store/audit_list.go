package store

import (
	"context"

	"gorm.io/gorm"

	"xiansuo/models"
)

// AuditEntries returns one page of the audit, newest first. more tells that it goes on.
func (s *Store) AuditEntries(ctx context.Context, q models.AuditQuery) (entries []models.AuditEntry, more bool, err error) {
	limit := q.Limit
	if limit <= 0 {
		limit = models.AuditPageSize
	}
	if err := s.auditWhere(ctx, &q).Order("id DESC").Limit(limit + 1).Find(&entries).Error; err != nil {
		return nil, false, s.judge("read the audit", err)
	}
	if more = len(entries) > limit; more {
		entries = entries[:limit]
	}
	return entries, more, nil
}

func (s *Store) auditWhere(ctx context.Context, q *models.AuditQuery) *gorm.DB {
	find := s.read.WithContext(ctx).Model(&models.AuditEntry{})
	if q.ActorKind != "" {
		find = find.Where("actor_kind = ?", q.ActorKind)
	}
	if q.ActorID != 0 {
		find = find.Where("actor_id = ?", q.ActorID)
	}
	if q.Action != "" {
		find = find.Where("action = ?", q.Action)
	}
	if q.Subject != "" {
		find = find.Where("subject = ?", q.Subject)
	}
	if q.SubjectID != 0 {
		find = find.Where("subject_id = ?", q.SubjectID)
	}
	if q.From != 0 {
		find = find.Where("at >= ?", q.From)
	}
	if q.To != 0 {
		find = find.Where("at < ?", q.To)
	}
	if q.Before != 0 {
		find = find.Where("id < ?", q.Before)
	}
	return find
}

// EachAuditEntry hands over every entry that the query asks for, newest first, whatever its limit,
// some at a time: an export neither fills the memory nor holds the database.
func (s *Store) EachAuditEntry(ctx context.Context, q models.AuditQuery, do func(*models.AuditEntry) error) error {
	for q.Limit = auditStep; ; {
		entries, more, err := s.AuditEntries(ctx, q)
		if err != nil {
			return err
		}
		for i := range entries {
			if err := do(&entries[i]); err != nil {
				return err
			}
			q.Before = entries[i].ID
		}
		if !more {
			return nil
		}
	}
}

// CheckAudit goes through the whole chain and keeps what it found, for whoever asks later.
func (s *Store) CheckAudit(ctx context.Context) (models.AuditCheck, error) {
	sound, broken, err := s.VerifyAudit(ctx)
	if err != nil {
		return models.AuditCheck{}, err
	}
	check := models.AuditCheck{Sound: sound, Broken: broken, At: s.instant()}
	return check, s.change(ctx, "keep the audit's check", func(tx *gorm.DB) error {
		return keepSetting(tx, auditCheckName, check.Text())
	})
}

const auditCheckName = "audit_check"

// LastAuditCheck is what the last look at the chain found; its At is zero before the first.
func (s *Store) LastAuditCheck(ctx context.Context) (models.AuditCheck, error) {
	var kept []settingRow
	err := s.read.WithContext(ctx).Where("name = ?", auditCheckName).Limit(1).Find(&kept).Error
	if err != nil || len(kept) == 0 {
		return models.AuditCheck{}, s.judge("read the audit's check", err)
	}
	check, err := models.ParseAuditCheck(kept[0].Value)
	return check, s.judge("read the audit's check", err)
}
