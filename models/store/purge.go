package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// What is deleted from tables SQLite overwrites at once (secure_delete). Two places keep it longer:
// the index of grams, which only marks a lead as gone until its parts are merged, and the log
// beside the file. An erasure owes their purging; the debt is kept in the settings, so that a power
// cut does not forget it. PostgreSQL takes care of its own old rows.
const (
	purgeName    = "purge"
	purgeOwed    = "owed"    // the parts are to be merged
	purgeMerging = "merging" // they are being merged
	purgePages   = 250       // of the index, merged at a time
)

// owePurge remembers that something was erased, in the transaction that erases.
func (s *Store) owePurge(tx *gorm.DB) error {
	if s.dialect == onPostgres {
		return nil
	}
	return tx.Exec("INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
		purgeName, []byte(purgeOwed)).Error
}

// Purge overwrites what erasures left behind, in small steps; done at once when nothing is owed.
func (s *Store) Purge(ctx context.Context) error {
	if s.dialect == onPostgres {
		return nil
	}
	for {
		state, err := s.purgeState(ctx)
		if err != nil || state == "" {
			return err
		}
		if err := s.mergeGrams(ctx, state == purgeOwed); err != nil {
			return s.judge("purge what was erased", err)
		}
		if done, err := s.cutLog(ctx); err != nil || !done {
			return s.judge("purge what was erased", err)
		}
	}
}

func (s *Store) purgeState(ctx context.Context) (string, error) {
	var state []byte
	err := s.readSQL.QueryRowContext(ctx, "SELECT value FROM settings WHERE name = ?", purgeName).Scan(&state)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return string(state), s.judge("read what is to be purged", err)
}

// mergeGrams merges the parts of the index, which drops what is marked as gone. It begins with a
// negative number of pages, which makes all parts there are into one task, and goes on until a
// step changes nothing (sqlite.org/fts5.html, “merge”).
func (s *Store) mergeGrams(ctx context.Context, begin bool) error {
	if begin {
		if err := s.mergeStep(ctx, -purgePages); err != nil {
			return err
		}
	}
	for {
		changed, err := s.measuredMerge(ctx)
		if err != nil || changed < 2 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(dropBreath):
		}
	}
}

func (s *Store) mergeStep(ctx context.Context, pages int) error {
	return s.write.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := tx.Exec("INSERT INTO lead_grams (lead_grams, rank) VALUES ('merge', ?)", pages).Error; err != nil {
			return fmt.Errorf("merge the index: %w", err)
		}
		return tx.Exec("UPDATE settings SET value = ? WHERE name = ?", []byte(purgeMerging), purgeName).Error
	})
}

// measuredMerge merges some pages and tells how many rows that changed, on one connection.
func (s *Store) measuredMerge(ctx context.Context) (changed int64, err error) {
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	var before, after int64
	if err := conn.QueryRowContext(ctx, "SELECT total_changes()").Scan(&before); err != nil {
		return 0, err
	}
	if _, err := conn.ExecContext(ctx, "INSERT INTO lead_grams (lead_grams, rank) VALUES ('merge', ?)", purgePages); err != nil {
		return 0, fmt.Errorf("merge the index: %w", err)
	}
	err = conn.QueryRowContext(ctx, "SELECT total_changes()").Scan(&after)
	return after - before, err
}

// cutLog folds the log into the file and empties it, and takes the debt off. It is not done while
// somebody reads from the log, or when more was erased meanwhile.
func (s *Store) cutLog(ctx context.Context) (done bool, err error) {
	paid, err := s.writer.ExecContext(ctx, "DELETE FROM settings WHERE name = ? AND value = ?", purgeName, []byte(purgeMerging))
	if err != nil {
		return false, err
	}
	if n, err := paid.RowsAffected(); err != nil || n == 0 {
		return err == nil, err // owed anew: the next round
	}
	var busy, pages, moved int
	if err := s.writer.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved); err != nil {
		return false, err
	}
	if busy == 0 {
		return true, nil
	}
	_, err = s.writer.ExecContext(ctx, "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING", purgeName, []byte(purgeMerging))
	return false, err
}
