package store

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"xiansuo/models"
)

// The audit is a chain: each entry's hash covers the entry and the hash before it, under a key that
// lies sealed in the settings, and the settings hold how far the chain goes, sealed as well. Who
// changes, adds or removes lines in the database file without the key file is found out.
const (
	auditKeyName  = "audit_key"
	auditHeadName = "audit_head"
)

// auditHead is where the chain ends.
type auditHead struct {
	id   int64
	hash []byte
}

// record writes acts into the audit, in their own transaction: all is kept or nothing. The actor is
// the context's, so tx must have been made with it. It comes last in a transaction: whoever else
// writes into the audit waits for its end.
func (s *Store) record(tx *gorm.DB, acts ...models.Act) error {
	return s.recordBy(tx, models.ActorOf(tx.Statement.Context), acts...)
}

// recordBy is record for what another did than whoever the context names: the platform's answers.
func (s *Store) recordBy(tx *gorm.DB, by models.Actor, acts ...models.Act) error {
	if len(acts) == 0 {
		return nil
	}
	head, err := s.auditHead(tx)
	if err != nil {
		return err
	}
	entries, now := make([]models.AuditEntry, len(acts)), s.instant()
	for i, act := range acts {
		entry, err := act.Entry(by, now)
		if err != nil {
			return err
		}
		entry.ID = head.id + 1
		entry.Hash = auditHash(s.auditKey, head.hash, &entry)
		entries[i], head = entry, auditHead{entry.ID, entry.Hash}
	}
	if err := tx.CreateInBatches(entries, auditBatch).Error; err != nil {
		return fmt.Errorf("write the audit: %w", err)
	}
	return s.moveAuditHead(tx, head)
}

// auditBatch is how many entries one statement writes.
const auditBatch = 200

// platformActor is the actor of the platform's answers.
var platformActor = models.Actor{Kind: models.ActorPlatform}

// Record writes an act into the audit that changes nothing else: a login, an export.
func (s *Store) Record(ctx context.Context, act models.Act) error {
	return s.change(ctx, "write the audit", func(tx *gorm.DB) error { return s.record(tx, act) })
}

func auditHash(key, before []byte, entry *models.AuditEntry) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(before)
	mac.Write(entry.Canonical())
	return mac.Sum(nil)
}

// auditHead reads where the chain ends and keeps others from adding to it until the transaction ends.
func (s *Store) auditHead(tx *gorm.DB) (auditHead, error) {
	query := "SELECT value FROM settings WHERE name = ?"
	if s.dialect == onPostgres {
		query += " FOR UPDATE"
	}
	return s.openAuditHead(tx.Raw(query, auditHeadName).Row())
}

func (s *Store) openAuditHead(row *sql.Row) (auditHead, error) {
	var sealed []byte
	if err := row.Scan(&sealed); err != nil {
		return auditHead{}, fmt.Errorf("find the audit's end: %w", err)
	}
	text, err := s.seal.open(sealed, auditHeadName)
	if err != nil || len(text) < 8 {
		return auditHead{}, fmt.Errorf("find the audit's end: %w", errSealed)
	}
	return auditHead{int64(binary.BigEndian.Uint64(text)), text[8:]}, nil
}

func (h auditHead) text() []byte {
	return append(binary.BigEndian.AppendUint64(nil, uint64(h.id)), h.hash...)
}

func (s *Store) moveAuditHead(tx *gorm.DB, to auditHead) error {
	sealed, err := s.seal.seal(to.text(), auditHeadName)
	if err != nil {
		return err
	}
	return tx.Exec("UPDATE settings SET value = ? WHERE name = ?", sealed, auditHeadName).Error
}

// openAudit reads the chain's key, or makes one and an empty chain.
func (s *Store) openAudit(ctx context.Context) error {
	var sealed []byte
	query := s.dialect.rebind("SELECT value FROM settings WHERE name = ?")
	err := s.writer.QueryRowContext(ctx, query, auditKeyName).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		if err := s.beginAudit(ctx); err != nil {
			return err
		}
		err = s.writer.QueryRowContext(ctx, query, auditKeyName).Scan(&sealed) // another instance's, if it was first
	}
	if err != nil {
		return s.judge("read the audit's key", err)
	}
	if s.auditKey, err = s.seal.open(sealed, auditKeyName); err != nil {
		return fmt.Errorf("read the audit's key: %w", err)
	}
	return nil
}

func (s *Store) beginAudit(ctx context.Context) error {
	key := make([]byte, sha256.Size)
	if _, err := rand.Read(key); err != nil {
		return fmt.Errorf("make the audit's key: %w", err)
	}
	return s.change(ctx, "begin the audit", func(tx *gorm.DB) error {
		for _, setting := range []struct {
			name string
			text []byte
		}{{auditKeyName, key}, {auditHeadName, auditHead{}.text()}} {
			sealed, err := s.seal.seal(setting.text, setting.name)
			if err != nil {
				return err
			}
			if err := tx.Exec("INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING", setting.name, sealed).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

// auditStep is how many entries are read at a time.
const auditStep = 1000

// VerifyAudit goes through the whole chain, as far as it goes now. It returns how many entries are sound; broken is the
// first entry that was changed, added or removed, 0 when there is none.
func (s *Store) VerifyAudit(ctx context.Context) (sound, broken int64, err error) {
	query := s.dialect.rebind("SELECT value FROM settings WHERE name = ?")
	head, err := s.openAuditHead(s.readSQL.QueryRowContext(ctx, query, auditHeadName))
	if err != nil {
		return 0, 0, s.judge("read the audit's end", err)
	}
	var last []byte
	for {
		var entries []models.AuditEntry
		err := s.read.WithContext(ctx).Where("id > ? AND id <= ?", sound, head.id).Order("id").Limit(auditStep).Find(&entries).Error
		if err != nil {
			return sound, 0, s.judge("read the audit", err)
		}
		for i := range entries {
			if entries[i].ID != sound+1 || !hmac.Equal(entries[i].Hash, auditHash(s.auditKey, last, &entries[i])) {
				return sound, sound + 1, nil
			}
			sound, last = entries[i].ID, entries[i].Hash
		}
		if len(entries) < auditStep {
			break
		}
	}
	if sound != head.id || !hmac.Equal(last, head.hash) {
		return sound, sound + 1, nil
	}
	return sound, 0, nil
}
