// Package jobs is the background work: pulling leads and reporting statuses. A job is a plain
// func(ctx) error; gocron decides when it runs, this package sees what became of it.
package jobs

import (
	"context"
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
}

// Schedule runs jobs: each by its own rhythm, never twice at the same time, first at once. A job
// that fails or panics is logged, seen in Runs, and run again when its time comes.
type Schedule struct {
	scheduler gocron.Scheduler
	log       *slog.Logger
	now       func() time.Time
	mu        sync.Mutex
	runs      map[string]*models.JobRun
	order     []string
	entries   map[string]gocron.Job
}

// stopPatience is how long Stop waits for jobs to see that they are to end.
const stopPatience = 8 * time.Second

// Start starts the jobs. They are asked to end when ctx does; Stop waits for them.
func Start(ctx context.Context, log *slog.Logger, now func() time.Time, jobs ...Job) (*Schedule, error) {
	scheduler, err := gocron.NewScheduler(gocron.WithLocation(models.Beijing), gocron.WithStopTimeout(stopPatience))
	if err != nil {
		return nil, fmt.Errorf("make the scheduler: %w", err)
	}
	s := &Schedule{
		scheduler: scheduler, log: log, now: now,
		runs: make(map[string]*models.JobRun), entries: make(map[string]gocron.Job),
	}
	for _, job := range jobs {
		s.order = append(s.order, job.Name)
		s.runs[job.Name] = &models.JobRun{Name: job.Name}
		entry, err := scheduler.NewJob(
			gocron.DurationJob(job.Every),
			gocron.NewTask(func(jobCtx context.Context) { s.run(jobCtx, job) }),
			gocron.WithName(job.Name),
			gocron.WithContext(ctx),
			gocron.WithSingletonMode(gocron.LimitModeReschedule),
			gocron.WithStartAt(gocron.WithStartImmediately()),
		)
		if err != nil {
			return nil, fmt.Errorf("schedule %s: %w", job.Name, err)
		}
		s.entries[job.Name] = entry
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
	runs := make([]models.JobRun, 0, len(s.order))
	for _, name := range s.order {
		run := *s.runs[name]
		if entry := s.entries[name]; entry != nil {
			if next, err := entry.NextRun(); err == nil {
				run.NextStart = models.At(next)
			}
		}
		runs = append(runs, run)
	}
	return slices.Clip(runs)
}

func (s *Schedule) run(ctx context.Context, job Job) {
	s.note(job.Name, func(r *models.JobRun) { r.Running, r.LastStart = true, models.At(s.now()) })
	panicked, err := runSafely(ctx, job.Do)
	switch {
	case panicked:
		s.log.ErrorContext(ctx, "a job panicked", "job", job.Name, "error", err)
	case err != nil && ctx.Err() == nil:
		s.log.WarnContext(ctx, "a job failed", "job", job.Name, "error", err)
	}
	s.note(job.Name, func(r *models.JobRun) {
		r.Running, r.LastFinish, r.Panicked, r.LastError = false, models.At(s.now()), panicked, ""
		if panicked {
			r.Panics++
			r.LastPanic = r.LastFinish
		}
		if err != nil && ctx.Err() == nil {
			r.LastError = err.Error()
		}
	})
}

func (s *Schedule) note(name string, what func(*models.JobRun)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	what(s.runs[name])
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
