package models

import (
	"strings"
	"time"
)

// ReportCause is why a report did not arrive, as far as people can do something about it.
type ReportCause string

const (
	CauseClock       ReportCause = "clock"       // our clock is off: whoever runs the machine
	CauseCredentials ReportCause = "credentials" // token or secret: an admin
	CauseSystem      ReportCause = "system"      // the status is not of the account's status system: an admin, or another status
	CauseLead        ReportCause = "lead"        // the platform does not know the lead: nobody
	CauseTooLate     ReportCause = "late"        // past the platform's deadline: nobody
	CauseIndustry    ReportCause = "industry"    // the account may not use the industry's statuses: an admin
	CauseContent     ReportCause = "content"     // something else in the report: whoever works the lead
	CauseDenied      ReportCause = "denied"      // the platform takes other leads and not this one: nobody here
	CauseRules       ReportCause = "rules"       // the account's rules changed since: an admin, or another status
	CauseNetwork     ReportCause = "network"     // whoever runs the machine
	CausePlatform    ReportCause = "platform"    // Tencent: wait
	CauseUnknown     ReportCause = "unknown"     // an answer never seen before: an admin asks Tencent
)

// Codes of the sibling API that mean something for us (§8.9, §8.20).
const (
	CodeTooLate    = 60060
	CodeNoIndustry = 60080
)

// causesByWords recognise a cause by the platform's words: its codes below the ranges are not public.
var causesByWords = []struct {
	kind  Refusal
	words []string
	cause ReportCause
}{
	{RefusedPermission, []string{"时间", "timestamp", "expire"}, CauseClock},
	{RefusedParameter, []string{"状态体系", "leads_convert_type", "leads_ineffect_reason", "状态不合法"}, CauseSystem},
	{RefusedParameter, []string{"线索不存在", "不存在", "not exist", "not found"}, CauseLead},
}

// CauseOf explains a failed report by its kind, code and the platform's words. skew is our clock
// minus the platform's, zero when it is not known.
func CauseOf(kind Refusal, code int, message string, skew time.Duration) ReportCause {
	switch {
	case code == CodeTooLate:
		return CauseTooLate
	case code == CodeNoIndustry:
		return CauseIndustry
	case kind == RefusedPermission && skew.Abs() >= MaxSkew:
		return CauseClock
	}
	lower := strings.ToLower(message)
	for _, known := range causesByWords {
		for _, word := range known.words {
			if known.kind == kind && strings.Contains(lower, word) {
				return known.cause
			}
		}
	}
	switch kind {
	case RefusedPermission:
		return CauseCredentials
	case RefusedParameter:
		return CauseContent
	case RefusedLead:
		return CauseDenied
	case RefusedByRules:
		return CauseRules
	case RefusedInternal, FailedTimeout, FailedHTTP, FailedTooLong:
		return CausePlatform
	case FailedDNS, FailedTLS, FailedConnect:
		return CauseNetwork
	}
	return CauseUnknown
}
