package store

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"xiansuo/models"
)

const (
	backupFolder  = "backups"
	partPrefix    = ".part-" // of files that are not whole yet
	compressedTo  = 2        // a copy shrinks to a half at least
	spareForDisks = 64 << 20 // bytes that a backup leaves free
)

// BackUp writes a checked, compressed copy of the database into the data folder's backups while
// everybody goes on working, and drops the backups that are no longer kept. On PostgreSQL it
// returns models.ErrUnavailable: there pg_dump is the way.
func (s *Store) BackUp(ctx context.Context, reason models.BackupReason) (models.Backup, error) {
	if s.dialect == onPostgres {
		return models.Backup{}, fmt.Errorf("a PostgreSQL database is backed up with pg_dump: %w", models.ErrUnavailable)
	}
	made, _, err := backUp(ctx, s.dir, filepath.Join(s.dir, backupFolder), reason, s.instant())
	return made, err
}

// BackUpNightly makes the backup of the night when it is due and was not made yet.
func (s *Store) BackUpNightly(ctx context.Context) error {
	have, err := s.Backups()
	if err != nil || s.dialect == onPostgres || !models.BackupDue(have, s.instant()) {
		return err
	}
	_, err = s.BackUp(ctx, models.BackupNightly)
	return err
}

// KeepsBackups reports whether this database's backups are files that the program makes.
func (s *Store) KeepsBackups() bool { return s.dialect == onSQLite }

// Backups lists the backups of the data folder, newest first.
func (s *Store) Backups() ([]models.Backup, error) {
	return backupsIn(filepath.Join(s.dir, backupFolder))
}

// OpenBackup opens a backup's file by its name, or returns models.ErrNotFound.
func (s *Store) OpenBackup(name string) (*os.File, error) {
	if _, ok := models.ParseBackupName(name); !ok {
		return nil, models.ErrNotFound
	}
	f, err := os.Open(filepath.Join(s.dir, backupFolder, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, models.ErrNotFound
	}
	return f, err
}

func backupsIn(folder string) ([]models.Backup, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the backups: %w", pathCause(err))
	}
	var found []models.Backup
	for _, entry := range entries {
		backup, ok := models.ParseBackupName(entry.Name())
		if !ok {
			continue
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // dropped this moment
		}
		if err != nil {
			return nil, fmt.Errorf("list the backups: %w", pathCause(err))
		}
		backup.Bytes = info.Size()
		found = append(found, backup)
	}
	slices.SortFunc(found, func(a, b models.Backup) int { return strings.Compare(b.Name, a.Name) })
	return found, nil
}

// BackUpFolder writes a backup of the database in a data folder, also beside a running server. An
// empty destination is the folder's own backups; otherwise it is a file that does not exist yet.
func BackUpFolder(ctx context.Context, dir, file string, now time.Time) (path string, contents models.BackupContents, err error) {
	if !Exists(dir) {
		return "", contents, fmt.Errorf("there is no database in %s: name the right folder with --data", dir)
	}
	if file == "" {
		folder := filepath.Join(dir, backupFolder)
		made, contents, err := backUp(ctx, dir, folder, models.BackupAsked, models.At(now))
		return filepath.Join(folder, made.Name), contents, err
	}
	if _, err := os.Lstat(file); err == nil {
		return "", contents, fmt.Errorf("%s exists already: name a file that does not", file)
	}
	contents, err = writeBackup(ctx, dir, file)
	return file, contents, err
}

// backUp makes a backup in a folder, one at a time.
func backUp(ctx context.Context, dir, folder string, reason models.BackupReason, now models.Instant) (models.Backup, models.BackupContents, error) {
	var contents models.BackupContents
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return models.Backup{}, contents, fmt.Errorf("the folder of the backups cannot be made: %w", pathCause(err))
	}
	lock, err := lockFolder(filepath.Join(folder, lockFile))
	if errors.Is(err, errInUse) {
		return models.Backup{}, contents, fmt.Errorf("another backup is being made: %w", models.ErrConflict)
	}
	if err != nil {
		return models.Backup{}, contents, fmt.Errorf("the folder of the backups %w", err)
	}
	defer func() { _ = lock.Close() }() // ends the lock
	if err := dropParts(folder); err != nil {
		return models.Backup{}, contents, err
	}
	made := models.Backup{Name: models.BackupName(reason, now), Reason: reason, MadeAt: now}
	path := filepath.Join(folder, made.Name)
	if contents, err = writeBackup(ctx, dir, path); err != nil {
		return models.Backup{}, contents, err
	}
	if made.Bytes, err = fileSize(path); err != nil {
		return models.Backup{}, contents, err
	}
	return made, contents, dropBackups(folder)
}

