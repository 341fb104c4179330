package jobs_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"xiansuo/jobs"
	"xiansuo/models"
	"xiansuo/models/store"
)

// picky is a platform that refuses any batch with one of some leads by an answer that could as well
// be about everything.
type picky struct {
	*ear
	answer *models.PlatformError
	leads  map[string]bool
	after  func(calls int) // runs after a call
}

func (p *picky) SendReports(ctx context.Context, c models.Credentials, batch []models.OutgoingReport) error {
	if p.after != nil {
		defer func() { p.after(p.calls) }()
	}
	if slices.ContainsFunc(batch, func(r models.OutgoingReport) bool { return p.leads[r.LeadsID] }) {
		p.calls++
		return p.answer
	}
	return p.ear.SendReports(ctx, c, batch)
}

func denied() *models.PlatformError {
	return &models.PlatformError{Kind: models.RefusedPermission, Status: 200, Code: 2050, Message: "无权限操作该线索"}
}

func unheardOf() *models.PlatformError {
	return &models.PlatformError{Kind: models.RefusedUnknown, Status: 200, Code: 77777, Message: "未知错误"}
}

// pickyReporting is a desk with n leads to report and a platform that refuses some of them.
func pickyReporting(t *testing.T, n int, answer *models.PlatformError, bad []string, test func(t *testing.T, p *picky, r *jobs.Reporter, s *store.Store)) {
	t.Helper()
	reporting(t, n, func(t *testing.T, e *ear, r *jobs.Reporter, s *store.Store) {
		p := &picky{ear: e, answer: answer, leads: map[string]bool{}}
		for _, id := range bad {
			p.leads[id] = true
		}
		r.Platform = p
		test(t, p, r, s)
	})
}

// sendFor runs the reporter each second of the job's rhythm.
func sendFor(t *testing.T, r *jobs.Reporter, d time.Duration) {
	t.Helper()
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(time.Second) {
		_ = r.SendAll(models.AsSystem(t.Context())) // what fails is tried again
	}
}

func reportOf(t *testing.T, s *store.Store, leadsID string) models.OutgoingReport {
	t.Helper()
	for _, lead := range leads(t, s) {
		if lead.LeadsID == leadsID {
			report, err := s.Report(models.AsSystem(t.Context()), lead.ID)
			if err != nil || report == nil {
				t.Fatalf("%v, %v", report, err)
			}
			return *report
		}
	}
	t.Fatalf("no lead %s", leadsID)
	panic("unreachable")
}

func noBreaker(t *testing.T, s *store.Store) {
	t.Helper()
	if breakers, err := s.Breakers(models.AsSystem(t.Context())); err != nil || len(breakers) != 0 {
		t.Errorf("%+v, %v", breakers, err)
	}
}

func TestALeadThatIsNotPermittedIsParkedAloneAndTheAccountGoesOn(t *testing.T) {
	for _, bad := range [][]string{{"1000"}, {"1001"}, {"1024"}, {"1025"}, {"1048"}, {"1049"}, {"1010", "1011"}, {"1000", "1049"}, {"1000", "1001", "1002"}} {
		pickyReporting(t, 50, denied(), bad, func(t *testing.T, p *picky, r *jobs.Reporter, s *store.Store) {
			sendFor(t, r, 2*time.Minute)
			if got := states(t, s); got[models.ReportSent] != 50-len(bad) || got[models.ReportFailed] != len(bad) {
				t.Fatalf("%v: %v", bad, got)
			}
			t.Logf("%v not permitted: %d calls", bad, p.calls)
			if limit := 5 + 13*len(bad); p.calls > limit {
				t.Errorf("%v: %d calls (limit %d)", bad, p.calls, limit)
			}
			for _, id := range bad {
				if report := reportOf(t, s, id); report.LastKind != models.RefusedLead || report.LastCode != 2050 {
					t.Errorf("%+v", report)
				}
			}
			noBreaker(t, s)
		})
	}
}

func TestALoneLeadThatIsNotPermittedDoesNotHoldUpThoseThatComeAfterIt(t *testing.T) {
	pickyReporting(t, 2, denied(), []string{"1000"}, func(t *testing.T, p *picky, r *jobs.Reporter, s *store.Store) {
		all := leads(t, s)
		other := all[slices.IndexFunc(all, func(l models.Lead) bool { return l.LeadsID == "1001" })]
		if err := s.CancelReport(models.AsSystem(t.Context()), other.ID, other.WorkVersion, models.System); err != nil {
			t.Fatal(err)
		}
		sendFor(t, r, 2*time.Minute)
		if breakers, err := s.Breakers(models.AsSystem(t.Context())); err != nil || len(breakers) != 1 || !breakers[0].IsOpen() || p.calls != 2 {
			t.Fatalf("%+v, %v, %d calls", breakers, err, p.calls)
		}
		other.WorkVersion++ // taken back
		setStatus(t, s, other, models.StatusTransCompleted)
		sendFor(t, r, 10*time.Second)
		if p.heard["1001"].ConvertStatus != models.StatusTransCompleted {
			t.Fatal("the other lead waits for the one that is not permitted")
		}
		if report := reportOf(t, s, "1000"); report.State != models.ReportFailed || report.LastKind != models.RefusedLead || p.calls != 4 {
			t.Errorf("%d calls, %+v", p.calls, report)
		}
		noBreaker(t, s)
	})
}

