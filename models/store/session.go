package store

import (
	"context"

	"gorm.io/gorm"

	"xiansuo/models"
)

// StartSession keeps a new session in the place of the browser's former one, if it had any. A session
// that is open is a login: the user's failures are forgiven and it is written into the audit, as an
// act of the context's actor.
func (s *Store) StartSession(ctx context.Context, session models.Session, former []byte) error {
	return s.change(ctx, "start a session", func(tx *gorm.DB) error {
		if former != nil {
			if err := tx.Where("hash = ?", former).Delete(&models.Session{}).Error; err != nil {
				return err
			}
		}
		if err := tx.Create(&session).Error; err != nil {
			return err
		}
		var username string
		if err := tx.Raw("SELECT username FROM users WHERE id = ?", session.UserID).Row().Scan(&username); err != nil {
			return err
		}
		if session.Stage != models.SessionOpen {
			return s.passTry(tx, username, session.IP)
		}
		if err := s.forgive(tx, username, session.IP); err != nil {
			return err
		}
		if err := tx.Model(&models.User{}).Where("id = ?", session.UserID).UpdateColumn("seen_at", session.SeenAt).Error; err != nil {
			return err
		}
		return s.record(tx, models.Act{Action: models.ActLoginSucceeded, Subject: models.SubjectUser, SubjectID: session.UserID})
	})
}

// rotateSessions ends all sessions of a user and begins a fresh one for the browser that is at work.
func rotateSessions(tx *gorm.DB, fresh models.Session) error {
	if err := endSessions(tx, fresh.UserID); err != nil {
		return err
	}
	return tx.Create(&fresh).Error
}

func endSessions(tx *gorm.DB, userID int64) error {
	return tx.Where("user_id = ?", userID).Delete(&models.Session{}).Error
}

// Session finds a session by the hash of its secret, or models.ErrNotFound. Whether it is still
// good is for the caller to judge.
func (s *Store) Session(ctx context.Context, hash []byte) (models.Session, error) {
	var session models.Session
	err := s.read.WithContext(ctx).Take(&session, "hash = ?", hash).Error
	return session, s.judge("find a session", err)
}

// Sessions are the places where a user is signed in, the one used last first.
func (s *Store) Sessions(ctx context.Context, userID int64) ([]models.Session, error) {
	var sessions []models.Session
	now := s.instant()
	err := s.read.WithContext(ctx).Where("user_id = ? AND stage = ? AND expires_at > ? AND seen_at > ?",
		userID, models.SessionOpen, now, now.Add(-models.SessionIdle)).Order("seen_at DESC, created_at DESC").Find(&sessions).Error
	return sessions, s.judge("list sessions", err)
}

// TouchSession notes that a session, and with it its user, was active.
func (s *Store) TouchSession(ctx context.Context, hash []byte, seen models.Instant) error {
	return s.change(ctx, "touch a session", func(tx *gorm.DB) error {
		if err := tx.Model(&models.Session{}).Where("hash = ?", hash).UpdateColumn("seen_at", seen).Error; err != nil {
			return err
		}
		return tx.Exec("UPDATE users SET seen_at = ? WHERE id = (SELECT user_id FROM sessions WHERE hash = ? AND stage = '')", seen, hash).Error
	})
}

// DeleteSession ends a session; one that is gone already is no error. That somebody signed out is
// written into the audit.
func (s *Store) DeleteSession(ctx context.Context, hash []byte) error {
	return s.change(ctx, "end a session", func(tx *gorm.DB) error {
		var ended []models.Session
		if err := tx.Where("hash = ? AND stage = ?", hash, models.SessionOpen).Limit(1).Find(&ended).Error; err != nil {
			return err
		}
		if err := tx.Where("hash = ?", hash).Delete(&models.Session{}).Error; err != nil || len(ended) == 0 {
			return err
		}
		return s.record(tx, models.Act{Action: models.ActSignedOut, Subject: models.SubjectUser, SubjectID: ended[0].UserID})
	})
}

// EndSession ends one session of a user, or models.ErrNotFound.
func (s *Store) EndSession(ctx context.Context, userID int64, hash []byte) error {
	return s.endSome(ctx, userID, "user_id = ? AND hash = ?", userID, hash)
}

// EndOtherSessions ends all sessions of a user but one.
func (s *Store) EndOtherSessions(ctx context.Context, userID int64, kept []byte) error {
	return s.endSome(ctx, userID, "user_id = ? AND hash <> ?", userID, kept)
}

func (s *Store) endSome(ctx context.Context, userID int64, which string, values ...any) error {
	return s.change(ctx, "end sessions", func(tx *gorm.DB) error {
		ended := tx.Where(which, values...).Delete(&models.Session{})
		switch {
		case ended.Error != nil:
			return ended.Error
		case ended.RowsAffected == 0:
			return models.ErrNotFound
		}
		return s.record(tx, models.Act{
			Action: models.ActSessionEnded, Subject: models.SubjectUser, SubjectID: userID, New: map[string]any{"sessions": ended.RowsAffected},
		})
	})
}

// DropOldSessions forgets sessions that ended or were idle too long, and links that nobody used.
func (s *Store) DropOldSessions(ctx context.Context) error {
	now := s.instant()
	return s.change(ctx, "drop old sessions", func(tx *gorm.DB) error {
		if err := tx.Where("expires_at <= ?", now).Delete(&models.AccessLink{}).Error; err != nil {
			return err
		}
		return tx.Where("expires_at <= ? OR seen_at <= ?", now, now.Add(-models.SessionIdle)).Delete(&models.Session{}).Error
	})
}
