package store_test

import (
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

func TestTheJobsHistoryKeepsTheLastRunsOfEachJob(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		s := open(time.Now)
		for i := range models.KeptRuns + 30 {
			for _, job := range []string{"pull", "report"} {
				run := models.PastRun{Job: job, StartedAt: models.Instant(i), FinishedAt: models.Instant(i + 1), Unwritten: int64(i)}
				if job == "report" {
					run.Error, run.Panicked, run.Instance = "panic: boom", true, "desk/7"
				}
				if err := s.KeepRun(models.AsSystem(t.Context()), run); err != nil {
					t.Fatal(err)
				}
			}
		}
		runs, err := s.PastRuns(models.AsSystem(t.Context()))
		if err != nil || len(runs) != 2*models.ShownRuns {
			t.Fatalf("%d runs, %v", len(runs), err)
		}
		newest := models.Instant(models.KeptRuns + 29)
		if runs[0].Job != "pull" || runs[0].StartedAt != newest || runs[1].StartedAt != newest-1 || runs[0].Panicked {
			t.Errorf("%+v", runs[0])
		}
		if last := runs[models.ShownRuns]; last.Job != "report" || !last.Panicked || last.Error != "panic: boom" || last.Instance != "desk/7" || last.Unwritten != int64(newest) {
			t.Errorf("%+v", last)
		}
	})
}
