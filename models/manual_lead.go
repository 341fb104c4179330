package models

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ManualSource is the source of leads that did not come from the platform.
const ManualSource = "MANUAL"

// manualPrefix begins the leads_id of a manual lead; the platform's are numbers.
const manualPrefix = "manual-"

// MaxIdempotencyKey is the longest key by which a repeated request is known, in bytes.
const MaxIdempotencyKey = 128

// ManualField is a field that a manual lead may bring.
type ManualField struct {
	Name string // as in LeadFields
	Max  int    // characters
}

// ManualFields are all of them. ID numbers and addresses are not taken in.
var ManualFields = []ManualField{
	{"leads_name", 64}, {"leads_tel", 32}, {"leads_wechat", 64}, {"leads_email", 128}, {"leads_qq", 20},
	{"leads_area", 64}, {"campaign_name", 128}, {"bundle", 1000},
}

// ManualLead is a lead that somebody brings from elsewhere: a phone call, a fair, another form.
type ManualLead struct {
	AccountID int64
	Key       string            // tells a repeated request from a new lead
	Fields    map[string]string // by name
}

// Check brings the fields to their normal form and returns *Invalid or nil.
func (m *ManualLead) Check() error {
	bad := &Invalid{}
	if m.AccountID <= 0 {
		bad.Add("account_id", "invalid.required")
	}
	switch {
	case m.Key == "":
		bad.Add("Idempotency-Key", "invalid.required")
	case len(m.Key) > MaxIdempotencyKey:
		bad.AddLimit("Idempotency-Key", "invalid.too_many_bytes", MaxIdempotencyKey)
	case !PlainText(m.Key):
		bad.Add("Idempotency-Key", "invalid.characters")
	}
	for _, field := range ManualFields {
		value := strings.TrimSpace(m.Fields[field.Name])
		m.Fields[field.Name] = value
		switch {
		case !PlainText(value):
			bad.Add(field.Name, "invalid.characters")
		case utf8.RuneCountInString(value) > field.Max:
			bad.AddLimit(field.Name, "invalid.too_long", field.Max)
		}
	}
	if m.Fields["leads_tel"] == "" && m.Fields["leads_wechat"] == "" && m.Fields["leads_email"] == "" && m.Fields["leads_qq"] == "" {
		bad.Add("leads_tel", "invalid.no_contact")
	}
	return bad.OrNil()
}

// Lead is the manual lead as it is kept. Its leads_id is made of who brought it and the key, so that
// the same request makes the same lead, and nobody guesses another's.
func (m *ManualLead) Lead(by int64) Lead {
	sum := sha256.Sum256([]byte(strconv.FormatInt(m.AccountID, 10) + "/" + strconv.FormatInt(by, 10) + "/" + m.Key))
	lead := Lead{AccountID: m.AccountID, LeadsID: manualPrefix + hex.EncodeToString(sum[:16]), Arrival: Manual}
	for i := range LeadFields {
		if value := m.Fields[LeadFields[i].Name]; value != "" {
			*LeadFields[i].At(&lead.PlatformFields) = value
		}
	}
	lead.LeadsSource = ManualSource
	lead.PullHash = lead.Digest()
	return lead
}
