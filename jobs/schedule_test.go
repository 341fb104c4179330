package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"xiansuo/jobs"
	"xiansuo/models"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestJobsRunAgainAfterTheyFailedOrPanicked(t *testing.T) {
	var runs atomic.Int32
	again := make(chan struct{}, 16)
	schedule, err := jobs.Start(t.Context(), jobs.Options{Log: quiet, Now: time.Now},
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
	schedule, err := jobs.Start(t.Context(), jobs.Options{Log: quiet, Now: time.Now},
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
	schedule, err := jobs.Start(ctx, jobs.Options{Log: quiet, Now: time.Now},
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

// diary is a history that a test can read.
type diary struct {
	mu   sync.Mutex
	runs []models.PastRun
	fail error
}

func (d *diary) KeepRun(_ context.Context, run models.PastRun) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail == nil {
		d.runs = append(d.runs, run)
	}
	return d.fail
}

func (d *diary) all() []models.PastRun {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.runs)
}

// TestTheHistoryTellsWhatIsNew: a busy job's uneventful runs are counted, failures and recoveries
// are written down at once.
func TestTheHistoryTellsWhatIsNew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var runs int
		kept := &diary{}
		schedule, err := jobs.Start(t.Context(), jobs.Options{Log: quiet, Now: time.Now, History: kept, Instance: "desk/1"},
			jobs.Job{Name: "report", Every: time.Second, Do: func(context.Context) error {
				runs++
				switch runs {
				case 5, 6:
					return errors.New("no luck")
				case 8:
					panic("boom")
				}
				return nil
			}})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(60*time.Second + time.Millisecond)
		if err := schedule.Stop(); err != nil {
			t.Fatal(err)
		}
		all := kept.all()
		var got []string
		for i, run := range all {
			cause, _, _ := strings.Cut(run.Error, "\n")
			line := fmt.Sprintf("%v+%d %s", run.Panicked, run.Unwritten, cause)
			if i == len(all)-1 {
				// How often the scheduler came by in half a minute is its own affair.
				line = fmt.Sprintf("%v, many: %v", run.Panicked, run.Unwritten >= 20)
			}
			got = append(got, line)
			if run.Job != "report" || run.Instance != "desk/1" || run.FinishedAt < run.StartedAt {
				t.Errorf("%+v", run)
			}
		}
		want := []string{"false+0 ", "false+3 no luck", "false+1 ", "true+0 panic: boom", "false+0 ", "false, many: true"}
		if !slices.Equal(got, want) {
			t.Errorf("kept %q,\nwant %q", got, want)
		}
	})
}

func TestAHistoryThatCannotBeWrittenDoesNotHoldUpTheJobs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var runs int
		schedule, err := jobs.Start(t.Context(), jobs.Options{Log: quiet, Now: time.Now, History: &diary{fail: errors.New("disk full")}},
			jobs.Job{Name: "report", Every: time.Second, Do: func(context.Context) error { runs++; return nil }})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		if err := schedule.Stop(); err != nil || runs < 10 {
			t.Errorf("%d runs, %v", runs, err)
		}
	})
}

func TestAJobRunsNowWhenAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var runs int
		kept := &diary{}
		release := make(chan struct{})
		schedule, err := jobs.Start(t.Context(), jobs.Options{Log: quiet, Now: time.Now, History: kept},
			jobs.Job{Name: "hourly", Every: time.Hour, Do: func(context.Context) error {
				runs++
				if runs == 3 {
					<-release
				}
				return nil
			}})
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if here, err := schedule.RunNow(t.Context(), "hourly"); err != nil || !here || runs != 2 {
			t.Fatalf("%v %v, %d runs", here, err, runs)
		}
		synctest.Wait()
		if n := len(kept.all()); n != 2 {
			t.Errorf("a run that somebody asked for is not in the history: %d", n)
		}
		began := time.Now()
		if _, err := schedule.RunNow(t.Context(), "hourly"); err != nil || time.Since(began) > 5*time.Second {
			t.Fatalf("%v after %v", err, time.Since(began))
		}
		if _, err := schedule.RunNow(t.Context(), "hourly"); !errors.Is(err, models.ErrConflict) {
			t.Errorf("a second run beside the first: %v", err)
		}
		close(release)
		if _, err := schedule.RunNow(t.Context(), "nightly"); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a job that is not there: %v", err)
		}
		if err := schedule.Stop(); err != nil || runs != 3 {
			t.Errorf("%d runs, %v", runs, err)
		}
	})
}

// throne is a leadership that a test gives and takes.
type throne struct {
	mu   sync.Mutex
	term chan struct{}
	asks []string
}

func (l *throne) Term() (<-chan struct{}, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.term, l.term != nil
}

func (l *throne) Ask(_ context.Context, job string) error {
	l.asks = append(l.asks, job)
	return nil
}

func (l *throne) give() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.term = make(chan struct{})
}

func (l *throne) take() {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.term)
	l.term = nil
}

func TestOnlyTheLeaderRunsJobsAndEndsThemWhenItIsReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var runs, ended int
		lead := &throne{}
		schedule, err := jobs.Start(t.Context(), jobs.Options{Log: quiet, Now: time.Now, Leader: lead},
			jobs.Job{Name: "hourly", Every: time.Hour, Do: func(ctx context.Context) error {
				runs++
				<-ctx.Done()
				ended++
				return ctx.Err()
			}})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(90 * time.Minute)
		if here, err := schedule.RunNow(t.Context(), "hourly"); here || err != nil || len(lead.asks) != 1 || runs != 0 {
			t.Fatalf("%v %v, asked %v, %d runs without leading", here, err, lead.asks, runs)
		}
		if run := schedule.Runs()[0]; !run.Elsewhere || !run.NextStart.IsZero() {
			t.Errorf("%+v", run)
		}
		lead.give()
		schedule.RunAll()
		synctest.Wait()
		if runs != 1 || ended != 0 {
			t.Fatalf("%d runs, %d ended at the beginning of a term", runs, ended)
		}
		lead.take()
		synctest.Wait()
		if ended != 1 || schedule.Runs()[0].LastError != "" {
			t.Errorf("the end of the term did not end the run: %+v", schedule.Runs()[0])
		}
		if err := schedule.Stop(); err != nil || runs != 1 {
			t.Errorf("%d runs, %v", runs, err)
		}
	})
}

func TestAJobThatLooksAfterItsProcessRunsOnEveryInstance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		runs, lead := 0, &throne{}
		schedule, err := jobs.Start(t.Context(), jobs.Options{Log: quiet, Now: time.Now, Leader: lead},
			jobs.Job{Name: "health", Every: time.Minute, Everywhere: true, Do: func(context.Context) error { runs++; return nil }})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(90 * time.Second)
		synctest.Wait()
		before := runs
		if here, err := schedule.RunNow(t.Context(), "health"); !here || err != nil || len(lead.asks) != 0 || before < 2 || runs != before+1 {
			t.Errorf("%v %v, asked %v, %d runs and then %d without leading", here, err, lead.asks, before, runs)
		}
		if run := schedule.Runs()[0]; run.Elsewhere || run.LastFinish.IsZero() {
			t.Errorf("%+v", run)
		}
		if err := schedule.Stop(); err != nil {
			t.Error(err)
		}
	})
}
