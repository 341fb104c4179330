package models

import (
	"strings"
	"time"
)

// How confirmation by a later pull judges.
const (
	confirmRace  = time.Minute      // a page asked for before a report may arrive after it
	confirmGrace = 10 * time.Minute // the platform may take this long to show a report
	MaxMisses    = 20               // reports in a row that were never shown: confirmation ends itself
)

const (
	standardTag     = "LEADS_FOLLOW_TAG_"
	invalidTag      = "LEADS_FOLLOW_TAG_INVALID_"
	convertStatuses = "LEADS_CONVERT_STATUS_"
	ineffectReasons = "LEADS_INEFFECT_REASON_"
)

// standardTags are the tags of §7.8 that stand for exactly one status, or for exactly one reason of
// an invalid lead. LEADS_FOLLOW_TAG_INVALID_OTHER stands for several reasons.
var standardTags = map[string]Work{
	"LEADS_FOLLOW_TAG_VALID":                     {ConvertStatus: StatusPotentialCustomer},
	"LEADS_FOLLOW_TAG_VALID_HIGH_INTENTION":      {ConvertStatus: StatusHighIntentionCustomer},
	"LEADS_FOLLOW_TAG_VALID_CONVERTED":           {ConvertStatus: StatusTransCompleted},
	"LEADS_FOLLOW_TAG_INVALID_REPEAT":            {ConvertStatus: StatusDeprecated, IneffectReason: ReasonDataDuplication},
	"LEADS_FOLLOW_TAG_INVALID_NOTSELF":           {ConvertStatus: StatusDeprecated, IneffectReason: ReasonIdentityMismatched},
	"LEADS_FOLLOW_TAG_INVALID_NOTTOUCH":          {ConvertStatus: StatusDeprecated, IneffectReason: ReasonTelNotConnected},
	"LEADS_FOLLOW_TAG_INVALID_NOTINTENTION":      {ConvertStatus: StatusDeprecated, IneffectReason: ReasonNoIntention},
	"LEADS_FOLLOW_TAG_INVALID_REGION_MISMATCHED": {ConvertStatus: StatusDeprecated, IneffectReason: ReasonRegionMismatched},
}

// ShowsInTag reports whether the platform is expected to show this Work as a leads_follow_tag:
// scores and the advertiser's own words show nowhere.
func (w Work) ShowsInTag() bool { return w.ConvertStatus != "" }

// IsShownBy reports whether a leads_follow_tag is what a report of this Work should have caused.
// Standard tags know fewer reasons than reports do, so that any 无效 tag stands for 无效线索; on the
// industry system the tag is literally the status, or the reason of an invalid lead (§7.8, §8.8).
func (w Work) IsShownBy(tag string) bool {
	switch {
	case !w.ShowsInTag() || tag == "":
		return false
	case w.ConvertStatus != StatusDeprecated:
		return tag == string(w.ConvertStatus) || standardTags[tag].ConvertStatus == w.ConvertStatus
	}
	return strings.HasPrefix(tag, invalidTag) || w.IneffectReason != "" && tag == string(w.IneffectReason)
}

// WorkOfTag is what a leads_follow_tag says in the statuses on offer; ok is false when it says
// nothing that can be chosen here, or could be several things.
func (r StatusRules) WorkOfTag(tag string) (w Work, ok bool) {
	switch {
	case strings.HasPrefix(tag, standardTag):
		w = standardTags[tag]
	case strings.HasPrefix(tag, convertStatuses):
		w = Work{ConvertStatus: ConvertStatus(tag)}
	case strings.HasPrefix(tag, ineffectReasons):
		w = Work{ConvertStatus: StatusDeprecated, IneffectReason: IneffectReason(tag)}
	}
	return w, r.Check(w) == nil
}

// Observe judges a report by the tag that a pull shows now. It returns whether the report's state
// or its Missed changed. The same tag as before the report means nothing but that the report is
// not shown yet.
func (r *OutgoingReport) Observe(tag string, now Instant) (changed bool) {
	if !r.State.Accepted() || tag == "" || !r.SentWork.ShowsInTag() {
		return false
	}
	before := r.State
	switch {
	case r.SentWork.IsShownBy(tag):
		r.State = ReportConfirmed
		if r.ConfirmedAt == 0 {
			r.ConfirmedAt = now
		}
	case now.Sub(r.SentAt) < confirmRace:
	case r.ConfirmedAt != 0, tag != r.SentTag:
		r.State = ReportMismatch
	case now.Sub(r.SentAt) >= confirmGrace && !r.Missed:
		r.Missed = true
		return true
	}
	return r.State != before
}

// CountConfirmation notes that a report was confirmed or missed. Confirmation that never works
// ends itself: then this platform does not show reports in its tags.
func (a *Account) CountConfirmation(r *OutgoingReport, now Instant) {
	switch {
	case r.State == ReportConfirmed:
		a.ConfirmMisses = 0
	case r.State == ReportSent && r.Missed:
		a.ConfirmMisses++
		if a.ConfirmMisses >= MaxMisses && a.ConfirmReports {
			a.ConfirmReports, a.ConfirmEndedAt = false, now
		}
	}
}