// TestTheWrongLeadsSpeakForAllOnlyUntilTheNextProbe: the two that are tried alone are the two at fault.
func TestTheWrongLeadsSpeakForAllOnlyUntilTheNextProbe(t *testing.T) {
	pickyReporting(t, 50, denied(), []string{"1000", "1025"}, func(t *testing.T, p *picky, r *jobs.Reporter, s *store.Store) {
		sendFor(t, r, time.Hour)
		if got := states(t, s); got[models.ReportSent] != 48 || got[models.ReportFailed] != 2 {
			t.Fatalf("%v after %d calls", got, p.calls)
		}
		noBreaker(t, s)
	})
}

// TestALoneReportWithWrongCredentialsCostsFewCallsWhateverComesAfterIt: each new lead is no new try.
func TestALoneReportWithWrongCredentialsCostsFewCallsWhateverComesAfterIt(t *testing.T) {
	pickyReporting(t, 30, denied(), nil, func(t *testing.T, p *picky, r *jobs.Reporter, s *store.Store) {
		all := leads(t, s)
		for _, lead := range all {
			p.leads[lead.LeadsID] = true
			if err := s.CancelReport(models.AsSystem(t.Context()), lead.ID, lead.WorkVersion, models.System); err != nil {
				t.Fatal(err)
			}
		}
		all = leads(t, s)
		for i := range 24 * 12 { // each five minutes
			if i%10 == 0 {
				setStatus(t, s, all[i/10], models.StatusTransCompleted)
			}
			sendFor(t, r, 10*time.Second)
			time.Sleep(5*time.Minute - 10*time.Second)
		}
		t.Logf("%d calls in 24 h", p.calls)
		if got := states(t, s); p.calls > 100 || got[models.ReportFailed] != 0 {
			t.Errorf("%d calls, %v", p.calls, got)
		}
	})
}

// TestCredentialsThatEndWhileALeadIsLookedForParkNobody.
func TestCredentialsThatEndWhileALeadIsLookedForParkNobody(t *testing.T) {
	for last := 2; last < 14; last++ { // the call after which nothing passes
		pickyReporting(t, 50, denied(), []string{"1030"}, func(t *testing.T, p *picky, r *jobs.Reporter, s *store.Store) {
			p.after = func(calls int) {
				if calls == last {
					p.fail = denied()
				}
			}
			_ = r.SendAll(models.AsSystem(t.Context()))
			for _, lead := range leads(t, s) {
				if lead.LeadsID != "1030" && lead.ReportState == models.ReportFailed {
					t.Fatalf("credentials ended after call %d: lead %s was parked", last, lead.LeadsID)
				}
			}
			if p.calls > last+8 {
				t.Errorf("credentials ended after call %d of %d", last, p.calls)
			}
		})
	}
}

func TestAnUnknownAnswerToOneLeadDoesNotHoldUpTheOthers(t *testing.T) {
	for _, bad := range [][]string{{"1000"}, {"1017"}, {"1049"}, {"1010", "1011"}} {
		pickyReporting(t, 50, unheardOf(), bad, func(t *testing.T, p *picky, r *jobs.Reporter, s *store.Store) {
			sendFor(t, r, 2*time.Minute)
			if got := states(t, s); got[models.ReportSent] != 50-len(bad) || got[models.ReportWaiting] != len(bad) {
				t.Fatalf("%v: %v after two minutes", bad, got)
			}
			calls := p.calls
			for end := time.Now().Add(models.ReportGivesUp + 5*time.Hour); time.Now().Before(end); time.Sleep(10 * time.Minute) {
				_ = r.SendAll(models.AsSystem(t.Context()))
			}
			t.Logf("%v answered in an unknown way: %d calls in two minutes, %d until it was given up", bad, calls, p.calls)
			if got := states(t, s); got[models.ReportFailed] != len(bad) || calls > 5+15*len(bad) || p.calls > calls+26*len(bad) {
				t.Errorf("%v: %d calls, then %d, %v", bad, calls, p.calls-calls, got)
			}
		})
	}
}
