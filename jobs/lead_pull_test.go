package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"xiansuo/jobs"
	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

var quiet = slog.New(slog.DiscardHandler)

// platform is a platform that holds leads by ingestion time, newest first, and can be told to fail.
type platform struct {
	mu     sync.Mutex
	leads  []models.Lead // oldest first
	hide   int           // leave out this many leads of an answer, though they are counted
	fail   func(call int) error
	calls  int
	asked  []models.LeadListing
	inside func() // runs during a call
}

func (p *platform) ListLeads(_ context.Context, _ models.Credentials, ask models.LeadListing) (models.LeadBatch, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls++
	p.asked = append(p.asked, ask)
	if p.inside != nil {
		p.inside()
	}
	if p.fail != nil {
		if err := p.fail(p.calls); err != nil {
			return models.LeadBatch{}, err
		}
	}
	var batch models.LeadBatch
	passed := ask.After == ""
	for i := len(p.leads) - 1; i >= 0; i-- {
		lead := p.leads[i]
		if lead.IngestedAt < ask.Window.From || lead.IngestedAt > ask.Window.To {
			continue
		}
		batch.Total++
		if passed && len(batch.Leads) < ask.PageSize {
			batch.Leads = append(batch.Leads, lead)
		}
		passed = passed || lead.LeadsID == ask.After
	}
	batch.Leads = batch.Leads[:max(0, len(batch.Leads)-p.hide)]
	batch.Rows = len(batch.Leads)
	return batch, nil
}

func (p *platform) ingest(n int, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for range n {
		p.leads = append(p.leads, models.Lead{
			LeadsID: strconv.Itoa(1000 + len(p.leads)), IngestedAt: models.At(at),
			PlatformFields: models.PlatformFields{LeadsName: "客户", LeadsTel: fmt.Sprintf("138%08d", len(p.leads))},
		})
	}
}

func newPuller(t *testing.T, p *platform) (*jobs.Puller, *store.Store) {
	t.Helper()
	s := storetest.New(t, time.Now)
	_, err := s.SaveAccount(context.Background(), models.AccountEdit{
		ID: 25610, Name: "账户", Industry: models.NoIndustry, StatusSystem: models.StandardSystem, Algorithm: models.SHA256,
		Pull: models.Pair{Token: "1", Secret: "2"},
	}, models.System)
	if err != nil {
		t.Fatal(err)
	}
	return &jobs.Puller{Store: s, Platform: p, Log: quiet, Now: time.Now, Pause: time.Second, Base: context.Background()}, s
}

func state(t *testing.T, s *store.Store) models.PullState {
	t.Helper()
	state, err := s.PullState(context.Background(), 25610)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func stored(t *testing.T, s *store.Store) int {
	t.Helper()
	n, err := s.CountLeads(models.AsSystem(context.Background()), models.LeadQuery{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// simulated runs a test with a clock of its own: waiting costs nothing.
func simulated(t *testing.T, test func(t *testing.T, p *platform, puller *jobs.Puller, s *store.Store)) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{}
		puller, s := newPuller(t, p)
		test(t, p, puller, s)
	})
}

func TestAPullReadsEveryPageAndMovesTheWatermark(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, s *store.Store) {
		p.ingest(1001, time.Now().Add(-time.Hour))
		before := time.Now()
		if err := puller.PullAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := stored(t, s); n != 1001 {
			t.Fatalf("%d of 1001 leads", n)
		}
		got := state(t, s)
		if got.New != 1001 || got.Received != 1001 || got.LastKind != "" || got.Watermark.IsZero() || got.Watermark > models.At(before) {
			t.Fatalf("%+v", got)
		}
		if p.calls != 6 {
			t.Errorf("%d calls for 6 pages", p.calls)
		}
		for _, ask := range p.asked {
			if ask.Window != p.asked[0].Window {
				t.Error("the window's end moved between pages")
			}
		}
	})
}

func TestTheNextPullOverlapsAndFindsLateLeads(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, s *store.Store) {
		p.ingest(3, time.Now().Add(-time.Minute))
		if err := puller.PullAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		p.ingest(1, time.Now().Add(-5*time.Minute)) // ingested into the past
		time.Sleep(time.Minute)
		p.ingest(1, time.Now().Add(-10*time.Second))
		if err := puller.PullAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := stored(t, s); n != 5 {
			t.Fatalf("%d of 5 leads", n)
		}
		if got := state(t, s); got.New != 2 || got.Total != 5 {
			t.Fatalf("%+v", got)
		}
	})
}

func TestAFailureInTheMiddleKeepsTheWatermarkAndLosesNothing(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, s *store.Store) {
		p.ingest(500, time.Now().Add(-time.Hour))
		refusal := &models.PlatformError{Kind: models.RefusedParameter, Code: 2103, Message: "参数错误"}
		p.fail = func(call int) error {
			if call == 2 {
				return refusal
			}
			return nil
		}
		if err := puller.PullAll(t.Context()); !errors.Is(err, refusal) {
			t.Fatalf("%v", err)
		}
		got := state(t, s)
		if !got.Watermark.IsZero() || got.LastKind != models.RefusedParameter || got.LastCode != 2103 || got.LastMessage != "参数错误" {
			t.Fatalf("%+v", got)
		}
		if err := puller.PullAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := stored(t, s); n != 500 {
			t.Fatalf("%d of 500 leads", n)
		}
	})
}

func TestOneLostPacketDoesNotStartAPullOver(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, s *store.Store) {
		p.ingest(500, time.Now().Add(-time.Hour))
		p.fail = func(call int) error {
			if call%2 == 0 {
				return &models.PlatformError{Kind: models.FailedTimeout}
			}
			return nil
		}
		if err := puller.PullAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if p.calls != 5 {
			t.Errorf("%d calls for 3 pages with 2 losses", p.calls)
		}
	})
}

