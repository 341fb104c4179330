package store_test

import (
	"compress/gzip"
	"database/sql"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

// TestEverySchemaEverReleasedMigrates opens the database of each release with this program. What it
// held is still there and can be worked on.
func TestEverySchemaEverReleasedMigrates(t *testing.T) {
	fixtures, err := filepath.Glob("testdata/schemas/*.db.gz")
	if err != nil || len(fixtures) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, fixture := range fixtures {
		name := strings.TrimSuffix(filepath.Base(fixture), ".db.gz")
		t.Run(name, func(t *testing.T) {
			dir := unpackFixture(t, fixture)
			t.Run("sqlite", func(t *testing.T) {
				migrated(t, store.Options{Dir: dir})
				backups, err := filepath.Glob(filepath.Join(dir, "backups", "*-upgrade.db.gz"))
				if _, known := newest(t); err != nil || (len(backups) == 1) != (name != known) {
					t.Errorf("backups before the upgrade: %v, %v", backups, err)
				}
			})
			t.Run("postgres", func(t *testing.T) {
				address := storetest.Postgres(t)
				version, err := strconv.ParseInt(name, 10, 64)
				if err != nil {
					t.Fatal(err)
				}
				copyToPostgres(t, unpackFixture(t, fixture), address, version)
				migrated(t, store.Options{Dir: dir, Database: address})
			})
		})
	}
}

// newest is the newest schema, as a number and as the name of its fixture.
func newest(t *testing.T) (version int64, name string) {
	t.Helper()
	files, err := filepath.Glob("migrations/sqlite/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	name, _, _ = strings.Cut(filepath.Base(files[len(files)-1]), "_")
	version, err = strconv.ParseInt(name, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return version, name
}

// unpackFixture makes a data folder of a fixture and its key.
func unpackFixture(t *testing.T, fixture string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	key, err := os.ReadFile(strings.TrimSuffix(fixture, ".db.gz") + ".key")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "key"), key, 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(fixture)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	zip, err := gzip.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(zip)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "xiansuo.db"), content, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// migrated opens a fixture's database and looks at what it held: see fillFixture.
func migrated(t *testing.T, o store.Options) {
	t.Helper()
	s := storetest.Open(t, o)
	users, err := s.Users(models.AsSystem(t.Context()))
	if err != nil || len(users) != 2 {
		t.Fatalf("%d users, %v", len(users), err)
	}
	secrets, err := s.Credentials(models.AsSystem(t.Context()), 20458, models.ForPull)
	if err != nil || secrets.Token != "fixture-token" || secrets.Secret != "fixture-secret" {
		t.Errorf("the credentials do not open: %v", err)
	}
	page, err := s.LeadPage(models.AsSystem(t.Context()), models.LeadQuery{})
	if err != nil || len(page.Leads) != 8 {
		t.Fatalf("%d leads, %v", len(page.Leads), err)
	}
	set := 0
	for _, row := range page.Leads {
		lead, err := s.Lead(models.AsSystem(t.Context()), row.ID)
		if err != nil || lead.LeadsTel == "" && lead.LeadsName == "" {
			t.Errorf("lead %d is not whole: %v", row.ID, err)
		}
		if lead.ConvertStatus == models.StatusPotentialCustomer {
			set++
		}
		if report, err := s.Report(models.AsSystem(t.Context()), row.ID); err != nil || (report != nil) != (lead.ConvertStatus != "") {
			t.Errorf("the report of lead %d: %v, %v", row.ID, report, err)
		}
	}
	if set != 3 {
		t.Errorf("%d statuses, want 3", set)
	}
	fresh := page.Leads[7]
	wish := models.StatusWish{LeadID: fresh.ID, Version: fresh.WorkVersion, Work: models.Work{ConvertStatus: models.StatusPotentialCustomer}}
	if _, err := s.SetStatus(models.AsSystem(t.Context()), wish, users[0]); err != nil {
		t.Errorf("the migrated desk cannot be worked on: %v", err)
	}
}

// TestLeadsPushedBeforeTheColumnCount: an older database knows of the leads that a push brought first.
func TestLeadsPushedBeforeTheColumnCount(t *testing.T) {
	dir := unpackFixture(t, "testdata/schemas/0006.db.gz")
	db, err := sql.Open("sqlite", filepath.Join(dir, "xiansuo.db"))
	if err != nil {
		t.Fatal(err)
	}
	var key int64
	if err := db.QueryRow("SELECT max(list_key) FROM leads").Scan(&key); err != nil {
		t.Fatal(err)
	}
	day := models.ListKeyTime(key).BeijingDay()
	for _, statement := range []string{
		"UPDATE leads SET arrival = 'push' WHERE list_key = (SELECT max(list_key) FROM leads)",
		"DELETE FROM day_checks",
		fmt.Sprintf("INSERT INTO day_checks (account_id, day, total, ours) VALUES (20458, %d, 1, 1), (20458, %d, 1, 1)", day, day.Add(-24*time.Hour)),
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s := storetest.Open(t, store.Options{Dir: dir})
	checks, err := s.DayChecks(models.AsSystem(t.Context()), 0)
	if err != nil || len(checks) != 2 || checks[0].Pushed+checks[1].Pushed != 1 || checks[0].Day == day && checks[0].Pushed != 1 {
		t.Errorf("%+v, %v", checks, err)
	}
	if n, err := s.CountPushed(models.AsSystem(t.Context()), 20458, models.DayWindow(day)); err != nil || n != 1 {
		t.Errorf("%d pushed leads, %v", n, err)
	}
}

// TestAnOldDatabaseIsOnlyReadWhenThatIsAsked: nothing is written beside a desk of an older program.
func TestAnOldDatabaseIsOnlyReadWhenThatIsAsked(t *testing.T) {
	dir := unpackFixture(t, "testdata/schemas/0006.db.gz")
	if _, err := store.Open(t.Context(), store.Options{Dir: dir, ReadOnly: true}); err == nil || !strings.Contains(err.Error(), "brings it up to date") {
		t.Errorf("%v", err)
	}
	if made, err := filepath.Glob(filepath.Join(dir, "backups", "*")); err != nil || len(made) != 0 {
		t.Errorf("written: %v, %v", made, err)
	}
}

// copyToPostgres makes a PostgreSQL database of an old schema with what a fixture holds.
func copyToPostgres(t *testing.T, dir, address string, version int64) {
	t.Helper()
	to, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, to, os.DirFS("migrations/postgres"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(models.AsSystem(t.Context()), version); err != nil {
		t.Fatal(err)
	}
	from, err := sql.Open("sqlite", filepath.Join(dir, "xiansuo.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	to.SetMaxOpenConns(1) // so that every row goes where the keys are not checked
	if _, err := to.Exec("SET session_replication_role = replica"); err != nil {
		t.Fatal(err)
	}
	for table, columns := range postgresTables(t, to) {
		copyTable(t, from, to, table, columns)
	}
}

// postgresTables are the tables of a database, with their columns and whether each is a boolean.
func postgresTables(t *testing.T, db *sql.DB) map[string]map[string]bool {
	t.Helper()
	rows, err := db.Query("SELECT table_name, column_name, data_type = 'boolean' FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'goose%' AND is_generated = 'NEVER'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	tables := map[string]map[string]bool{}
	for rows.Next() {
		var table, column string
		var boolean bool
		if err := rows.Scan(&table, &column, &boolean); err != nil {
			t.Fatal(err)
		}
		if tables[table] == nil {
			tables[table] = map[string]bool{}
		}
		tables[table][column] = boolean
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return tables
}

func copyTable(t *testing.T, from, to *sql.DB, table string, columns map[string]bool) {
	t.Helper()
	var names, marks []string
	for name := range columns {
		names = append(names, name)
		marks = append(marks, fmt.Sprintf("$%d", len(names)))
	}
	rows, err := from.Query("SELECT " + strings.Join(names, ", ") + " FROM " + table)
	if err != nil {
		if strings.Contains(err.Error(), "no such") {
			t.Logf("%s is of PostgreSQL alone: %v", table, err)
			return
		}
		t.Fatal(err)
	}
	defer rows.Close()
	insert := "INSERT INTO " + table + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(marks, ", ") + ") ON CONFLICT DO NOTHING"
	for rows.Next() {
		values, places := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			places[i] = &values[i]
		}
		if err := rows.Scan(places...); err != nil {
			t.Fatal(err)
		}
		for i, name := range names {
			if number, ok := values[i].(int64); ok && columns[name] {
				values[i] = number != 0
			}
		}
		if _, err := to.Exec(insert, values...); err != nil {
			t.Fatalf("%s: %v", table, err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if _, counted := columns["id"]; counted { // the next row gets a number of its own
		count := "SELECT setval(pg_get_serial_sequence('" + table + "', 'id'), (SELECT max(id) FROM " + table + ")) WHERE pg_get_serial_sequence('" + table + "', 'id') IS NOT NULL"
		if _, err := to.Exec(count); err != nil {
			t.Fatalf("%s: %v", table, err)
		}
	}
}
