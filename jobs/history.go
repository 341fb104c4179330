package jobs

import (
	"context"
	"strings"
	"time"

	"xiansuo/models"
)

// runKeeper keeps what became of runs.
type runKeeper interface {
	KeepRun(ctx context.Context, run models.PastRun) error
}

// quietPause is how long a job's runs are only counted while each goes as the one written down
// before: reports are looked for every second, and a row for each would be a write a second.
const quietPause = 30 * time.Second

// keepPatience bounds the writing of a run into the history.
const keepPatience = 5 * time.Second

// chronicle decides which runs of a job are written down.
type chronicle struct {
	last      models.PastRun // written down
	unwritten int64          // since then
	asked     bool           // somebody waits for the next one
}

// admit reports whether the run is to be written down.
func (c *chronicle) admit(run *models.PastRun) bool {
	if !c.asked && c.last.Job != "" && run.Like(&c.last) && run.StartedAt.Sub(c.last.StartedAt) < quietPause {
		c.unwritten++
		return false
	}
	run.Unwritten = c.unwritten
	return true
}

// keep writes a run down, when it tells something new. A history that cannot be written does not
// hold up the jobs.
func (s *Schedule) keep(ctx context.Context, e *entry, run models.PastRun) {
	if s.History == nil {
		return
	}
	var admitted bool
	s.note(func() { admitted = e.past.admit(&run) })
	if !admitted {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepPatience)
	defer cancel()
	if err := s.History.KeepRun(ctx, run); err != nil {
		s.Log.WarnContext(ctx, "a job's run could not be kept", "job", e.job.Name, "error", err)
		return
	}
	s.note(func() { e.past = chronicle{last: run} })
}

// clip keeps the beginning of a cause: what happened, and for a panic where.
func clip(cause string) string {
	if len(cause) <= models.MaxCauseBytes {
		return cause
	}
	return strings.ToValidUTF8(cause[:models.MaxCauseBytes], "") + "…"
}
