package store_test

import (
	"testing"
	"time"

	"xiansuo/models"
)

func TestArrivalsAreCountedByTheHourOfTheWeek(t *testing.T) {
	eachEmptyDesk(t, func(t *testing.T, d *desk) {
		var want models.Arrivals
		start := d.clock.now().Truncate(time.Hour)
		var all []models.Lead
		for i := range 300 {
			l := lead(i+1, "客户", "13810001000")
			l.IngestedAt = models.At(start.Add(-time.Duration(i) * 97 * time.Minute))
			all = append(all, l)
			want.Hours[models.HourOfWeek(l.IngestedAt)]++
		}
		d.accept(t, models.Pulled, all...)
		preview := lead(999, "预览", "13810001001")
		preview.IngestedAt, preview.LeadsSource = models.At(start.Add(time.Minute)), "AD_PREVIEW"
		d.accept(t, models.Pulled, preview)
		last, err := d.LastLead(models.AsSystem(t.Context()), d.account.ID)
		if err != nil || last != models.At(start) {
			t.Fatalf("last %v %v, want %v", last, err, start)
		}
		got, err := d.Arrivals(models.AsSystem(t.Context()), d.account.ID, 1, last)
		want.From, want.To = models.At(start.Add(-299*97*time.Minute)), last
		if err != nil || got != want {
			t.Fatalf("%+v %v, want %+v", got, err, want)
		}
		if last, err := d.LastLead(models.AsSystem(t.Context()), 999); err != nil || !last.IsZero() {
			t.Errorf("an account without leads: %v %v", last, err)
		}
	})
}

func TestDatabaseFiguresAreTold(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		figures, err := d.DatabaseFigures(models.AsSystem(t.Context()))
		if err != nil || figures.Size <= 0 || figures.Free <= 0 || !figures.FailsSince.IsZero() {
			t.Errorf("%+v %v", figures, err)
		}
		d.set(t, valid)
		d.clock.advance(models.ReportSettle)
		d.conclude(t, d.claim(t)[0], &models.PlatformError{Kind: models.RefusedPermission})
		if denied, err := d.DeniedReports(models.AsSystem(t.Context())); err != nil || denied[d.account.ID] != 1 {
			t.Errorf("%v %v", denied, err)
		}
	})
}
