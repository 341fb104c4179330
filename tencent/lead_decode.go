package tencent

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"xiansuo/models"
)

// Limits of a lead's wire form.
const (
	maxLeadDepth = 32 // of nesting
	maxLeadsID   = 64 // bytes
	maxWarnings  = 20 // the rest of a wild lead's is not worth the space
)

// Why a lead cannot be taken in. Everything else about a lead is a warning at most.
var (
	ErrNoLead  = errors.New("tencent: lead: not one JSON object of bounded depth")
	ErrLeadsID = errors.New("tencent: lead: no usable leads_id")
)

// DecodeLead reads one lead of either direction (§6), as tolerantly as §8 asks: every field may be
// a string, a number, null, nested or absent, in either spelling. accountID is the lead's account
// when the lead does not name one. The warnings name fields, never values. Fails with ErrNoLead or
// ErrLeadsID.
func DecodeLead(body []byte, accountID int64) (models.Lead, []string, error) {
	object, err := parse(body)
	if err != nil || !object.isObject() || object.depth() > maxLeadDepth {
		return models.Lead{}, nil, ErrNoLead
	}
	return decodeLead(object, accountID)
}

// leadDecoder gathers one lead.
type leadDecoder struct {
	lead     models.Lead
	ids      int // how many members are called leads_id, whatever the case
	extra    strings.Builder
	warnings []string
}

// decodeLead reads a lead from an object. The lead's texts share one copy of the object, so that
// a lead which is kept does not keep the whole page in memory.
func decodeLead(object value, accountID int64) (models.Lead, []string, error) {
	object = value(strings.Clone(string(object)))
	d := leadDecoder{lead: models.Lead{AccountID: accountID}}
	hasIDNumber := false
	for quoted, v := range object.members() {
		name := quoted.text()
		if field, ok := wireFields[name]; ok {
			hasIDNumber = hasIDNumber || field.Name == idNumberName
			d.setField(field, v)
			continue
		}
		switch {
		case strings.EqualFold(name, leadsIDName):
			d.setLeadsID(name, v)
		case name == accountIDName:
			d.setAccountID(v)
		default:
			d.keepExtra(quoted, v)
		}
	}
	if d.ids != 1 || d.lead.LeadsID == "" {
		return models.Lead{}, nil, ErrLeadsID
	}
	d.finish()
	d.lead.Raw, d.lead.RawWarnings = string(object), d.warnings
	if hasIDNumber {
		d.lead.Raw = withoutIDNumber(object)
	}
	return d.lead, d.warnings, nil
}

func (d *leadDecoder) warn(field, what string) {
	if len(d.warnings) < maxWarnings {
		d.warnings = append(d.warnings, field+": "+what)
	}
}

// setLeadsID takes the key exactly as it came, and only if it is one: a second one, or one in
// another case, could make two readers of the same body see two different leads. So could an id
// with escapes in it, of which some are dropped.
func (d *leadDecoder) setLeadsID(name string, v value) {
	d.ids++
	if name != leadsIDName || v.depth() > 0 || v == "true" || v == "false" || strings.Contains(string(v), `\`) {
		return
	}
	id := v.text()
	if id != "0" && len(id) <= maxLeadsID && !strings.ContainsFunc(id, notInID) {
		d.lead.LeadsID = strings.Clone(id) // ids are remembered longer than leads
	}
}

func notInID(r rune) bool { return !unicode.IsPrint(r) || r == ' ' }

func (d *leadDecoder) setAccountID(v value) {
	switch id, ok := v.int(); {
	case ok && id > 0:
		if d.lead.AccountID != 0 && id != d.lead.AccountID {
			d.warn(accountIDName, "another account than asked for")
		}
		d.lead.AccountID = id
	case v.text() != "" && v.text() != "0":
		d.warn(accountIDName, "not a number")
	}
}

// setField keeps the first value that says something: a field may come twice, under its two names.
func (d *leadDecoder) setField(f wireField, v value) {
	if v.depth() >= maxLeadDepth {
		d.warn(f.Name, "nested too deep")
		return
	}
	text := v.text()
	if f.mend != nil {
		text = f.mend(text)
	}
	if text == "" {
		return
	}
	at := f.At(&d.lead.PlatformFields)
	if *at != "" {
		if *at != text {
			d.warn(f.Name, "came twice")
		}
		return
	}
	if len(text) > f.limit {
		text = cut(text, f.limit)
		d.warn(f.Name, fmt.Sprintf("cut to %d bytes", f.limit))
	}
	if f.isForm && !isForm(text) {
		d.warn(f.Name, "not JSON")
	}
	*at = text
}

// cut shortens a text to a number of bytes at most, between two characters.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// isForm reports whether the answers can be read, repaired or not. Most are good JSON, which is
// quicker to see than to take apart.
func isForm(text string) bool {
	if (text[0] == '{' || text[0] == '[') && json.Valid([]byte(text)) {
		return true
	}
	_, ok := models.Answers(text)
	return ok
}

// keepExtra keeps a field that §6 does not know, exactly and in its place.
func (d *leadDecoder) keepExtra(quoted, v value) {
	if v.depth() >= maxLeadDepth {
		d.warn("extra", "nested too deep")
		return
	}
	if v.depth() > 0 {
		v = value(v.compact())
	}
	if d.extra.Len()+len(quoted)+len(v)+len("{:}") > maxForm {
		d.warn("extra", "too much to keep")
		return
	}
	separator := byte(',')
	if d.extra.Len() == 0 {
		separator = '{'
	}
	d.extra.WriteByte(separator)
	d.extra.WriteString(string(quoted))
	d.extra.WriteByte(':')
	d.extra.WriteString(string(v))
}

// finish fills in what follows from the fields.
func (d *leadDecoder) finish() {
	l := &d.lead
	if d.extra.Len() > 0 {
		l.Extra = d.extra.String() + "}"
	}
	l.IngestedAt = d.instant("leads_create_time", l.LeadsCreateTime)
	l.SubmittedAt = d.instant("leads_action_time", l.LeadsActionTime)
	l.Preview = l.IsPreview()
}

func (d *leadDecoder) instant(field, text string) models.Instant {
	if text == "" {
		return 0
	}
	at, ok := models.ParseBeijing(text)
	if !ok {
		d.warn(field, "not a time")
	}
	return at
}
