package store_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

// act is something that happened to a user.
func act(id int64) models.Act {
	return models.Act{Action: "user.disabled", Subject: models.SubjectUser, SubjectID: id, Old: map[string]any{"disabled": false}, New: map[string]any{"disabled": true}}
}

func record(t *testing.T, s *store.Store, count int) {
	t.Helper()
	ctx := models.ActingAs(models.AsSystem(context.Background()), models.Actor{Kind: models.ActorUser, ID: 7, Name: "小王", IP: "10.0.0.1"})
	for i := range count {
		if err := s.Record(ctx, act(int64(i))); err != nil {
			t.Fatal(err)
		}
	}
}

// audit is the newest entries of the audit.
func audit(t *testing.T, s *store.Store, q models.AuditQuery) []models.AuditEntry {
	t.Helper()
	entries, _, err := s.AuditEntries(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func mustVerify(t *testing.T, s *store.Store, want int64) {
	t.Helper()
	if sound, broken, err := s.VerifyAudit(context.Background()); sound != want || broken != 0 || err != nil {
		t.Errorf("%d sound, want %d, broken at %d, %v", sound, want, broken, err)
	}
}

func eachStore(t *testing.T, test func(t *testing.T, s *store.Store)) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) { test(t, open(nil)) })
}

func TestTheAuditKnowsWhoDidWhat(t *testing.T) {
	eachStore(t, func(t *testing.T, s *store.Store) {
		record(t, s, 1)
		got := audit(t, s, models.AuditQuery{})[0]
		if got.ID != 1 || got.ActorKind != models.ActorUser || got.ActorID != 7 || got.ActorName != "小王" || got.IP != "10.0.0.1" ||
			got.Action != "user.disabled" || got.Old != `{"disabled":false}` || got.New != `{"disabled":true}` {
			t.Errorf("%+v", got)
		}
	})
}

func TestTheAuditIsAppendOnly(t *testing.T) {
	eachStore(t, func(t *testing.T, s *store.Store) {
		record(t, s, 1)
		for _, statement := range []string{"UPDATE audit_entries SET actor_name = 'x'", "DELETE FROM audit_entries"} {
			if err := s.Meddle(statement); err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", statement, err)
			}
		}
	})
}

// TestWhoeverTouchesTheAuditIsFoundOut takes the guards off, as somebody with the file can.
func TestWhoeverTouchesTheAuditIsFoundOut(t *testing.T) {
	for name, trouble := range map[string]struct {
		statement string
		broken    int64
	}{
		"nothing":  {"SELECT 1", 0},
		"changed":  {"UPDATE audit_entries SET actor_name = '小李' WHERE id = 2", 2},
		"hash":     {"UPDATE audit_entries SET hash = (SELECT e.hash FROM audit_entries e WHERE e.id = 1) WHERE id = 3", 3},
		"removed":  {"DELETE FROM audit_entries WHERE id = 2", 2},
		"first":    {"DELETE FROM audit_entries WHERE id = 1", 1},
		"last":     {"DELETE FROM audit_entries WHERE id = 4", 4},
		"all":      {"DELETE FROM audit_entries", 1},
		"reversed": {"UPDATE audit_entries SET id = 110 - id", 1},
	} {
		t.Run(name, func(t *testing.T) {
			eachStore(t, func(t *testing.T, s *store.Store) {
				record(t, s, 4)
				if err := s.Meddle(append(s.WithoutAuditGuards(), trouble.statement)...); err != nil {
					t.Fatal(err)
				}
				sound, broken, err := s.VerifyAudit(context.Background())
				if err != nil || broken != trouble.broken {
					t.Errorf("%d sound, broken at %d, want %d; %v", sound, broken, trouble.broken, err)
				}
				check, err := s.CheckAudit(context.Background())
				if err != nil || check.Broken != trouble.broken || check.Sound != sound {
					t.Errorf("%+v, %v", check, err)
				}
				if last, err := s.LastAuditCheck(context.Background()); err != nil || last != check {
					t.Errorf("%+v is kept of %+v, %v", last, check, err)
				}
			})
		})
	}
}

func TestTheAuditGoesOnAfterARestart(t *testing.T) {
	dir := t.TempDir()
	for round := range int64(3) {
		s, err := store.Open(context.Background(), store.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		record(t, s, 2)
		mustVerify(t, s, 2*round+2)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestManyActsAtOnceMakeOneChain(t *testing.T) {
	eachStore(t, func(t *testing.T, s *store.Store) {
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() { record(t, s, 5) })
		}
		group.Wait()
		mustVerify(t, s, 40)
	})
}

func TestTheAuditIsVerifiedBesideARunningDesk(t *testing.T) {
	dir := t.TempDir()
	running := storetest.Open(t, store.Options{Dir: dir})
	record(t, running, 3)
	beside := storetest.Open(t, store.Options{Dir: dir, ReadOnly: true})
	mustVerify(t, beside, 3)
	record(t, running, 1)
	mustVerify(t, beside, 4)
	if err := beside.Record(context.Background(), act(1)); err == nil {
		t.Error("a store to read was written to")
	}
	mustVerify(t, running, 4)
	if _, err := store.Open(context.Background(), store.Options{Dir: t.TempDir(), ReadOnly: true}); err == nil {
		t.Error("a database was made to be read")
	}
}

func TestTheAuditIsFilteredAndPaged(t *testing.T) {
	eachEmptyDesk(t, func(t *testing.T, d *desk) {
		before := len(audit(t, d.Store, models.AuditQuery{}))
		record(t, d.Store, 5)
		d.clock.advance(time.Hour)
		record(t, d.Store, 2)
		late := models.At(d.clock.now())
		for name, c := range map[string]struct {
			query models.AuditQuery
			want  int
		}{
			"all":        {models.AuditQuery{}, before + 7},
			"kind":       {models.AuditQuery{ActorKind: models.ActorUser}, 7},
			"actor":      {models.AuditQuery{ActorKind: models.ActorUser, ActorID: 7}, 7},
			"another":    {models.AuditQuery{ActorKind: models.ActorUser, ActorID: 8}, 0},
			"action":     {models.AuditQuery{Action: "user.disabled"}, 7},
			"subject":    {models.AuditQuery{Subject: models.SubjectUser, SubjectID: 4}, 1},
			"from":       {models.AuditQuery{From: late}, 2},
			"to":         {models.AuditQuery{To: late, ActorKind: models.ActorUser}, 5},
			"everything": {models.AuditQuery{ActorKind: models.ActorUser, ActorID: 7, Action: "user.disabled", Subject: models.SubjectUser, SubjectID: 4, To: late}, 1},
		} {
			if got := len(audit(t, d.Store, c.query)); got != c.want {
				t.Errorf("%s: %d entries, want %d", name, got, c.want)
			}
		}
		var seen []int64
		q := models.AuditQuery{Limit: 3}
		for more := true; more; {
			var page []models.AuditEntry
			var err error
			if page, more, err = d.AuditEntries(t.Context(), q); err != nil {
				t.Fatal(err)
			}
			for _, e := range page {
				seen = append(seen, e.ID)
				q.Before = e.ID
			}
		}
		if len(seen) != before+7 || seen[0] != int64(before+7) || seen[len(seen)-1] != 1 {
			t.Errorf("pages show %v", seen)
		}
		var each int
		if err := d.EachAuditEntry(t.Context(), models.AuditQuery{Limit: 2}, func(*models.AuditEntry) error { each++; return nil }); err != nil || each != before+7 {
			t.Errorf("%d entries are exported, %v", each, err)
		}
	})
}
