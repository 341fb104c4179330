package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"xiansuo/models"
)

// TestReportsAreWalkedByTheirPlace walks parked reports to the end and back, some of which were
// wished at the same moment, while the earliest go.
func TestReportsAreWalkedByTheirPlace(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		var leads []models.Lead
		for n := range 11 {
			leads = append(leads, lead(n+10, "王建国", fmt.Sprintf("1381000%04d", n)))
		}
		d.accept(t, models.Pulled, leads...)
		for i, l := range d.list(t, models.LeadQuery{}) {
			if _, err := d.SetStatus(models.AsSystem(t.Context()), models.StatusWish{LeadID: l.ID, Work: valid}, d.seller); err != nil {
				t.Fatal(err)
			}
			if i%3 == 0 {
				d.clock.advance(time.Second)
			}
		}
		d.clock.advance(time.Minute)
		concludeAll(t, d, &models.PlatformError{Kind: models.RefusedParameter, Code: 2101})
		query := models.ReportQuery{State: models.ReportFailed, AccountID: d.account.ID, Limit: 4}
		read := func(q models.ReportQuery) models.ReportPage {
			t.Helper()
			page, err := d.ReportPage(models.AsSystem(t.Context()), q)
			if err != nil {
				t.Fatal(err)
			}
			return page
		}
		whole := read(models.ReportQuery{State: models.ReportFailed})
		if len(whole.Rows) < 11 || whole.Earlier || whole.Later {
			t.Fatalf("%d reports, earlier %v, later %v", len(whole.Rows), whole.Earlier, whole.Later)
		}
		var walked []models.ReportRow
		for page := read(query); ; page = read(query) {
			if page.Earlier != (len(walked) > 0) {
				t.Errorf("earlier: %v after %d", page.Earlier, len(walked))
			}
			walked = append(walked, page.Rows...)
			if !page.Later {
				break
			}
			query.After = page.Rows[len(page.Rows)-1].Place()
		}
		same := func(x, y models.ReportRow) bool { return x.LeadID == y.LeadID && x.LeadsTel == y.LeadsTel }
		if !slices.EqualFunc(walked, whole.Rows, same) {
			t.Errorf("walked %d reports, there are %d", len(walked), len(whole.Rows))
		}
		query.After, query.Before = models.ReportPlace{}, walked[8].Place()
		back := read(query)
		if !slices.EqualFunc(back.Rows, walked[4:8], same) || !back.Earlier || !back.Later {
			t.Errorf("back: %d reports, earlier %v", len(back.Rows), back.Earlier)
		}
		query.Before = walked[4].Place()
		if first := read(query); !slices.EqualFunc(first.Rows, walked[:4], same) || first.Earlier {
			t.Errorf("the first page, from behind: %d reports, earlier %v", len(first.Rows), first.Earlier)
		}
		query.AccountID = d.account.ID + 1
		if other := read(query); len(other.Rows) != 0 {
			t.Errorf("another account has %d reports", len(other.Rows))
		}
	})
}
