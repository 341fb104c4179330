package models

import (
	"testing"
	"time"
)

// rhythmOf makes four weeks of arrivals: perHour leads in each hour from 9 to 21, none by night.
func rhythmOf(perHour int, last time.Time) Arrivals {
	a := Arrivals{From: At(last.Add(-SilenceHistory)), To: At(last)}
	for at := last.Add(-SilenceHistory); at.Before(last); at = at.Add(time.Hour) {
		if hour := at.In(Beijing).Hour(); hour >= 9 && hour < 21 {
			a.Hours[HourOfWeek(At(at))] += perHour
		}
	}
	return a
}

func TestSilenceIsJudgedByTheHourOfTheWeek(t *testing.T) {
	day := func(hour, minute int) time.Time { return time.Date(2026, 11, 23, hour, minute, 0, 0, Beijing) }
	for name, c := range map[string]struct {
		perHour     int
		last, until time.Time
		light       Light
	}{
		"a usual gap":                           {6, day(14, 0), day(14, 10), LightGreen},
		"seven gaps by day":                     {6, day(14, 0), day(15, 10), LightAmber},
		"two hours by day":                      {6, day(14, 0), day(16, 5), LightRed},
		"the whole night":                       {6, day(20, 59), day(24+9, 5), LightGreen},
		"the night and a silent morning":        {6, day(20, 59), day(24+11, 10), LightRed},
		"twenty minutes of a busy account":      {60, day(14, 0), day(14, 20), LightGreen},
		"forty minutes of a busy account":       {60, day(14, 0), day(14, 40), LightRed},
		"a silence of a week is known":          {6, day(14, 0), day(24*7+14, 0), LightAmber},
		"the pull is behind, nothing is silent": {6, day(14, 0), day(13, 0), LightGreen},
	} {
		arrivals := rhythmOf(c.perHour, c.last)
		silence := NewSilence(&arrivals, At(c.last), At(c.until))
		if got := silence.Light(); got != c.light {
			t.Errorf("%s: %s, expected %.2f leads in %s", name, got, silence.Expected, silence.Span())
		}
	}
}

func TestSilenceTellsTheUsualGapAndNeedsHistory(t *testing.T) {
	last := time.Date(2026, 11, 23, 14, 0, 0, 0, Beijing)
	arrivals := rhythmOf(6, last)
	silence := NewSilence(&arrivals, At(last), At(last.Add(30*time.Minute)))
	if silence.UsualGap.Round(time.Minute) != 10*time.Minute || silence.Expected < 2.9 || silence.Expected > 3.1 {
		t.Errorf("gap %s, expected %.2f", silence.UsualGap, silence.Expected)
	}
	few := Arrivals{From: At(last.Add(-SilenceHistory)), To: At(last)}
	few.Hours[7] = silenceLeads - 1
	young := rhythmOf(6, last)
	young.From = At(last.Add(-6 * 24 * time.Hour))
	for name, a := range map[string]*Arrivals{"few leads": &few, "a young account": &young, "none": {}} {
		if silence := NewSilence(a, At(last), At(last.Add(24*time.Hour))); silence.Light() != LightOff {
			t.Errorf("%s: judged %s", name, silence.Light())
		}
	}
}
