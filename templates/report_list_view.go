package templates

import (
	"context"
	"strconv"
	"time"

	"xiansuo/models"
)

// reportViews are the page's views with how much is in each.
func reportViews(ctx context.Context, props *ReportListProps) []dayRange {
	views := []struct {
		view, label string
		count       int64
	}{
		{ParkedReports, T(ctx, "reports.parked"), props.Counts.Failed},
		{WaitingReports, T(ctx, "reports.waiting"), props.Counts.Waiting},
		{HeldReports, T(ctx, "reports.held"), props.Counts.Held},
	}
	links := make([]dayRange, len(views))
	for i, v := range views {
		filter := ReportsFilter{View: v.view, Account: props.Filter.Account}
		links[i] = dayRange{v.label + " " + Number(v.count), filter.Path(), v.view == props.Filter.View}
	}
	return links
}

// reportsCount says how many reports the view has in all.
func reportsCount(ctx context.Context, props *ReportListProps) string {
	count := props.Counts.Failed
	switch props.Filter.View {
	case WaitingReports:
		count = props.Counts.Waiting
	case HeldReports:
		count = props.Counts.Held
	}
	return T(ctx, "leads.count", "Count", count)
}

// earlierReports and laterReports are the neighbouring pages.
func earlierReports(props *ReportListProps) string {
	filter := props.Filter
	filter.After, filter.Before = "", props.Lines[0].Row.Place().String()
	return filter.Path()
}

func laterReports(props *ReportListProps) string {
	filter := props.Filter
	filter.Before, filter.After = "", props.Lines[len(props.Lines)-1].Row.Place().String()
	return filter.Path()
}

func reportsEmpty(ctx context.Context, props *ReportListProps) string {
	switch props.Filter.View {
	case WaitingReports:
		return T(ctx, "reports.none_waiting")
	case HeldReports:
		return T(ctx, "reports.none_held")
	}
	return T(ctx, "reports.none_parked")
}

func reportName(ctx context.Context, line *ReportLine) string {
	if line.Row.LeadsName == "" {
		return T(ctx, "lead.nameless")
	}
	return line.Row.LeadsName
}

// reportStanding says why a report that never failed has not gone out.
func reportStanding(ctx context.Context, line *ReportLine) string {
	if why := line.Account.WhyHeld(); why != "" {
		return T(ctx, why)
	}
	if line.Account != nil && line.Account.Paused {
		return T(ctx, "report.sentence.paused")
	}
	return T(ctx, "report.sentence.waiting", "When", comingTime(ctx, line.Row.DueAt))
}

func breakerCause(b *models.Breaker) models.ReportCause {
	return models.CauseOf(models.RefusedPermission, b.LastCode, b.LastMessage, time.Duration(b.SkewMillis)*time.Millisecond)
}

func strangeWords(ctx context.Context, a *models.StrangeAnswer) string {
	code := ""
	if a.Code != 0 {
		code = T(ctx, "platform.code", "Code", codeWords(a.Code))
	}
	return joined(" · ", "HTTP "+codeWords(a.Status), code, strconv.FormatInt(a.AccountID, 10), T(ctx, "strange.times", "Count", int(a.Times)))
}
