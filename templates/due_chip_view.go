package templates

import (
	"context"
	"time"

	"xiansuo/models"
)

// dueText is what the chip of a lead near its deadline says.
type dueText struct {
	Words, Title string
	Urgent       bool // the last day
}

// dueChipOf is the chip of a lead; due is false when there is nothing to warn of.
func dueChipOf(ctx context.Context, lead *models.Lead, account *models.Account, short bool) (chip dueText, due bool) {
	now := PageOf(ctx).Now
	if account == nil || !account.IsReportDue(lead, now) {
		return dueText{}, false
	}
	left := account.ReportDeadline(lead).Sub(now)
	days, hours := int(left/(24*time.Hour)), int((left+time.Hour-1)/time.Hour)
	chip.Urgent = days == 0
	switch {
	case chip.Urgent && short:
		chip.Words = T(ctx, "due.hours_short", "Count", hours)
	case chip.Urgent:
		chip.Words = T(ctx, "due.hours", "Count", hours)
	case short:
		chip.Words = T(ctx, "due.days_short", "Count", days)
	default:
		chip.Words = T(ctx, "due.days", "Count", days)
	}
	chip.Title = T(ctx, "due.title", "When", account.ReportDeadline(lead).String())
	return chip, true
}

// hasReportBadge reports whether a row shows where its lead's report stands.
func hasReportBadge(lead *models.Lead) bool {
	return lead.ReportState != models.ReportNone || !lead.Work.IsZero()
}
