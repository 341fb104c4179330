package templates

import (
	"context"
	"strconv"
	"time"

	"xiansuo/models"
)

// jobBadge is how a job's last run went.
func jobBadge(ctx context.Context, j *models.JobRun) badge {
	switch {
	case j.Running:
		return badge{"info", "refresh", T(ctx, "jobs.running")}
	case j.LastStart.IsZero():
		return badge{"muted", "clock", T(ctx, "jobs.not_yet")}
	}
	return outcomeBadge(ctx, j.Panicked, j.LastError)
}

func outcomeBadge(ctx context.Context, panicked bool, cause string) badge {
	switch {
	case panicked:
		return badge{"bad", "alert-triangle", T(ctx, "jobs.panicked")}
	case cause != "":
		return badge{"bad", "alert-triangle", T(ctx, "jobs.failed")}
	}
	return badge{"ok", "circle-check", T(ctx, "jobs.fine")}
}

// jobTook is how long the last run took; empty while the first one runs.
func jobTook(ctx context.Context, j *models.JobRun) string {
	if j.LastStart.IsZero() {
		return ""
	}
	return tookTime(ctx, j.LastStart, j.LastFinish)
}

// tookTime is how long something took; empty while it goes on.
func tookTime(ctx context.Context, start, end models.Instant) string {
	switch took := end.Sub(start); {
	case took < 0:
		return ""
	case took < time.Millisecond:
		return "< 1 ms"
	case took < time.Second:
		return strconv.FormatInt(took.Milliseconds(), 10) + " ms"
	default:
		return duration(ctx, took)
	}
}

// jobsElsewhere names the instance that runs the jobs, when this one does not; ok is false when
// it does.
func jobsElsewhere(jobs []JobState) (instance string, ok bool) {
	var newest models.Instant
	for i := range jobs {
		if !jobs[i].Elsewhere {
			continue // of its own on every instance
		}
		ok = true
		if len(jobs[i].Past) > 0 && jobs[i].Past[0].StartedAt > newest {
			newest, instance = jobs[i].Past[0].StartedAt, jobs[i].Past[0].Instance
		}
	}
	return instance, ok
}
