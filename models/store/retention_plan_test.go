package store

import (
	"strings"
	"testing"

	"xiansuo/models"
)

// TestWhatARuleHitsIsReadFromItsIndexAlone: neither anonymous leads nor the table are read.
func TestWhatARuleHitsIsReadFromItsIndexAlone(t *testing.T) {
	s := openHere(t)
	values, err := s.expiredValues(s.read, &models.RetentionRule{Status: models.AnyStatus, Days: 30}, 10)
	if err != nil {
		t.Fatal(err)
	}
	plan := planOf(t, s, s.dialect.expired(), values...)
	if !strings.Contains(plan, "COVERING INDEX leads_kept (account_id=? AND convert_status=? AND list_key<?)") {
		t.Error(plan)
	}
	plan = planOf(t, s, "SELECT list_key FROM leads WHERE leads_wechat = ? AND leads_wechat <> '' LIMIT ?", "wx", 1)
	if !strings.Contains(plan, "INDEX leads_by_wechat (leads_wechat=?)") {
		t.Error(plan)
	}
}
