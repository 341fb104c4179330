package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

var valid = models.Work{ConvertStatus: models.StatusPotentialCustomer}

// set gives the only lead a status.
func (d *desk) set(t *testing.T, work models.Work) models.Lead {
	t.Helper()
	seen := d.list(t, models.LeadQuery{})[0]
	lead, err := d.SetStatus(models.AsSystem(context.Background()), models.StatusWish{LeadID: seen.ID, Version: seen.WorkVersion, Work: work}, d.seller)
	if err != nil {
		t.Fatal(err)
	}
	return lead
}

func (d *desk) claim(t *testing.T) []models.OutgoingReport {
	t.Helper()
	claimed, err := d.ClaimReports(models.AsSystem(context.Background()), d.account.ID, models.MaxReportBatch)
	if err != nil {
		t.Fatal(err)
	}
	return claimed
}

func (d *desk) conclude(t *testing.T, report models.OutgoingReport, failure *models.PlatformError) {
	t.Helper()
	result := models.ReportResult{LeadID: report.LeadID, WorkVersion: report.WorkVersion, Work: report.Work, Lease: report.Lease, Error: failure}
	if err := d.ConcludeReports(models.AsSystem(context.Background()), []models.ReportResult{result}); err != nil {
		t.Fatal(err)
	}
}

func (d *desk) report(t *testing.T) models.OutgoingReport {
	t.Helper()
	report, err := d.Report(models.AsSystem(context.Background()), d.list(t, models.LeadQuery{})[0].ID)
	if err != nil || report == nil {
		t.Fatalf("report: %v, %v", report, err)
	}
	return *report
}

// eachDesk runs a test on both databases with a desk that has one lead.
func eachDesk(t *testing.T, test func(t *testing.T, d *desk)) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		d.accept(t, models.Pulled, lead(1, "王建国", "13810001000"))
		test(t, d)
	})
}

func TestAStatusBecomesOneReportThatSettlesFirst(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set(t, models.Work{ConvertStatus: models.StatusAddWeixin})
		d.set(t, valid) // a slip, corrected
		if n := len(d.claim(t)); n != 0 {
			t.Fatalf("%d reports went out before they settled", n)
		}
		d.clock.advance(models.ReportSettle)
		ids, err := d.AccountsWithDueReports(models.AsSystem(context.Background()))
		if err != nil || len(ids) != 1 || ids[0] != d.account.ID {
			t.Fatalf("accounts with due reports: %v, %v", ids, err)
		}
		claimed := d.claim(t)
		if len(claimed) != 1 || claimed[0].Work != valid || claimed[0].WorkVersion != 2 {
			t.Fatalf("claimed %+v", claimed)
		}
		if n := len(d.claim(t)); n != 0 {
			t.Fatalf("%d reports were claimed twice", n)
		}
		d.conclude(t, claimed[0], nil)
		if r := d.report(t); r.State != models.ReportSent || r.SentVersion != 2 {
			t.Fatalf("after it was accepted: %+v", r)
		}
		if l := d.list(t, models.LeadQuery{Report: string(models.ReportSent)}); len(l) != 1 {
			t.Fatal("the list does not say that it was sent")
		}
	})
}

func TestAWishThatGrowsNewerInFlightGoesOutAfterwards(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set(t, valid)
		d.clock.advance(time.Minute)
		inFlight := d.claim(t)[0]
		newest := models.Work{ConvertStatus: models.StatusTransCompleted}
		d.set(t, newest)
		d.clock.advance(time.Minute)
		if n := len(d.claim(t)); n != 0 {
			t.Fatal("a lead was in flight twice")
		}
		d.conclude(t, inFlight, nil)
		claimed := d.claim(t)
		if len(claimed) != 1 || claimed[0].Work != newest {
			t.Fatalf("the newer wish: %+v", claimed)
		}
		d.conclude(t, claimed[0], nil)
		if r := d.report(t); r.State != models.ReportSent || r.SentVersion != 2 {
			t.Fatalf("%+v", r)
		}
	})
}

func TestACrashedSendersReportsComeBackAfterTheLease(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set(t, valid)
		d.clock.advance(time.Minute)
		d.claim(t) // and then the power goes
		d.clock.advance(models.ReportLease)
		if n := len(d.claim(t)); n != 1 {
			t.Fatalf("%d reports after the lease", n)
		}
	})
}

func TestRefusalsWaitOrParkByTheirKind(t *testing.T) {
	for kind, want := range map[models.Refusal]models.ReportState{
		models.RefusedInternal:   models.ReportWaiting,
		models.RefusedUnknown:    models.ReportWaiting,
		models.FailedTimeout:     models.ReportWaiting,
		models.RefusedPermission: models.ReportWaiting,
		models.RefusedParameter:  models.ReportFailed,
	} {
		eachDesk(t, func(t *testing.T, d *desk) {
			d.set(t, valid)
			d.clock.advance(time.Minute)
			d.conclude(t, d.claim(t)[0], &models.PlatformError{Kind: kind, Code: 4711, Message: "平台的话"})
			r := d.report(t)
			if r.State != want || r.LastCode != 4711 || r.LastMessage != "平台的话" {
				t.Errorf("%s: %+v", kind, r)
			}
			if want == models.ReportWaiting && (len(d.claim(t)) != 0 || r.DueAt <= models.At(d.clock.at)) {
				t.Errorf("%s: retried at once", kind)
			}
			if l := d.list(t, models.LeadQuery{Report: string(want)}); len(l) != 1 {
				t.Errorf("%s: the list does not follow", kind)
			}
		})
	}
}

