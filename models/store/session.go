package store

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"xiansuo/models"
)

// SaveSession keeps a new session or what it now carries.
func (s *Store) SaveSession(ctx context.Context, session models.Session) error {
	return s.change(ctx, "save a session", func(tx *gorm.DB) error {
		return tx.Clauses(clause.OnConflict{
			Columns:   []clause.Column{{Name: "hash"}},
			DoUpdates: clause.AssignmentColumns([]string{"user_id", "data", "seen_at", "expires_at"}),
		}).Create(&session).Error
	})
}

// Session finds a session by the hash of its secret, or models.ErrNotFound. Whether it is still
// good is for the caller to judge.
func (s *Store) Session(ctx context.Context, hash []byte) (models.Session, error) {
	var session models.Session
	err := s.read.WithContext(ctx).Take(&session, "hash = ?", hash).Error
	return session, s.judge("find a session", err)
}

// TouchSession notes that a session was used.
func (s *Store) TouchSession(ctx context.Context, hash []byte, seen models.Instant) error {
	err := s.write.WithContext(ctx).Model(&models.Session{}).Where("hash = ?", hash).UpdateColumn("seen_at", seen).Error
	return s.judge("touch a session", err)
}

// DeleteSession ends a session; one that is gone already is no error.
func (s *Store) DeleteSession(ctx context.Context, hash []byte) error {
	err := s.write.WithContext(ctx).Where("hash = ?", hash).Delete(&models.Session{}).Error
	return s.judge("end a session", err)
}

// DropOldSessions forgets sessions that ended or were idle too long.
func (s *Store) DropOldSessions(ctx context.Context) error {
	now := s.instant()
	err := s.write.WithContext(ctx).Where("expires_at <= ? OR seen_at <= ?", now, now.Add(-models.SessionIdle)).Delete(&models.Session{}).Error
	return s.judge("drop old sessions", err)
}
