package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"xiansuo/models"
)

var errInUse = errors.New("is in use by another xiansuo: stop that one, or name another folder with --data")

//go:embed migrations
var migrations embed.FS

// migrate brings the schema up to date. A schema newer than this program is refused in words:
// guessing at it could destroy data. o.ReadOnly changes nothing and refuses an older one too.
func (s *Store) migrate(ctx context.Context, o Options) error {
	folder := "migrations/sqlite"
	if s.dialect == onPostgres {
		folder = "migrations/postgres"
		// Several instances may start at once; one of them migrates.
		unlock, err := s.lockMigration(ctx)
		if err != nil {
			return err
		}
		defer unlock()
	}
	files, err := fs.Sub(migrations, folder)
	if err != nil {
		return fmt.Errorf("find the migrations: %w", err)
	}
	provider, err := goose.NewProvider(s.dialect.goose(), s.writer, files)
	if err != nil {
		return fmt.Errorf("prepare the migration: %w", err)
	}
	have, known, err := versions(ctx, provider)
	if err != nil {
		return fmt.Errorf("read the database's schema version: %w", err)
	}
	if err := newerSchema(have, known); err != nil {
		return err
	}
	if o.ReadOnly {
		if have < known {
			return fmt.Errorf("the database has schema %d and this program %d: start the desk with this program first, which brings it up to date", have, known)
		}
		return nil
	}
	if have > 0 && have < known && s.dialect == onSQLite {
		o.Log.InfoContext(ctx, "backing the database up before its schema is changed: a large one takes minutes", "from", have, "to", known)
		if _, err := s.BackUp(ctx, models.BackupUpgrade); err != nil {
			return fmt.Errorf("the database is to be brought from schema %d to %d, and a copy of it must be made first: %w", have, known, err)
		}
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return nil
}

func newerSchema(have, known int64) error {
	if have <= known {
		return nil
	}
	return fmt.Errorf("the database has schema %d and this program knows only up to %d: run the newer xiansuo that wrote it, or restore a backup made before", have, known)
}

func versions(ctx context.Context, p *goose.Provider) (have, known int64, err error) {
	if have, err = p.GetDBVersion(ctx); err != nil {
		return 0, 0, err
	}
	for _, source := range p.ListSources() {
		known = max(known, source.Version)
	}
	return have, known, nil
}

// migrationLock is an arbitrary number that all instances agree on.
const migrationLock = 0x7869616e73756f

func (s *Store) lockMigration(ctx context.Context) (unlock func(), err error) {
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("lock the migration: %w", err)
	}
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", migrationLock); err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("lock the migration: %w", err)
	}
	return func() {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", migrationLock)
		_ = conn.Close() // ends the lock, should the statement have failed
	}, nil
}
