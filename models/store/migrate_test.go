package store

import (
	"context"
	"reflect"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"xiansuo/models"
)

// openHere opens an empty store on SQLite. It repeats a little of storetest, which
// cannot be imported from inside the package.
func openHere(t *testing.T) *Store {
	t.Helper()
	s, err := Open(models.AsSystem(context.Background()), Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestEveryFieldHasItsColumn(t *testing.T) {
	s := openHere(t)
	for _, model := range []any{
		&models.Lead{}, &models.Account{}, &models.User{}, &models.Session{}, &models.PullState{},
		&models.OutgoingReport{}, &models.Breaker{}, &models.StrangeAnswer{}, &models.Change{}, &credentialsRow{}, &models.PastRun{},
		&models.Backfill{}, &models.DayCheck{},
		&models.PushAddress{}, &models.PushCount{}, &models.RawEvent{},
		&models.SystemAnswer{}, &wechatRow{}, &models.AuditEntry{},
		&models.AccessLink{}, &models.SecondFactor{},
		&models.Team{}, &teamMember{}, &models.Handover{}, &handoverLead{}, &models.APIToken{}, &models.FollowUp{},
	} {
		parsed, err := schema.Parse(model, &sync.Map{}, schema.NamingStrategy{})
		if err != nil {
			t.Fatal(err)
		}
		have := columnsOf(t, s.write, parsed.Table)
		want := map[string]bool{}
		for _, field := range parsed.Fields {
			if field.DBName != "" {
				want[field.DBName] = true
			}
		}
		if !reflect.DeepEqual(have, want) {
			t.Errorf("%s: columns %v, fields %v", parsed.Table, missing(have, want), missing(want, have))
		}
	}
}

func missing(of, in map[string]bool) []string {
	var names []string
	for name := range of {
		if !in[name] {
			names = append(names, name)
		}
	}
	return names
}

func columnsOf(t *testing.T, db *gorm.DB, table string) map[string]bool {
	t.Helper()
	types, err := db.Migrator().ColumnTypes(table)
	if err != nil {
		t.Fatal(err)
	}
	columns := map[string]bool{}
	for _, c := range types {
		columns[c.Name()] = true
	}
	return columns
}

func TestEveryConnectionIsDurable(t *testing.T) {
	s := openHere(t)
	for pragma, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1"} {
		var got string
		if err := s.writer.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("the writer's %s is %s (%v), want %s", pragma, got, err, want)
		}
	}
	if _, err := s.readSQL.Exec("DELETE FROM users"); err == nil {
		t.Error("a reader can write")
	}
}

func TestANewerSchemaIsRefusedInWords(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(models.AsSystem(context.Background()), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.writer.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err = Open(models.AsSystem(context.Background()), Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), "newer") {
		t.Fatalf("%v", err)
	}
}

func TestHeldStatusesAreCountedFromAnIndexAlone(t *testing.T) {
	s := openHere(t)
	if plan := planOf(t, s, heldWork, 1); !strings.Contains(plan, "COVERING INDEX leads_by_work") {
		t.Error(plan)
	}
}

func TestADaysPushedLeadsAreCountedFromAnIndexAlone(t *testing.T) {
	s := openHere(t)
	if plan := planOf(t, s, countPushed(s), 1, 0, 1<<60); !strings.Contains(plan, "COVERING INDEX leads_by_push") {
		t.Error(plan)
	}
}
