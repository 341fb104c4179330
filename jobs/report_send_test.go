package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"xiansuo/jobs"
	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

// ear is a platform that hears reports and refuses whole batches that hold a bad lead.
type ear struct {
	bad    map[string]bool
	named  bool // say which positions are bad
	fail   error
	lose   bool // accept, but fail to answer
	heard  map[string]models.Work
	calls  int
	inside func()
}

func (e *ear) SendReports(_ context.Context, _ models.Credentials, batch []models.OutgoingReport) error {
	e.calls++
	if e.inside != nil {
		e.inside()
	}
	if e.fail != nil {
		return e.fail
	}
	refusal := &models.PlatformError{Kind: models.RefusedParameter, Code: 2101, Message: "线索不存在"}
	for i, report := range batch {
		if e.bad[report.LeadsID] {
			refusal.Items = append(refusal.Items, i)
		}
	}
	if len(batch) > models.MaxReportBatch {
		return refusal
	}
	if len(refusal.Items) > 0 {
		if !e.named {
			refusal.Items = nil
		}
		return refusal
	}
	for _, report := range batch {
		e.heard[report.LeadsID] = report.Work
	}
	if e.lose {
		return &models.PlatformError{Kind: models.FailedTimeout}
	}
	return nil
}

// reporting is a desk with n leads that all wait to be reported.
func reporting(t *testing.T, n int, test func(t *testing.T, e *ear, r *jobs.Reporter, s *store.Store)) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{}
		p.ingest(n, time.Now())
		_, s := newPuller(t, p)
		account, err := s.Account(t.Context(), 25610)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.AcceptLeads(t.Context(), account, p.leads, models.Pulled); err != nil {
			t.Fatal(err)
		}
		for _, lead := range leads(t, s) {
			setStatus(t, s, lead, models.StatusPotentialCustomer)
		}
		time.Sleep(time.Minute)
		e := &ear{heard: map[string]models.Work{}, bad: map[string]bool{}}
		test(t, e, &jobs.Reporter{Store: s, Platform: e, Log: quiet, Now: time.Now}, s)
	})
}

