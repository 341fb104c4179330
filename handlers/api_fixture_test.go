package handlers

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
)

// scriptBench is a real desk with tokens of each role; another seller has the patient.
type scriptBench struct {
	*realBench
	tokens   map[string]string // by user name
	document map[string]any    // the API's own description
	seen     map[string]bool   // operation and status, as they occurred
}

func newScriptBench(t *testing.T) *scriptBench {
	t.Helper()
	s := &scriptBench{realBench: newRealBench(t), tokens: map[string]string{}, seen: map[string]bool{}}
	for _, user := range []models.User{admin, manager, sales, viewer, s.other} {
		scopes := []models.TokenScope{models.ReadLeads, models.ReadFigures}
		if user.CanWork() {
			scopes = append(scopes, models.WriteStatus, models.CreateLeads)
		}
		s.tokens[user.Username] = s.token(t, user, scopes...)
	}
	if err := json.Unmarshal(s.script("", "GET", "/api/v1/openapi.json", "").Body.Bytes(), &s.document); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *scriptBench) token(t *testing.T, user models.User, scopes ...models.TokenScope) string {
	t.Helper()
	wish := models.TokenWish{Name: "脚本 " + user.Username, UserID: user.ID, Days: 30}
	for _, scope := range scopes {
		wish.Scopes = append(wish.Scopes, string(scope))
	}
	_, secret, err := s.store.MakeAPIToken(models.AsSystem(t.Context()), wish)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// script sends a request as a script does; headers are names and values in turn.
func (s *scriptBench) script(token, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	s.pass(time.Second / 10) // as often as a token may
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer := httptest.NewRecorder()
	s.site.ServeHTTP(answer, r)
	s.check(method, r.URL.Path, answer)
	return answer
}

// check holds an answer against the document: its status is there, and its body has exactly those fields.
func (s *scriptBench) check(method, path string, answer *httptest.ResponseRecorder) {
	s.t.Helper()
	h := answer.Header()
	if h.Get("Cache-Control") != "no-store" || h.Get("X-Content-Type-Options") != "nosniff" || len(h.Values("Set-Cookie")) != 0 {
		s.t.Errorf("%s %s: headers %v", method, path, h)
	}
	if s.document == nil {
		return
	}
	var body any
	if err := json.Unmarshal(answer.Body.Bytes(), &body); err != nil {
		s.t.Errorf("%s %s: no JSON: %v", method, path, err)
		return
	}
	operation := s.operation(method, path)
	if operation == nil { // an address that is not there: a problem like any other
		s.fits(map[string]any{"$ref": "#/components/schemas/Problem"}, body, path)
		return
	}
	status := fmt.Sprint(answer.Code)
	response, ok := operation["responses"].(map[string]any)[status].(map[string]any)
	if !ok {
		s.t.Errorf("%s %s answers %s, which is documented nowhere: %s", method, path, status, answer.Body)
		return
	}
	s.seen[operation["operationId"].(string)+" "+status] = true
	for media, content := range response["content"].(map[string]any) {
		if !strings.HasPrefix(h.Get("Content-Type"), media+";") {
			s.t.Errorf("%s %s: %s is %s, not %s", method, path, status, h.Get("Content-Type"), media)
		}
		s.fits(content.(map[string]any)["schema"].(map[string]any), body, method+" "+path+" "+status)
	}
}

func (s *scriptBench) operation(method, path string) map[string]any {
	parts := strings.Split(path, "/")
	for pattern, operations := range s.document["paths"].(map[string]any) {
		wanted := strings.Split(pattern, "/")
		fits := len(wanted) == len(parts)
		for i := 0; fits && i < len(parts); i++ {
			fits = wanted[i] == parts[i] || strings.HasPrefix(wanted[i], "{")
		}
		if operation, ok := operations.(map[string]any)[strings.ToLower(method)].(map[string]any); fits && ok {
			return operation
		}
	}
	return nil
}

// fits checks a value against a schema, as far as the document uses the language of schemas.
func (s *scriptBench) fits(schema map[string]any, value any, where string) {
	s.t.Helper()
	if ref, ok := schema["$ref"].(string); ok {
		name := strings.TrimPrefix(ref, "#/components/schemas/")
		schema = s.document["components"].(map[string]any)["schemas"].(map[string]any)[name].(map[string]any)
	}
	if choices, ok := schema["anyOf"].([]any); ok {
		if value != nil {
			s.fits(choices[0].(map[string]any), value, where)
		}
		return
	}
	ok := false
	switch schema["type"] {
	case "string":
		_, ok = value.(string)
	case "boolean":
		_, ok = value.(bool)
	case "integer":
		number, is := value.(float64)
		ok = is && number == float64(int64(number))
	case "array":
		var list []any
		list, ok = value.([]any)
		for i, item := range list {
			s.fits(schema["items"].(map[string]any), item, fmt.Sprintf("%s[%d]", where, i))
		}
	case "object":
		ok = s.fitsObject(schema, value, where)
	}
	if !ok {
		s.t.Errorf("%s: %v is no %v", where, value, schema["type"])
	}
}

func (s *scriptBench) fitsObject(schema map[string]any, value any, where string) bool {
	s.t.Helper()
	have, ok := value.(map[string]any)
	properties, _ := schema["properties"].(map[string]any)
	for name, property := range have {
		wanted, known := properties[name].(map[string]any)
		if !known {
			wanted, known = schema["additionalProperties"].(map[string]any)
		}
		if !known {
			s.t.Errorf("%s has an undocumented field %s", where, name)
			continue
		}
		s.fits(wanted, property, where+"."+name)
	}
	required, _ := schema["required"].([]any)
	for _, name := range required {
		if _, there := have[name.(string)]; !there {
			s.t.Errorf("%s lacks %s", where, name)
		}
	}
	return ok
}
