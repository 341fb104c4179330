package jobs_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"xiansuo/jobs"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestJobsRunAgainAfterTheyFailedOrPanicked(t *testing.T) {
	var runs atomic.Int32
	again := make(chan struct{}, 16)
	schedule, err := jobs.Start(t.Context(), quiet, time.Now,
		jobs.Job{Name: "bad", Every: 20 * time.Millisecond, Do: func(context.Context) error {
			defer func() { again <- struct{}{} }()
			if runs.Add(1) == 1 {
				panic("boom")
			}
			return errors.New("no luck")
		}})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		<-again
	}
	if err := schedule.Stop(); err != nil {
		t.Fatal(err)
	}
	run := schedule.Runs()[0]
	if run.Name != "bad" || run.LastError != "no luck" || run.Panicked || run.Running {
		t.Errorf("%+v", run)
	}
}

func TestAPanicIsSeen(t *testing.T) {
	ran := make(chan struct{})
	schedule, err := jobs.Start(t.Context(), quiet, time.Now,
		jobs.Job{Name: "bad", Every: time.Hour, Do: func(context.Context) error { defer close(ran); panic("boom") }})
	if err != nil {
		t.Fatal(err)
	}
	<-ran
	if err := schedule.Stop(); err != nil {
		t.Fatal(err)
	}
	if run := schedule.Runs()[0]; !run.Panicked || !strings.Contains(run.LastError, "boom") {
		t.Errorf("%+v", run)
	}
}

func TestStoppingEndsAJobThatWaits(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	started := make(chan struct{})
	schedule, err := jobs.Start(ctx, quiet, time.Now,
		jobs.Job{Name: "slow", Every: time.Hour, Do: func(ctx context.Context) error {
			close(started)
			<-ctx.Done()
			return ctx.Err()
		}})
	if err != nil {
		t.Fatal(err)
	}
	<-started
	cancel()
	if err := schedule.Stop(); err != nil {
		t.Fatal(err)
	}
	if run := schedule.Runs()[0]; run.LastError != "" {
		t.Errorf("being stopped was taken for a failure: %+v", run)
	}
}
