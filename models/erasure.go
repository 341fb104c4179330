package models

import "slices"

// IsErased reports whether the lead's personal data was removed. Such a lead is a tombstone: pulls,
// pushes and replays leave it alone, so that the person does not come back.
func (l *Lead) IsErased() bool { return l.ErasedAt != 0 }

// keptFields are those that say nothing of the person and that figures need: what kind of lead it
// was, how it went, where it came from and when. Every other field, and every one that is added
// one day, goes.
var keptFields = map[string]bool{
	"leads_type": true, "leads_sub_type": true, "leads_potential_score": true,
	"call_touch_tag": true, "call_duration": true,
	"leads_follow_tag": true, "leads_touch_tag": true,
}

// StaysAfterErasure reports whether a field is kept of an anonymous lead. The address of the page
// and the click's id lead back to one visitor.
func (f *LeadField) StaysAfterErasure() bool {
	switch f.Group {
	case From:
		return f.Name != "page_url" && f.Name != "click_id"
	case Times:
		return true
	}
	return keptFields[f.Name]
}

// WithoutPerson leaves in a history only the fields that stay.
func WithoutPerson(changes []FieldChange) []FieldChange {
	return slices.DeleteFunc(slices.Clone(changes), func(c FieldChange) bool {
		return !slices.ContainsFunc(LeadFields, func(f LeadField) bool { return f.Name == c.Name && f.StaysAfterErasure() })
	})
}

// WithoutPerson is what stays of an authorisation: which of our apps and pages, and when.
func (a WechatAuthorisation) WithoutPerson() WechatAuthorisation {
	return WechatAuthorisation{UUID: a.UUID, AccountID: a.AccountID, AppID: a.AppID, ActionTime: a.ActionTime, PageID: a.PageID, PageName: a.PageName}
}

// Erase takes the person out of a stored report. One that waits is given up: without the person
// there is nothing to report.
func (r *WechatReport) Erase(now Instant) {
	r.Authorisation, r.ErasedAt = r.Authorisation.WithoutPerson(), now
	if r.State == WechatWaiting {
		r.State = WechatFailed
	}
}

// IsErased reports whether the person was taken out.
func (r *WechatReport) IsErased() bool { return r.ErasedAt != 0 }
