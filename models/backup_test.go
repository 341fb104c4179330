package models

import (
	"testing"
	"time"
)

func TestABackupsNameTellsWhatItIs(t *testing.T) {
	at := At(time.Date(2026, 11, 23, 3, 0, 5, 0, Beijing))
	name := BackupName(BackupNightly, at)
	if name != "xiansuo-20261123-030005-nightly.db.gz" {
		t.Error(name)
	}
	if b, ok := ParseBackupName(name); !ok || b.MadeAt != at || b.Reason != BackupNightly {
		t.Errorf("%+v, %v", b, ok)
	}
	for _, other := range []string{"", "xiansuo.db", "xiansuo-20261123-030005-other.db.gz", "xiansuo-20261399-030005-nightly.db.gz", "../" + name, name + ".part"} {
		if _, ok := ParseBackupName(other); ok {
			t.Errorf("%q is taken for a backup", other)
		}
	}
}

// TestBackupsOfAYearLeaveSevenDaysFourWeeksSixMonths makes a backup each night, and drops as it goes.
func TestBackupsOfAYearLeaveSevenDaysFourWeeksSixMonths(t *testing.T) {
	var have []Backup
	night := time.Date(2026, 1, 1, 3, 0, 0, 0, Beijing)
	for range 365 {
		have = append(have, Backup{Name: night.String(), Reason: BackupNightly, MadeAt: At(night)})
		drop := map[string]bool{}
		for _, b := range BackupsToDrop(have) {
			drop[b.Name] = true
		}
		var left []Backup
		for _, b := range have {
			if !drop[b.Name] {
				left = append(left, b)
			}
		}
		have = left
		night = night.AddDate(0, 0, 1)
	}
	want := []string{ // the year's last night is 31 December, a Thursday
		"2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31", "2026-11-30", // months, beside December
		"2026-12-13", "2026-12-20", // weeks, beside the ones of the days
		"2026-12-25", "2026-12-26", "2026-12-27", "2026-12-28", "2026-12-29", "2026-12-30", "2026-12-31",
	}
	var got []string
	for _, b := range have {
		got = append(got, b.MadeAt.Time().Format(time.DateOnly))
	}
	if len(got) != len(want) {
		t.Fatalf("%v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%v, want %v", got, want)
			break
		}
	}
}

func TestOtherBackupsAreKeptByTheirNumber(t *testing.T) {
	var have []Backup
	for i := range 12 {
		reason := BackupUpgrade
		if i%2 == 1 {
			reason = BackupAsked
		}
		have = append(have, Backup{Reason: reason, MadeAt: Instant(i+1) * 100_000_000_000})
	}
	drop := BackupsToDrop(have)
	if len(drop) != 2 || drop[0].MadeAt != have[1].MadeAt || drop[1].MadeAt != have[0].MadeAt {
		t.Errorf("%+v", drop)
	}
}

func TestABackupIsDueOnceANight(t *testing.T) {
	at := func(text string) Instant { i, _ := ParseBeijing(text); return i }
	last := []Backup{{Reason: BackupNightly, MadeAt: at("2026-11-22 03:00:10")}, {Reason: BackupAsked, MadeAt: at("2026-11-23 09:00:00")}}
	for now, want := range map[string]bool{"2026-11-22 03:01:00": false, "2026-11-23 02:59:59": false, "2026-11-23 03:00:00": true, "2026-11-23 14:00:00": true} {
		if BackupDue(last, at(now)) != want {
			t.Errorf("at %s due: %v", now, !want)
		}
	}
	if !BackupDue(nil, at("2026-11-23 00:10:00")) {
		t.Error("a desk without any backup waits for the night")
	}
}
