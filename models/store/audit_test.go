package store

import (
	"context"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"xiansuo/models"
)

// act is something that happened to a user.
func act(id int64) models.Act {
	return models.Act{Action: "user.disabled", Subject: models.SubjectUser, SubjectID: id, Old: map[string]any{"disabled": false}, New: map[string]any{"disabled": true}}
}

func record(t *testing.T, s *Store, count int) {
	t.Helper()
	ctx := models.ActingAs(models.AsSystem(context.Background()), models.Actor{Kind: models.ActorUser, ID: 7, Name: "小王", IP: "10.0.0.1"})
	for i := range count {
		if err := s.Record(ctx, act(int64(i))); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheAuditKnowsWhoDidWhat(t *testing.T) {
	s := openHere(t)
	record(t, s, 1)
	var got models.AuditEntry
	if err := s.read.Take(&got).Error; err != nil {
		t.Fatal(err)
	}
	if got.ID != 1 || got.ActorKind != models.ActorUser || got.ActorID != 7 || got.ActorName != "小王" || got.IP != "10.0.0.1" ||
		got.Action != "user.disabled" || got.Old != `{"disabled":false}` || got.New != `{"disabled":true}` {
		t.Errorf("%+v", got)
	}
}

func TestTheAuditIsAppendOnly(t *testing.T) {
	s := openHere(t)
	record(t, s, 1)
	for _, statement := range []string{"UPDATE audit_entries SET actor_name = 'x'", "DELETE FROM audit_entries"} {
		if err := s.write.Exec(statement).Error; err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

// TestWhoeverTouchesTheAuditIsFoundOut takes the guards off, as somebody with the file can.
func TestWhoeverTouchesTheAuditIsFoundOut(t *testing.T) {
	for name, trouble := range map[string]struct {
		statement string
		broken    int64
	}{
		"nothing":  {"SELECT 1", 0},
		"changed":  {"UPDATE audit_entries SET actor_name = '小李' WHERE id = 2", 2},
		"hash":     {"UPDATE audit_entries SET hash = x'00' WHERE id = 3", 3},
		"removed":  {"DELETE FROM audit_entries WHERE id = 2", 2},
		"first":    {"DELETE FROM audit_entries WHERE id = 1", 1},
		"last":     {"DELETE FROM audit_entries WHERE id = 4", 4},
		"all":      {"DELETE FROM audit_entries", 1},
		"reversed": {"UPDATE audit_entries SET id = 10 - id", 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := openHere(t)
			record(t, s, 4)
			for _, statement := range []string{"DROP TRIGGER audit_entries_stay", "DROP TRIGGER audit_entries_remain", trouble.statement} {
				if err := s.write.Exec(statement).Error; err != nil {
					t.Fatal(err)
				}
			}
			sound, broken, err := s.VerifyAudit(models.AsSystem(context.Background()))
			if err != nil || broken != trouble.broken {
				t.Errorf("%d sound, broken at %d, want %d; %v", sound, broken, trouble.broken, err)
			}
		})
	}
}

func TestAnActThatFailsLeavesNoLine(t *testing.T) {
	s := openHere(t)
	_ = s.change(models.AsSystem(context.Background()), "fail", func(tx *gorm.DB) error {
		if err := s.record(tx, act(1)); err != nil {
			t.Fatal(err)
		}
		return models.ErrConflict
	})
	record(t, s, 2)
	if sound, broken, err := s.VerifyAudit(models.AsSystem(context.Background())); sound != 2 || broken != 0 || err != nil {
		t.Errorf("%d sound, broken at %d, %v", sound, broken, err)
	}
}

func TestTheAuditGoesOnAfterARestart(t *testing.T) {
	dir := t.TempDir()
	for range 3 {
		s, err := Open(models.AsSystem(context.Background()), Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		record(t, s, 2)
		if _, broken, err := s.VerifyAudit(models.AsSystem(context.Background())); broken != 0 || err != nil {
			t.Errorf("broken at %d, %v", broken, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestManyActsAtOnceMakeOneChain(t *testing.T) {
	s := openHere(t)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() { record(t, s, 5) })
	}
	group.Wait()
	if sound, broken, err := s.VerifyAudit(models.AsSystem(context.Background())); sound != 40 || broken != 0 || err != nil {
		t.Errorf("%d sound, broken at %d, %v", sound, broken, err)
	}
}
