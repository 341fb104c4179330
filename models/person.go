package models

import (
	"encoding/json"
	"regexp"
	"strings"
)

// What is written into the audit of persons and of how long they are kept.
const (
	ActRetentionRule    AuditAction = "retention.rule_saved"
	ActRetentionApplied AuditAction = "retention.applied"
	ActPersonErased     AuditAction = "person.erased"
	ActPersonExported   AuditAction = "person.exported"
)

// Person is what is kept on the person of a lead: every lead with the same phone or WeChat id.
type Person struct {
	Leads   []Lead // that are not anonymous yet, oldest first; with what a list shows
	TooMany bool   // more than MaxPersonLeads: this is no one person's phone
}

// MaxPersonLeads is how many leads one person can have.
const MaxPersonLeads = 500

// PersonKey is a phone or WeChat id that one person has.
type PersonKey struct {
	Text  string // as WeChat ids are compared
	Phone string // its digits, without the country's code; empty when it is no phone
}

var wechatID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{5,63}$`)

// PhoneOf brings a phone to the form in which two are the same: digits, without +86. It is empty
// for what is no whole phone number: masked, too short, a word.
func PhoneOf(text string) string {
	digits := SearchText(text)
	if !areDigits(digits) || strings.ContainsRune(text, '*') {
		return ""
	}
	digits = strings.TrimPrefix(BareNumber(digits), "00")
	if len(digits) < fewestPhoneDigits || strings.Count(digits, digits[:1]) == len(digits) {
		return ""
	}
	return digits
}

// PersonKeys are what a lead's other leads are found by. What cannot be one person's own is left
// out: “same as phone” is no WeChat id.
func (f *PlatformFields) PersonKeys() []PersonKey {
	var keys []PersonKey
	if phone := PhoneOf(f.LeadsTel); phone != "" {
		keys = append(keys, PersonKey{Text: phone, Phone: phone})
	}
	if id := strings.TrimSpace(f.LeadsWechat); wechatID.MatchString(id) {
		keys = append(keys, PersonKey{Text: id, Phone: PhoneOf(id)})
	}
	return keys
}

// PersonRecord is everything that is kept of one lead, in the clear, for the person it is about.
type PersonRecord struct {
	Lead        int64                 `json:"lead"`
	AccountID   int64                 `json:"account_id"`
	Account     string                `json:"account"`
	LeadsID     string                `json:"leads_id"`
	IngestedAt  string                `json:"ingested_at"`
	ReceivedAt  string                `json:"received_at"`
	Fields      map[string]string     `json:"fields"`
	Extra       json.RawMessage       `json:"extra,omitempty"`
	Summary     string                `json:"summary,omitempty"`
	Work        Work                  `json:"work"`
	WorkedAt    string                `json:"worked_at,omitempty"`
	ReportState ReportState           `json:"report_state,omitempty"`
	Report      *OutgoingReport       `json:"report,omitempty"`
	History     []PersonChange        `json:"history"`
	RawEvents   []PersonRawEvent      `json:"raw_events"`
	Wechat      []WechatAuthorisation `json:"wechat_authorisations,omitempty"`
}

// PersonChange is one entry of a lead's history.
type PersonChange struct {
	At      string          `json:"at"`
	Kind    ChangeKind      `json:"kind"`
	By      int64           `json:"by_user,omitempty"`
	Details json.RawMessage `json:"details,omitempty"`
}

// PersonRawEvent is one form in which a lead came.
type PersonRawEvent struct {
	At     string          `json:"at"`
	Source Arrival         `json:"source"`
	Body   json.RawMessage `json:"body"`
}

// JSONOrText is a text as a JSON value: itself when it is JSON, else a string of it.
func JSONOrText(text string) (json.RawMessage, error) {
	if text == "" {
		return nil, nil
	}
	if json.Valid([]byte(text)) {
		return json.RawMessage(text), nil
	}
	return json.Marshal(text)
}

// NewPersonRecord is the part of a record that the lead itself holds.
func NewPersonRecord(lead *Lead) (PersonRecord, error) {
	record := PersonRecord{
		Lead: lead.ID, AccountID: lead.AccountID, LeadsID: lead.LeadsID,
		IngestedAt: lead.IngestedAt.String(), ReceivedAt: lead.ReceivedAt.String(), Fields: map[string]string{},
		Summary: lead.Summary, Work: lead.Work, WorkedAt: lead.WorkedAt.String(), ReportState: lead.ReportState,
		History: []PersonChange{}, RawEvents: []PersonRawEvent{},
	}
	for i := range LeadFields {
		if value := *LeadFields[i].At(&lead.PlatformFields); value != "" {
			record.Fields[LeadFields[i].Name] = value
		}
	}
	extra, err := JSONOrText(lead.Extra)
	record.Extra = extra
	return record, err
}
