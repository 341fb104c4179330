// Package store keeps leads, accounts, users and reports in SQLite or PostgreSQL. It is the only
// room with GORM, SQL and transactions. Each exported method is one act and one transaction:
// when it returns without an error, the act is durable; otherwise nothing of it happened.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"xiansuo/models"
)

// Options say where the data lives.
type Options struct {
	Dir      string // holds the SQLite file, the lock and the key file
	Database string // postgres://… ; empty = SQLite in Dir
	Log      *slog.Logger
	Now      func() time.Time // nil = time.Now

	ReadOnly     bool          // beside a running desk: nothing is locked, migrated or written
	ReportSettle time.Duration // how long a report waits for a slip to be corrected; 0 = models.ReportSettle
}

// Store is an open database. It is safe for concurrent use.
type Store struct {
	dialect dialect
	// On SQLite write has one connection and read has several that cannot write; on PostgreSQL
	// both are the same pool.
	read, write     *gorm.DB
	readSQL, writer *sql.DB
	lead            leadStatements
	campaigns       campaignNumbers
	listQueries     listQueries
	pushes          pushQueue
	tally           pushTally
	seal            sealer
	auditKey        []byte
	lock            *os.File
	postgres        *pgx.ConnConfig // nil on SQLite
	now             func() time.Time
	settle          time.Duration
	stopTidying     func()
	dir             string
	trouble         writeTrouble
}

const (
	databaseFile = "xiansuo.db"
	lockFile     = "lock"
	keyFile      = "key"
)

// Open opens the database, migrates it and proves that the key file fits it. Errors say what to do.
func Open(ctx context.Context, o Options) (*Store, error) {
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder %s cannot be made (%w): name another with --data", o.Dir, pathCause(err))
	}
	s := &Store{now: o.Now, stopTidying: func() {}, dir: o.Dir}
	if s.now == nil {
		s.now = time.Now
	}
	if s.settle = o.ReportSettle; s.settle <= 0 {
		s.settle = models.ReportSettle
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if err := s.open(ctx, o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, o Options) error {
	config := &gorm.Config{Logger: gormLog(o.Log), TranslateError: false, SkipDefaultTransaction: true}
	var err error
	switch {
	case o.Database != "":
		err = s.openPostgres(ctx, o.Database, config)
	case o.ReadOnly:
		err = s.openSQLiteToRead(ctx, o.Dir, config)
	default:
		err = s.openSQLite(ctx, o.Dir, config)
	}
	if err != nil {
		return err
	}
	if err := s.migrate(ctx, o); err != nil {
		return err
	}
	if err := s.openSeal(ctx, filepath.Join(o.Dir, keyFile), o.ReadOnly); err != nil {
		return err
	}
	if err := s.openAudit(ctx); err != nil || o.ReadOnly {
		return err
	}
	return s.prepareLeadStatements(ctx)
}

// Close waits for nothing: callers stop their work first.
func (s *Store) Close() error {
	s.stopTidying()
	var errs []error
	if s.readSQL != nil && s.readSQL != s.writer {
		errs = append(errs, s.readSQL.Close())
	}
	if s.writer != nil {
		errs = append(errs, s.writer.Close()) // last, so that SQLite folds its log into the file
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	return s.judge("ping", s.readSQL.QueryRowContext(ctx, "SELECT 1").Scan(&one))
}

func (s *Store) instant() models.Instant { return models.At(s.now()) }

// change runs an act in one transaction through GORM.
func (s *Store) change(ctx context.Context, act string, do func(tx *gorm.DB) error) error {
	return s.judge(act, s.write.WithContext(ctx).Transaction(do))
}

// judge gives a database error its kind for people (models.Err…) and names the act for the log.
func (s *Store) judge(act string, err error) error {
	var invalid *models.Invalid
	var refused *models.PushRefusal
	switch {
	case err == nil:
		return nil
	case errors.Is(err, gorm.ErrRecordNotFound), errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("%s: %w", act, models.ErrNotFound)
	case errors.As(err, &invalid), errors.As(err, &refused), errors.Is(err, models.ErrNotFound), errors.Is(err, models.ErrConflict), errors.Is(err, models.ErrUnavailable):
		return err
	case s.dialect.full(err):
		s.trouble.note(s.instant())
		return fmt.Errorf("%s: %w: %w", act, models.ErrFull, err)
	case s.dialect.unavailable(err):
		return fmt.Errorf("%s: %w: %w", act, models.ErrUnavailable, err)
	}
	return fmt.Errorf("%s: %w", act, err)
}

// gormLog keeps values out of the log: leads are personal data.
func gormLog(log *slog.Logger) logger.Interface {
	return logger.NewSlogLogger(log, logger.Config{
		SlowThreshold:             500 * time.Millisecond,
		LogLevel:                  logger.Error,
		IgnoreRecordNotFoundError: true,
		ParameterizedQueries:      true,
	})
}

// pathCause strips the operation and path that an error repeats.
func pathCause(err error) error {
	var pathError *os.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}

// placeholders is "?,?,?".
func placeholders(n int) string {
	return strings.TrimSuffix(strings.Repeat("?,", n), ",")
}
