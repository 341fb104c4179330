package store_test

import (
	"errors"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

func accountForBackfill(t *testing.T, s *store.Store) models.Account {
	t.Helper()
	account, err := s.SaveAccount(models.AsSystem(t.Context()), models.AccountEdit{
		ID: 77, Name: "账户", Industry: models.NoIndustry, StatusSystem: models.StandardSystem, Algorithm: models.SHA256,
		Pull: models.Pair{Token: "1", Secret: "2"},
	}, models.System)
	if err != nil {
		t.Fatal(err)
	}
	return account
}

func TestABackfillKeepsWhatPeopleMadeOfIt(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		s := open(time.Now)
		accountForBackfill(t, s)
		b, err := s.AddBackfill(models.AsSystem(t.Context()), models.Backfill{AccountID: 77, From: 1000, To: 2000, State: models.BackfillPlanned, Expected: 9})
		if err != nil || b.ID == 0 {
			t.Fatalf("%+v, %v", b, err)
		}
		if running, err := s.RunningBackfills(models.AsSystem(t.Context())); err != nil || len(running) != 0 {
			t.Errorf("%d run, %v", len(running), err)
		}
		if _, err := s.MoveBackfill(models.AsSystem(t.Context()), b.ID, models.BackfillPaused); !errors.Is(err, models.ErrConflict) {
			t.Errorf("pausing what does not run: %v", err)
		}
		if b, err = s.MoveBackfill(models.AsSystem(t.Context()), b.ID, models.BackfillRunning); err != nil {
			t.Fatal(err)
		}
		if _, err := s.MoveBackfill(models.AsSystem(t.Context()), b.ID, models.BackfillPaused); err != nil {
			t.Fatal(err)
		}
		b.State, b.DoneTo, b.Received = models.BackfillDone, 2000, 5 // the job did not hear of the pause
		if err := s.SaveBackfillProgress(models.AsSystem(t.Context()), b); err != nil {
			t.Fatal(err)
		}
		got, err := s.Backfill(models.AsSystem(t.Context()), b.ID)
		if err != nil || got.State != models.BackfillPaused || got.Received != 5 || got.Expected != 9 || !got.FinishedAt.IsZero() {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := s.MoveBackfill(models.AsSystem(t.Context()), 999, models.BackfillRunning); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("no such backfill: %v", err)
		}
		if list, err := s.Backfills(models.AsSystem(t.Context()), 77); err != nil || len(list) != 1 {
			t.Errorf("%d backfills, %v", len(list), err)
		}
	})
}

func TestADaysComparisonCountsWhatWeHave(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		s := open(time.Now)
		account := accountForBackfill(t, s)
		day := models.At(time.Date(2026, 11, 20, 0, 0, 0, 0, models.Beijing))
		leads := []models.Lead{
			{LeadsID: "1", IngestedAt: day - 1000}, {LeadsID: "2", IngestedAt: day},
			{LeadsID: "3", IngestedAt: day.Add(24*time.Hour - time.Second), PlatformFields: models.PlatformFields{LeadsSource: "AD_PREVIEW"}},
			{LeadsID: "4", IngestedAt: day.Add(24 * time.Hour)},
		}
		accepted, err := s.AcceptLeads(models.AsSystem(t.Context()), account, leads, models.Backfilled)
		if err != nil || accepted != (models.Accepted{New: 4, Previews: 1}) {
			t.Fatalf("%+v, %v", accepted, err)
		}
		again, err := s.AcceptLeads(models.AsSystem(t.Context()), account, leads, models.Pulled)
		if err != nil || again != (models.Accepted{Same: 4}) {
			t.Errorf("%+v, %v", again, err)
		}
		if n, err := s.CountIngested(models.AsSystem(t.Context()), 77, models.DayWindow(day)); err != nil || n != 2 {
			t.Errorf("%d leads of the day, %v", n, err)
		}
		for _, total := range []int64{3, 2} {
			if err := s.SaveDayCheck(models.AsSystem(t.Context()), models.DayCheck{AccountID: 77, Day: day, Total: total, Ours: 2}); err != nil {
				t.Fatal(err)
			}
		}
		checks, err := s.DayChecks(models.AsSystem(t.Context()), day)
		if err != nil || len(checks) != 1 || checks[0].Differs() || checks[0].CheckedAt.IsZero() {
			t.Errorf("%+v, %v", checks, err)
		}
		if later, err := s.DayChecks(models.AsSystem(t.Context()), day+1); err != nil || len(later) != 0 {
			t.Errorf("%d, %v", len(later), err)
		}
	})
}
