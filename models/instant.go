package models

import (
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // a fresh machine may have no time zones installed
)

// Instant is a moment in time: milliseconds since 1970-01-01 UTC. Zero means "never".
// It is what the database keeps, so that no driver decides on a text form.
type Instant int64

// Beijing is the zone of every zoneless time of the platform: UTC+8, no daylight saving.
var Beijing = mustZone("Asia/Shanghai")

// beijingLayout is how the platform writes a time (§6).
const beijingLayout = "2006-01-02 15:04:05"

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic("the embedded time zones lack " + name + ": " + err.Error())
	}
	return zone
}

// At turns a time into an Instant; the zero time becomes zero.
func At(t time.Time) Instant {
	if t.IsZero() {
		return 0
	}
	return Instant(t.UnixMilli())
}

// Time returns the moment in Beijing time, or the zero time.
func (i Instant) Time() time.Time {
	if i == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(i)).In(Beijing)
}

// IsZero reports whether the moment never came.
func (i Instant) IsZero() bool { return i == 0 }

// Add moves the instant by d.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d.Milliseconds()) }

// Sub is the time that passed between j and i.
func (i Instant) Sub(j Instant) time.Duration { return time.Duration(i-j) * time.Millisecond }

// String is the platform's form, `yyyy-mm-dd HH:MM:SS` in Beijing time; empty for zero.
func (i Instant) String() string {
	if i == 0 {
		return ""
	}
	return i.Time().Format(beijingLayout)
}

// ParseBeijing reads a time as the platform writes it: `yyyy-mm-dd HH:MM:SS`, a day alone, or
// Unix seconds or milliseconds. ok is false for anything else.
func ParseBeijing(s string) (at Instant, ok bool) {
	s = strings.TrimSpace(s)
	for _, layout := range []string{beijingLayout, "2006-01-02T15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, s, Beijing); err == nil {
			return At(t), true
		}
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return At(t), true
	}
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err != nil || n <= 0:
		return 0, false
	case len(s) == 10:
		return Instant(n * 1000), true
	case len(s) == 13:
		return Instant(n), true
	}
	return 0, false
}

// BeijingDay is the first instant of the day that i falls on, in Beijing.
func (i Instant) BeijingDay() Instant {
	t := i.Time()
	return At(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, Beijing))
}
