package templates

import (
	"context"

	"xiansuo/models"
)

// jobName is a background job in words; one that nobody named is shown as it is.
func jobName(ctx context.Context, name string) string {
	switch name {
	case "pull":
		return T(ctx, "job.pull")
	case "report":
		return T(ctx, "job.report")
	case "wechat":
		return T(ctx, "job.wechat")
	case "health":
		return T(ctx, "job.health")
	case "sessions":
		return T(ctx, "job.sessions")
	}
	return name
}

// jobBadge is how a job's last run went.
func jobBadge(ctx context.Context, j *models.JobRun) badge {
	switch {
	case j.Running:
		return badge{"info", "refresh", T(ctx, "jobs.running")}
	case j.Panicked:
		return badge{"bad", "alert-triangle", T(ctx, "jobs.panicked")}
	case j.LastError != "":
		return badge{"bad", "alert-triangle", T(ctx, "jobs.failed")}
	case j.LastStart.IsZero():
		return badge{"muted", "clock", T(ctx, "jobs.not_yet")}
	}
	return badge{"ok", "circle-check", T(ctx, "jobs.fine")}
}

// jobTook is how long the last run took; empty while the first one runs.
func jobTook(ctx context.Context, j *models.JobRun) string {
	if j.LastFinish < j.LastStart || j.LastStart.IsZero() {
		return ""
	}
	return duration(ctx, j.LastFinish.Sub(j.LastStart))
}
