package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"xiansuo/models"
)

func (d *desk) only(t *testing.T) models.Lead {
	t.Helper()
	lead, err := d.Lead(models.AsSystem(context.Background()), d.list(t, models.LeadQuery{})[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	return lead
}

func (d *desk) cancel(t *testing.T) error {
	t.Helper()
	lead := d.only(t)
	return d.CancelReport(models.AsSystem(context.Background()), lead.ID, lead.WorkVersion, d.seller)
}

// lastChange is the newest entry of the only lead's history.
func (d *desk) lastChange(t *testing.T) models.Change {
	t.Helper()
	changes, err := d.Changes(models.AsSystem(context.Background()), d.only(t).ID)
	if err != nil || len(changes) == 0 {
		t.Fatalf("%v, %v", changes, err)
	}
	return changes[0]
}

func TestACancelledFirstStatusIsAsIfItNeverWas(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set(t, valid)
		if err := d.cancel(t); err != nil {
			t.Fatal(err)
		}
		lead := d.only(t)
		if !lead.Work.IsZero() || lead.ReportState != models.ReportNone || lead.WorkVersion != 2 {
			t.Fatalf("%+v %s %d", lead.Work, lead.ReportState, lead.WorkVersion)
		}
		if c := d.lastChange(t); c.Status == nil || !c.Status.Cancelled || c.Status.Old != valid || c.UserID != d.seller.ID {
			t.Fatalf("%+v", c)
		}
		d.clock.advance(time.Hour)
		if n := len(d.claim(t)); n != 0 {
			t.Fatal("a cancelled report went out")
		}
		if err := d.cancel(t); err == nil {
			t.Fatal("cancelled twice")
		}
	})
}

func TestACancelledStatusGivesWayToTheOneBefore(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set(t, valid)
		d.clock.advance(time.Minute)
		d.conclude(t, d.claim(t)[0], nil)
		d.set(t, models.Work{ConvertStatus: models.StatusTransCompleted})
		if err := d.cancel(t); err != nil {
			t.Fatal(err)
		}
		if l := d.only(t); l.Work != valid || l.ReportState != models.ReportSent {
			t.Fatalf("the platform has it already: %+v %s", l.Work, l.ReportState)
		}
		d.set(t, models.Work{ConvertStatus: models.StatusAddWeixin}) // never sent
		d.set(t, models.Work{ConvertStatus: models.StatusTransCompleted})
		if err := d.cancel(t); err != nil {
			t.Fatal(err)
		}
		d.clock.advance(time.Minute)
		claimed := d.claim(t)
		if len(claimed) != 1 || claimed[0].ConvertStatus != models.StatusAddWeixin {
			t.Fatalf("the one before must be sent: %+v", claimed)
		}
	})
}

func TestWhatMayHaveReachedThePlatformCannotBeCancelled(t *testing.T) {
	for name, before := range map[string]func(t *testing.T, d *desk){
		"in flight": func(t *testing.T, d *desk) { d.claim(t) },
		"sent":      func(t *testing.T, d *desk) { d.conclude(t, d.claim(t)[0], nil) },
		"its answer was lost": func(t *testing.T, d *desk) {
			d.conclude(t, d.claim(t)[0], &models.PlatformError{Kind: models.FailedTimeout})
		},
	} {
		eachDesk(t, func(t *testing.T, d *desk) {
			d.set(t, valid)
			d.clock.advance(time.Minute)
			before(t, d)
			if err := d.cancel(t); !errors.Is(err, models.ErrConflict) {
				t.Fatalf("%s: %v", name, err)
			}
			if d.only(t).Work != valid {
				t.Fatalf("%s: the status changed", name)
			}
		})
	}
	eachDesk(t, func(t *testing.T, d *desk) {
		lead := d.set(t, valid)
		if err := d.CancelReport(models.AsSystem(context.Background()), lead.ID, lead.WorkVersion-1, d.seller); !errors.Is(err, models.ErrConflict) {
			t.Fatalf("a stale version: %v", err)
		}
	})
}

// pulled lets a pull show the lead with a tag.
func (d *desk) pulled(t *testing.T, tag string) {
	t.Helper()
	l := lead(1, "王建国", "13810001000")
	l.LeadsFollowTag = tag
	d.accept(t, models.Pulled, l)
}

// reported is a desk whose only lead was reported a moment ago.
func reported(t *testing.T, test func(t *testing.T, d *desk)) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.pulled(t, string(models.StatusAddWeixin))
		d.set(t, valid)
		d.clock.advance(time.Minute)
		d.conclude(t, d.claim(t)[0], nil)
		d.clock.advance(2 * time.Minute)
		test(t, d)
	})
}

