package models

import (
	"bytes"
	"encoding/json"
	"strings"
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
	for _, text := range []string{raw, repairJSON(raw)} {
		if answers, ok = flatten([]byte(text)); ok {
			return answers, true
		}
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
func collectList(answers *[]Answer, question string, value []byte, depth int) {
	var items []json.RawMessage
	if json.Unmarshal(value, &items) != nil {
		return
	}
	var words []string
	for _, item := range items {
		if item[0] == '{' || item[0] == '[' {
			collect(answers, question, item, depth+1)
			continue
		}
		words = append(words, plain(item))
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
	value json.RawMessage
}

func members(object []byte) []member {
	var found []member
	dec := json.NewDecoder(bytes.NewReader(object))
	if _, err := dec.Token(); err != nil {
		return nil
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return found
		}
		var value json.RawMessage
		if dec.Decode(&value) != nil {
			return found
		}
		found = append(found, member{name.(string), value})
	}
	return found
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
	var s string
	if json.Unmarshal(value, &s) == nil {
		return s
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
