package models

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// Answer is one question of a form and what the person answered.
type Answer struct{ Question, Answer string }

// Answers reads the JSON that bundle, layer_form_content and custom_qa hold in a string (§8.11):
// as it is, or with full-width colons repaired. The answers keep their order. ok is false when
// nothing helps; then the raw text is what there is to show.
func Answers(raw string) (answers []Answer, ok bool) {
	raw = strings.TrimSpace(raw)
	if raw == "" || raw == "{}" || raw == "[]" || raw == "null" {
		return nil, true
	}
	if answers, ok = flatten([]byte(raw)); ok {
		return answers, true
	}
	if answers, ok = flatten([]byte(repairJSON(raw))); ok {
		return answers, true
	}
	return nil, false
}

// repairJSON replaces the full-width colons, commas and quotes that stand where JSON has its own.
func repairJSON(s string) string {
	var b strings.Builder
	var closing rune // the quote that ends the text we are in; 0 outside
	escaped := false
	for _, r := range s {
		switch {
		case escaped:
			escaped = false
		case closing != 0:
			escaped = r == '\\'
			if r == closing {
				closing, r = 0, '"'
			}
		case r == '"':
			closing = '"'
		case r == '“' || r == '”':
			closing, r = '”', '"'
		case r == '：':
			r = ':'
		case r == '，':
			r = ','
		}
		b.WriteRune(r)
	}
	return b.String()
}

// maxAnswerDepth bounds the nesting that is followed; deeper values are shown as JSON.
const maxAnswerDepth = 8

func flatten(text []byte) ([]Answer, bool) {
	if !json.Valid(text) {
		return nil, false
	}
	if text[0] != '{' && text[0] != '[' {
		return nil, false // a bare word or number is no form
	}
	var answers []Answer
	collect(&answers, "", text, 0)
	return answers, true
}

// collect walks a JSON value in its own order, which a map would lose.
func collect(answers *[]Answer, question string, value []byte, depth int) {
	value = bytes.TrimSpace(value)
	if depth > maxAnswerDepth || value[0] != '{' && value[0] != '[' {
		add(answers, question, plain(value))
		return
	}
	if value[0] == '[' {
		collectList(answers, question, value, depth)
		return
	}
	members := members(value)
	if q, a, ok := questionAndAnswer(members); ok {
		collect(answers, q, a, depth+1)
		return
	}
	for _, m := range members {
		collect(answers, m.name, m.value, depth+1)
	}
}

// collectList joins a list of plain values to one answer and walks every other list.
func collectList(answers *[]Answer, question string, list []byte, depth int) {
	var words []string
	for rest := bytes.TrimSpace(list[1:]); rest[0] != ']'; {
		var item []byte
		item, rest = cutJSON(rest)
		if item[0] == '{' || item[0] == '[' {
			collect(answers, question, item, depth+1)
		} else {
			words = append(words, plain(item))
		}
	}
	if len(words) > 0 {
		add(answers, question, strings.Join(words, "、"))
	}
}

func add(answers *[]Answer, question, answer string) {
	if question != "" || answer != "" {
		*answers = append(*answers, Answer{question, answer})
	}
}

type member struct {
	name  string
	value []byte
}

func members(object []byte) []member {
	var found []member
	for rest := bytes.TrimSpace(object[1:]); rest[0] != '}'; {
		var name, value []byte
		name, rest = cutJSON(rest)
		value, rest = cutJSON(rest)
		found = append(found, member{plain(name), value})
	}
	return found
}

// cutJSON takes the first value off a list or an object whose inside begins there, and what parts it
// from the next. The text is known to be valid JSON, so that looking for ends is enough: decoding each
// object by itself took a quarter of the time of storing a lead.
func cutJSON(text []byte) (value, rest []byte) {
	end, depth := 0, 0
	for {
		switch text[end] {
		case '"':
			end += closingQuote(text[end:])
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		default:
			for isPlainJSON(text[end+1]) {
				end++
			}
		}
		end++
		if depth == 0 {
			return text[:end], bytes.TrimLeft(text[end:], ",: \t\r\n")
		}
		for text[end] == ',' || text[end] == ':' || text[end] <= ' ' {
			end++
		}
	}
}

// isPlainJSON reports whether a number, true, false or null goes on.
func isPlainJSON(c byte) bool {
	return c > ' ' && c != ',' && c != ']' && c != '}'
}

// closingQuote is where the string ends that begins the text.
func closingQuote(text []byte) int {
	for at := 1; ; at++ {
		switch text[at] {
		case '\\':
			at++
		case '"':
			return at
		}
	}
}

// questionAndAnswer recognises the objects that name their parts: {"question":…,"answer":…}.
func questionAndAnswer(members []member) (question string, answer []byte, ok bool) {
	for _, m := range members {
		switch strings.ToLower(m.name) {
		case "question", "title", "label", "name", "key", "q", "问题":
			if question == "" {
				question = plain(m.value)
			}
		case "answer", "value", "content", "a", "values", "options", "回答", "答案":
			if answer == nil {
				answer = m.value
			}
		}
	}
	return question, answer, question != "" && answer != nil
}

// plain is a JSON value as a person reads it; numbers keep every digit.
func plain(value []byte) string {
	if value[0] == '"' {
		if inside := value[1 : len(value)-1]; bytes.IndexByte(inside, '\\') < 0 && utf8.Valid(inside) {
			return string(inside)
		}
		var s string
		if json.Unmarshal(value, &s) == nil {
			return strings.ReplaceAll(s, "\x00", "") // PostgreSQL refuses it
		}
	}
	switch text := string(value); text {
	case "null":
		return ""
	case "true":
		return "是"
	case "false":
		return "否"
	default:
		return text
	}
}
