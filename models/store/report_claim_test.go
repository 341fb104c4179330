package store_test

import (
	"context"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

func TestALeadThatTurnsOutAPreviewIsNotReported(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set(t, valid)
		preview := lead(1, "王建国", "13810001000")
		preview.LeadsSource = "AD_PREVIEW"
		d.accept(t, models.Pulled, preview)
		d.clock.advance(time.Minute)
		if n := len(d.claim(t)); n != 0 {
			t.Fatalf("%d test leads claimed", n)
		}
		l := d.list(t, models.LeadQuery{})[0]
		if r := d.report(t); r.State != models.ReportExcluded || l.ReportState != models.ReportExcluded || l.WhyNotReported() != "report.why.preview" {
			t.Fatalf("%+v, the lead says %s", r, l.ReportState)
		}
		if change := d.lastReportChange(t, l.ID); change.State != models.ReportExcluded {
			t.Errorf("the history says %+v", change)
		}
		if ids, err := d.AccountsWithDueReports(models.AsSystem(context.Background())); err != nil || len(ids) != 0 {
			t.Errorf("%v, %v", ids, err)
		}
	})
}

// lastReportChange is the newest entry on reports in a lead's history.
func (d *desk) lastReportChange(t *testing.T, id int64) models.ReportChange {
	t.Helper()
	changes, err := d.Changes(models.AsSystem(context.Background()), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range changes {
		if change.Report != nil {
			return *change.Report
		}
	}
	t.Fatal("nothing on reports in the history")
	panic("unreachable")
}

func TestAStatusThatTheAccountHasNoMoreIsParkedUnsent(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set(t, models.Work{ConvertStatus: models.StatusAddWeixin}) // of the medical industry alone
		d.clock.advance(time.Minute)
		d.system(t, models.StandardSystem, models.NoIndustry)
		if n := len(d.claim(t)); n != 0 {
			t.Fatalf("%d claimed against the account's rules", n)
		}
		l := d.list(t, models.LeadQuery{})[0]
		if r := d.report(t); r.State != models.ReportFailed || l.ReportState != models.ReportFailed || r.Attempts != 0 ||
			models.CauseOf(r.LastKind, r.LastCode, r.LastMessage, 0) != models.CauseRules {
			t.Fatalf("%+v, the lead says %s", r, l.ReportState)
		}
		if change := d.lastReportChange(t, l.ID); change.State != models.ReportFailed || change.Kind != models.RefusedByRules {
			t.Errorf("the history says %+v", change)
		}
		if n, err := d.ReplayReports(models.AsSystem(context.Background()), nil, 0, models.System); err != nil || n != 1 || len(d.claim(t)) != 0 {
			t.Fatalf("sent again against the account's rules: %d, %v", n, err)
		}
		d.system(t, models.IndustrySystem, models.Medical)
		if n, err := d.ReplayReports(models.AsSystem(context.Background()), nil, 0, models.System); err != nil || n != 1 || len(d.claim(t)) != 1 {
			t.Fatalf("not sent again once the account has the status: %d, %v", n, err)
		}
	})
}

func (d *desk) system(t *testing.T, system models.StatusSystem, industry models.Industry) {
	t.Helper()
	account, err := d.Account(models.AsSystem(context.Background()), d.account.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.SaveAccount(models.AsSystem(context.Background()), models.AccountEdit{
		ID: account.ID, Version: account.Version, Name: account.Name, Industry: industry, StatusSystem: system, Algorithm: account.Algorithm,
	}, models.System)
	if err != nil {
		t.Fatal(err)
	}
}

// TestWhatIsNotToBeSentDoesNotHideWhatIs, however much of it is due first.
func TestWhatIsNotToBeSentDoesNotHideWhatIs(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		var previews []models.Lead
		for n := range 2*models.MaxReportBatch + 5 {
			previews = append(previews, lead(n, "王", ""))
		}
		d.accept(t, models.Pulled, previews...)
		for _, l := range d.list(t, models.LeadQuery{Limit: 500}) {
			if _, err := d.SetStatus(models.AsSystem(context.Background()), models.StatusWish{LeadID: l.ID, Work: valid}, models.System); err != nil {
				t.Fatal(err)
			}
			d.clock.advance(time.Millisecond)
		}
		for i := range previews[1:] {
			previews[i+1].LeadsSource = "AD_PREVIEW"
		}
		d.accept(t, models.Pulled, previews...)
		d.clock.advance(time.Minute)
		if claimed := d.claim(t); len(claimed) != 1 || claimed[0].LeadsID != previews[0].LeadsID {
			t.Fatalf("%d claimed", len(claimed))
		}
		excluded := d.list(t, models.LeadQuery{Report: string(models.ReportExcluded), Limit: 500})
		if len(excluded) != len(previews)-1 {
			t.Errorf("%d of %d are said not to be reported", len(excluded), len(previews)-1)
		}
	})
}

// TestASetAsideReportIsNoProbe: the one that may go out while the credentials are refused is one to send.
func TestASetAsideReportIsNoProbe(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		d.accept(t, models.Pulled, lead(1, "王建国", ""), lead(2, "陈思雨", ""))
		for _, l := range d.list(t, models.LeadQuery{}) {
			if _, err := d.SetStatus(models.AsSystem(context.Background()), models.StatusWish{LeadID: l.ID, Work: valid}, models.System); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			d.clock.advance(time.Minute)
			concludeAll(t, d, &models.PlatformError{Kind: models.RefusedPermission, Code: 2004})
		}
		preview := lead(1, "王建国", "")
		preview.LeadsSource = "AD_PREVIEW"
		d.accept(t, models.Pulled, preview)
		d.clock.advance(models.CredentialsWait)
		if claimed := d.claim(t); len(claimed) != 1 || claimed[0].LeadsID == preview.LeadsID {
			t.Fatalf("%+v", claimed)
		}
	})
}
