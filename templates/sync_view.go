package templates

import "context"

// jobName is a background job in words; one that nobody named is shown as it is.
func jobName(ctx context.Context, name string) string {
	switch name {
	case "pull":
		return T(ctx, "job.pull")
	case "backup":
		return T(ctx, "job.backup")
	case "retention":
		return T(ctx, "job.retention")
	case "report":
		return T(ctx, "job.report")
	case "reread":
		return T(ctx, "job.reread")
	case "nightly":
		return T(ctx, "job.nightly")
	case "backfill":
		return T(ctx, "job.backfill")
	case "push counts":
		return T(ctx, "job.push_counts")
	case "raw events":
		return T(ctx, "job.raw_events")
	case "wechat":
		return T(ctx, "job.wechat")
	case "audit":
		return T(ctx, "job.audit")
	case "health":
		return T(ctx, "job.health")
	case "handovers":
		return T(ctx, "job.handovers")
	case "sessions":
		return T(ctx, "job.sessions")
	}
	return name
}
