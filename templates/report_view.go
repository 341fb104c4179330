package templates

import (
	"context"

	"xiansuo/models"
)

// badge is a short state: colour, icon and words, never colour alone.
type badge struct{ Tone, Icon, Words string }

// reportBadge is where a lead's report stands.
func reportBadge(ctx context.Context, state models.ReportState) badge {
	switch state {
	case models.ReportWaiting:
		return badge{"info", "clock", T(ctx, "report.waiting")}
	case models.ReportSent:
		return badge{"ok", "circle-check", T(ctx, "report.sent")}
	case models.ReportConfirmed:
		return badge{"ok", "checks", T(ctx, "report.confirmed")}
	case models.ReportMismatch:
		return badge{"warn", "alert-triangle", T(ctx, "report.mismatch")}
	case models.ReportFailed:
		return badge{"bad", "alert-triangle", T(ctx, "report.failed")}
	case models.ReportExcluded:
		return badge{"muted", "ban", T(ctx, "report.excluded")}
	}
	return badge{"muted", "circle-minus", T(ctx, "report.none")}
}

// reportSentence says in plain words where a lead's report stands.
func reportSentence(ctx context.Context, props *LeadDetailProps) string {
	lead, r := &props.Lead, props.Report
	switch lead.ReportState {
	case models.ReportExcluded:
		return whySentence(ctx, lead, props.Account)
	case models.ReportSent:
		return sentSentence(ctx, r)
	case models.ReportConfirmed:
		return T(ctx, "report.sentence.confirmed")
	case models.ReportMismatch:
		return T(ctx, "report.sentence.mismatch")
	case models.ReportFailed:
		return T(ctx, "report.sentence.failed")
	case models.ReportWaiting:
		return waitingSentence(ctx, props)
	}
	switch {
	case r != nil && r.State == models.ReportDiscarded:
		return T(ctx, "report.sentence.discarded")
	case !lead.Work.IsZero():
		if why := whySentence(ctx, lead, props.Account); why != "" {
			return why
		}
	}
	return T(ctx, "report.sentence.none")
}

func sentSentence(ctx context.Context, r *models.OutgoingReport) string {
	if r != nil && r.Missed {
		return T(ctx, "report.sentence.missed")
	}
	return T(ctx, "report.sentence.sent")
}

func waitingSentence(ctx context.Context, props *LeadDetailProps) string {
	r, now := props.Report, PageOf(ctx).Now
	switch {
	case props.Account != nil && props.Account.Paused:
		return T(ctx, "report.sentence.paused")
	case props.Breaker.IsOpen():
		return T(ctx, "report.sentence.refused", "When", comingTime(ctx, props.Breaker.ProbeAt))
	case r == nil || r.LeasedUntil > now:
		return T(ctx, "report.sentence.sending")
	case r.LastKind != "" && r.Attempts == 0:
		return T(ctx, "report.sentence.retry_soon", "When", comingTime(ctx, r.DueAt))
	case r.LastKind != "":
		return T(ctx, "report.sentence.retrying", "When", comingTime(ctx, r.DueAt), "Count", r.Attempts)
	case r.DueAt <= now:
		return T(ctx, "report.sentence.sending")
	}
	return T(ctx, "report.sentence.waiting", "When", comingTime(ctx, r.DueAt))
}

// whySentence says why a lead's status stays with us; empty when it is reported.
func whySentence(ctx context.Context, lead *models.Lead, account *models.Account) string {
	why := lead.WhyNotReported()
	if why == "" && lead.ReportState == models.ReportNone {
		why = account.WhyHeld()
	}
	if why == "" {
		return ""
	}
	return T(ctx, why)
}

// refusalWords say what a failed call means and who can mend it.
func refusalWords(ctx context.Context, kind models.Refusal) string {
	switch kind {
	case models.RefusedInternal:
		return T(ctx, "refusal.internal")
	case models.RefusedPermission:
		return T(ctx, "refusal.permission")
	case models.RefusedParameter:
		return T(ctx, "refusal.parameter")
	case models.RefusedRepeated:
		return T(ctx, "refusal.repeated")
	case models.FailedDNS:
		return T(ctx, "refusal.dns")
	case models.FailedTLS:
		return T(ctx, "refusal.tls")
	case models.FailedConnect:
		return T(ctx, "refusal.connect")
	case models.FailedTimeout:
		return T(ctx, "refusal.timeout")
	case models.FailedHTTP:
		return T(ctx, "refusal.http")
	case models.RefusedLead:
		return T(ctx, "refusal.lead")
	case models.RefusedByRules:
		return T(ctx, "refusal.rules")
	case models.FailedTooLong:
		return T(ctx, "refusal.too_long")
	case models.RefusedUncounted:
		return T(ctx, "refusal.uncounted")
	case models.Incomplete:
		return T(ctx, "refusal.incomplete")
	}
	return T(ctx, "refusal.unknown")
}

// platformSaid quotes the platform: its words and code, whichever it gave.
func platformSaid(ctx context.Context, code int, message string) string {
	switch {
	case message != "" && code != 0:
		return T(ctx, "platform.said_with_code", "Message", message, "Code", codeWords(code))
	case message != "":
		return T(ctx, "platform.said", "Message", message)
	case code != 0:
		return T(ctx, "platform.code", "Code", codeWords(code))
	}
	return ""
}