func TestATransientFailureIsGivenUpAfterThreeDays(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set(t, valid)
		failure := &models.PlatformError{Kind: models.RefusedInternal, Code: 1100}
		attempts := 0
		for d.report(t).State == models.ReportWaiting {
			d.clock.advance(time.Minute)
			for _, r := range d.claim(t) {
				attempts++
				d.conclude(t, r, failure)
			}
		}
		waited := models.At(d.clock.at).Sub(d.report(t).WishedAt)
		if waited < models.ReportGivesUp || waited > models.ReportGivesUp+5*time.Hour {
			t.Errorf("gave up after %v", waited)
		}
		if attempts > 60 {
			t.Errorf("%d attempts in three days", attempts)
		}
		d.set(t, models.Work{ConvertStatus: models.StatusVisitStore}) // a new wish starts anew
		if r := d.report(t); r.State != models.ReportWaiting || r.Attempts != 0 {
			t.Errorf("a new wish after giving up: %+v", r)
		}
	})
}

func TestMendedCredentialsSendWhatWaits(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set(t, valid)
		d.clock.advance(time.Minute)
		d.conclude(t, d.claim(t)[0], &models.PlatformError{Kind: models.RefusedPermission, Code: 2001})
		edit := models.AccountEdit{
			ID: d.account.ID, Version: d.account.Version, Name: "改名", Industry: models.Medical, StatusSystem: models.IndustrySystem,
			Algorithm: models.SHA1, Pull: models.Pair{Token: "987", Secret: "fedcba"},
		}
		if _, err := d.SaveAccount(models.AsSystem(context.Background()), edit, models.System); err != nil {
			t.Fatal(err)
		}
		if n := len(d.claim(t)); n != 1 {
			t.Fatalf("%d reports after the credentials were mended", n)
		}
	})
}

func TestTwoSellersDoNotOverwriteEachOtherUnseen(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		ctx := models.AsSystem(context.Background())
		seen := d.list(t, models.LeadQuery{})[0]
		d.set(t, valid)
		mine := models.StatusWish{LeadID: seen.ID, Version: seen.WorkVersion, Work: models.Work{ConvertStatus: models.StatusTransCompleted}}
		now, err := d.SetStatus(ctx, mine, d.seller)
		if !errors.Is(err, models.ErrConflict) || now.Work != valid {
			t.Fatalf("%v, %+v", err, now.Work)
		}
		if got := d.list(t, models.LeadQuery{})[0]; got.Work != valid {
			t.Fatalf("overwritten: %+v", got.Work)
		}
	})
}

func TestOfManyWishesAtOnceOneWins(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		seen := d.list(t, models.LeadQuery{})[0]
		var wg sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for n := range 20 {
			wg.Go(func() {
				work := models.Work{OuterConvertType: fmt.Sprintf("第 %d 位", n)}
				_, err := d.SetStatus(models.AsSystem(context.Background()), models.StatusWish{LeadID: seen.ID, Work: work}, d.seller)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else if !errors.Is(err, models.ErrConflict) {
					t.Errorf("%v", err)
				}
			})
		}
		wg.Wait()
		if won != 1 {
			t.Fatalf("%d of 20 won", won)
		}
	})
}

func TestAWrongWishChangesNothing(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		ctx := models.AsSystem(context.Background())
		seen := d.list(t, models.LeadQuery{})[0]
		var invalid *models.Invalid
		wrong := models.Work{ConvertStatus: models.StatusHighIntentionCustomer} // of the standard system
		if _, err := d.SetStatus(ctx, models.StatusWish{LeadID: seen.ID, Work: wrong}, d.seller); !errors.As(err, &invalid) {
			t.Fatalf("%v", err)
		}
		if _, err := d.SetStatus(ctx, models.StatusWish{LeadID: 4711, Work: valid}, d.seller); !errors.Is(err, models.ErrNotFound) {
			t.Fatalf("%v", err)
		}
		changes, err := d.Changes(ctx, seen.ID)
		if err != nil || len(changes) != 0 {
			t.Fatalf("%v, %v", changes, err)
		}
		if r, err := d.Report(ctx, seen.ID); r != nil || err != nil {
			t.Fatalf("%v, %v", r, err)
		}
	})
}

func TestAPreviewLeadIsNeverReported(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		preview := lead(1, "测试", "")
		preview.LeadsSource = "AD_PREVIEW"
		d.accept(t, models.Pulled, preview)
		if got := d.set(t, valid); got.ReportState != models.ReportExcluded {
			t.Fatalf("%+v", got.ReportState)
		}
		d.clock.advance(time.Hour)
		if n := len(d.claim(t)); n != 0 {
			t.Fatalf("%d reports of a preview lead", n)
		}
	})
}

func TestReportCountsTellWhatWaitsAndWhatFailed(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.accept(t, models.Pulled, lead(2, "陈思雨", ""))
		leads := d.list(t, models.LeadQuery{})
		for _, l := range leads {
			if _, err := d.SetStatus(models.AsSystem(context.Background()), models.StatusWish{LeadID: l.ID, Work: valid}, d.seller); err != nil {
				t.Fatal(err)
			}
		}
		d.clock.advance(time.Minute)
		d.conclude(t, d.claim(t)[0], &models.PlatformError{Kind: models.RefusedParameter})
		counts, err := d.ReportCounts(models.AsSystem(context.Background()))
		if err != nil || len(counts) != 1 {
			t.Fatalf("%v, %v", counts, err)
		}
		want := models.ReportCount{AccountID: d.account.ID, Waiting: 1, Failed: 1, OldestWaiting: models.At(noon)}
		if counts[0] != want {
			t.Errorf("%+v, want %+v", counts[0], want)
		}
	})
}
