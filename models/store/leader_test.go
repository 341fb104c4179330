package store_test

import (
	"context"
	"database/sql"
	"log/slog"
	"testing"
	"time"

	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

// candidate is an instance that stands for election.
type candidate struct {
	leader  *store.Leader
	elected chan struct{}
	asked   chan string
	retire  func()
}

func stand(t *testing.T, dir, database string) *candidate {
	t.Helper()
	s := storetest.Open(t, store.Options{Dir: dir, Database: database})
	c := &candidate{leader: s.Leader(slog.New(slog.DiscardHandler)), elected: make(chan struct{}, 9), asked: make(chan string, 9)}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.leader.Run(ctx, func() { c.elected <- struct{}{} }, func(what string) { c.asked <- what })
	}()
	c.retire = func() { cancel(); <-done }
	t.Cleanup(c.retire)
	return c
}

const replacement = 30 * time.Second // P15

func await[T any](t *testing.T, what string, from <-chan T) T {
	t.Helper()
	select {
	case got := <-from:
		return got
	case <-time.After(replacement):
		t.Fatalf("waited in vain for %s", what)
		panic("unreachable")
	}
}

func TestOneInstanceLeadsAndALostOneIsReplaced(t *testing.T) {
	dir, database := t.TempDir(), storetest.Postgres(t)
	first := stand(t, dir, database)
	await(t, "the first to lead", first.elected)
	db, err := sql.Open("pgx", database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	second := stand(t, dir, database)
	if _, leads := second.leader.Term(); leads {
		t.Fatal("two lead")
	}
	if err := second.leader.Ask(t.Context(), "pull"); err != nil {
		t.Fatal(err)
	}
	if what := await(t, "the wish", first.asked); what != "pull" {
		t.Errorf("asked for %q", what)
	}

	over, _ := first.leader.Term()
	began := time.Now()
	if _, err := db.Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'xiansuo leader' AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted)"); err != nil {
		t.Fatal(err)
	}
	await(t, "the end of the term", over)
	t.Logf("P15: a leader whose connection was cut knew it after %v", time.Since(began).Round(time.Millisecond))
	next := first
	select { // either may win
	case <-first.elected:
		next, first = first, second
	case <-second.elected:
		next = second
	case <-time.After(replacement):
		t.Fatal("nobody leads")
	}
	t.Logf("P15: a lost leader was replaced after %v (limit %v)", time.Since(began).Round(time.Millisecond), replacement)

	began = time.Now()
	next.retire()
	await(t, "the other to take over", first.elected)
	t.Logf("P15: a leader that stopped was replaced after %v", time.Since(began).Round(time.Millisecond))
}

func TestOnSQLiteTheOnlyProcessLeads(t *testing.T) {
	s := storetest.New(t, time.Now)
	if _, leads := s.Leader(slog.New(slog.DiscardHandler)).Term(); !leads {
		t.Error("nobody leads")
	}
}
