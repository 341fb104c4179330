package store

import (
	"strconv"
	"testing"

	"xiansuo/models"
)

// NewestActs are the newest lines of the audit, newest first.
func NewestActs(t *testing.T, s *Store, count int) []models.AuditEntry {
	t.Helper()
	var entries []models.AuditEntry
	if err := s.read.Order("id DESC").Limit(count).Find(&entries).Error; err != nil {
		t.Fatal(err)
	}
	return entries
}

// ForgetClues makes the WeChat reports look as an older program left them.
func ForgetClues(t *testing.T, s *Store) {
	t.Helper()
	if err := s.write.Exec("UPDATE wechat_reports SET clue = NULL").Error; err != nil {
		t.Fatal(err)
	}
}

// FailAt makes the database refuse the end of one lead's erasure, as a crash in the middle of a
// portion would.
func FailAt(t *testing.T, s *Store, leadID int64) (mend func()) {
	t.Helper()
	run := func(statement string) {
		if err := s.write.Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	run("CREATE TRIGGER crash BEFORE INSERT ON changes WHEN NEW.kind = 'erased' AND NEW.lead_id = " + strconv.FormatInt(leadID, 10) +
		" BEGIN SELECT RAISE(ABORT, 'crash'); END")
	return func() { run("DROP TRIGGER crash") }
}
