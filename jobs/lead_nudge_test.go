package jobs_test

import (
	"context"
	"testing"
	"time"

	"xiansuo/jobs"
	"xiansuo/models"
	"xiansuo/models/store"
)

func TestPushesCloseTogetherShareOnePullSoonAfter(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, s *store.Store) {
		p.ingest(1, time.Now())
		for range 50 {
			puller.Nudge(25610)
		}
		begun := time.Now()
		puller.Wait()
		if took := time.Since(begun); took < 2*time.Second || took > 5*time.Second {
			t.Errorf("pulled after %v", took)
		}
		if p.calls != 1 || stored(t, s) != 1 {
			t.Fatalf("%d pulls, %d leads", p.calls, stored(t, s))
		}
		begun = time.Now()
		puller.Nudge(25610)
		puller.Wait()
		if p.calls != 2 || time.Since(begun) < 10*time.Second {
			t.Errorf("%d pulls, the second after %v", p.calls, time.Since(begun))
		}
		if err := s.PauseAccount(t.Context(), 25610, true, models.System); err != nil {
			t.Fatal(err)
		}
		puller.Nudge(25610)
		puller.Wait()
		if p.calls != 2 {
			t.Error("a paused account was pulled")
		}
	})
}

func TestAPushDuringAPullIsFollowedByAnother(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, _ *store.Store) {
		p.inside = func() {
			p.inside = nil
			puller.Nudge(25610)
			time.Sleep(2 * time.Second)
		}
		if err := puller.PullNow(t.Context(), 25610); err != nil {
			t.Fatal(err)
		}
		puller.Wait()
		if p.calls != 2 {
			t.Errorf("%d pulls", p.calls)
		}
	})
}

func TestANudgedPullEndsWithTheProgram(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, _ *store.Store) {
		ctx, stop := context.WithCancel(t.Context())
		puller.Base = ctx
		puller.Nudge(25610)
		stop()
		puller.Wait()
		if p.calls != 0 {
			t.Error("pulled after the end")
		}
	})
}

// TestAnInstanceThatDoesNotLeadPassesPushesOn, one wish for those that come together.
func TestAnInstanceThatDoesNotLeadPassesPushesOn(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, _ *store.Store) {
		var asked []int64
		leads := false
		puller.PassOn = func(_ context.Context, account int64) (bool, error) {
			if leads {
				return false, nil
			}
			asked = append(asked, account)
			return true, nil
		}
		for range 50 {
			puller.Nudge(25610)
		}
		puller.Wait()
		if p.calls != 0 || len(asked) != 1 || asked[0] != 25610 {
			t.Fatalf("%d pulls here, the leader was asked for %v", p.calls, asked)
		}
		leads = true
		puller.Nudge(25610)
		puller.Wait()
		if p.calls != 1 || len(asked) != 1 {
			t.Errorf("%d pulls of the leader", p.calls)
		}
	})
}
