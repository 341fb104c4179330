package jobs_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"xiansuo/jobs"
	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/tencent"
)

// TestAnAnswerWithoutListAndCountLosesNothing: it may come from a platform that lost its data, or from
// something before it. The pull ends, says so, and reads the same span again.
func TestAnAnswerWithoutListAndCountLosesNothing(t *testing.T) {
	inWorld(t, func(w *world) {
		t := w.T
		w.live(5 * time.Minute)
		before := state(t, w.store)
		var bare atomic.Bool
		bare.Store(true)
		platform := w.client(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if bare.Load() {
				_, _ = rw.Write([]byte(`{"code":0,"message":"success","data":{},"trace":"leads_tel 13810001000"}`))
				return
			}
			w.sim.Handler().ServeHTTP(rw, r)
		}), 0)
		w.puller.Platform = platform
		id := w.ingest(time.Second)
		w.live(3 * time.Minute)
		got := state(t, w.store)
		if got.Watermark != before.Watermark || got.ReadTo != before.ReadTo || got.LastKind != models.RefusedUncounted || got.SucceededAt != before.SucceededAt {
			t.Fatalf("%+v", got)
		}
		answers, err := w.store.StrangeAnswers(models.AsSystem(t.Context()))
		if err != nil || len(answers) != 1 || answers[0].AccountID != 25610 || answers[0].Times < 2 ||
			!strings.Contains(answers[0].Answer, `"trace"`) || strings.Contains(answers[0].Answer, "13810001000") {
			t.Fatalf("%+v, %v", answers, err)
		}
		time.Sleep(30 * time.Minute) // longer than windows overlap
		bare.Store(false)
		w.until(90*time.Second, "the lead", w.has(id))
		if got := state(t, w.store); got.LastKind != "" || got.Behind() {
			t.Errorf("%+v", got)
		}
	})
}

// TestNothingAfterLeadsThatWereCountedIsTheirEnd: some platforms leave everything out past the last page.
func TestNothingAfterLeadsThatWereCountedIsTheirEnd(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, s *store.Store) {
		p.ingest(400, time.Now().Add(-time.Hour))
		p.fail = func(call int) error {
			if call > 2 {
				return &models.PlatformError{Kind: models.RefusedUncounted}
			}
			return nil
		}
		if err := puller.PullAll(models.AsSystem(t.Context())); err != nil || stored(t, s) != 400 {
			t.Fatalf("%d leads, %v", stored(t, s), err)
		}
	})
}

// client calls the simulated platform, or what stands before it, and reads at most so many bytes.
func (w *world) client(h http.Handler, maxBody int64) *tencent.Client {
	w.Helper()
	client, err := tencent.New("http://platform/", tencent.Options{Transport: wire{underBase(h)}, Now: w.ours, MaxBody: maxBody})
	if err != nil {
		w.Fatal(err)
	}
	return client
}

// TestPagesThatAreTooLongAreAskedForInSmallerOnes, down to single leads, and larger again afterwards.
func TestPagesThatAreTooLongAreAskedForInSmallerOnes(t *testing.T) {
	for _, byNumber := range []bool{false, true} {
		inWorld(t, func(w *world) {
			t := w.T
			sizes := map[string]int{}
			handler := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				query := r.URL.Query()
				if byNumber { // a platform that knows no deep paging
					query.Del("search_after_leads_id")
					r.URL.RawQuery = query.Encode()
				}
				sizes[query.Get("page_size")]++
				w.sim.Handler().ServeHTTP(rw, r)
			})
			for range 250 {
				w.ingest(time.Hour)
			}
			one := w.sizeOfOne()
			w.puller.Platform = w.client(handler, 30*one)
			if err := w.puller.PullAll(models.AsSystem(t.Context())); err != nil || w.stored() != 250 {
				t.Fatalf("by number %v: %d of 250 leads, %v, %v", byNumber, w.stored(), err, sizes)
			}
			if sizes["200"] > 2 || sizes["25"] == 0 || sizes["1"] > 0 {
				t.Errorf("by number %v: %v", byNumber, sizes)
			}
			w.puller.Platform = w.client(handler, one+one/2)
			for range 3 {
				w.ingest(time.Second)
			}
			time.Sleep(time.Minute)
			if err := w.puller.PullAll(models.AsSystem(t.Context())); err != nil || w.stored() != 253 || sizes["1"] == 0 {
				t.Errorf("by number %v: %d of 253 leads, %v, %v", byNumber, w.stored(), err, sizes)
			}
			w.puller.Platform = w.client(handler, 0)
			time.Sleep(20 * time.Minute)
			w.live(40 * time.Minute)
			clear(sizes)
			w.live(time.Minute)
			if sizes["200"] == 0 {
				t.Errorf("by number %v: pages did not grow back: %v", byNumber, sizes)
			}
		})
	}
}

// sizeOfOne is how many bytes an answer with one lead has at most.
func (w *world) sizeOfOne() int64 {
	w.Helper()
	largest := 0
	w.puller.Platform = w.client(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		recorder := httptest.NewRecorder()
		w.sim.Handler().ServeHTTP(recorder, r)
		largest = max(largest, recorder.Body.Len())
		rw.WriteHeader(http.StatusBadGateway)
	}), 0)
	if _, err := w.puller.CountRange(w.Context(), 25610, models.PullWindow{From: models.At(time.Now().Add(-2 * time.Hour)), To: models.At(time.Now())}); err == nil {
		w.Fatal("the answer was to be lost")
	}
	return int64(largest)
}

// TestALeadTooLongAloneIsSaid: nothing smaller can be asked for.
func TestALeadTooLongAloneIsSaid(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, s *store.Store) {
		p.ingest(3, time.Now().Add(-time.Hour))
		p.fail = func(int) error { return &models.PlatformError{Kind: models.FailedTooLong} }
		err := puller.PullAll(models.AsSystem(t.Context()))
		var refusal *models.PlatformError
		if !errors.As(err, &refusal) || p.calls != 8 || state(t, s).LastKind != models.FailedTooLong || !state(t, s).Watermark.IsZero() {
			t.Fatalf("%v, %d calls, %+v", err, p.calls, state(t, s))
		}
	})
}

// TestRefusedCredentialsAreLeftAloneAfterARestartToo, and by every instance on the database.
func TestRefusedCredentialsAreLeftAloneAfterARestartToo(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, s *store.Store) {
		p.fail = func(int) error { return &models.PlatformError{Kind: models.RefusedPermission, Code: 2001} }
		for range 14 { // minutes
			again := &jobs.Puller{Store: s, Platform: p, Log: quiet, Now: time.Now, Base: models.AsSystem(t.Context())}
			_ = again.PullAll(models.AsSystem(t.Context()))
			again.Nudge(25610)
			again.Wait()
			time.Sleep(time.Minute - 3*time.Second)
		}
		if p.calls != 1 {
			t.Fatalf("%d calls with refused credentials", p.calls)
		}
		p.fail = nil
		time.Sleep(2 * time.Minute)
		if err := puller.PullAll(models.AsSystem(t.Context())); err != nil || p.calls != 2 {
			t.Fatalf("%v, %d calls", err, p.calls)
		}
		if breakers, err := s.Breakers(models.AsSystem(t.Context())); err != nil || len(breakers) != 0 {
			t.Errorf("%+v, %v", breakers, err)
		}
	})
}
