package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"unicode/utf8"

	"xiansuo/models"
	"xiansuo/templates"
)

// maxJSON is the most that a script may bring, in bytes.
const maxJSON = 64 << 10

// JSONField is one field of an object that scripts bring: a text or a whole number.
type JSONField struct {
	Name     string
	Number   bool
	Required bool
}

// JSONBody holds what a script brought, by the names of its fields.
type JSONBody struct {
	Texts   map[string]string
	Numbers map[string]int64
}

// JSONBody reads an object with these fields and no others, each once and of its type. Everything that
// is wrong is *models.Invalid; what is no JSON object at all is an unreadable form.
func (c *Context) JSONBody(fields []JSONField) (JSONBody, error) {
	if media, _, err := mime.ParseMediaType(c.GetHeader("Content-Type")); err != nil || media != "application/json" {
		return JSONBody{}, errMediaType
	}
	text, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, maxJSON))
	if err != nil {
		return JSONBody{}, formError(err)
	}
	if !utf8.Valid(text) || !json.Valid(text) {
		return JSONBody{}, errForm
	}
	return readJSON(text, fields)
}

// readJSON reads text that is valid JSON.
func readJSON(text []byte, fields []JSONField) (JSONBody, error) {
	body := JSONBody{Texts: map[string]string{}, Numbers: map[string]int64{}}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return body, errForm
	}
	bad, seen := &models.Invalid{}, map[string]bool{}
	for decoder.More() {
		name, err := decoder.Token()
		var raw json.RawMessage
		if err = errors.Join(err, decoder.Decode(&raw)); err != nil {
			return body, errForm
		}
		body.take(bad, seen, fields, name.(string), raw)
		if len(bad.Fields) >= maxJSONErrors {
			return body, bad
		}
	}
	for _, field := range fields {
		if field.Required && !seen[field.Name] {
			bad.Add(field.Name, "invalid.required")
		}
	}
	return body, bad.OrNil()
}

const (
	maxJSONErrors = 20 // then the rest is not looked at
	maxFieldName  = 64 // bytes of an unknown name that are repeated
)

func (b *JSONBody) take(bad *models.Invalid, seen map[string]bool, fields []JSONField, name string, raw json.RawMessage) {
	var field *JSONField
	for i := range fields {
		if fields[i].Name == name {
			field = &fields[i]
		}
	}
	var text string
	switch {
	case field == nil:
		bad.Add(safeName(name), "invalid.unknown_field")
	case seen[name]:
		bad.Add(name, "invalid.twice")
	case field.Number:
		n, err := strconv.ParseInt(string(raw), 10, 64)
		if err != nil {
			bad.Add(name, templates.WordNumber)
		}
		b.Numbers[name] = n
	case raw[0] != '"' || json.Unmarshal(raw, &text) != nil:
		bad.Add(name, "invalid.text")
	default:
		b.Texts[name] = text
	}
	seen[name] = true
}

// safeName is an unknown field's name as it can be repeated: one that looks like a name, or nothing.
func safeName(name string) string {
	for _, r := range name {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '_' && r != '-' || len(name) > maxFieldName {
			return "?"
		}
	}
	return name
}
