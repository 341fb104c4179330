package models

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
)

// AuditEntry is one line of the audit: who did what to what, when and from where. It never holds
// personal data of a lead or a secret: a phone number that was changed is named, not written.
type AuditEntry struct {
	ID        int64 // its place in the chain: 1, 2, 3, …
	At        Instant
	ActorKind ActorKind
	ActorID   int64
	ActorName string
	IP        string
	Action    AuditAction
	Subject   AuditSubject
	SubjectID int64
	Old, New  string // what was changed: JSON objects of names and values, or empty
	Hash      []byte // of this entry and the one before
}

// AuditAction says what was done, as subject.verb. Its words are audit.action.<it>.
type AuditAction string

// AuditSubject says to what kind of thing. Its words are audit.subject.<it>.
type AuditSubject string

const (
	SubjectLead    AuditSubject = "lead"
	SubjectAccount AuditSubject = "account"
	SubjectUser    AuditSubject = "user"
	SubjectTeam    AuditSubject = "team"
	SubjectToken   AuditSubject = "token"
	SubjectDesk    AuditSubject = "desk" // the whole program: settings, backups, keys
)

// Act is what is to be written into the audit, without what the context knows.
type Act struct {
	Action    AuditAction
	Subject   AuditSubject
	SubjectID int64
	Old, New  map[string]any // what was changed; nil when there is nothing to compare
}

// Entry makes the audit's line of an act.
func (a Act) Entry(by Actor, at Instant) (AuditEntry, error) {
	before, err := auditValues(a.Old)
	if err != nil {
		return AuditEntry{}, err
	}
	after, err := auditValues(a.New)
	if err != nil {
		return AuditEntry{}, err
	}
	return AuditEntry{
		At: at, ActorKind: by.Kind, ActorID: by.ID, ActorName: by.Name, IP: by.IP,
		Action: a.Action, Subject: a.Subject, SubjectID: a.SubjectID, Old: before, New: after,
	}, nil
}

func auditValues(values map[string]any) (string, error) {
	if len(values) == 0 {
		return "", nil
	}
	text, err := json.Marshal(values)
	if err != nil {
		return "", fmt.Errorf("write an audit entry: %w", err)
	}
	return string(text), nil
}

// Canonical is the entry as bytes, the same on every machine and for ever: what its hash covers.
// Each text is led by its length, so that no two entries look the same.
func (e *AuditEntry) Canonical() []byte {
	var b []byte
	for _, number := range []int64{e.ID, int64(e.At), e.ActorID, e.SubjectID} {
		b = binary.BigEndian.AppendUint64(b, uint64(number))
	}
	for _, text := range []string{string(e.ActorKind), e.ActorName, e.IP, string(e.Action), string(e.Subject), e.Old, e.New} {
		b = binary.BigEndian.AppendUint64(b, uint64(len(text)))
		b = append(b, text...)
	}
	return slices.Clip(b)
}
