package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"

	"xiansuo/models"
)

// copyDatabase writes the state of this moment into a new file, durably. Readers and writers of the
// database go on meanwhile.
func copyDatabase(ctx context.Context, from, to string) error {
	db, err := sql.Open(sqliteDriver, sqliteAddress(from, "_txlock=deferred"))
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", to)
	if err := errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	if err := os.Chmod(to, 0o600); err != nil {
		return fmt.Errorf("protect the copy: %w", pathCause(err))
	}
	return syncFile(to)
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// errNoBackup means that a file is no copy of this program's database.
var errNoBackup = errors.New("the file is no backup of a lead desk")

// readOnlyAddress opens a database file that nobody changes.
func readOnlyAddress(path string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?mode=ro&immutable=1&_pragma=cache_size(-16000)"
}

// inspectCopy proves that a file is a sound database of this program and says what it holds.
func inspectCopy(ctx context.Context, path string) (models.BackupContents, error) {
	var found models.BackupContents
	db, err := sql.Open(sqliteDriver, readOnlyAddress(path))
	if err != nil {
		return found, fmt.Errorf("open the copy: %w", err)
	}
	defer func() { _ = db.Close() }() // only read from
	db.SetMaxOpenConns(1)
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return found, fmt.Errorf("%w, or it is damaged: %w", errNoBackup, err)
	}
	if verdict != "ok" {
		return found, fmt.Errorf("the copy is damaged: %s", verdict)
	}
	if err := db.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version WHERE is_applied").Scan(&found.Schema); err != nil {
		return found, fmt.Errorf("%w: %w", errNoBackup, err)
	}
	var newest sql.NullInt64
	err = db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM leads), (SELECT count(*) FROM accounts), (SELECT count(*) FROM users),
		(SELECT count(*) FROM outgoing_reports), (SELECT count(*) FROM changes), (SELECT max(list_key) FROM leads)`).
		Scan(&found.Leads, &found.Accounts, &found.Users, &found.OutgoingReports, &found.Changes, &newest)
	if err != nil {
		return found, fmt.Errorf("%w: %w", errNoBackup, err)
	}
	if newest.Valid {
		found.NewestLead = models.ListKeyTime(newest.Int64)
	}
	return found, nil
}
