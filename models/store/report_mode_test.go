package store_test

import (
	"context"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

// mode changes how the desk's account reports.
func (d *desk) mode(t *testing.T, mode models.ReportMode) {
	t.Helper()
	account, err := d.Account(models.AsSystem(context.Background()), d.account.ID)
	if err != nil {
		t.Fatal(err)
	}
	d.account, err = d.SaveAccount(models.AsSystem(context.Background()), models.AccountEdit{
		ID: account.ID, Version: account.Version, Name: account.Name, Industry: account.Industry, StatusSystem: account.StatusSystem,
		Algorithm: account.Algorithm, ReportMode: mode, ReportDeadlineDays: account.ReportDeadlineDays, NoConfirm: !account.ConfirmReports,
	}, models.System)
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnAccountThatDoesNotReportKeepsItsWishesUntilItDoes(t *testing.T) {
	for _, off := range []models.ReportMode{models.ReportOff, models.ReportDryRun} {
		eachDesk(t, func(t *testing.T, d *desk) {
			d.mode(t, off)
			lead := d.set(t, models.Work{ConvertStatus: models.StatusAddWeixin})
			if lead.ReportState != models.ReportNone {
				t.Fatalf("the lead says %s", lead.ReportState)
			}
			d.set(t, valid)
			d.clock.advance(time.Hour)
			if n := len(d.claim(t)); n != 0 || d.report(t).State != models.ReportHeld {
				t.Fatalf("%d claimed, %s", n, d.report(t).State)
			}
			counts, err := d.ReportCounts(models.AsSystem(context.Background()))
			if err != nil || counts[0].Held != 1 || counts[0].Waiting != 0 {
				t.Fatalf("%+v, %v", counts, err)
			}
			d.mode(t, models.ReportOn)
			if l := d.list(t, models.LeadQuery{Report: string(models.ReportWaiting)}); len(l) != 1 {
				t.Fatal("the lead does not say that it waits")
			}
			claimed := d.claim(t)
			if len(claimed) != 1 || claimed[0].Work != valid {
				t.Fatalf("%+v", claimed)
			}
			d.mode(t, off) // while it is in flight
			d.conclude(t, claimed[0], nil)
			if d.report(t).State != models.ReportSent {
				t.Fatalf("what went out is said not to have: %+v", d.report(t))
			}
		})
	}
}

func TestSwitchingOffKeepsBackWhatWaits(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set(t, valid)
		d.clock.advance(time.Minute)
		claimed := d.claim(t)
		d.mode(t, models.ReportOff)
		d.conclude(t, claimed[0], &models.PlatformError{Kind: models.RefusedInternal})
		if r := d.report(t); r.State != models.ReportHeld || d.list(t, models.LeadQuery{})[0].ReportState != models.ReportNone {
			t.Fatalf("%+v", r)
		}
		d.clock.advance(time.Hour)
		if n := len(d.claim(t)); n != 0 {
			t.Fatalf("%d went out though the account is off", n)
		}
	})
}

