package models

import (
	"testing"
	"time"
)

const noon = Instant(1_700_000_000_000)

func at(minutes int) Instant { return noon.Add(time.Duration(minutes) * time.Minute) }

func TestMarksMoveOnlyOverWhatJoinsThem(t *testing.T) {
	now := at(600)
	for name, c := range map[string]struct {
		state   PullState
		window  PullWindow
		missing int64
		want    PullState
	}{
		"a complete window that joins": {PullState{Watermark: at(10), ReadTo: at(10), Repeats: 2}, PullWindow{at(0), at(20)}, 0, PullState{Watermark: at(20), ReadTo: at(20)}},
		"the next second joins":        {PullState{Watermark: at(10), ReadTo: at(10)}, PullWindow{at(10) + 1000, at(20)}, 0, PullState{Watermark: at(20), ReadTo: at(20)}},
		"a later window":               {PullState{Watermark: at(10), ReadTo: at(10)}, PullWindow{at(15), at(20)}, 0, PullState{Watermark: at(10), ReadTo: at(10)}},
		"an older window":              {PullState{Watermark: at(10), ReadTo: at(10)}, PullWindow{at(-9), at(2)}, 0, PullState{Watermark: at(10), ReadTo: at(10)}},
		"leads are missing":            {PullState{Watermark: at(10), ReadTo: at(10)}, PullWindow{at(0), at(20)}, 3, PullState{Watermark: at(10), ReadTo: at(20)}},
		"a window of the future":       {PullState{Watermark: at(590), ReadTo: at(590)}, PullWindow{at(580), at(700)}, 0, PullState{Watermark: at(600) - 2000, ReadTo: at(600) - 2000}},
		"part of a gap":                {PullState{Watermark: at(10), ReadTo: at(50), GapTo: at(30), Missing: 7}, PullWindow{at(0), at(20)}, 0, PullState{Watermark: at(20), ReadTo: at(50), GapTo: at(30), Missing: 7}},
		"the rest of a gap":            {PullState{Watermark: at(20), ReadTo: at(50), GapTo: at(30), Missing: 7, Repeats: 3}, PullWindow{at(20), at(31)}, 0, PullState{Watermark: at(50), ReadTo: at(50)}},
		"the first pull":               {PullState{Since: at(10)}, PullWindow{at(0), at(20)}, 0, PullState{Since: at(10), Watermark: at(20), ReadTo: at(20)}},
		"history before any pull":      {PullState{}, PullWindow{at(0), at(20)}, 0, PullState{}},
	} {
		got := c.state
		got.Cover(c.window, c.missing, now)
		if got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestAWindowIsGivenUpAfterThreeReadings(t *testing.T) {
	s := PullState{Watermark: at(10), ReadTo: at(10)}
	for reading := 1; reading <= PullMaxRepeats; reading++ {
		if s.Behind() || s.NextWindow(at(20)).From != at(0) {
			t.Fatalf("reading %d: %+v", reading, s)
		}
		givenUp := s.Incompletely(PullWindow{at(0), at(20)}, 7, at(21))
		if givenUp != (reading == PullMaxRepeats) {
			t.Fatalf("reading %d: given up = %v", reading, givenUp)
		}
	}
	if !s.Behind() || s.Watermark != at(10) || s.NextWindow(at(40)).From != at(10) {
		t.Errorf("%+v reads on from %s", s, s.NextWindow(at(40)).From)
	}
}

func TestTheWindowEndsOnThePlatformsClock(t *testing.T) {
	for _, skew := range []time.Duration{-4 * time.Minute, 0, 4 * time.Minute} {
		s := PullState{Watermark: at(0), SkewMillis: skew.Milliseconds()}
		if got := s.NextWindow(at(60).Add(skew)).To; got != at(60).Add(-PullSafety) {
			t.Errorf("clock off by %v: ends at %s", skew, got)
		}
	}
}

func TestTheLastDaysAreLookedAtTwiceADayAndAMissedLookIsMadeUpAtOnce(t *testing.T) {
	at := func(day, hour, minute int) Instant { return At(time.Date(2026, 11, day, hour, minute, 0, 0, Beijing)) }
	for _, c := range []struct {
		last, now Instant
		due       bool
	}{
		{0, at(23, 1, 0), true}, // never looked
		{at(22, 14, 0), at(23, 1, 59), false}, {at(22, 14, 0), at(23, 2, 0), true},
		{at(23, 2, 0), at(23, 13, 59), false}, {at(23, 2, 0), at(23, 14, 0), true}, {at(23, 14, 5), at(23, 23, 59), false},
		{at(22, 2, 0), at(23, 0, 30), true}, // the desk stood still at 14:00
		{at(16, 2, 0), at(23, 13, 0), true}, // for a week
	} {
		if s := (&PullState{NightlyAt: c.last}); s.IsLookDue(c.now) != c.due {
			t.Errorf("last look %v: due at %v is %v", c.last.Time().In(Beijing), c.now.Time().In(Beijing), !c.due)
		}
	}
}

func TestABackfillGoesDayByDay(t *testing.T) {
	midnight := noon.BeijingDay()
	b := Backfill{From: midnight, To: midnight.Add(48 * time.Hour)}
	first, _ := b.Next()
	if first != DayWindow(midnight) || b.Days() != 2 || b.DaysDone() != 0 {
		t.Errorf("%+v", first)
	}
	b.DoneTo = midnight.Add(30 * time.Hour)
	rest, ok := b.Next()
	if !ok || rest.From != b.DoneTo || rest.To != b.To-1000 || b.DaysDone() != 1 {
		t.Errorf("%+v", rest)
	}
	b.DoneTo = b.To
	if _, ok := b.Next(); ok {
		t.Error("it goes on beyond its end")
	}
}

func TestOnlySomeMovesOfABackfillAreAllowed(t *testing.T) {
	allowed := map[BackfillState]string{
		BackfillPlanned: "running cancelled", BackfillRunning: "paused cancelled", BackfillPaused: "running cancelled", BackfillDone: "", BackfillCancelled: "",
	}
	for from, want := range allowed {
		b, got := Backfill{State: from}, ""
		for _, to := range []BackfillState{BackfillPlanned, BackfillRunning, BackfillPaused, BackfillDone, BackfillCancelled} {
			if b.Can(to) {
				got += " " + string(to)
			}
		}
		if len(got) > 0 {
			got = got[1:]
		}
		if got != want {
			t.Errorf("%s may become %q, want %q", from, got, want)
		}
	}
}
