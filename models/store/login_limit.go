package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"xiansuo/models"
)

// loginCounter counts the failures of one user name or one network.
type loginCounter struct {
	who  []byte
	most int
}

// loginCounters are those of a try. Names are kept under a keyed hash: what people type into the
// wrong field may be a password. A name that nobody has counts like one that somebody has.
func (s *Store) loginCounters(username, ip string) []loginCounter {
	return []loginCounter{
		{s.loginKey("user " + username), models.FailuresPerUser},
		{s.loginKey("place " + models.Network(ip)), models.FailuresPerPlace},
	}
}

func (s *Store) loginKey(of string) []byte {
	mac := hmac.New(sha256.New, s.auditKey)
	mac.Write([]byte("login failure of " + of))
	return mac.Sum(nil)
}

// TryLogin asks to check a password or a code. It counts the try as a failure at once, so that many
// at the same time cannot pass together; StartSession and PassTry take it back. When there were too
// many, wait says for how long nothing more is read; else it is zero.
func (s *Store) TryLogin(ctx context.Context, username, ip string) (wait time.Duration, err error) {
	counters := s.loginCounters(username, ip)
	if wait, err = s.loginWait(s.read.WithContext(ctx), counters); wait > 0 || err != nil {
		return wait, s.judge("count logins", err) // a flood is refused without a write
	}
	err = s.change(ctx, "count logins", func(tx *gorm.DB) error {
		if err := s.lockCounters(tx, counters); err != nil {
			return err
		}
		if wait, err = s.loginWait(tx, counters); wait > 0 || err != nil {
			return err
		}
		now := s.instant()
		if err := tx.Exec("DELETE FROM login_failures WHERE at <= ?", now.Add(-models.LoginWindow)).Error; err != nil {
			return err
		}
		return tx.Exec("INSERT INTO login_failures (at, who) VALUES (?, ?), (?, ?)", now, counters[0].who, now, counters[1].who).Error
	})
	return wait, err
}

// lockCounters makes tries of one user or one network wait for each other. SQLite has one writer anyway.
func (s *Store) lockCounters(tx *gorm.DB, counters []loginCounter) error {
	if s.dialect != onPostgres {
		return nil
	}
	var locks []int64
	for _, counter := range counters {
		locks = append(locks, int64(binary.BigEndian.Uint64(counter.who)))
	}
	slices.Sort(locks) // always in one order, or two could wait for each other
	for _, lock := range locks {
		if err := tx.Exec("SELECT pg_advisory_xact_lock(?)", lock).Error; err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) loginWait(db *gorm.DB, counters []loginCounter) (wait time.Duration, err error) {
	now := s.instant()
	for _, counter := range counters {
		var at models.Instant
		err := db.Raw("SELECT at FROM login_failures WHERE who = ? AND at > ? ORDER BY at DESC LIMIT 1 OFFSET ?",
			counter.who, now.Add(-models.LoginWindow), counter.most-1).Row().Scan(&at)
		switch {
		case errors.Is(err, sql.ErrNoRows):
		case err != nil:
			return 0, fmt.Errorf("read login failures: %w", err)
		default:
			wait = max(wait, at.Add(models.LoginWindow).Sub(now))
		}
	}
	return wait, nil
}

// PassTry takes a try back that turned out right.
func (s *Store) PassTry(ctx context.Context, username, ip string) error {
	return s.change(ctx, "take back a try", func(tx *gorm.DB) error { return s.passTry(tx, username, ip) })
}

func (s *Store) passTry(tx *gorm.DB, username, ip string) error {
	for _, counter := range s.loginCounters(username, ip) {
		if err := s.dropNewest(tx, counter); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) dropNewest(tx *gorm.DB, counter loginCounter) error {
	return tx.Exec("DELETE FROM login_failures WHERE id = (SELECT id FROM login_failures WHERE who = ? ORDER BY at DESC, id DESC LIMIT 1)", counter.who).Error
}

// forgive forgets a user's failures, and of the network the one that turned out right.
func (s *Store) forgive(tx *gorm.DB, username, ip string) error {
	counters := s.loginCounters(username, ip)
	if err := tx.Exec("DELETE FROM login_failures WHERE who = ?", counters[0].who).Error; err != nil {
		return err
	}
	return s.dropNewest(tx, counters[1])
}

// LoginFailed writes a wrong password or code into the audit, and that the last one allowed was
// used up. userID is 0 for a name that nobody has; the name itself is not written.
func (s *Store) LoginFailed(ctx context.Context, userID int64, username, ip, step string) error {
	return s.change(ctx, "note a failed login", func(tx *gorm.DB) error {
		act := models.Act{Action: models.ActLoginFailed, Subject: models.SubjectUser, SubjectID: userID, New: map[string]any{"step": step}}
		if err := s.record(tx, act); err != nil {
			return err
		}
		wait, err := s.loginWait(tx, s.loginCounters(username, ip))
		if err != nil || wait == 0 {
			return err
		}
		act.Action, act.New = models.ActLoginLocked, nil
		return s.record(tx, act)
	})
}
