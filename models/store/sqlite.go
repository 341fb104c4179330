package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
)

// sqliteDriver is the name under which modernc.org/sqlite registers: the engine in Go, so that no
// C compiler is needed.
const sqliteDriver = "sqlite"

// Pragmas of every connection. FULL makes a commit durable before it returns; the checkpoint at
// 4,000 pages keeps the log small and pulls fast; secure_delete overwrites what is deleted, so that
// an erased person is not in the file any more.
var sqlitePragmas = []string{
	"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
	"wal_autocheckpoint(4000)", "cache_size(-16000)", "temp_store(MEMORY)", "secure_delete(1)",
}

// quietCheckpoint is how often the log is folded back and cut, when nobody reads.
const quietCheckpoint = 5 * time.Minute

func (s *Store) openSQLite(ctx context.Context, dir string, config *gorm.Config) error {
	s.dialect = onSQLite
	lock, err := lockFolder(filepath.Join(dir, lockFile))
	if err != nil {
		return fmt.Errorf("the data folder %s %w", dir, err)
	}
	s.lock = lock
	path := filepath.Join(dir, databaseFile)
	if s.writer, err = sql.Open(sqliteDriver, sqliteAddress(path, "_txlock=immediate")); err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	s.writer.SetMaxOpenConns(1)
	if err := s.writer.PingContext(ctx); err != nil {
		return fmt.Errorf("the database %s cannot be opened (%w): look at the folder's rights and free space", path, err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return fmt.Errorf("protect the database: %w", err)
	}
	if s.write, err = gormOn(s.writer, config); err != nil {
		return err
	}
	if err := s.openReaders(path, config); err != nil {
		return err
	}
	s.stopTidying = s.tidySQLite()
	return nil
}

// openReaders opens the connections that cannot write.
func (s *Store) openReaders(path string, config *gorm.Config) (err error) {
	if s.readSQL, err = sql.Open(sqliteDriver, sqliteAddress(path, "_pragma=query_only(1)")); err != nil {
		return fmt.Errorf("open the database for reading: %w", err)
	}
	readers := max(4, 2*runtime.NumCPU())
	s.readSQL.SetMaxOpenConns(readers)
	s.readSQL.SetMaxIdleConns(readers)
	s.read, err = gormOn(s.readSQL, config)
	return err
}

// openSQLiteToRead opens a database that another process may be using. Whatever would write fails.
func (s *Store) openSQLiteToRead(ctx context.Context, dir string, config *gorm.Config) error {
	s.dialect = onSQLite
	if !Exists(dir) {
		return fmt.Errorf("there is no database in %s: name the right folder with --data", dir)
	}
	if err := s.openReaders(filepath.Join(dir, databaseFile), config); err != nil {
		return err
	}
	s.writer, s.write = s.readSQL, s.read
	if err := s.readSQL.PingContext(ctx); err != nil {
		return fmt.Errorf("the database in %s cannot be opened (%w): run this as the user that runs the desk", dir, err)
	}
	return nil
}

func sqliteAddress(path, extra string) string {
	address := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + extra + "&_time_format=sqlite"
	for _, pragma := range sqlitePragmas {
		address += "&_pragma=" + pragma
	}
	return address
}

func gormOn(db *sql.DB, config *gorm.Config) (*gorm.DB, error) {
	opened, err := gorm.Open(sqlite.Dialector{DriverName: sqliteDriver, Conn: db}, config)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return opened, nil
}

// tidySQLite cuts the log from time to time: long reads can keep it from shrinking by itself.
func (s *Store) tidySQLite() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(quietCheckpoint)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				// A busy database answers "later" in the row, not as an error; the next tick tries again.
				_, _ = s.writer.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
				_, _ = s.writer.ExecContext(ctx, "PRAGMA optimize")
			}
		}
	}()
	return func() { cancel(); <-done }
}

// Exists reports whether a folder holds a database. Opening one that does not would make it.
func Exists(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, databaseFile))
	return err == nil
}
