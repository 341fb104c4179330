package models

import "strings"

// StatusRules are the statuses and reasons of one column of the matrix.
type StatusRules struct{ in column }

// RulesFor picks the column for a status system and an industry. The industry system of no
// industry cannot be; it falls back to the standard one, which every account may use.
func RulesFor(system StatusSystem, industry Industry) StatusRules {
	if system != IndustrySystem {
		return StatusRules{inStandard}
	}
	switch industry {
	case Estate:
		return StatusRules{inEstate}
	case Home:
		return StatusRules{inHome}
	case Medical:
		return StatusRules{inMedical}
	case Franchise:
		return StatusRules{inFranchise}
	}
	return StatusRules{inStandard}
}

// Statuses are the convert statuses on offer, in the matrix's order.
func (r StatusRules) Statuses() Enum {
	var offered Enum
	for _, row := range statusMatrix {
		if label := row.labels[r.in]; label.ZH != "" {
			offered = append(offered, Choice{string(row.value), label})
		}
	}
	return offered
}

// Reasons are the ineffect reasons on offer; they go with StatusDeprecated only (§8.7).
func (r StatusRules) Reasons() Enum {
	var offered Enum
	for _, row := range reasonMatrix {
		if label := row.labels[r.in]; label.ZH != "" {
			offered = append(offered, Choice{string(row.value), label})
		}
	}
	return offered
}

// NeedsReason reports whether a status is 无效线索, the only one that carries a reason.
func (r StatusRules) NeedsReason(s ConvertStatus) bool { return s == StatusDeprecated }

// Check judges what a seller wants to say: nil or *Invalid.
func (r StatusRules) Check(w Work) error {
	bad := &Invalid{}
	if w.ConvertStatus == "" && w.IntentionScore == "" && w.OuterConvertType == "" {
		bad.Add("leads_convert_type", "invalid.nothing_to_report") // §3: at least one of the three
	}
	if w.ConvertStatus != "" && !r.Statuses().Has(string(w.ConvertStatus)) {
		bad.Add("leads_convert_type", "invalid.status_not_offered")
	}
	switch {
	case w.IneffectReason == "" && r.NeedsReason(w.ConvertStatus):
		bad.Add("leads_ineffect_reason", "invalid.reason_required")
	case w.IneffectReason == "":
	case !r.NeedsReason(w.ConvertStatus):
		bad.Add("leads_ineffect_reason", "invalid.reason_needs_invalid")
	case !r.Reasons().Has(string(w.IneffectReason)):
		bad.Add("leads_ineffect_reason", "invalid.reason_not_offered")
	}
	if w.IntentionScore != "" && !IntentionScores.Has(string(w.IntentionScore)) {
		bad.Add("leads_intention_score", "invalid.choice")
	}
	checkOuter(bad, "outer_leads_convert_type", w.OuterConvertType, MaxOuterStatusBytes)
	checkOuter(bad, "outer_leads_ineffect_reason", w.OuterIneffectReason, MaxOuterReasonBytes)
	if w.OuterIneffectReason != "" && w.OuterConvertType == "" {
		bad.Add("outer_leads_ineffect_reason", "invalid.outer_reason_needs_status") // §8.21
	}
	return bad.OrNil()
}

func checkOuter(bad *Invalid, field, s string, limit int) {
	switch {
	case len(s) > limit:
		bad.AddLimit(field, "invalid.too_many_bytes", limit)
	case strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0xFFFD || r == 0x7F }):
		bad.Add(field, "invalid.characters")
	}
}

// StatusLabel is the status in this column's words; a value of another column keeps the first
// words that any column has for it, an unknown one is shown as it came.
func (r StatusRules) StatusLabel(s ConvertStatus, l Language) string {
	for _, row := range statusMatrix {
		if row.value == s {
			return r.pick(row.labels).In(l)
		}
	}
	return string(s)
}

// ReasonLabel is the reason in this column's words, with the same fallbacks.
func (r StatusRules) ReasonLabel(reason IneffectReason, l Language) string {
	for _, row := range reasonMatrix {
		if row.value == reason {
			return r.pick(row.labels).In(l)
		}
	}
	return string(reason)
}

func (r StatusRules) pick(labels [columns]Text) Text {
	if labels[r.in].ZH != "" {
		return labels[r.in]
	}
	for _, label := range labels {
		if label.ZH != "" {
			return label
		}
	}
	return Text{}
}

// FollowTagLabel is the platform's own status of the lead (leads_follow_tag): a standard tag,
// or on the industry system literally a status or a reason (§7.8, §8.8).
func (r StatusRules) FollowTagLabel(tag string, l Language) string {
	switch {
	case strings.HasPrefix(tag, "LEADS_CONVERT_STATUS_"):
		return r.StatusLabel(ConvertStatus(tag), l)
	case strings.HasPrefix(tag, "LEADS_INEFFECT_REASON_"):
		return Text{"无效-", "Invalid: "}.In(l) + r.ReasonLabel(IneffectReason(tag), l)
	}
	return FollowTags.Label(tag, l)
}

// StatusTone is the colour of a status; unset is new.
func StatusTone(s ConvertStatus) Tone {
	for _, row := range statusMatrix {
		if row.value == s {
			return row.tone
		}
	}
	return ToneNew
}

// AllStatuses lists every convert status once, for a filter over accounts of several systems.
// Words that differ between the columns are joined: "潜在客户 / 有效 / 潜在用户".
func AllStatuses() Enum {
	all := make(Enum, len(statusMatrix))
	for i, row := range statusMatrix {
		all[i] = Choice{string(row.value), joinLabels(row.labels)}
	}
	return all
}

// AllReasons lists every ineffect reason once, likewise.
func AllReasons() Enum {
	all := make(Enum, len(reasonMatrix))
	for i, row := range reasonMatrix {
		all[i] = Choice{string(row.value), joinLabels(row.labels)}
	}
	return all
}

func joinLabels(labels [columns]Text) Text {
	var joined Text
	for _, label := range labels {
		joined.ZH = joinOnce(joined.ZH, label.ZH)
		joined.EN = joinOnce(joined.EN, label.EN)
	}
	return joined
}

func joinOnce(list, word string) string {
	const separator = " / "
	switch {
	case word == "" || strings.Contains(separator+list+separator, separator+word+separator):
		return list
	case list == "":
		return word
	}
	return list + separator + word
}

// CanonicalReason mends the spellings that are known to be wrong (§8.1, §8.2);
// other values stay as they came.
func CanonicalReason(s string) IneffectReason {
	s = strings.Replace(s, "LEADS_INEFFECT_REASION_", "LEADS_INEFFECT_REASON_", 1)
	if s == "LEADS_INEFFECT_REASON_UNKNOWN" {
		s = string(ReasonUnkown)
	}
	return IneffectReason(s)
}
