package models

import "strings"

// ConvertStatus is 线索状态, leads_convert_type (§7.5). Empty = not yet set.
type ConvertStatus string

// IneffectReason is 无效原因, leads_ineffect_reason (§7.6). Empty = none.
type IneffectReason string

// IntentionScore is 线索评分, leads_intention_score (§7.9). Empty = none.
type IntentionScore string

// Work is what our sellers say of a lead: exactly what a report carries (§3).
type Work struct {
	ConvertStatus       ConvertStatus
	IneffectReason      IneffectReason
	IntentionScore      IntentionScore
	OuterConvertType    string // the advertiser's own status name
	OuterIneffectReason string // the advertiser's own reason
}

// Limits of the advertiser's own words, in bytes (§8.21).
const (
	MaxOuterStatusBytes = 64
	MaxOuterReasonBytes = 32
)

// IsZero reports whether nothing was ever said.
func (w Work) IsZero() bool { return w == Work{} }

// Trim removes space around the advertiser's own words.
func (w Work) Trim() Work {
	w.OuterConvertType = strings.TrimSpace(w.OuterConvertType)
	w.OuterIneffectReason = strings.TrimSpace(w.OuterIneffectReason)
	return w
}
