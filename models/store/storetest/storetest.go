// Package storetest opens empty stores for tests.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"xiansuo/models/store"
)

// PostgresEnv names the variable with the address of a PostgreSQL server, as a user who may
// create databases. Without it the PostgreSQL half of the tests is skipped.
const PostgresEnv = "XIANSUO_TEST_POSTGRES"

// New opens an empty store on SQLite in a temporary folder and closes it when the test ends.
func New(t testing.TB, now func() time.Time) *store.Store {
	t.Helper()
	return Open(t, store.Options{Dir: t.TempDir(), Now: now})
}

// Open opens a store and closes it when the test ends.
func Open(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatalf("open the store: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return s
}

// OnBoth runs a test on each database that is at hand.
func OnBoth(t *testing.T, test func(t *testing.T, open func(now func() time.Time) *store.Store)) {
	t.Run("sqlite", func(t *testing.T) {
		test(t, func(now func() time.Time) *store.Store { return New(t, now) })
	})
	t.Run("postgres", func(t *testing.T) {
		address := Postgres(t)
		test(t, func(now func() time.Time) *store.Store {
			return Open(t, store.Options{Dir: t.TempDir(), Database: address, Now: now})
		})
	})
}

// Postgres makes an empty PostgreSQL database that goes with the test, and returns its address.
// It skips the test when no server is named.
func Postgres(t testing.TB) string {
	t.Helper()
	server := os.Getenv(PostgresEnv)
	if server == "" {
		t.Skip("no PostgreSQL: " + PostgresEnv + " is not set")
	}
	address, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s is no address", PostgresEnv)
	}
	name := fmt.Sprintf("xiansuo_test_%d_%s", time.Now().UnixNano(), strings.ToLower(strings.Map(letters, t.Name())))
	name = name[:min(len(name), 60)]
	run(t, server, "CREATE DATABASE "+name)
	t.Cleanup(func() { run(t, server, "DROP DATABASE "+name+" WITH (FORCE)") })
	address.Path = "/" + name
	return address.String()
}

func letters(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
		return r
	}
	return -1
}

func run(t testing.TB, server, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatalf("reach PostgreSQL: %v", err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