func leads(t *testing.T, s *store.Store) []models.Lead {
	t.Helper()
	page, err := s.LeadPage(models.AsSystem(context.Background()), models.LeadQuery{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return page.Leads
}

func setStatus(t interface{ Fatal(...any) }, s *store.Store, lead models.Lead, status models.ConvertStatus) {
	wish := models.StatusWish{LeadID: lead.ID, Version: lead.WorkVersion, Work: models.Work{ConvertStatus: status}}
	if _, err := s.SetStatus(models.AsSystem(context.Background()), wish, models.System); err != nil {
		t.Fatal(err)
	}
}

func states(t *testing.T, s *store.Store) map[models.ReportState]int {
	t.Helper()
	count := map[models.ReportState]int{}
	for _, lead := range leads(t, s) {
		count[lead.ReportState]++
	}
	return count
}

func TestAllReportsGoOutInBatchesOfFifty(t *testing.T) {
	reporting(t, 120, func(t *testing.T, e *ear, r *jobs.Reporter, s *store.Store) {
		if err := r.SendAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if e.calls != 3 || len(e.heard) != 120 || states(t, s)[models.ReportSent] != 120 {
			t.Fatalf("%d calls, %d heard, %v", e.calls, len(e.heard), states(t, s))
		}
		if err := r.SendAll(t.Context()); err != nil || e.calls != 3 {
			t.Fatalf("sent again: %v, %d calls", err, e.calls)
		}
	})
}

func TestOneBadLeadDoesNotHoldUpFortyNineGoodOnes(t *testing.T) {
	for _, named := range []bool{false, true} {
		t.Run(fmt.Sprintf("named=%v", named), func(t *testing.T) {
			reporting(t, 50, func(t *testing.T, e *ear, r *jobs.Reporter, s *store.Store) {
				e.bad["1017"], e.named = true, named
				if err := r.SendAll(t.Context()); err != nil {
					t.Fatal(err)
				}
				if e.calls > 13 || len(e.heard) != 49 {
					t.Fatalf("%d calls, %d heard", e.calls, len(e.heard))
				}
				if got := states(t, s); got[models.ReportSent] != 49 || got[models.ReportFailed] != 1 {
					t.Fatalf("%v", got)
				}
			})
		})
	}
}

func TestAnUnreachablePlatformCostsOneCallAndLosesNothing(t *testing.T) {
	reporting(t, 120, func(t *testing.T, e *ear, r *jobs.Reporter, s *store.Store) {
		e.fail = &models.PlatformError{Kind: models.FailedConnect}
		if err := r.SendAll(t.Context()); err == nil {
			t.Fatal("a failure passed for success")
		}
		if e.calls != 1 || states(t, s)[models.ReportWaiting] != 120 {
			t.Fatalf("%d calls, %v", e.calls, states(t, s))
		}
		e.fail = nil
		for range 10 {
			if err := r.SendAll(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
		}
		if len(e.heard) != 120 {
			t.Fatalf("%d heard after it came back", len(e.heard))
		}
	})
}

func TestWrongCredentialsCostFewCallsAndNothingElse(t *testing.T) {
	reporting(t, 120, func(t *testing.T, e *ear, r *jobs.Reporter, s *store.Store) {
		e.fail = &models.PlatformError{Kind: models.RefusedPermission, Code: 2001}
		for range 3600 {
			_ = r.SendAll(t.Context())
			time.Sleep(24 * time.Second)
		}
		if e.calls > 100 || states(t, s)[models.ReportWaiting] != 120 {
			t.Fatalf("%d calls in a day, %v", e.calls, states(t, s))
		}
		report, err := s.Report(models.AsSystem(t.Context()), leads(t, s)[0].ID)
		if err != nil || report.Attempts != 0 {
			t.Fatalf("attempts were charged: %+v, %v", report, err)
		}
	})
}

func TestAStatusSetWhileItsReportIsInFlightIsReportedToo(t *testing.T) {
	reporting(t, 1, func(t *testing.T, e *ear, r *jobs.Reporter, s *store.Store) {
		e.inside = func() {
			e.inside = nil
			setStatus(t, s, leads(t, s)[0], models.StatusTransCompleted)
		}
		if err := r.SendAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if err := r.SendAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := e.heard["1000"].ConvertStatus; got != models.StatusTransCompleted {
			t.Fatalf("the platform last heard %s", got)
		}
	})
}

func TestAnErrorOfOurOwnReturnsTheReports(t *testing.T) {
	reporting(t, 3, func(t *testing.T, e *ear, r *jobs.Reporter, s *store.Store) {
		e.fail = errors.New("not the platform's word")
		if err := r.SendAll(t.Context()); err == nil {
			t.Fatal("a failure passed for success")
		}
		e.fail = nil
		time.Sleep(models.ReportLease + time.Second)
		if err := r.SendAll(t.Context()); err != nil || len(e.heard) != 3 {
			t.Fatalf("%v, %d heard", err, len(e.heard))
		}
	})
}

// TestAfterTheQueueDrainsThePlatformKnowsEveryStatus tries random histories of statuses, failures
// and lost answers: in the end the last report of each lead is the database's status.
func TestAfterTheQueueDrainsThePlatformKnowsEveryStatus(t *testing.T) {
	statuses := models.RulesFor(models.StandardSystem, models.NoIndustry).Statuses()
	s := storetest.New(t, func() time.Time { return now })
	_, err := s.SaveAccount(t.Context(), models.AccountEdit{
		ID: 25610, Name: "账户", Industry: models.NoIndustry, StatusSystem: models.StandardSystem, Algorithm: models.SHA256,
		Pull: models.Pair{Token: "1", Secret: "2"},
	}, models.System)
	if err != nil {
		t.Fatal(err)
	}
	account, err := s.Account(t.Context(), 25610)
	if err != nil {
		t.Fatal(err)
	}
	p := &platform{}
	p.ingest(6, now)
	if _, err := s.AcceptLeads(t.Context(), account, p.leads, models.Pulled); err != nil {
		t.Fatal(err)
	}
	e := &ear{heard: map[string]models.Work{}}
	rapid.Check(t, func(rt *rapid.T) {
		r := &jobs.Reporter{Store: s, Platform: e, Log: quiet, Now: func() time.Time { return now }}
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(1, 200).Draw(rt, "seconds")) * time.Second)
			switch rapid.IntRange(0, 4).Draw(rt, "what") {
			case 0, 1:
				lead := rapid.SampledFrom(leads(t, s)).Draw(rt, "lead")
				status := models.ConvertStatus(rapid.SampledFrom(statuses[1:]).Draw(rt, "status").Value)
				setStatus(t, s, lead, status)
			case 2:
				e.fail, e.lose = &models.PlatformError{Kind: models.RefusedInternal}, false
			case 3:
				e.fail, e.lose = nil, true
			case 4:
				e.fail, e.lose = nil, false
			}
			_ = r.SendAll(t.Context())
		}
		e.fail, e.lose = nil, false
		for range 3 {
			now = now.Add(5 * time.Hour)
			if err := r.SendAll(t.Context()); err != nil {
				rt.Fatal(err)
			}
		}
		for _, lead := range leads(t, s) {
			if lead.WorkVersion > 0 && (e.heard[lead.LeadsID] != lead.Work || lead.ReportState != models.ReportSent) {
				rt.Fatalf("lead %d: heard %v, is %v (%s)", lead.ID, e.heard[lead.LeadsID], lead.Work, lead.ReportState)
			}
		}
	})
}

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, models.Beijing)

// TestWhatACrashedSenderClaimedGoesOutSoon, but not while its last call may still be under way.
func TestWhatACrashedSenderClaimedGoesOutSoon(t *testing.T) {
	reporting(t, 50, func(t *testing.T, e *ear, r *jobs.Reporter, s *store.Store) {
		if claimed, err := s.ClaimReports(t.Context(), 25610, models.MaxReportBatch); err != nil || len(claimed) != 50 {
			t.Fatalf("%d claimed, %v", len(claimed), err)
		}
		if err := r.SendAll(t.Context()); err != nil || e.calls != 0 {
			t.Fatalf("%d calls beside a call that may be under way, %v", e.calls, err)
		}
		time.Sleep(models.ReportCall)
		if err := r.SendAll(t.Context()); err != nil || len(e.heard) != 50 {
			t.Fatalf("%d of 50 heard, %v", len(e.heard), err)
		}
	})
}
