package tencent

import (
	"bytes"
	"encoding/json"
	"strings"

	"xiansuo/models"
)

// idNumberName is the field that is not kept in raw forms: most accounts must not store it, and a
// replay needs it for nothing.
const idNumberName = "id_number"

// withoutIDNumber is a lead's JSON with its ID number emptied, whatever it is called.
func withoutIDNumber(object value) string {
	var b strings.Builder
	b.Grow(len(object))
	separator := byte('{')
	for quoted, v := range object.members() {
		if isIDNumber(quoted) {
			v = `""`
		}
		b.WriteByte(separator)
		b.WriteString(string(quoted))
		b.WriteByte(':')
		b.WriteString(string(v))
		separator = ','
	}
	b.WriteByte('}')
	return b.String()
}

func isIDNumber(quoted value) bool {
	f, ok := wireFields[quoted.text()]
	return ok && f.Name == idNumberName
}

// maxShownRaw bounds what MaskedLead shows, in bytes.
const maxShownRaw = 256 << 10

// MaskedLead is a lead's raw JSON for people to read: indented, with the personal values masked by
// field, and whatever looks like a phone or ID number masked wherever it stands. Text that is no
// JSON object comes back empty.
func MaskedLead(body []byte) string {
	object, err := parse(body)
	if err != nil || !object.isObject() || len(object) > maxShownRaw {
		return ""
	}
	var b strings.Builder
	b.WriteString("{\n")
	first := true
	for quoted, v := range object.members() {
		if !first {
			b.WriteString(",\n")
		}
		first = false
		b.WriteString("  " + string(quoted) + ": ")
		b.WriteString(maskedMember(quoted.text(), v))
	}
	b.WriteString("\n}")
	return b.String()
}

// maskedMember keeps the value's type where there is nothing to mask: that a number came as a
// string is what people look here for.
func maskedMember(name string, v value) string {
	if f := wireFields[name]; f.LeadField != nil && f.Secrecy.IsMasked() {
		return maskedText(v, f.Secrecy)
	}
	if isID(name) {
		return string(v) // an id may look like a phone number
	}
	shown := string(v)
	if v.depth() > 0 && v.depth() < maxLeadDepth {
		var indented bytes.Buffer
		if json.Indent(&indented, []byte(v), "  ", "  ") == nil {
			shown = indented.String()
		}
	}
	return models.MaskNumbers(shown)
}

// maskedText is a masked value as a JSON string; what is empty stays as it came.
func maskedText(v value, secrecy models.Secrecy) string {
	text := v.text()
	if text == "" {
		return string(v)
	}
	quoted, err := json.Marshal(models.Mask(text, secrecy))
	if err != nil {
		return `""` // cannot be: it is a string
	}
	return string(quoted)
}

// isPersonal reports whether a member of an answer belongs to a person, and how it is masked there.
// Answers are kept to ask about, not to work with, so that names and what people wrote are hidden too.
func isPersonal(name string) (models.Secrecy, bool) {
	f := wireFields[name]
	switch {
	case f.LeadField == nil:
		return models.Open, false
	case f.Secrecy == models.PhoneSecret:
		return models.PhoneSecret, true
	}
	return models.TextSecret, f.Secrecy != models.Open || f.isForm || f.Name == "nick_name" || f.Name == "all_follow_records"
}

// maskPersonal writes JSON as it came, wherever in it the members that belong to a person masked.
// What nests deeper than a lead does is left out.
func maskPersonal(b *strings.Builder, v value, depth int) {
	switch {
	case depth > maxLeadDepth:
		b.WriteString("null")
	case v.isObject():
		separator := byte('{')
		for quoted, member := range v.members() {
			b.WriteByte(separator)
			separator = ','
			b.WriteString(string(quoted) + ":")
			if secrecy, ok := isPersonal(quoted.text()); ok {
				b.WriteString(maskedText(member, secrecy))
			} else {
				maskPersonal(b, member, depth+1)
			}
		}
		if separator == '{' {
			b.WriteByte('{')
		}
		b.WriteByte('}')
	case v.isList():
		separator := byte('[')
		for element := range v.elements() {
			b.WriteByte(separator)
			separator = ','
			maskPersonal(b, element, depth+1)
		}
		if separator == '[' {
			b.WriteByte('[')
		}
		b.WriteByte(']')
	default:
		b.WriteString(string(v))
	}
}

// isID reports whether a member of this name is an id of the platform's.
func isID(name string) bool {
	if f, known := wireFields[name]; known {
		return strings.HasSuffix(f.Name, "_id")
	}
	return name == leadsIDName || name == accountIDName
}