func TestAPullConfirmsAReport(t *testing.T) {
	reported(t, func(t *testing.T, d *desk) {
		d.pulled(t, string(models.StatusAddWeixin))
		if r := d.report(t); r.State != models.ReportSent {
			t.Fatalf("the tag from before means nothing: %s", r.State)
		}
		push := lead(1, "王建国", "13810001000")
		push.LeadsFollowTag = string(models.StatusVisitStore)
		d.accept(t, models.Pushed, push)
		if r := d.report(t); r.State != models.ReportSent {
			t.Fatalf("a push is no witness: %s", r.State)
		}
		d.pulled(t, string(models.StatusPotentialCustomer))
		if r, l := d.report(t), d.only(t); r.State != models.ReportConfirmed || l.ReportState != models.ReportConfirmed || r.ConfirmedAt == 0 {
			t.Fatalf("%+v", r)
		}
		if c := d.lastChange(t); c.Report == nil || c.Report.State != models.ReportConfirmed || c.Report.Tag != string(models.StatusPotentialCustomer) {
			t.Fatalf("%+v", c)
		}
		d.pulled(t, string(models.StatusPotentialCustomer))
		if l := d.list(t, models.LeadQuery{Report: string(models.ReportConfirmed)}); len(l) != 1 {
			t.Fatal("the list does not say so")
		}
	})
}

func TestAnotherTagIsAMismatchThatOursCanOvercome(t *testing.T) {
	reported(t, func(t *testing.T, d *desk) {
		d.pulled(t, string(models.StatusVisitStore))
		lead := d.only(t)
		if lead.ReportState != models.ReportMismatch || lead.Work != valid {
			t.Fatalf("%s %+v", lead.ReportState, lead.Work)
		}
		if err := d.KeepOurs(models.AsSystem(context.Background()), lead.ID, lead.WorkVersion, d.seller); err != nil {
			t.Fatal(err)
		}
		claimed := d.claim(t)
		if len(claimed) != 1 || claimed[0].Work != valid {
			t.Fatalf("%+v", claimed)
		}
		d.conclude(t, claimed[0], nil)
		d.clock.advance(2 * time.Minute)
		d.pulled(t, string(models.StatusPotentialCustomer))
		if r := d.report(t); r.State != models.ReportConfirmed {
			t.Fatalf("%+v", r)
		}
	})
}

func TestTheirsCanBeTakenAndIsNotReportedBack(t *testing.T) {
	reported(t, func(t *testing.T, d *desk) {
		d.pulled(t, string(models.ReasonCompetitor))
		lead := d.only(t)
		if err := d.TakeTheirs(models.AsSystem(context.Background()), lead.ID, lead.WorkVersion, d.seller); err != nil {
			t.Fatal(err)
		}
		want := models.Work{ConvertStatus: models.StatusDeprecated, IneffectReason: models.ReasonCompetitor}
		if l := d.only(t); l.Work != want || l.ReportState != models.ReportConfirmed {
			t.Fatalf("%+v %s", l.Work, l.ReportState)
		}
		if c := d.lastChange(t); c.Status == nil || c.Status.FromTag != string(models.ReasonCompetitor) || c.Status.Old != valid {
			t.Fatalf("%+v", c)
		}
		d.clock.advance(time.Hour)
		if n := len(d.claim(t)); n != 0 {
			t.Fatal("it was reported back")
		}
		if err := d.TakeTheirs(models.AsSystem(context.Background()), lead.ID, lead.WorkVersion+1, d.seller); !errors.Is(err, models.ErrConflict) {
			t.Fatalf("taken twice: %v", err)
		}
	})
}

func TestATagThatSaysNothingHereCannotBeTaken(t *testing.T) {
	reported(t, func(t *testing.T, d *desk) {
		d.pulled(t, "LEADS_FOLLOW_TAG_FOLLOWING")
		lead := d.only(t)
		if err := d.TakeTheirs(models.AsSystem(context.Background()), lead.ID, lead.WorkVersion, d.seller); !errors.Is(err, models.ErrConflict) || d.only(t).Work != valid {
			t.Fatalf("%v", err)
		}
	})
}

