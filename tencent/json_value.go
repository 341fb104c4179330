package tencent

import (
	"bytes"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"unicode/utf8"
)

// value is one JSON value as it stands in a text that parse has found valid, so walking it needs
// no error checks. encoding/json is not used to walk: it matches names whatever their case, lets
// the last duplicate win, turns long ids into floats, and is too slow for a million leads.
type value string

var errNoJSON = errors.New("no JSON")

// byteOrderMark begins the texts of some senders.
var byteOrderMark = []byte("\xef\xbb\xbf")

// parse checks that a whole text is one JSON value. A byte order mark, NULs and invalid UTF-8 are
// dropped first, and bare control characters forgiven: one of them must not cost a lead, nor a page
// of two hundred that cannot be read past.
func parse(text []byte) (value, error) {
	text = bytes.TrimPrefix(text, byteOrderMark)
	if bytes.IndexByte(text, 0) >= 0 {
		text = bytes.ReplaceAll(text, []byte{0}, nil)
	}
	if !utf8.Valid(text) {
		text = bytes.ToValidUTF8(text, nil)
	}
	if !json.Valid(text) {
		if text = bytes.Map(bareControl, text); !json.Valid(text) {
			return "", errNoJSON
		}
	}
	return value(bytes.TrimSpace(text)), nil
}

// bareControl makes a space of a control character: between values it is one already, and within a
// string, where it must not stand, it costs no more than itself.
func bareControl(r rune) rune {
	if r < ' ' {
		return ' '
	}
	return r
}

func (v value) isObject() bool { return v != "" && v[0] == '{' }
func (v value) isList() bool   { return v != "" && v[0] == '[' }
func (v value) isString() bool { return v != "" && v[0] == '"' }

// members walks an object in its own order, duplicates included. Names come as they stand in the
// text, quotes and escapes included. Anything but an object has none.
func (v value) members() iter.Seq2[value, value] {
	return func(yield func(value, value) bool) {
		if !v.isObject() {
			return
		}
		for at := v.skipSpace(1); v[at] != '}'; {
			nameEnd := v.end(at)
			name := v[at:nameEnd]
			at = v.skipSpace(v.skipSpace(nameEnd) + 1) // past the colon
			end := v.end(at)
			if !yield(name, v[at:end]) {
				return
			}
			at = v.skipComma(end)
		}
	}
}

// elements walks a list. Anything but a list has none.
func (v value) elements() iter.Seq[value] {
	return func(yield func(value) bool) {
		if !v.isList() {
			return
		}
		for at := v.skipSpace(1); v[at] != ']'; {
			end := v.end(at)
			if !yield(v[at:end]) {
				return
			}
			at = v.skipComma(end)
		}
	}
}

// member is the first member of that exact name, or "" when there is none.
func (v value) member(name string) value {
	for n, member := range v.members() {
		if n.text() == name {
			return member
		}
	}
	return ""
}

// first is the first of these members that is there.
func (v value) first(names ...string) value {
	for _, name := range names {
		if member := v.member(name); member != "" {
			return member
		}
	}
	return ""
}

func (v value) skipSpace(at int) int {
	for v[at] == ' ' || v[at] == '\n' || v[at] == '\r' || v[at] == '\t' {
		at++
	}
	return at
}

func (v value) skipComma(at int) int {
	at = v.skipSpace(at)
	if v[at] == ',' {
		at = v.skipSpace(at + 1)
	}
	return at
}

// end is where the value that starts at an index ends.
func (v value) end(at int) int {
	switch v[at] {
	case '"':
		return v.endOfString(at)
	case '{', '[':
		end, _ := v.walkNested(at)
		return end
	}
	for at < len(v) && !strings.ContainsRune(",]} \n\r\t", rune(v[at])) {
		at++
	}
	return at
}

func (v value) endOfString(at int) int {
	for at++; ; at++ {
		at += strings.IndexByte(string(v[at:]), '"')
		backslashes := 0
		for v[at-1-backslashes] == '\\' {
			backslashes++
		}
		if backslashes%2 == 0 {
			return at + 1
		}
	}
}

// walkNested finds the end of the object or list that starts at an index, and how deep it nests.
func (v value) walkNested(at int) (end, deepest int) {
	for depth := 0; ; {
		switch v[at] {
		case '"':
			at = v.endOfString(at)
			continue
		case '{', '[':
			depth++
			deepest = max(deepest, depth)
		case '}', ']':
			if depth--; depth == 0 {
				return at + 1, deepest
			}
		}
		at++
	}
}

// depth is how deep the value nests: 0 for a string, 1 for a flat list.
func (v value) depth() int {
	if !v.isObject() && !v.isList() {
		return 0
	}
	_, deepest := v.walkNested(0)
	return deepest
}

// compact is the value without the space between its parts, otherwise as it came.
func (v value) compact() string {
	var b bytes.Buffer
	if json.Compact(&b, []byte(v)) != nil {
		return string(v) // cannot be: the text was found valid
	}
	return b.String()
}
