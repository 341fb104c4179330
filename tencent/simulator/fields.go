package simulator

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// fields is a JSON object that keeps its order. Values are string, int64, nil or json.RawMessage.
type fields []field

type field struct {
	name  string
	value any
}

func (f fields) find(name string) int {
	for i := range f {
		if f[i].name == name {
			return i
		}
	}
	return -1
}

// set replaces or adds a field.
func (f *fields) set(name string, value any) {
	if i := f.find(name); i >= 0 {
		(*f)[i].value = value
		return
	}
	*f = append(*f, field{name, value})
}

// remove leaves a field out.
func (f *fields) remove(name string) {
	if i := f.find(name); i >= 0 {
		*f = append((*f)[:i], (*f)[i+1:]...)
	}
}

// rename gives a field another name.
func (f fields) rename(from, to string) {
	if i := f.find(from); i >= 0 {
		f[i].name = to
	}
}

// text is a field's value as text; empty when absent or null.
func (f fields) text(name string) string {
	i := f.find(name)
	if i < 0 {
		return ""
	}
	switch v := f[i].value.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case json.RawMessage:
		var s string
		if json.Unmarshal(v, &s) == nil {
			return s
		}
		return string(v)
	}
	return ""
}

// clone copies the object, so that the copy may be changed.
func (f fields) clone() fields { return append(make(fields, 0, len(f)+4), f...) }

// appendJSON writes the object. It is written by hand because a test of speed asks for a million.
func (f fields) appendJSON(b []byte) []byte {
	b = append(b, '{')
	for i := range f {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, f[i].name)
		b = append(b, ':')
		switch v := f[i].value.(type) {
		case string:
			b = appendString(b, v)
		case int64:
			b = strconv.AppendInt(b, v, 10)
		case json.RawMessage:
			b = append(b, v...)
		default:
			b = append(b, "null"...)
		}
	}
	return append(b, '}')
}

const hexDigits = "0123456789abcdef"

func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				b = append(append(b, s[start:i]...), "\ufffd"...)
				start = i + 1
			}
			i += n
			continue
		}
		if c < ' ' || c == '"' || c == '\\' {
			b = append(b, s[start:i]...)
			if c < ' ' {
				b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
			} else {
				b = append(b, '\\', c)
			}
			start = i + 1
		}
		i++
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}