func TestConfirmationSwitchesItselfOffAndCanBeSwitchedOn(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		var leads []models.Lead
		for i := range models.MaxMisses {
			l := lead(i+1, "王建国", "")
			l.LeadsFollowTag = string(models.StatusAddWeixin)
			leads = append(leads, l)
		}
		d.accept(t, models.Pulled, leads...)
		for _, l := range d.list(t, models.LeadQuery{}) {
			if _, err := d.SetStatus(models.AsSystem(context.Background()), models.StatusWish{LeadID: l.ID, Work: valid}, d.seller); err != nil {
				t.Fatal(err)
			}
		}
		d.clock.advance(time.Minute)
		concludeAll(t, d, nil)
		for range 3 {
			d.clock.advance(time.Hour)
			d.accept(t, models.Pulled, leads...)
		}
		account, err := d.Account(models.AsSystem(context.Background()), d.account.ID)
		if err != nil || account.ConfirmReports || account.ConfirmEndedAt == 0 || account.ConfirmMisses != models.MaxMisses {
			t.Fatalf("%+v, %v", account, err)
		}
		d.mode(t, models.ReportOn)
		if account, _ := d.Account(models.AsSystem(context.Background()), d.account.ID); account.ConfirmReports {
			t.Fatal("an edit of something else switched it on")
		}
		_, err = d.SaveAccount(models.AsSystem(context.Background()), models.AccountEdit{
			ID: d.account.ID, Version: d.account.Version, Name: "账户", Industry: models.Medical, StatusSystem: models.IndustrySystem, Algorithm: models.SHA256,
		}, models.System)
		if err != nil {
			t.Fatal(err)
		}
		if account, _ := d.Account(models.AsSystem(context.Background()), d.account.ID); !account.ConfirmReports || account.ConfirmMisses != 0 || account.ConfirmEndedAt != 0 {
			t.Fatalf("%+v", account)
		}
	})
}

func TestParkedReportsAreReplayedOrGivenUp(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		ctx := models.AsSystem(context.Background())
		d.accept(t, models.Pulled, lead(2, "陈思雨", "13810002000"), lead(3, "刘洋", ""))
		var ids []int64
		for _, l := range d.list(t, models.LeadQuery{}) {
			ids = append(ids, l.ID)
			if _, err := d.SetStatus(ctx, models.StatusWish{LeadID: l.ID, Work: valid}, d.seller); err != nil {
				t.Fatal(err)
			}
		}
		d.clock.advance(time.Minute)
		concludeAll(t, d, &models.PlatformError{Kind: models.RefusedParameter, Code: 2101, Message: "线索不存在"})
		page, err := d.ReportPage(ctx, models.ReportQuery{State: models.ReportFailed, AccountID: d.account.ID})
		rows := page.Rows
		if err != nil || len(rows) != 3 || rows[0].LastCode != 2101 || rows[0].IngestedAt == 0 || rows[0].LeadsID == "" {
			t.Fatalf("%+v, %v", rows, err)
		}
		if n, err := d.DiscardReports(ctx, ids[:1], "客户退款", d.seller); n != 1 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
		changes, err := d.Changes(ctx, ids[0])
		if err != nil || changes[0].Report == nil || changes[0].Report.Reason != "客户退款" || changes[0].UserID != d.seller.ID {
			t.Fatalf("%+v, %v", changes, err)
		}
		if l, _ := d.Lead(ctx, ids[0]); l.ReportState != models.ReportNone {
			t.Fatalf("given up, the lead says %s", l.ReportState)
		}
		if n, err := d.ReplayReports(ctx, ids[:2], 0, d.seller); n != 1 || err != nil {
			t.Fatalf("%d replayed, %v", n, err)
		}
		if n, err := d.ReplayReports(ctx, nil, 4711, d.seller); n != 0 || err != nil {
			t.Fatalf("%d of another account, %v", n, err)
		}
		if n, err := d.ReplayReports(ctx, nil, 0, d.seller); n != 1 || err != nil {
			t.Fatalf("%d of the rest, %v", n, err)
		}
		claimed := d.claim(t)
		if len(claimed) != 2 || claimed[0].Attempts != 0 {
			t.Fatalf("%+v", claimed)
		}
	})
}

func TestTheListFindsWhatIsNearlyTooLateToReport(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		day := 24 * time.Hour
		due := func() int {
			q := models.LeadQuery{Report: models.ReportDue, DueAt: models.At(d.clock.at)}
			n, err := d.CountLeads(models.AsSystem(context.Background()), q)
			if found := d.list(t, q); err != nil || n != len(found) {
				t.Fatalf("%d counted, %d listed, %v", n, len(found), err)
			}
			return n
		}
		d.clock.at = d.only(t).IngestedAt.Time()
		for _, step := range []struct {
			by   time.Duration
			want int
		}{{day, 0}, {3*day - time.Second, 0}, {time.Second, 1}, {3*day - time.Second, 1}, {time.Second, 0}} {
			d.clock.advance(step.by)
			if n := due(); n != step.want {
				t.Errorf("%v old: %d", models.At(d.clock.at).Sub(d.only(t).IngestedAt), n)
			}
		}
		d.clock.advance(-day)
		d.set(t, valid)
		if due() != 1 {
			t.Error("a report that waits is not yet one")
		}
		d.clock.advance(time.Minute)
		d.conclude(t, d.claim(t)[0], nil)
		if due() != 0 {
			t.Error("reported, and still warned of")
		}
	})
}
