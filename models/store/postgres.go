package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// postgresConnections bounds the pool; PostgreSQL's own default allows a hundred in all.
const postgresConnections = 20

func (s *Store) openPostgres(ctx context.Context, address string, config *gorm.Config) error {
	s.dialect = onPostgres
	settings, err := pgx.ParseConfig(address)
	if err != nil {
		return fmt.Errorf("the database address is not understood: write postgres://user:password@host:5432/name")
	}
	settings.RuntimeParams["application_name"] = "xiansuo"
	// Generic plans cannot see what a filter asks for and choose badly.
	settings.RuntimeParams["plan_cache_mode"] = "force_custom_plan"
	s.postgres = settings
	s.writer = stdlib.OpenDB(*settings)
	s.readSQL = s.writer
	s.writer.SetMaxOpenConns(postgresConnections)
	s.writer.SetMaxIdleConns(postgresConnections)
	s.writer.SetConnMaxIdleTime(5 * time.Minute)
	reach, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := s.writer.PingContext(reach); err != nil {
		return fmt.Errorf("the database at %s cannot be reached (%w): start it, or correct --database", settings.Host, err)
	}
	if s.write, err = gormOnPostgres(s.writer, config); err != nil {
		return err
	}
	s.read = s.write
	return nil
}

func gormOnPostgres(db *sql.DB, config *gorm.Config) (*gorm.DB, error) {
	opened, err := gorm.Open(postgres.New(postgres.Config{Conn: db}), config)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return opened, nil
}
