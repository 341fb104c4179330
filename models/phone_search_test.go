package models

import (
	"errors"
	"testing"
)

func TestAPhoneIsFoundWholeOrByItsLastFourDigits(t *testing.T) {
	for _, c := range []struct {
		phone, word string
		want        bool
	}{
		{"13810005678", "13810005678", true},
		{"13810005678", "8613810005678", true},
		{"8613810005678", "13810005678", true},
		{"13810005678", "008613810005678", true},
		{"13810005678", "5678", true},
		{"13810005678", "678", true},
		{"13810005678", "67", true},
		{"13810005678", "05678", false},
		{"13810005678", "10005678", false},
		{"13810005678", "3810005678", false},
		{"13810005678", "138", false},
		{"13810005678", "1000", false},
		{"02155667788", "02155667788", true},
		{"02155667788", "55667788", false},
		{"", "1", false},
		{"13810005678", "", false},
	} {
		if got := PhoneMatches(c.phone, c.word); got != c.want {
			t.Errorf("%s by %s: %v", c.phone, c.word, got)
		}
	}
}

func TestARevealQuotaStaysWithinItsBounds(t *testing.T) {
	for quota, field := range map[RevealQuota]string{
		{60, 300}: "", {MinReveals, MinReveals}: "", {MaxHourReveals, MaxDayReveals}: "",
		{0, 300}: "reveals_hour", {60, 0}: "reveals_day", {60, 59}: "reveals_day", {501, 2000}: "reveals_hour", {60, 2001}: "reveals_day",
	} {
		err := quota.Check()
		if (err == nil) != (field == "") {
			t.Errorf("%+v: %v", quota, err)
			continue
		}
		var invalid *Invalid
		if errors.As(err, &invalid) {
			if _, found := invalid.Of(field); !found {
				t.Errorf("%+v: %v", quota, err)
			}
		}
	}
}
