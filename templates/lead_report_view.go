package templates

import (
	"context"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"xiansuo/models"
)

// reportPollFor is how long after a report's time the panel asks each second whether it has gone out.
const reportPollFor = time.Minute

// reportPolling keeps the panel of a report that is about to go out up to date: once when its time
// comes, so that nothing moves under the hand that wants to cancel it, and then each second.
func reportPolling(ctx context.Context, props *LeadDetailProps) templ.Attributes {
	r := props.Report
	if props.Lead.ReportState != models.ReportWaiting || r == nil || r.LastKind != "" {
		return nil
	}
	trigger := "every 1s"
	switch left := r.DueAt.Sub(PageOf(ctx).Now); {
	case left.Abs() > reportPollFor:
		return nil
	case left > 0:
		trigger = "load delay:" + strconv.Itoa(int(left/time.Second)+1) + "s"
	}
	return templ.Attributes{"hx-get": LeadReportPath(props.Lead.ID), "hx-trigger": trigger, "hx-swap": "outerHTML"}
}

// reportCauseOf is why the report did not arrive yet; empty when nothing failed.
func reportCauseOf(props *LeadDetailProps) models.ReportCause {
	r := props.Report
	if r.LastKind == "" || props.Lead.ReportState != models.ReportWaiting && props.Lead.ReportState != models.ReportFailed {
		return ""
	}
	skew := time.Duration(0)
	if r.LastKind == models.RefusedPermission {
		skew = time.Duration(props.Breaker.SkewMillis) * time.Millisecond
	}
	return models.CauseOf(r.LastKind, r.LastCode, r.LastMessage, skew)
}

// causeWords say what is wrong and who can mend it.
func causeWords(ctx context.Context, cause models.ReportCause) string {
	switch cause {
	case models.CauseClock:
		return T(ctx, "cause.clock")
	case models.CauseCredentials:
		return T(ctx, "cause.credentials")
	case models.CauseSystem:
		return T(ctx, "cause.system")
	case models.CauseLead:
		return T(ctx, "cause.lead")
	case models.CauseTooLate:
		return T(ctx, "cause.late")
	case models.CauseIndustry:
		return T(ctx, "cause.industry")
	case models.CauseContent:
		return T(ctx, "cause.content")
	case models.CauseDenied:
		return T(ctx, "cause.denied")
	case models.CauseRules:
		return T(ctx, "cause.rules")
	case models.CauseNetwork:
		return T(ctx, "cause.network")
	case models.CausePlatform:
		return T(ctx, "cause.platform")
	}
	return T(ctx, "cause.unknown")
}

// causeLink is where an admin mends it.
func causeLink(ctx context.Context, cause models.ReportCause, account int64) (link, label string, ok bool) {
	if user := PageOf(ctx).User; user == nil || !user.CanAdminister() {
		return "", "", false
	}
	switch cause {
	case models.CauseClock, models.CauseNetwork:
		return AccountPath(account) + "#test", T(ctx, "cause.to_test"), true
	case models.CauseCredentials:
		return AccountPath(account) + "#credentials", T(ctx, "cause.to_credentials"), true
	case models.CauseSystem, models.CauseIndustry, models.CauseRules:
		return AccountPath(account) + "#system", T(ctx, "cause.to_system"), true
	case models.CauseUnknown:
		return ReportsPath() + "#strange", T(ctx, "cause.to_answers"), true
	}
	return "", "", false
}

// deadlineWords count down to the account's deadline, and say when it has passed.
func deadlineWords(ctx context.Context, props *LeadDetailProps) (words string, bad bool) {
	account, now := props.Account, PageOf(ctx).Now
	if account == nil {
		return "", false
	}
	left := account.ReportDeadline(&props.Lead).Sub(now)
	switch {
	case account.IsReportLate(&props.Lead, now):
		return T(ctx, "report.late", "Days", account.ReportDeadlineDays), true
	case !account.IsReportDue(&props.Lead, now):
		return "", false
	case left < 24*time.Hour:
		return T(ctx, "report.due_hours", "Count", int((left+time.Hour-1)/time.Hour)), true
	}
	return T(ctx, "report.due_days", "Count", int(left/(24*time.Hour)), "Hours", int(left%(24*time.Hour)/time.Hour)), false
}

// reportAct is a button under the report.
type reportAct struct{ Value, Label, Help string }

func reportActsOf(ctx context.Context, props *LeadDetailProps) []reportAct {
	r := props.Report
	switch {
	case !props.CanWork || r.WorkVersion != props.Lead.WorkVersion:
		return nil
	case r.CanCancel(PageOf(ctx).Now) && canTakeBack(props.Changes):
		return []reportAct{{"cancel", T(ctx, "report.cancel"), T(ctx, "report.cancel_help")}}
	case r.State != models.ReportMismatch:
		return nil
	}
	acts := []reportAct{{"keep", T(ctx, "report.keep"), T(ctx, "report.keep_help")}}
	if _, ok := rulesOf(props.Account).WorkOfTag(props.Lead.LeadsFollowTag); ok {
		acts = append(acts, reportAct{"take", T(ctx, "report.take"), T(ctx, "report.take_help")})
	}
	return acts
}

// canTakeBack: the newest status was set by hand, and is not itself something taken back.
func canTakeBack(changes []models.Change) bool {
	for i := range changes {
		if status := changes[i].Status; status != nil {
			return !status.Cancelled && status.FromTag == ""
		}
	}
	return false
}

// reportTime is a moment in the life of a report.
type reportTime struct {
	Label string
	At    models.Instant
}

func reportTimes(ctx context.Context, r *models.OutgoingReport) []reportTime {
	var times []reportTime
	for _, t := range []reportTime{
		{T(ctx, "report.sent_at"), r.SentAt},
		{T(ctx, "report.confirmed_at"), r.ConfirmedAt},
		{T(ctx, "report.last_attempt"), r.LastAttemptAt},
	} {
		if !t.At.IsZero() && (t.At != r.SentAt || len(times) == 0) {
			times = append(times, t)
		}
	}
	return times
}

// deadlineDays is the field of an account's deadline.
func deadlineDays(edit *models.AccountEdit) string { return Number(int64(edit.ReportDeadlineDays)) }
