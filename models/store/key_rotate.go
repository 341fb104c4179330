package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"gorm.io/gorm"

	"xiansuo/models"
)

// How a key is changed. The old key is put aside under another name, then the new one takes its
// place, then every sealed value is sealed anew in small transactions, and at the end the old key is
// removed. As long as it is there, whoever opens the database knows both keys: a power cut at any
// moment leaves one that opens, and the next rotation goes on where this one stopped.

// oldKeySuffix is where the old key is until nothing is sealed under it.
const oldKeySuffix = ".old"

// sealedColumn is where sealed values are, and how a value's place is written in SQL. A new sealed
// column is added here; a test finds those that were forgotten.
type sealedColumn struct {
	table, column string
	id            string // an expression that tells the rows apart and orders them
	first         any    // less than every id
	place         string
	where         string
}

var sealedColumns = []sealedColumn{
	{"settings", "value", "name", "", "name", "name IN ('" + keyCheckName + "', '" + auditKeyName + "', '" + auditHeadName + "')"},
	{"credentials", "sealed", "account_id || '/' || purpose", "", "'credentials.sealed/' || account_id || '/' || purpose", ""},
	{"push_addresses", "sealed", "account_id", int64(0), "'push_addresses.sealed/' || account_id", ""},
	{"raw_events", "sealed", "id", int64(0), "'raw_events.sealed/' || account_id || '/' || leads_id || '/' || at || '/' || source", ""},
	{"wechat_reports", "sealed", "id", int64(0), "'wechat_reports.sealed/' || uuid", ""},
	{"second_factors", "secret", "user_id", int64(0), "'second_factors/secret/' || user_id", ""},
}

// resealBatch is how many values one transaction seals anew.
const resealBatch = 500

// RotateKey gives the database a new key file and seals every value under it. It goes on with a
// rotation that was interrupted; resumed says so. No other process may use the database meanwhile.
func (s *Store) RotateKey(ctx context.Context) (done []models.Resealed, resumed bool, err error) {
	return s.rotateKey(ctx, func(string) error { return nil })
}

// rotateKey calls at before each step that changes something; an error from it is a power cut.
func (s *Store) rotateKey(ctx context.Context, at func(step string) error) (done []models.Resealed, resumed bool, err error) {
	release, err := s.beAlone(ctx)
	if err != nil {
		return nil, false, err
	}
	defer release()
	if resumed, err = s.replaceKey(at); err != nil {
		return nil, false, err
	}
	counts := map[string]any{}
	for i := range sealedColumns {
		count, err := s.reseal(ctx, &sealedColumns[i], at)
		if err != nil {
			return nil, resumed, err
		}
		done = append(done, models.Resealed{Table: sealedColumns[i].table, Values: count})
		counts[sealedColumns[i].table] = count
	}
	if err := s.Record(ctx, models.Act{Action: models.ActKeyRotated, Subject: models.SubjectDesk, New: counts}); err != nil {
		return nil, resumed, err
	}
	if err := at("remove the old key"); err != nil {
		return nil, resumed, err
	}
	if err := removeDurably(s.keyPath() + oldKeySuffix); err != nil {
		return nil, resumed, fmt.Errorf("remove the old key: %w", pathCause(err))
	}
	s.seal.before = nil
	return done, resumed, nil
}

func (s *Store) keyPath() string { return filepath.Join(s.dir, keyFile) }