// dropParts removes what a killed backup left.
func dropParts(folder string) error {
	parts, err := filepath.Glob(filepath.Join(folder, partPrefix+"*"))
	if err != nil {
		return fmt.Errorf("look for unfinished backups: %w", err)
	}
	for _, part := range parts {
		err = errors.Join(err, os.Remove(part))
	}
	return err
}

func dropBackups(folder string) error {
	have, err := backupsIn(folder)
	for _, old := range models.BackupsToDrop(have) {
		err = errors.Join(err, os.Remove(filepath.Join(folder, old.Name)))
	}
	return err
}

// writeBackup copies the database, proves the copy, compresses it, proves that too, and only then
// gives it its name: whatever happens before, there is no file that looks like a backup and is none.
func writeBackup(ctx context.Context, dir, path string) (contents models.BackupContents, err error) {
	folder := filepath.Dir(path)
	if err := roomForBackup(dir, folder); err != nil {
		return contents, err
	}
	part := filepath.Join(folder, partPrefix+filepath.Base(path))
	packed := part + ".gz"
	defer func() {
		for _, leftover := range []string{part, part + "-journal", packed} {
			if failure := os.Remove(leftover); failure != nil && !errors.Is(failure, fs.ErrNotExist) {
				err = errors.Join(err, failure)
			}
		}
	}()
	if err := copyDatabase(ctx, filepath.Join(dir, databaseFile), part); err != nil {
		return contents, err
	}
	if contents, err = inspectCopy(ctx, part); err != nil {
		return contents, err
	}
	if err := pack(ctx, part, packed); err != nil {
		return contents, fmt.Errorf("compress the backup: %w", err)
	}
	if err := os.Rename(packed, path); err != nil {
		return contents, fmt.Errorf("name the backup: %w", err)
	}
	return contents, syncFolder(folder)
}

// roomForBackup refuses to fill the disk that the leads need.
func roomForBackup(dir, folder string) error {
	size, err := fileSize(filepath.Join(dir, databaseFile))
	if err != nil {
		return fmt.Errorf("measure the database: %w", err)
	}
	need := size + size/compressedTo + spareForDisks
	if free := freeBytes(folder); free >= 0 && free < need {
		return fmt.Errorf("a backup needs %d MB and %s has %d MB free: make room, or back up to another disk: %w", need>>20, folder, free>>20, models.ErrFull)
	}
	return nil
}

// pack compresses a file durably and reads the result back.
func pack(ctx context.Context, from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // only read from
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	zip, err := gzip.NewWriterLevel(out, gzip.BestSpeed)
	if err != nil {
		return errors.Join(err, out.Close())
	}
	size, err := io.Copy(zip, unlessOver(ctx, in))
	if err := errors.Join(err, zip.Close(), out.Sync(), out.Close()); err != nil {
		return err
	}
	if back, err := unpack(ctx, to, io.Discard); err != nil || back != size {
		return fmt.Errorf("read back %d of %d bytes: %w", back, size, err)
	}
	return nil
}

// unpack writes what a compressed file holds, which its checksum proves.
func unpack(ctx context.Context, path string, to io.Writer) (int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }() // only read from
	zip, err := gzip.NewReader(f)
	if err != nil {
		return 0, err
	}
	return io.Copy(to, unlessOver(ctx, zip))
}

// readerFunc makes a function a reader.
type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

// unlessOver reads until the context ends.
func unlessOver(ctx context.Context, r io.Reader) io.Reader {
	return readerFunc(func(b []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		return r.Read(b)
	})
}
