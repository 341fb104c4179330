package models

import (
	"errors"
	"testing"
)

func TestOnlyDaysThatHadLeadsAreFetched(t *testing.T) {
	now, _ := ParseBeijing("2026-11-23 12:00:00")
	for days, field := range map[[2]string]string{
		{"2026-11-01", "2026-11-23"}: "",
		{"0001-01-01", "0001-01-02"}: "from",
		{"2009-12-31", "2010-01-02"}: "from",
		{"2026-11-02", "2026-11-01"}: "to",
		{"2026-11-23", "2026-11-24"}: "to",
		{"", "2026-11-24"}:           "from",
		{"2026-11-01", "yesterday"}:  "to",
	} {
		_, err := BackfillRange(days[0], days[1], now)
		var bad *Invalid
		if errors.As(err, &bad) != (field != "") {
			t.Errorf("%v: %v", days, err)
			continue
		}
		if field == "" {
			continue
		}
		if _, found := bad.Of(field); !found {
			t.Errorf("%v: %v, want it at %s", days, err, field)
		}
	}
}
