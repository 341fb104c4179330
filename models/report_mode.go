package models

import "time"

// ReportMode says whether an account's statuses go to the platform.
type ReportMode string

const (
	ReportOff    ReportMode = "off" // nothing is sent; what waits is kept
	ReportDryRun ReportMode = "dry" // the same, and the pages show what would be sent
	ReportOn     ReportMode = "on"
)

// ReportModes lists them with their labels.
var ReportModes = Enum{
	{string(ReportDryRun), Text{"试运行：只显示，不发送", "Dry run: show, do not send"}},
	{string(ReportOn), Text{"开启：自动回传给腾讯", "On: report to Tencent"}},
	{string(ReportOff), Text{"关闭：不回传", "Off: report nothing"}},
}

func (m ReportMode) firstState() ReportState {
	if m == ReportOff || m == ReportDryRun {
		return ReportHeld
	}
	return ReportWaiting
}

// Days within which a lead should be reported (§8.20). Used only to warn.
const (
	DefaultReportDeadline = 7
	MaxReportDeadline     = 30
	DueWarningDays        = 3 // before the deadline: with 7 days, from day 4 on
)

// ReportDeadline is when a lead should be reported at the latest; zero when the account has no deadline.
func (a *Account) ReportDeadline(l *Lead) Instant {
	if a.ReportDeadlineDays <= 0 {
		return 0
	}
	return l.IngestedAt.Add(time.Duration(a.ReportDeadlineDays) * 24 * time.Hour)
}

// IsReportDue reports whether the lead's deadline is near and it has not been reported.
func (a *Account) IsReportDue(l *Lead, now Instant) bool {
	deadline := a.ReportDeadline(l)
	return deadline != 0 && !l.ReportState.Accepted() && l.WhyNotReported() == "" &&
		now < deadline && now >= max(deadline.Add(-DueWarningDays*24*time.Hour), l.IngestedAt)
}

// IsReportLate reports whether the deadline has passed without a report.
func (a *Account) IsReportLate(l *Lead, now Instant) bool {
	deadline := a.ReportDeadline(l)
	return deadline != 0 && !l.ReportState.Accepted() && l.WhyNotReported() == "" && now >= deadline
}

// WhyHeld names the cause (a key of the pages' words) for which the account keeps a lead's status
// with us for now, or "".
func (a *Account) WhyHeld() string {
	switch {
	case a == nil:
		return ""
	case a.ReportMode == ReportOff:
		return "report.why.off"
	case a.ReportMode == ReportDryRun:
		return "report.why.dry"
	}
	return ""
}