func TestRefusedCredentialsOpenABreakerThatSurvivesARestart(t *testing.T) {
	dir := t.TempDir()
	c := newClock()
	s, err := store.Open(models.AsSystem(t.Context()), store.Options{Dir: dir, Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{Store: s, clock: c}
	d.account = d.addAccount(t, 25610, models.IndustrySystem, models.Medical)
	d.accept(t, models.Pulled, lead(1, "王建国", ""), lead(2, "陈思雨", ""), lead(3, "刘洋", ""))
	for _, l := range d.list(t, models.LeadQuery{}) {
		if _, err := d.SetStatus(models.AsSystem(context.Background()), models.StatusWish{LeadID: l.ID, Work: valid}, models.System); err != nil {
			t.Fatal(err)
		}
	}
	refused := &models.PlatformError{Kind: models.RefusedPermission, Code: 2004, Message: "签名不正确"}
	for range 2 {
		c.advance(time.Minute)
		concludeAll(t, d, refused)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	d.Store = storetest.Open(t, store.Options{Dir: dir, Now: c.now})
	breakers, err := d.Breakers(models.AsSystem(context.Background()))
	if err != nil || len(breakers) != 1 || !breakers[0].IsOpen() || breakers[0].LastCode != 2004 || breakers[0].LastMessage != "签名不正确" {
		t.Fatalf("%+v, %v", breakers, err)
	}
	c.advance(14 * time.Minute)
	if n := len(d.claim(t)); n != 0 {
		t.Fatalf("%d claimed before the probe", n)
	}
	c.advance(time.Minute)
	probe := d.claim(t)
	if len(probe) != 1 || probe[0].Attempts != 0 {
		t.Fatalf("the probe: %+v", probe)
	}
	if n := len(d.claim(t)); n != 0 {
		t.Fatal("two probes at once")
	}
	d.conclude(t, probe[0], nil)
	if n := len(d.claim(t)); n != 2 {
		t.Fatalf("%d claimed after the probe passed", n)
	}
	if breakers, _ := d.Breakers(models.AsSystem(context.Background())); len(breakers) != 0 {
		t.Fatalf("%+v", breakers)
	}
}

func concludeAll(t *testing.T, d *desk, failure *models.PlatformError) {
	t.Helper()
	var results []models.ReportResult
	for _, r := range d.claim(t) {
		results = append(results, models.ReportResult{LeadID: r.LeadID, WorkVersion: r.WorkVersion, Work: r.Work, Lease: r.Lease, Error: failure})
	}
	if len(results) == 0 {
		t.Fatal("nothing was due")
	}
	if err := d.ConcludeReports(models.AsSystem(context.Background()), results); err != nil {
		t.Fatal(err)
	}
}

func TestOneRefusalDoesNotOpenTheBreakerAndAnEditClosesIt(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set(t, valid)
		refused := &models.PlatformError{Kind: models.RefusedPermission, Code: 2004}
		d.clock.advance(time.Minute)
		d.conclude(t, d.claim(t)[0], refused)
		if b, _ := d.Breakers(models.AsSystem(context.Background())); len(b) != 1 || b[0].IsOpen() {
			t.Fatalf("%+v", b)
		}
		d.clock.advance(time.Minute)
		d.conclude(t, d.claim(t)[0], refused)
		if ids, err := d.AccountsWithDueReports(models.AsSystem(context.Background())); err != nil || len(ids) != 0 {
			t.Fatalf("%v, %v", ids, err)
		}
		d.mode(t, models.ReportOn) // any edit
		if n := len(d.claim(t)); n != 1 {
			t.Fatalf("%d claimed after the edit", n)
		}
		if r := d.report(t); r.Attempts != 0 {
			t.Fatalf("attempts were charged: %+v", r)
		}
	})
}

func TestASenderWhoseLeaseRanOutDoesNotDecide(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set(t, valid)
		d.clock.advance(time.Minute)
		slow := d.claim(t)[0]
		d.clock.advance(models.ReportLease)
		quick := d.claim(t)[0]
		if quick.Lease == slow.Lease {
			t.Fatal("two claims share a lease")
		}
		if _, err := d.RenewReports(models.AsSystem(context.Background()), []models.OutgoingReport{slow}); err == nil {
			t.Fatal("a lost lease was renewed")
		}
		d.conclude(t, slow, &models.PlatformError{Kind: models.RefusedParameter, Code: 2101})
		if r := d.report(t); r.State != models.ReportWaiting || r.LeasedUntil == 0 {
			t.Fatalf("the slow sender decided: %+v", r)
		}
		until, err := d.RenewReports(models.AsSystem(context.Background()), []models.OutgoingReport{quick})
		if err != nil || until != models.At(d.clock.at).Add(models.ReportLease) {
			t.Fatalf("%v, %v", until, err)
		}
		d.conclude(t, quick, nil)
		d.conclude(t, slow, &models.PlatformError{Kind: models.RefusedParameter, Code: 2101})
		if r := d.report(t); r.State != models.ReportSent {
			t.Fatalf("%+v", r)
		}
	})
}

func TestAnswersNeverSeenBeforeAreKeptOnceAndCounted(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set(t, valid)
		for range 3 {
			d.clock.advance(time.Hour)
			d.conclude(t, d.claim(t)[0], &models.PlatformError{Kind: models.RefusedUnknown, Status: 200, Code: 77777, Answer: `{"code":77777}`})
		}
		answers, err := d.StrangeAnswers(models.AsSystem(context.Background()))
		if err != nil || len(answers) != 1 || answers[0].Times != 3 || answers[0].Answer != `{"code":77777}` || answers[0].LastAt <= answers[0].FirstAt {
			t.Fatalf("%+v, %v", answers, err)
		}
	})
}
