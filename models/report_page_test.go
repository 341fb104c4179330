package models

import "testing"

func TestAPlaceAmongReportsSurvivesAnAddress(t *testing.T) {
	place := ReportPlace{WishedAt: 1_795_310_000_123, LeadID: 42}
	if got, ok := ParseReportPlace(place.String()); !ok || got != place {
		t.Errorf("%s became %+v", place, got)
	}
	for _, text := range []string{"", "-", "1", "1-", "-1", "-1-2", "1-0", "1--2", "x-1", "1-2-3", "99999999999999999999-1"} {
		if got, ok := ParseReportPlace(text); ok || !got.IsZero() {
			t.Errorf("%q is taken for a place: %+v", text, got)
		}
	}
}
