package templates

import (
	"context"
	"strconv"
	"strings"
	"time"

	"xiansuo/models"
)

// backPath is the list that the user came from, if it is ours.
func backPath(back string) string {
	if back == LeadsPath() || strings.HasPrefix(back, LeadsPath()+"?") {
		return back
	}
	return LeadsPath()
}

func leadID(lead *models.Lead) string    { return strconv.FormatInt(lead.ID, 10) }
func accountID(lead *models.Lead) string { return strconv.FormatInt(lead.AccountID, 10) }

// quotaHours is the length of a quota's window.
func quotaHours(q *models.QuotaReached) int { return int(q.Span / time.Hour) }

// orDash shows that a value is empty.
func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// regionsDiffer reports whether the person's region and their number's name different provinces:
// neither begins as the other does.
func regionsDiffer(lead *models.Lead) bool {
	region, number := []rune(lead.LeadsArea), []rune(lead.TelLocation)
	const province = 2 // characters that tell two provinces apart
	if len(region) < province || len(number) < province {
		return false
	}
	return string(region[:province]) != string(number[:province])
}

// timesOf are the platform's times and ours.
func timesOf(ctx context.Context, props *LeadDetailProps) []fieldView {
	views := fieldsOf(ctx, &props.Lead, rulesOf(props.Account), models.Times)
	for _, ours := range []struct {
		word string
		at   models.Instant
	}{
		{T(ctx, "lead.received_at"), props.Lead.ReceivedAt},
		{T(ctx, "lead.worked_at"), props.Lead.WorkedAt},
		{T(ctx, "lead.updated_at"), props.Lead.UpdatedAt},
	} {
		if !ours.at.IsZero() {
			views = append(views, fieldView{Label: ours.word, Value: ours.at.String()})
		}
	}
	return views
}

func arrivalWords(ctx context.Context, arrival models.Arrival) string {
	switch arrival {
	case models.Pushed:
		return T(ctx, "arrival.push")
	case models.Backfilled:
		return T(ctx, "arrival.backfill")
	case models.Manual:
		return T(ctx, "arrival.manual")
	}
	return T(ctx, "arrival.pull")
}

// entryIcon, entryTone and entrySentence show one entry of the history.
func entryIcon(change *models.Change) string {
	switch change.Kind {
	case models.ChangeReceived:
		return "cloud-download"
	case models.ChangePlatform:
		return "refresh"
	case models.ChangeStatus:
		return "pencil"
	case models.ChangeReveal:
		return "eye"
	case models.ChangeErased:
		return "ban"
	case models.ChangeReport:
		return "send"
	case models.ChangeOwner:
		return "user"
	}
	return "history"
}

func entryTone(change *models.Change) string {
	if change.Report != nil {
		switch change.Report.State {
		case models.ReportSent, models.ReportConfirmed:
			return "ok"
		case models.ReportFailed:
			return "bad"
		}
	}
	if change.Kind == models.ChangeStatus {
		return "info"
	}
	return "muted"
}

func entrySentence(ctx context.Context, props *LeadDetailProps, change *models.Change) string {
	who := change.UserName
	if who == "" {
		who = T(ctx, "history.system")
	}
	switch change.Kind {
	case models.ChangeReceived:
		return T(ctx, "history.received", "How", arrivalWords(ctx, props.Lead.Arrival))
	case models.ChangePlatform:
		return T(ctx, "history.platform", "Count", len(change.Platform))
	case models.ChangeStatus:
		return statusEntrySentence(ctx, change.Status, who)
	case models.ChangeReveal:
		return T(ctx, "history.reveal", "Name", who)
	case models.ChangeOwner:
		return ownerEntrySentence(ctx, change.Owner, who)
	case models.ChangeErased:
		return erasedSentence(ctx, change)
	case models.ChangeReport:
		return reportEntrySentence(ctx, change.Report, change.UserName)
	}
	return string(change.Kind)
}

// erasedSentence: without a person it was a rule.
func erasedSentence(ctx context.Context, change *models.Change) string {
	if change.UserName == "" {
		return T(ctx, "history.erased_by_rule")
	}
	return T(ctx, "history.erased", "Name", change.UserName)
}

func statusEntrySentence(ctx context.Context, change *models.StatusChange, who string) string {
	switch {
	case change != nil && change.Cancelled:
		return T(ctx, "history.status_cancelled", "Name", who)
	case change != nil && change.FromTag != "":
		return T(ctx, "history.status_taken", "Name", who)
	}
	return T(ctx, "history.status", "Name", who)
}

// reportEntrySentence: who is the person that acted on the report, empty for the platform's answers.
func reportEntrySentence(ctx context.Context, change *models.ReportChange, who string) string {
	switch {
	case change == nil:
		return T(ctx, "history.report")
	case change.State == models.ReportDiscarded:
		return T(ctx, "history.report_discarded", "Name", who, "Reason", change.Reason)
	case who != "":
		return T(ctx, "history.report_again", "Name", who)
	case change.State == models.ReportConfirmed:
		return T(ctx, "history.report_confirmed")
	case change.State == models.ReportMismatch:
		return T(ctx, "history.report_mismatch")
	case change.State == models.ReportSent:
		return T(ctx, "history.report_sent")
	case change.State == models.ReportFailed:
		return T(ctx, "history.report_failed")
	case change.State == models.ReportWaiting:
		return T(ctx, "history.report_retry")
	case change.State == models.ReportExcluded:
		return T(ctx, "history.report_excluded")
	}
	return T(ctx, "history.report")
}
