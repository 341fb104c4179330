package models

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"
)

func TestListKeysSortByTimeThenID(t *testing.T) {
	at := At(time.Date(2026, 11, 23, 12, 0, 0, 0, Beijing))
	keys := []int64{
		NewListKey(at.Add(-time.Second), 1<<31-1), NewListKey(at, 1), NewListKey(at, 2), NewListKey(at.Add(time.Second), 1),
	}
	if !slices.IsSorted(keys) {
		t.Error(keys)
	}
	if floor := ListKeyFloor(at); floor > keys[1] || floor <= keys[0] {
		t.Error("a day's floor does not part the days")
	}
	if NewListKey(-5, 1) < 0 || NewListKey(1<<62, 1) < 0 {
		t.Error("times beyond reason overflow")
	}
}

func TestADigestTellsEveryFieldApart(t *testing.T) {
	base := Lead{}
	seen := map[string]string{string(base.Digest()): "nothing"}
	for _, field := range LeadFields {
		lead := Lead{}
		*field.At(&lead.PlatformFields) = "x"
		digest := string(lead.Digest())
		if seen[digest] != "" {
			t.Errorf("%s and %s have the same digest", field.Name, seen[digest])
		}
		seen[digest] = field.Name
	}
	if !bytes.Equal((&Lead{ID: 7, Work: Work{ConvertStatus: "x"}}).Digest(), base.Digest()) {
		t.Error("what is ours is in the digest")
	}
}

func TestWhoeverWorksALeadFirstHasIt(t *testing.T) {
	account := Account{StatusSystem: StandardSystem, ReportMode: ReportOn}
	lead := Lead{ID: 1, LeadsID: "1"}
	now := Instant(5)
	work := Work{ConvertStatus: StatusPotentialCustomer}
	for i, user := range []User{{ID: 3, Role: Admin}, {ID: 4, Role: Sales}, {ID: 5, Role: Sales}} {
		work.OuterConvertType = string(rune('a' + i))
		changed, err := lead.SetStatus(&account, StatusWish{Version: lead.WorkVersion, Work: work}, &user, now)
		if !changed || err != nil {
			t.Fatal(changed, err)
		}
	}
	if lead.OwnerID != 4 || lead.WorkVersion != 3 {
		t.Errorf("owner %d, version %d", lead.OwnerID, lead.WorkVersion)
	}
	changed, err := lead.SetStatus(&account, StatusWish{Version: 3, Work: work}, &User{}, now)
	if changed || err != nil {
		t.Errorf("saying the same again: %v, %v", changed, err)
	}
	if changed, err := lead.SetStatus(&account, StatusWish{Version: 2, Work: work}, &User{}, now); changed || err != nil {
		t.Errorf("a second click: %v, %v", changed, err)
	}
	work.OuterConvertType = "else"
	if _, err := lead.SetStatus(&account, StatusWish{Version: 2, Work: work}, &User{}, now); !errors.Is(err, ErrConflict) {
		t.Errorf("a stale wish: %v", err)
	}
	lead.ReportState = ReportFailed
	if changed, err := lead.SetStatus(&account, StatusWish{Version: 3, Work: lead.Work}, &User{}, now); !changed || err != nil || lead.ReportState != ReportWaiting {
		t.Errorf("saving a failed report again: %v, %v, %s", changed, err, lead.ReportState)
	}
}

func TestTimesOfThePlatformAreBeijings(t *testing.T) {
	for text, want := range map[string]int64{
		"2023-11-15 06:13:20": 1700000000000,
		"1700000000":          1700000000000,
		"1700000000123":       1700000000123,
		"2023-11-15":          1699977600000,
	} {
		got, ok := ParseBeijing(text)
		if !ok || int64(got) != want {
			t.Errorf("%s: %d", text, got)
		}
	}
	for _, text := range []string{"", "0", "yesterday", "2023-13-01", "12345"} {
		if got, ok := ParseBeijing(text); ok {
			t.Errorf("%q was read as %v", text, got)
		}
	}
	late := At(time.Date(2026, 1, 1, 23, 59, 59, 0, Beijing))
	if got := late.BeijingDay().String(); got != "2026-01-01 00:00:00" {
		t.Errorf("23:59:59 belongs to %s", got)
	}
}

func TestPersonalValuesAreMasked(t *testing.T) {
	for _, c := range []struct {
		value string
		as    Secrecy
		want  string
	}{
		{"13810005678", PhoneSecret, "138****5678"},
		{"1511148812x", PhoneSecret, "151****812x"},
		{"021-55667788", PhoneSecret, "021*****7788"},
		{"12345", PhoneSecret, "1****"},
		{"5551234", PhoneSecret, "5****"},
		{"88812345", PhoneSecret, "****2345"},
		{"", PhoneSecret, ""},
		{"一三八", PhoneSecret, "一****"},
		{"wx_id", TextSecret, "w****"},
		{"王建国", NameSecret, "王建国"},
	} {
		if got := Mask(c.value, c.as); got != c.want {
			t.Errorf("%q: %q, want %q", c.value, got, c.want)
		}
	}
}

func TestRetriesClimbTheLadder(t *testing.T) {
	for n := -1; n < 40; n++ {
		step := reportLadder[min(max(n, 1), len(reportLadder))-1]
		for _, jitter := range []Jitter{0, 1, NewJitter()} {
			if got := RetryDelay(n, jitter); got < step || got > step*3/2 {
				t.Errorf("after %d failures: %v", n, got)
			}
		}
	}
}
