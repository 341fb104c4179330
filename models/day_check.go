package models

import "time"

// DayCheck compares one day of an account with the platform. Days are Beijing days of ingestion;
// test leads of previews are counted on both sides.
type DayCheck struct {
	AccountID int64   `gorm:"primaryKey;autoIncrement:false"`
	Day       Instant `gorm:"primaryKey;autoIncrement:false"` // its midnight
	Pushed    int64   // distinct leads that a push brought, first or later
	Pulled    int64   // distinct leads that the last reading of the day brought
	Total     int64   // the platform's total_number
	Ours      int64   // distinct leads that we have
	CheckedAt Instant
}

// Difference is how many leads we lack; negative when we have more than the platform counts.
func (d *DayCheck) Difference() int64 { return d.Total - d.Ours }

// Differs reports whether somebody should look at the day.
func (d *DayCheck) Differs() bool { return d.Total != d.Ours }

// DayWindow is the whole day that begins at a Beijing midnight.
func DayWindow(day Instant) PullWindow {
	return PullWindow{From: day, To: day.Add(24*time.Hour - time.Second)}
}

// CheckedDays are the midnights of the days that every night counts, newest first.
func CheckedDays(now Instant) []Instant {
	days := make([]Instant, NightlyDays)
	for i := range days {
		days[i] = now.BeijingDay().Add(-time.Duration(i+1) * 24 * time.Hour)
	}
	return days
}