func TestAnIncompletePullIsRepeated(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, s *store.Store) {
		p.ingest(10, time.Now().Add(-time.Hour))
		p.hide = 2
		for want := 1; want <= 2; want++ {
			if err := puller.PullAll(t.Context()); err == nil {
				t.Fatal("an incomplete pull passed for a good one")
			}
			if got := state(t, s); got.Repeats != want || got.LastKind != models.Incomplete || !got.Watermark.IsZero() {
				t.Fatalf("%+v", got)
			}
		}
		p.hide = 0
		if err := puller.PullAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := state(t, s); got.Repeats != 0 || got.Watermark.IsZero() || stored(t, s) != 10 {
			t.Fatalf("%+v", got)
		}
	})
}

func TestAPlatformThatRepeatsItselfDoesNotKeepUsForever(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, s *store.Store) {
		p.ingest(400, time.Now().Add(-time.Hour))
		puller.Platform = repeating{p}
		if err := puller.PullAll(t.Context()); err == nil {
			t.Fatal("half of the leads passed for all")
		}
		if p.calls != 4 { // two by deep paging, two by number
			t.Errorf("%d calls", p.calls)
		}
	})
}

// TestPagesAreTurnedByNumberWhereDeepPagingRepeatsItself: the platform knows pages but not search_after_leads_id.
func TestPagesAreTurnedByNumberWhereDeepPagingRepeatsItself(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, s *store.Store) {
		p.ingest(1001, time.Now().Add(-time.Hour))
		puller.Platform = paged{p}
		if err := puller.PullAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := stored(t, s); n != 1001 || p.calls > 8 {
			t.Errorf("%d of 1001 leads, %d calls", n, p.calls)
		}
	})
}

// paged is a platform that ignores search_after_leads_id.
type paged struct{ *platform }

func (g paged) ListLeads(ctx context.Context, c models.Credentials, ask models.LeadListing) (models.LeadBatch, error) {
	size := ask.PageSize
	ask.After, ask.PageSize = "", 1<<30
	batch, err := g.platform.ListLeads(ctx, c, ask)
	from := min((max(ask.Page, 1)-1)*size, len(batch.Leads))
	batch.Leads = batch.Leads[from:min(from+size, len(batch.Leads))]
	batch.Rows = len(batch.Leads)
	return batch, err
}

func TestAnAccountRestsAsLongAsItIsSetTo(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, s *store.Store) {
		_, err := s.SaveAccount(t.Context(), models.AccountEdit{
			ID: 25610, Version: 1, Name: "账户", Industry: models.NoIndustry, StatusSystem: models.StandardSystem, Algorithm: models.SHA256, PullMinutes: 15,
		}, models.System)
		if err != nil {
			t.Fatal(err)
		}
		for range 60 {
			if err := puller.PullAll(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
		}
		if p.calls != 4 {
			t.Errorf("%d pulls in an hour, want 4", p.calls)
		}
	})
}

func TestTestLeadsOfPreviewsAreNotCounted(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, s *store.Store) {
		p.ingest(3, time.Now().Add(-time.Minute))
		p.leads[1].LeadsSource = "AD_PREVIEW"
		if err := puller.PullAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := state(t, s); got.New != 2 || got.Total != 2 || got.Received != 3 || stored(t, s) != 3 {
			t.Errorf("%+v", got)
		}
	})
}

// repeating is a platform that does not understand deep paging: it answers the first page always.
type repeating struct{ *platform }

func (r repeating) ListLeads(ctx context.Context, c models.Credentials, ask models.LeadListing) (models.LeadBatch, error) {
	ask.After = ""
	return r.platform.ListLeads(ctx, c, ask)
}

func TestRefusedCredentialsAreNotTriedAgainUntilTheyAreEdited(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, s *store.Store) {
		p.fail = func(int) error { return &models.PlatformError{Kind: models.RefusedPermission, Code: 2001} }
		for range 60 {
			_ = puller.PullAll(t.Context())
			time.Sleep(time.Minute)
		}
		if p.calls > 5 {
			t.Fatalf("%d calls in an hour with wrong credentials", p.calls)
		}
		p.fail = nil
		before := p.calls
		account, err := s.Account(t.Context(), 25610)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.SaveAccount(t.Context(), models.AccountEdit{
			ID: account.ID, Version: account.Version, Name: account.Name, Industry: account.Industry,
			StatusSystem: account.StatusSystem, Algorithm: account.Algorithm, Pull: models.Pair{Token: "3", Secret: "4"},
		}, models.System)
		if err != nil {
			t.Fatal(err)
		}
		if err := puller.PullAll(t.Context()); err != nil || p.calls != before+1 {
			t.Fatalf("after the edit: %v, %d calls", err, p.calls-before)
		}
	})
}

func TestAPausedAccountIsLeftAlone(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, s *store.Store) {
		if err := s.PauseAccount(t.Context(), 25610, true, models.System); err != nil {
			t.Fatal(err)
		}
		if err := puller.PullAll(t.Context()); err != nil || p.calls != 0 {
			t.Fatalf("%v, %d calls", err, p.calls)
		}
	})
}

func TestOneAccountIsNeverPulledTwiceAtOnce(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, s *store.Store) {
		var inner error
		p.inside = func() { inner = puller.PullNow(context.Background(), 25610) }
		if err := puller.PullAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !errors.Is(inner, models.ErrConflict) {
			t.Fatalf("a second pull began: %v", inner)
		}
		p.inside = nil
		if err := puller.PullNow(t.Context(), 25610); err != nil {
			t.Fatal(err)
		}
		puller.Wait()
	})
}
