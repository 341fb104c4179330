// Package jobs is the background work: pulling leads and reporting statuses. A job is a plain
// func(ctx) error; gocron decides when it runs, this package sees what became of it.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/go-co-op/gocron/v2"

	"xiansuo/models"
)

// Job is one piece of background work.
type Job struct {
	Name  string
	Every time.Duration
	Do    func(context.Context) error

	Everywhere bool // on every instance: it looks after this process, not after the shared data
}

// Options are what the jobs run with.
type Options struct {
	Log      *slog.Logger
	Now      func() time.Time
	History  runKeeper // nil: what became of runs is not kept
	Leader   leader    // nil: no other instance runs these jobs
	Instance string    // this instance's name in the history
}

// Schedule runs jobs: each by its own rhythm, never twice at the same time, first at once. A job
// that fails or panics is logged, seen in Runs, and run again when its time comes. Of several
// instances the one that leads runs them.
type Schedule struct {
	Options
	scheduler gocron.Scheduler
	mu        sync.Mutex // guards what the entries hold
	entries   []*entry
}

// entry is one job and how it stands.
type entry struct {
	job   Job
	timer gocron.Job
	state models.JobRun
	past  chronicle
	ended chan struct{} // closed at the end of the next run
}

// stopPatience is how long Stop waits for jobs to see that they are to end.
const stopPatience = 4 * time.Second

// Start starts the jobs. They are asked to end when ctx does; Stop waits for them.
func Start(ctx context.Context, o Options, jobs ...Job) (*Schedule, error) {
	if o.Leader == nil {
		o.Leader = alone{}
	}
	scheduler, err := gocron.NewScheduler(gocron.WithLocation(models.Beijing), gocron.WithStopTimeout(stopPatience))
	if err != nil {
		return nil, fmt.Errorf("make the scheduler: %w", err)
	}
	s := &Schedule{Options: o, scheduler: scheduler}
	for _, job := range jobs {
		e := &entry{job: job, state: models.JobRun{Name: job.Name}, ended: make(chan struct{})}
		e.timer, err = scheduler.NewJob(
			gocron.DurationJob(job.Every),
			gocron.NewTask(func(jobCtx context.Context) { s.run(jobCtx, e) }),
			gocron.WithName(job.Name),
			gocron.WithContext(ctx),
			gocron.WithSingletonMode(gocron.LimitModeReschedule),
			gocron.WithStartAt(gocron.WithStartImmediately()),
		)
		if err != nil {
			return nil, fmt.Errorf("schedule %s: %w", job.Name, err)
		}
		s.entries = append(s.entries, e)
	}
	scheduler.Start()
	return s, nil
}

// Stop waits until no job runs.
func (s *Schedule) Stop() error {
	if err := s.scheduler.Shutdown(); err != nil {
		return fmt.Errorf("stop the jobs: %w", err)
	}
	return nil
}

// Runs tells how each job stands, in the order in which they were given.
func (s *Schedule) Runs() []models.JobRun {
	s.mu.Lock()
	defer s.mu.Unlock()
	runs := make([]models.JobRun, 0, len(s.entries))
	for _, e := range s.entries {
		_, leads := s.term(e)
		run := e.state
		run.Elsewhere = !leads
		if next, err := e.timer.NextRun(); err == nil && leads {
			run.NextStart = models.At(next)
		}
		runs = append(runs, run)
	}
	return runs
}

// nowPatience is how long a person waits for a run they started; it goes on after that.
const nowPatience = 3 * time.Second

// RunNow runs a job out of turn and waits a little for its end. here is false when another
// instance leads and was asked to. models.ErrNotFound means that there is no such job,
// models.ErrConflict that it is running.
func (s *Schedule) RunNow(ctx context.Context, name string) (here bool, err error) {
	at := slices.IndexFunc(s.entries, func(e *entry) bool { return e.job.Name == name })
	if at < 0 {
		return false, models.ErrNotFound
	}
	e := s.entries[at]
	if _, leads := s.term(e); !leads {
		return false, s.Leader.Ask(ctx, name)
	}
	s.mu.Lock()
	running, ended := e.state.Running, e.ended
	e.past.asked = !running
	s.mu.Unlock()
	if running {
		return true, models.ErrConflict
	}
	if err := e.runNow(); err != nil {
		return true, err
	}
	timer := time.NewTimer(nowPatience)
	defer timer.Stop()
	select {
	case <-ended:
	case <-timer.C:
	case <-ctx.Done():
	}
	return true, nil
}

// RunAll runs every job now: this instance has just begun to lead, and does not know how long
// nobody did.
func (s *Schedule) RunAll() {
	for _, e := range s.entries {
		if err := e.runNow(); err != nil {
			s.Log.Warn("a job waits for its turn", "job", e.job.Name, "error", err)
		}
	}
}

// nowTries is how often a scheduler that has no time is asked again. It gives up after a tenth of
// a second each time.
const nowTries = 20

func (e *entry) runNow() (err error) {
	for range nowTries {
		if err = e.timer.RunNow(); !errors.Is(err, gocron.ErrJobRunNowFailed) {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("run %s now: %w", e.job.Name, err)
	}
	return nil
}

// term tells whether a job is this instance's to run; over is closed when it no longer is.
func (s *Schedule) term(e *entry) (over <-chan struct{}, ok bool) {
	if e.job.Everywhere {
		return nil, true
	}
	return s.Leader.Term()
}

// run runs a job once, unless another instance leads. The run ends early when this one no longer
// does. (gocron's own elector would do the asking, but on an instance that does not lead it never
// forgets a turn that it skipped, and sorts them all at each one.)
func (s *Schedule) run(ctx context.Context, e *entry) {
	over, leads := s.term(e)
	start := models.At(s.Now())
	if !leads || !s.begin(e, start) {
		return
	}
	ctx, cancel := during(ctx, over)
	defer cancel()
	panicked, err := runSafely(ctx, e.job.Do)
	stopped := ctx.Err() != nil
	switch {
	case panicked:
		s.Log.ErrorContext(ctx, "a job panicked", "job", e.job.Name, "error", err)
	case err != nil && !stopped:
		s.Log.WarnContext(ctx, "a job failed", "job", e.job.Name, "error", err)
	}
	past := models.PastRun{Job: e.job.Name, Instance: s.Instance, StartedAt: start, FinishedAt: models.At(s.Now()), Panicked: panicked}
	if err != nil && (panicked || !stopped) {
		past.Error = clip(err.Error())
	}
	if !stopped || panicked {
		s.keep(ctx, e, past)
	}
	s.note(func() {
		e.state.Running, e.state.LastFinish, e.state.Panicked, e.state.LastError = false, past.FinishedAt, panicked, past.Error
		if panicked {
			e.state.Panics++
			e.state.LastPanic = past.FinishedAt
		}
		close(e.ended)
		e.ended = make(chan struct{})
	})
}

// begin notes that a run begins. ok is false when one is going on: two turns that come at the same
// moment, before the first run of all, escape gocron's singleton mode.
func (s *Schedule) begin(e *entry, start models.Instant) (ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e.state.Running {
		return false
	}
	e.state.Running, e.state.LastStart = true, start
	return true
}

func (s *Schedule) note(what func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	what()
}

// runSafely turns a panic into an error with the place where it happened.
func runSafely(ctx context.Context, do func(context.Context) error) (panicked bool, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			panicked, err = true, fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return false, do(ctx)
}
