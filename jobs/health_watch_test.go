package jobs_test

import (
	"context"
	"testing"
	"time"

	"xiansuo/jobs"
	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

func newWatch(s *store.Store, now func() time.Time) *jobs.HealthWatch {
	return &jobs.HealthWatch{
		Store: s, Log: quiet, Now: now, StartedAt: now(), PullEvery: time.Minute,
		Panics:  func() (int64, models.Instant) { return 0, 0 },
		Serving: func() models.ServingFigures { return models.ServingFigures{Transport: models.TransportLoopback} },
	}
}

func light(h models.Health, name models.HealthName) models.Light {
	for _, sign := range h.Signs {
		if sign.Name == name {
			return sign.Light
		}
	}
	return ""
}

// TestP16APanicInAJobIsSeenAndTheNextRunGoesOn holds the promise from the job to the health page.
func TestP16APanicInAJobIsSeenAndTheNextRunGoesOn(t *testing.T) {
	watch := newWatch(storetest.New(t, time.Now), time.Now)
	runs, again := 0, make(chan int)
	schedule, err := jobs.Start(t.Context(), jobs.Options{Log: quiet, Now: time.Now}, jobs.Job{Name: "bad", Every: 30 * time.Millisecond, Do: func(context.Context) error {
		runs++
		defer func() { again <- runs }()
		if runs == 1 {
			panic("boom")
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	watch.Follow(schedule.Runs)
	if <-again != 1 || <-again != 2 {
		t.Fatal("the next run did not come")
	}
	if err := watch.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	go func() {
		for range again { // let the runs of the meantime end
		}
	}()
	if err := schedule.Stop(); err != nil {
		t.Fatal(err)
	}
	close(again)
	if run := schedule.Runs()[0]; run.Panics != 1 || run.Panicked || run.LastPanic.IsZero() {
		t.Errorf("%+v", run)
	}
	if got := light(watch.Health(), models.HealthJob); got != models.LightAmber && got != models.LightRed {
		t.Errorf("the panic is not seen: %s", got)
	}
}

func TestASilentAccountRaisesTheAlarmAndANewLeadEndsIt(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, s *store.Store) {
		watch := newWatch(s, time.Now)
		look := func() models.Light {
			t.Helper()
			if err := puller.PullAll(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := watch.Look(t.Context()); err != nil {
				t.Fatal(err)
			}
			return light(watch.Health(), models.HealthSilence)
		}
		if got := look(); got != models.LightOff {
			t.Fatalf("an empty account is judged %s", got)
		}
		for i := range 8 * 24 * 2 { // two leads an hour for eight days
			p.ingest(1, time.Now().Add(time.Duration(i)*30*time.Minute))
		}
		time.Sleep(8 * 24 * time.Hour)
		if got := look(); got != models.LightGreen {
			t.Fatalf("a lively account is %s", got)
		}
		time.Sleep(3 * time.Hour)
		if got := look(); got != models.LightAmber {
			t.Errorf("after three hours: %s", got)
		}
		time.Sleep(4 * time.Hour)
		if got := look(); got != models.LightRed {
			t.Errorf("after seven hours: %s", got)
		}
		p.ingest(1, time.Now())
		time.Sleep(time.Minute)
		if got := look(); got != models.LightGreen {
			t.Errorf("after a new lead: %s", got)
		}
	})
}

func TestHealthThatCannotBeReadSaysSo(t *testing.T) {
	now := time.Now()
	s := storetest.New(t, nil)
	watch := newWatch(s, func() time.Time { return now })
	if !watch.Health().At.IsZero() {
		t.Error("health before the first look")
	}
	if err := watch.Look(t.Context()); err != nil || watch.Health().Worst() != models.LightGreen {
		t.Fatalf("%v %s", err, watch.Health().Worst())
	}
	now = now.Add(models.HealthStale + time.Second)
	if watch.Health().Worst() != models.LightRed {
		t.Error("health that nobody looks at any more stays green")
	}
}

func TestRefusedPushesAndAnAccountsOwnRestReachItsHealth(t *testing.T) {
	s := storetest.New(t, time.Now)
	_, err := s.SaveAccount(t.Context(), models.AccountEdit{
		ID: 25610, Name: "账户", Industry: models.NoIndustry, StatusSystem: models.StandardSystem, Algorithm: models.SHA256,
		ReportMode: models.ReportOn, ReportDeadlineDays: 7, PullMinutes: 60, Pull: models.Pair{Token: "1", Secret: "s"},
	}, models.System)
	if err != nil {
		t.Fatal(err)
	}
	watch := newWatch(s, time.Now)
	s.CountPush(25610, models.PushOtherDigest)
	if err := watch.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	h := watch.Health()
	if a := h.Accounts[0]; a.PullMinutes != 60 || a.AddedAt.IsZero() || a.PushCause != models.PushOtherDigest || light(h, models.HealthPush) != models.LightAmber {
		t.Errorf("%+v", a)
	}
	if got := light(h, models.HealthDays); got != models.LightOff {
		t.Errorf("days that nobody compared are %s", got)
	}
}
