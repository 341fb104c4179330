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
	case models.ReportFailed:
		return badge{"bad", "alert-triangle", T(ctx, "report.failed")}
	case models.ReportExcluded:
		return badge{"muted", "ban", T(ctx, "report.excluded")}
	}
	return badge{"muted", "circle-minus", T(ctx, "report.none")}
}

// reportSentence says in plain words where a lead's report stands.
func reportSentence(ctx context.Context, lead *models.Lead, r *models.OutgoingReport) string {
	switch lead.ReportState {
	case models.ReportExcluded:
		return whySentence(ctx, lead)
	case models.ReportSent:
		return T(ctx, "report.sentence.sent")
	case models.ReportFailed:
		return T(ctx, "report.sentence.failed")
	case models.ReportWaiting:
		if r != nil && r.LastKind != "" {
			return T(ctx, "report.sentence.retrying", "When", comingTime(ctx, r.DueAt), "Count", r.Attempts)
		}
		return T(ctx, "report.sentence.waiting")
	}
	return T(ctx, "report.sentence.none")
}

// whySentence says why a lead's status stays with us; empty when it is reported.
func whySentence(ctx context.Context, lead *models.Lead) string {
	if why := lead.WhyNotReported(); why != "" {
		return T(ctx, why)
	}
	return ""
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
