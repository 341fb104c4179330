package models

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// The kinds of error that reach a person. Package web turns each into a status and words, once.
var (
	ErrNotFound    = errors.New("not found")
	ErrNotAllowed  = errors.New("not allowed")
	ErrConflict    = errors.New("changed by somebody else meanwhile")
	ErrUnavailable = errors.New("not available now")
	// ErrFull is an ErrUnavailable: there is no room to write. Reading goes on.
	ErrFull = fmt.Errorf("%w: the disk is full", ErrUnavailable)
)

// FieldError is one thing wrong with one field of a form: a key of the pages' words, and a
// number that those words may mention.
type FieldError struct {
	Field string
	Word  string
	Limit int
}

// Invalid is input that breaks a rule. It lists every field that is wrong.
type Invalid struct{ Fields []FieldError }

// Add notes that a field is wrong.
func (v *Invalid) Add(field, word string) { v.AddLimit(field, word, 0) }

// AddLimit notes that a field is beyond a limit.
func (v *Invalid) AddLimit(field, word string, limit int) {
	v.Fields = append(v.Fields, FieldError{field, word, limit})
}

// AddAll notes what another check found, under the names that its fields have here. An error of any
// other kind is not about fields.
func (v *Invalid) AddAll(err error, rename func(field string) string) {
	var found *Invalid
	if !errors.As(err, &found) {
		return
	}
	for _, f := range found.Fields {
		v.AddLimit(rename(f.Field), f.Word, f.Limit)
	}
}

// OrNil is the error to return: nil when nothing is wrong.
func (v *Invalid) OrNil() error {
	if len(v.Fields) == 0 {
		return nil
	}
	return v
}

// Of returns what is wrong with one field.
func (v *Invalid) Of(field string) (FieldError, bool) {
	if v != nil {
		for _, f := range v.Fields {
			if f.Field == field {
				return f, true
			}
		}
	}
	return FieldError{}, false
}

// Error lists the fields and rules; it holds no value that was typed.
func (v *Invalid) Error() string {
	parts := make([]string, len(v.Fields))
	for i, f := range v.Fields {
		parts[i] = f.Field + ": " + f.Word
	}
	return "invalid input: " + strings.Join(parts, ", ")
}

// Refusal is the kind of a failed call to the platform ("Response body").
type Refusal string

const (
	RefusedInternal   Refusal = "internal"   // 1100–1199: try again later
	RefusedPermission Refusal = "permission" // 2000–2099, 10000: the credentials are wrong
	RefusedParameter  Refusal = "parameter"  // 2100–2199: never succeeds unchanged
	RefusedLead       Refusal = "lead"       // 2000–2099 for one lead, while the platform takes others
	RefusedByRules    Refusal = "rules"      // our own: the account's rules allow the status no more
	RefusedRepeated   Refusal = "repeated"   // the uuid of a WeChat report is known already (§5)
	RefusedUnknown    Refusal = "unknown"    // an answer nobody documented
	RefusedUncounted  Refusal = "uncounted"  // a list answer with code 0, without a list and without a count
	FailedDNS         Refusal = "dns"
	FailedTLS         Refusal = "tls"
	FailedConnect     Refusal = "connect"
	FailedTimeout     Refusal = "timeout"
	FailedHTTP        Refusal = "http"     // not status 200, or no JSON
	FailedTooLong     Refusal = "too_long" // an answer beyond our limit
)

// PlatformError is a call that did not succeed: what kind of failure, and the platform's own words.
type PlatformError struct {
	Kind    Refusal
	Status  int    // HTTP status, 0 when there was no answer
	Code    int    // the answer's code, 0 when there was none
	Message string // the platform's words, or a short cause; at most 500 characters, nothing personal
	Answer  string // the whole answer, masked, when nobody documented it; at most 4,000 characters
	Items   []int  // positions of the refused items of a batch, when the platform names them
	Skew    Skew   // our clock against the platform's, when it answered
	Err     error  // the cause, for the log
}

// Error names the kind and code.
func (e *PlatformError) Error() string {
	s := "platform: " + string(e.Kind)
	if e.Status != 0 {
		s += ", HTTP " + strconv.Itoa(e.Status)
	}
	if e.Code != 0 {
		s += ", code " + strconv.Itoa(e.Code)
	}
	if e.Message != "" {
		s += ": " + e.Message
	}
	return s
}

// Unwrap is the cause.
func (e *PlatformError) Unwrap() error { return e.Err }

// Transient reports whether the same call may succeed later.
func (e *PlatformError) Transient() bool {
	switch e.Kind {
	case RefusedPermission, RefusedParameter, RefusedLead, RefusedByRules, RefusedRepeated:
		return false
	}
	return true
}
