package jobs_test

import (
	"testing"
	"time"

	"xiansuo/jobs"
	"xiansuo/models"
	"xiansuo/models/store"
)

// TestAClockThatWasAheadHoldsUpNoReading: what it wrote down as done lies a year ahead of the right time.
func TestAClockThatWasAheadHoldsUpNoReading(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, s *store.Store) {
		_, err := s.SaveAccount(models.AsSystem(t.Context()), models.AccountEdit{
			ID: 25610, Version: 1, Name: "账户", Industry: models.NoIndustry, StatusSystem: models.StandardSystem, Algorithm: models.SHA256, PullMinutes: 15,
		}, models.System)
		if err != nil {
			t.Fatal(err)
		}
		if err := puller.PullAll(models.AsSystem(t.Context())); err != nil {
			t.Fatal(err)
		}
		ahead := state(t, s)
		next := models.At(time.Now().Add(365 * 24 * time.Hour))
		ahead.StartedAt, ahead.FinishedAt, ahead.SucceededAt, ahead.RereadAt, ahead.NightlyAt = next, next+1, next+1, next, next
		if err := s.SavePullState(models.AsSystem(t.Context()), ahead); err != nil {
			t.Fatal(err)
		}
		p.calls = 0
		if err := puller.PullAll(models.AsSystem(t.Context())); err != nil || p.calls == 0 {
			t.Errorf("%d calls of a pull, %v", p.calls, err)
		}
		p.calls = 0
		if err := puller.RereadAll(models.AsSystem(t.Context())); err != nil || p.calls == 0 {
			t.Errorf("%d calls to read the last 48 hours again, %v", p.calls, err)
		}
		if got := state(t, s); got.SucceededAt > models.At(time.Now()) || got.RereadAt > models.At(time.Now()) {
			t.Errorf("%+v", got)
		}
	})
}
