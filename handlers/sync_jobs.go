package handlers

import (
	"context"
	"errors"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// jobRunner says how the background jobs stand and runs one out of turn. here is false when
// another instance was asked to; models.ErrNotFound: no such job; models.ErrConflict: it runs.
type jobRunner interface {
	Runs() []models.JobRun
	RunNow(ctx context.Context, job string) (here bool, err error)
}

// runHistory knows the last runs of each job, newest first.
type runHistory interface {
	PastRuns(ctx context.Context) ([]models.PastRun, error)
}

// jobStates puts together how each job stands and what became of its last runs, here or on
// another instance.
func (s syncPages) jobStates(ctx context.Context) ([]templates.JobState, error) {
	past, err := s.history.PastRuns(ctx)
	if err != nil {
		return nil, err
	}
	runs := s.jobs.Runs()
	states := make([]templates.JobState, len(runs))
	for i, run := range runs {
		states[i].JobRun = run
		for j := range past {
			if past[j].Job == run.Name {
				states[i].Past = append(states[i].Past, past[j])
			}
		}
		if len(states[i].Past) > 0 {
			states[i].Recall(&states[i].Past[0])
		}
	}
	return states, nil
}

// recordRun writes down that somebody started something, even when they went away meanwhile. What did
// not start, because it was running or is not there, is not written down; what started and failed is.
func (s syncPages) recordRun(c *web.Context, err error, act models.Act) error {
	var refused *models.PlatformError
	if err != nil && !errors.As(err, &refused) {
		return nil
	}
	return s.audit.Record(context.WithoutCancel(c.Ctx()), act)
}

// runJob runs a job now. How it went stands on the page it leads to.
func (s syncPages) runJob(c *web.Context) error {
	here, err := s.jobs.RunNow(c.Ctx(), c.Param("job"))
	if noted := s.recordRun(c, err, models.Act{Action: models.ActJobRun, Subject: models.SubjectDesk, New: map[string]any{"job": c.Param("job")}}); noted != nil {
		return noted
	}
	switch {
	case errors.Is(err, models.ErrConflict):
		c.Notify(templates.NoticeJobRunning)
	case err != nil:
		return err
	case here:
		c.Notify(templates.NoticeJobRun)
	default:
		c.Notify(templates.NoticeJobElsewhere)
	}
	return c.SeeOther(templates.SyncPath())
}
