package models

import "fmt"

// AuditQuery asks for entries of the audit, newest first. Zero values do not filter.
type AuditQuery struct {
	ActorKind ActorKind
	ActorID   int64
	Action    AuditAction
	Subject   AuditSubject
	SubjectID int64
	From, To  Instant // from <= at < to
	Before    int64   // entries older than this one
	Limit     int     // 0: AuditPageSize
}

// AuditPageSize is how many entries a page shows.
const AuditPageSize = 50

// AuditCheck is what going through the audit's chain found.
type AuditCheck struct {
	Sound  int64   // entries that are as they were written
	Broken int64   // the first one that is not; 0: none
	At     Instant // when it was looked at; 0: never
}

// Text is the check as the database keeps it.
func (c AuditCheck) Text() []byte { return fmt.Appendf(nil, "%d %d %d", c.Sound, c.Broken, c.At) }

// ParseAuditCheck reads what Text wrote.
func ParseAuditCheck(text []byte) (c AuditCheck, err error) {
	if _, err := fmt.Sscanf(string(text), "%d %d %d", &c.Sound, &c.Broken, &c.At); err != nil {
		return AuditCheck{}, fmt.Errorf("read a check of the audit: %w", err)
	}
	return c, nil
}