// replaceKey makes a new key the one to seal with and keeps the old one aside, unless an interrupted
// rotation did that already.
func (s *Store) replaceKey(at func(string) error) (resumed bool, err error) {
	path := s.keyPath()
	current, err := os.ReadFile(path)
	if err != nil {
		return false, fmt.Errorf("read the key: %w", pathCause(err))
	}
	aside, err := os.ReadFile(path + oldKeySuffix)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, fmt.Errorf("read the old key: %w", pathCause(err))
	}
	if err == nil && !bytes.Equal(bytes.TrimSpace(current), bytes.TrimSpace(aside)) {
		return true, nil
	}
	text, err := newKey()
	if err != nil {
		return false, err
	}
	aead, err := cipherOf(text)
	if err != nil {
		return false, err
	}
	for _, file := range []struct {
		path    string
		content []byte
	}{{path + oldKeySuffix, current}, {path, text}} {
		if err := at("write " + filepath.Base(file.path)); err != nil {
			return false, err
		}
		if err := writeDurably(file.path, file.content); err != nil {
			return false, fmt.Errorf("the key file %s cannot be written: %w", file.path, pathCause(err))
		}
	}
	s.seal = sealer{aead: aead, before: s.seal.aead}
	return false, nil
}

// reseal seals a column's values anew, some at a time.
func (s *Store) reseal(ctx context.Context, c *sealedColumn, at func(string) error) (count int64, err error) {
	for after, more := c.first, true; more; {
		if err := at("seal " + c.table); err != nil {
			return count, err
		}
		err := s.change(ctx, "seal "+c.table, func(tx *gorm.DB) error {
			var n int64
			var err error
			n, after, more, err = s.resealSome(tx, c, after)
			count += n
			return err
		})
		if err != nil {
			return count, err
		}
	}
	return count, nil
}

func (s *Store) resealSome(tx *gorm.DB, c *sealedColumn, after any) (count int64, last any, more bool, err error) {
	query := fmt.Sprintf("SELECT %s, %s, %s FROM %s WHERE %s > ?", c.id, c.place, c.column, c.table, c.id)
	if c.where != "" {
		query += " AND " + c.where
	}
	rows, err := tx.Raw(query+" ORDER BY 1 LIMIT ?", after, resealBatch).Rows()
	if err != nil {
		return 0, after, false, err
	}
	type value struct {
		id     any
		place  string
		sealed []byte
	}
	var values []value
	defer rows.Close() //nolint:errcheck // rows.Err tells
	for rows.Next() {
		var v value
		if err := rows.Scan(&v.id, &v.place, &v.sealed); err != nil {
			return 0, after, false, err
		}
		values = append(values, v)
	}
	if err := rows.Err(); err != nil {
		return 0, after, false, err
	}
	if err := rows.Close(); err != nil {
		return 0, after, false, err
	}
	update := fmt.Sprintf("UPDATE %s SET %s = ? WHERE %s = ?", c.table, c.column, c.id)
	for _, v := range values {
		text, err := s.seal.open(v.sealed, v.place)
		if err != nil {
			return 0, after, false, fmt.Errorf("%s: %w", v.place, err)
		}
		sealed, err := s.seal.seal(text, v.place)
		if err != nil {
			return 0, after, false, err
		}
		if err := tx.Exec(update, sealed, v.id).Error; err != nil {
			return 0, after, false, err
		}
		after = v.id
	}
	return int64(len(values)), after, len(values) == resealBatch, nil
}

// beAlone keeps instances on the same PostgreSQL database away: they would go on sealing under the old
// key. On SQLite the folder's lock does that already.
func (s *Store) beAlone(ctx context.Context) (release func(), err error) {
	if s.dialect == onSQLite {
		return func() {}, nil
	}
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return nil, s.judge("lock the jobs", err)
	}
	done := func() { _ = conn.Close() }
	var alone bool
	if err := conn.QueryRowContext(ctx, "SELECT pg_try_advisory_lock($1)", leaderLock).Scan(&alone); err != nil {
		done()
		return nil, s.judge("lock the jobs", err)
	}
	if !alone {
		done()
		return nil, errors.New("another xiansuo runs on this database: stop every instance first")
	}
	return func() {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", leaderLock)
		done()
	}, nil
}

// removeDurably removes a file so that a power cut does not bring it back.
func removeDurably(path string) error {
	if err := os.Remove(path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}
