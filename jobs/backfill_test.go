package jobs_test

import (
	"context"
	"testing"
	"time"

	"xiansuo/models"
)

// ask makes a backfill of the days so many days ago.
func (w *world) ask(first, last int) models.Backfill {
	w.Helper()
	midnight := func(n int) models.Instant {
		return models.At(time.Now()).BeijingDay().Add(-time.Duration(n) * 24 * time.Hour)
	}
	b, err := w.store.AddBackfill(w.Context(), models.Backfill{
		AccountID: 25610, From: midnight(first), To: midnight(last - 1), State: models.BackfillRunning,
	})
	if err != nil {
		w.Fatal(err)
	}
	return b
}

func (w *world) backfill(id int64) models.Backfill {
	w.Helper()
	b, err := w.store.Backfill(w.Context(), id)
	if err != nil {
		w.Fatal(err)
	}
	return b
}

// history spreads leads evenly over the days before.
func (w *world) history(n, days int) {
	w.Helper()
	for i := range n {
		w.ingest(time.Duration(days)*24*time.Hour - time.Duration(i)*time.Duration(days)*24*time.Hour/time.Duration(n))
	}
}

func TestABackfillFetchesItsDaysAndComparesThem(t *testing.T) {
	inWorld(t, func(w *world) {
		w.history(600, 30)
		count, err := w.puller.CountRange(w.Context(), 25610, models.DayWindow(models.At(time.Now()).BeijingDay().Add(-20*24*time.Hour)))
		if err != nil || count != 20 {
			w.Fatalf("%d leads on a day, %v", count, err)
		}
		b := w.ask(20, 11)
		w.until(10*time.Minute, "the backfill", func() bool { return w.backfill(b.ID).State == models.BackfillDone })
		b = w.backfill(b.ID)
		if b.Received != 200 || b.Missing != 0 || b.New == 0 || b.New > 200 || b.DoneTo != b.To || b.FinishedAt.IsZero() {
			w.Errorf("%+v", b)
		}
		checks, err := w.store.DayChecks(w.Context(), b.From)
		if err != nil || len(checks) < 10 {
			w.Fatalf("%d comparisons, %v", len(checks), err)
		}
		for _, check := range checks {
			if check.Differs() || check.Day < b.To && check.Pulled != 20 {
				w.Errorf("%+v", check)
			}
		}
		page, err := w.store.LeadPage(models.AsSystem(w.Context()), models.LeadQuery{From: b.From, To: b.To, Limit: 200})
		if err != nil {
			w.Fatal(err)
		}
		for _, lead := range page.Leads {
			if lead, err := w.store.Lead(models.AsSystem(w.Context()), lead.ID); err != nil || lead.Arrival != models.Backfilled {
				w.Fatalf("lead %d came by %s, %v: it would raise an alarm", lead.ID, lead.Arrival, err)
			}
		}
		if state := state(w.T, w.store); state.Watermark < models.At(time.Now().Add(-15*time.Minute)) {
			w.Error("the backfill moved the watermark back")
		}
	})
}

func TestABackfillSurvivesCrashesPausesAndCancelling(t *testing.T) {
	inWorld(t, func(w *world) {
		w.history(3000, 10)
		b := w.ask(9, 2)
		stops := 0
		for w.backfill(b.ID).State == models.BackfillRunning {
			ctx, stop := context.WithTimeout(w.Context(), 2500*time.Millisecond)
			_ = w.puller.BackfillAll(ctx) // cut off in the middle of a day
			stop()
			if stops++; stops > 100 {
				w.Fatal("no progress")
			}
		}
		if n, err := w.store.CountIngested(w.Context(), 25610, models.PullWindow{From: b.From, To: b.To - 1000}); err != nil || n != 2400 {
			w.Errorf("%d leads, %v", n, err)
		}
		if stops < 5 {
			w.Errorf("it was cut off %d times only", stops)
		}

		paused := w.ask(9, 2)
		for _, step := range []models.BackfillState{models.BackfillPaused, models.BackfillRunning, models.BackfillCancelled} {
			if _, err := w.store.MoveBackfill(w.Context(), paused.ID, step); err != nil {
				w.Fatal(err)
			}
			before := w.backfill(paused.ID).DoneTo
			ctx, stop := context.WithTimeout(w.Context(), 6*time.Second)
			_ = w.puller.BackfillAll(ctx)
			stop()
			if moved := w.backfill(paused.ID).DoneTo > before; moved != (step == models.BackfillRunning) {
				w.Errorf("%s: moved = %v", step, moved)
			}
		}
	})
}

// TestABackfillDoesNotHoldUpNewLeads: they take turns with the account's one voice.
func TestABackfillDoesNotHoldUpNewLeads(t *testing.T) {
	inWorld(t, func(w *world) {
		w.history(4000, 2)
		w.ask(2, 1)
		done := make(chan error, 1)
		ctx, stop := context.WithCancel(w.Context())
		go func() {
			for ctx.Err() == nil {
				_ = w.puller.BackfillAll(ctx)
				time.Sleep(2 * time.Second)
			}
			done <- ctx.Err()
		}()
		for range 3 {
			id := w.ingest(5 * time.Second)
			began := time.Now()
			if err := w.puller.PullAll(w.Context()); err != nil || !w.has(id)() {
				w.Fatalf("a lead waits: %v", err)
			}
			if took := time.Since(began); took > 50*time.Second {
				w.Errorf("a pull beside a backfill took %v", took)
			}
			time.Sleep(10 * time.Second)
		}
		stop()
		<-done
	})
}

// TestALongOutageIsCaughtUpSliceBySlice: what is read stays read, newest leads show at once.
func TestALongOutageIsCaughtUpSliceBySlice(t *testing.T) {
	inWorld(t, func(w *world) {
		if err := w.sim.SeedLeads(25610, 30_000, time.Now().Add(-23*time.Hour), time.Now().Add(-time.Minute)); err != nil {
			w.Fatal(err)
		}
		newest := w.ingest(10 * time.Second)
		var before models.Instant
		for runs := 0; ; runs++ {
			ctx, stop := context.WithTimeout(w.Context(), 70*time.Second) // the process dies every 70 s
			_ = w.puller.PullAll(ctx)
			stop()
			got := state(w.T, w.store)
			if runs == 0 && !w.has(newest)() {
				w.Error("the newest lead waits for the oldest")
			}
			if got.Watermark < before || runs > 20 {
				w.Fatalf("run %d: the watermark went from %s to %s", runs, before, got.Watermark)
			}
			if before = got.Watermark; models.At(time.Now()).Sub(got.Watermark) < 5*time.Minute {
				w.Logf("30,000 leads in %d runs", runs+1)
				break
			}
		}
		if n := w.stored(); n != 30_001 {
			w.Errorf("%d leads", n)
		}
	})
}
