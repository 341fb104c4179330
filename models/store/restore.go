package store

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"

	"xiansuo/models"
)

// Restore puts a backup in the place of a data folder's database, which nobody may be using. The
// backup is proved first: that it is whole, not newer than this program, and sealed under the
// folder's key. What was there before is backed up, or set aside when it is too damaged for that.
// Sessions and links of the backup end: somebody may have been shut out since. A power cut leaves the old
// database or the new one.
func Restore(ctx context.Context, dir, file string, now time.Time) (done models.Restored, err error) {
	if _, err := os.Stat(file); err != nil {
		return done, fmt.Errorf("the backup cannot be read: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return done, fmt.Errorf("the data folder %s cannot be made (%w): name another with --data", dir, pathCause(err))
	}
	lock, err := lockFolder(filepath.Join(dir, lockFile))
	if err != nil {
		return done, fmt.Errorf("the data folder %s %w", dir, err)
	}
	defer func() { err = errors.Join(err, lock.Close()) }()

	fresh := filepath.Join(dir, partPrefix+databaseFile)
	defer func() {
		if failure := os.Remove(fresh); failure != nil && !errors.Is(failure, fs.ErrNotExist) {
			err = errors.Join(err, failure)
		}
	}()
	if err := dropParts(dir); err != nil { // a log that a killed restore left would be read into this one
		return done, err
	}
	if err := unpackBackup(ctx, file, fresh); err != nil {
		return done, err
	}
	if done.Contents, err = inspectCopy(ctx, fresh); err != nil {
		return done, err
	}
	if err := fits(ctx, dir, fresh, done.Contents.Schema); err != nil {
		return done, err
	}
	if done.Safety, err = setAside(ctx, dir, models.At(now)); err != nil {
		return done, err
	}
	return done, put(fresh, filepath.Join(dir, databaseFile))
}

var sqliteMagic = []byte("SQLite format 3\x00")

// unpackBackup writes the database of a backup, compressed or not, to a file of its own.
func unpackBackup(ctx context.Context, file, to string) error {
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("unpack the backup: %w", pathCause(err))
	}
	err = func() error {
		in, err := os.Open(file)
		if err != nil {
			return err
		}
		defer func() { _ = in.Close() }() // only read from
		magic := make([]byte, len(sqliteMagic))
		if _, err := io.ReadFull(in, magic); err == nil && bytes.Equal(magic, sqliteMagic) {
			_, err = io.Copy(out, unlessOver(ctx, io.MultiReader(bytes.NewReader(magic), in)))
			return err
		}
		_, err = unpack(ctx, file, out)
		return err
	}()
	if errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || isCorrupt(err) {
		err = fmt.Errorf("%w, or it is damaged: %w", errNoBackup, err)
	}
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return fmt.Errorf("unpack the backup: %w", err)
	}
	return nil
}

// isCorrupt reports whether compressed bytes make no sense.
func isCorrupt(err error) bool {
	var corrupt flate.CorruptInputError
	return errors.As(err, &corrupt)
}

// fits refuses a backup that this program, or this folder's key, could not open.
func fits(ctx context.Context, dir, copied string, schema int64) error {
	db, err := sql.Open(sqliteDriver, sqliteAddress(copied, "_txlock=immediate"))
	if err != nil {
		return fmt.Errorf("open the backup: %w", err)
	}
	db.SetMaxOpenConns(1)
	err = func() error {
		files, err := fs.Sub(migrations, "migrations/sqlite")
		if err != nil {
			return err
		}
		provider, err := goose.NewProvider(goose.DialectSQLite3, db, files)
		if err != nil {
			return err
		}
		_, known, err := versions(ctx, provider)
		if err != nil {
			return err
		}
		if err := newerSchema(schema, known); err != nil {
			return err
		}
		s := &Store{dialect: onSQLite, writer: db}
		if err := s.openSeal(ctx, filepath.Join(dir, keyFile), true); err != nil {
			return fmt.Errorf("%w; a backup holds no key: the file %s of the desk that it comes from must be put there first", err, keyFile)
		}
		return endAccess(ctx, db)
	}()
	if err := errors.Join(err, db.Close()); err != nil { // closing folds the log into the file
		return fmt.Errorf("the backup does not fit: %w", err)
	}
	return syncFile(copied)
}

// endAccess ends what lets somebody in without a password: sessions, and links that may have been used
// since the backup was made. Backups of older programs know no links.
func endAccess(ctx context.Context, db *sql.DB) error {
	if _, err := db.ExecContext(ctx, "DELETE FROM sessions"); err != nil {
		return err
	}
	var known bool
	const table = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'access_links')"
	if err := db.QueryRowContext(ctx, table).Scan(&known); err != nil || !known {
		return err
	}
	_, err := db.ExecContext(ctx, "DELETE FROM access_links")
	return err
}

// setAside keeps what a folder held before: as a backup, or file by file when it is too damaged.
func setAside(ctx context.Context, dir string, now models.Instant) (safety string, err error) {
	if !Exists(dir) {
		return "", nil
	}
	folder := filepath.Join(dir, backupFolder)
	made, _, damage := backUp(ctx, dir, folder, models.BackupRestore, now)
	if damage == nil {
		return filepath.Join(folder, made.Name), nil
	}
	if ctx.Err() != nil || errors.Is(damage, models.ErrFull) || errors.Is(damage, models.ErrConflict) {
		return "", damage
	}
	aside := filepath.Join(dir, "damaged-"+now.Time().Format("20060102-150405"))
	if err := os.MkdirAll(aside, 0o700); err != nil {
		return "", fmt.Errorf("set the damaged database aside: %w", pathCause(err))
	}
	for _, suffix := range []string{"", "-wal"} {
		if err := copyDurably(filepath.Join(dir, databaseFile+suffix), filepath.Join(aside, databaseFile+suffix)); err != nil {
			return "", fmt.Errorf("set the damaged database aside: %w", err)
		}
	}
	return aside, syncFolder(aside)
}

func copyDurably(from, to string) error {
	in, err := os.Open(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // only read from
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// put replaces a database. The old one's log goes first, or it would be read into the new one;
// what it held is in the copy that was set aside.
func put(fresh, path string) error {
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("replace the database: %w", pathCause(err))
		}
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return fmt.Errorf("replace the database: %w", err)
	}
	if err := os.Rename(fresh, path); err != nil {
		return fmt.Errorf("replace the database: %w", err)
	}
	return syncFolder(filepath.Dir(path))
}
