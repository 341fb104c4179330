package main

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"xiansuo/jobs"
	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

// instance is one of several on a database, as far as pulls go.
type instance struct {
	background
	calls atomic.Int64 // to the platform
}

// ListLeads stands in for the platform, which has nothing.
func (i *instance) ListLeads(context.Context, models.Credentials, models.LeadListing) (models.LeadBatch, error) {
	i.calls.Add(1)
	return models.LeadBatch{}, nil
}

func newInstance(t *testing.T, dir, database string) *instance {
	t.Helper()
	s := storetest.Open(t, store.Options{Dir: dir, Database: database})
	leader := s.Leader(slog.New(slog.DiscardHandler))
	i := &instance{}
	log := slog.New(slog.DiscardHandler)
	i.background = background{
		Puller:   &jobs.Puller{Store: s, Platform: i, Log: log, Now: time.Now, Base: t.Context(), PassOn: passOn(leader)},
		Schedule: &jobs.Schedule{Options: jobs.Options{Log: log, Leader: leader}}, leader: leader,
	}
	t.Cleanup(i.standForElection(t.Context()))
	t.Cleanup(i.Wait)
	return i
}

// TestPullsThatAreAskedForElsewhereAreMadeByTheLeader: by a button, and by a push.
func TestPullsThatAreAskedForElsewhereAreMadeByTheLeader(t *testing.T) {
	dir, database := t.TempDir(), storetest.Postgres(t)
	leader := newInstance(t, dir, database)
	until(t, "a leader", func() bool { _, leads := leader.leader.Term(); return leads })
	_, err := leader.Puller.Store.(*store.Store).SaveAccount(t.Context(), models.AccountEdit{
		ID: 25610, Name: "账户", Industry: models.NoIndustry, StatusSystem: models.StandardSystem, Algorithm: models.SHA256,
		Pull: models.Pair{Token: "1", Secret: "2"},
	}, models.System)
	if err != nil {
		t.Fatal(err)
	}
	other := newInstance(t, dir, database)
	if err := other.PullNow(t.Context(), 25610); err != nil {
		t.Fatal(err)
	}
	until(t, "the pull", func() bool { return leader.calls.Load() == 1 })
	other.Nudge(25610)
	until(t, "the pull after the push", func() bool { return leader.calls.Load() == 2 })
	if n := other.calls.Load(); n != 0 {
		t.Errorf("%d calls of the instance that does not lead", n)
	}
}

func until(t *testing.T, what string, there func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !there(); <-time.After(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}
