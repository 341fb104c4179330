package jobs_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"xiansuo/jobs"
	"xiansuo/models"
	"xiansuo/models/store"
)

// decoder reads "name phone"; the old one read only the name.
type decoder struct{}

func (decoder) DecodeLead(body []byte, account int64) (models.Lead, error) {
	name, phone, ok := strings.Cut(string(body), " ")
	if !ok {
		return models.Lead{}, errors.New("cannot be read")
	}
	return models.Lead{AccountID: account, LeadsID: "1000", PlatformFields: models.PlatformFields{LeadsName: name, LeadsTel: phone}}, nil
}

// keptRaw is a desk with one lead that came in three forms, of which an old decoder read the names.
func keptRaw(t *testing.T, test func(t *testing.T, r *jobs.Replayer, s *store.Store)) {
	synctest.Test(t, func(t *testing.T) {
		_, s := newPuller(t, &platform{})
		account, err := s.Account(t.Context(), 25610)
		if err != nil {
			t.Fatal(err)
		}
		for _, form := range []string{"王建国 13810001000", "unreadable", "王建军 13810002000"} {
			lead := models.Lead{LeadsID: "1000", Raw: form, PlatformFields: models.PlatformFields{LeadsName: strings.Fields(form)[0]}}
			if _, err := s.AcceptLeads(t.Context(), account, []models.Lead{lead}, models.Pulled); err != nil {
				t.Fatal(err)
			}
			time.Sleep(24 * time.Hour)
		}
		test(t, &jobs.Replayer{Store: s, Decode: decoder{}, Log: quiet, Now: time.Now, Base: models.AsSystem(context.Background())}, s)
	})
}

func theLead(t *testing.T, s *store.Store) models.Lead {
	t.Helper()
	return leads(t, s)[0]
}

func TestReplayingAnOldEventNeverUndoesWhatANewerOneSaid(t *testing.T) {
	keptRaw(t, func(t *testing.T, r *jobs.Replayer, s *store.Store) {
		id := theLead(t, s).ID
		events, err := s.RawEvents(models.AsSystem(t.Context()), id)
		if err != nil || len(events) != 3 {
			t.Fatalf("%d events, %v", len(events), err)
		}
		if _, err := r.ReplayEvent(models.AsSystem(t.Context()), id, events[1].ID); !errors.Is(err, models.ErrUnreadable) {
			t.Errorf("an unreadable event: %v", err)
		}
		if _, err := r.ReplayEvent(models.AsSystem(t.Context()), id, 999); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("no such event: %v", err)
		}
		changed, err := r.ReplayEvent(models.AsSystem(t.Context()), id, events[2].ID) // the oldest
		if err != nil || !changed {
			t.Fatalf("%v, %v", changed, err)
		}
		if got := theLead(t, s); got.LeadsName != "王建军" || got.LeadsTel != "13810002000" {
			t.Errorf("%s %s", got.LeadsName, got.LeadsTel)
		}
		if changed, err := r.ReplayEvent(models.AsSystem(t.Context()), id, events[2].ID); err != nil || changed {
			t.Errorf("again: %v, %v", changed, err)
		}
		if events, err := s.RawEvents(models.AsSystem(t.Context()), id); err != nil || len(events) != 3 {
			t.Errorf("a replay left %d events, %v", len(events), err)
		}
	})
}

func TestAReplayOfAllTellsItsProgress(t *testing.T) {
	keptRaw(t, func(t *testing.T, r *jobs.Replayer, s *store.Store) {
		if err := r.StartReplay(models.At(time.Now().Add(-36 * time.Hour))); err != nil {
			t.Fatal(err)
		}
		r.WaitForReplay()
		got := r.ReplayState()
		if got.Running() || got.Leads != 1 || got.Done != 1 || got.Changed != 1 || got.Failed != 0 || got.Stopped || got.Trouble {
			t.Errorf("%+v", got)
		}
		if lead := theLead(t, s); lead.LeadsTel != "13810002000" {
			t.Errorf("%q", lead.LeadsTel)
		}
		if err := r.StartReplay(0); err != nil {
			t.Fatal(err)
		}
		r.WaitForReplay()
		if got := r.ReplayState(); got.Done != 1 || got.Changed != 0 || got.Failed != 1 {
			t.Errorf("again: %+v", got)
		}
	})
}

func TestAReplayIsStoppedAndNeverRunsTwiceAtOnce(t *testing.T) {
	keptRaw(t, func(t *testing.T, r *jobs.Replayer, s *store.Store) {
		held, release := make(chan struct{}), make(chan struct{})
		r.Store = slowRaw{s, held, release}
		if err := r.StartReplay(0); err != nil {
			t.Fatal(err)
		}
		<-held
		if err := r.StartReplay(0); !errors.Is(err, models.ErrConflict) {
			t.Errorf("a second replay: %v", err)
		}
		r.StopReplay()
		close(release)
		r.WaitForReplay()
		if got := r.ReplayState(); !got.Stopped || got.Running() || got.Trouble {
			t.Errorf("%+v", got)
		}
	})
}

// slowRaw holds a replay until it is released.
type slowRaw struct {
	*store.Store
	held, release chan struct{}
}

func (s slowRaw) CountRawLeads(ctx context.Context, since models.Instant) (int64, error) {
	close(s.held)
	<-s.release
	return s.Store.CountRawLeads(ctx, since)
}
