package store_test

import (
	"testing"
	"time"

	"xiansuo/models"
)

func TestAClockThatWasAheadHoldsUpNoReport(t *testing.T) {
	const year = 365 * 24 * time.Hour
	for name, ahead := range map[string]func(t *testing.T, d *desk){
		"a wish": func(t *testing.T, d *desk) { d.set(t, valid) },
		"a claim": func(t *testing.T, d *desk) {
			d.set(t, valid)
			d.clock.advance(models.ReportSettle)
			d.claim(t)
		},
		"refused credentials": func(t *testing.T, d *desk) {
			d.set(t, valid)
			for range 2 {
				d.clock.advance(time.Minute)
				d.conclude(t, d.claim(t)[0], &models.PlatformError{Kind: models.RefusedPermission})
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			eachDesk(t, func(t *testing.T, d *desk) {
				d.clock.advance(year)
				ahead(t, d)
				d.clock.advance(-year)
				if claimed := d.claim(t); len(claimed) != 0 {
					t.Fatal("sent though the clock was never ahead")
				}
				if err := d.RecallReports(models.AsSystem(t.Context())); err != nil {
					t.Fatal(err)
				}
				d.clock.advance(models.ReportCall)
				if due, err := d.AccountsWithDueReports(models.AsSystem(t.Context())); err != nil || len(due) != 1 {
					t.Errorf("accounts with due reports: %v, %v", due, err)
				}
				if claimed := d.claim(t); len(claimed) != 1 || claimed[0].Work != valid {
					t.Errorf("claimed %+v", claimed)
				}
			})
		})
	}
}

func TestRecallingLeavesAloneWhatWaitsAsItShould(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set(t, valid)
		d.clock.advance(models.ReportSettle)
		for range 9 { // the last step of the ladder
			d.conclude(t, d.claim(t)[0], &models.PlatformError{Kind: models.RefusedInternal})
			d.clock.advance(d.report(t).DueAt.Sub(models.At(d.clock.at)))
		}
		d.claim(t)
		before := d.report(t)
		if err := d.RecallReports(models.AsSystem(t.Context())); err != nil {
			t.Fatal(err)
		}
		if after := d.report(t); after.LeasedUntil != before.LeasedUntil || after.DueAt != before.DueAt {
			t.Errorf("due %s, leased until %s; before: %s, %s", after.DueAt, after.LeasedUntil, before.DueAt, before.LeasedUntil)
		}
		d.conclude(t, before, &models.PlatformError{Kind: models.RefusedInternal})
		before = d.report(t)
		if err := d.RecallReports(models.AsSystem(t.Context())); err != nil {
			t.Fatal(err)
		}
		if after := d.report(t); after.DueAt != before.DueAt {
			t.Errorf("due %s, before %s", after.DueAt, before.DueAt)
		}
	})
}
