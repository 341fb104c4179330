package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

// newest are the audit's entries since the last one that a test saw, oldest first.
func (d *desk) newest(t *testing.T, after int64) []models.AuditEntry {
	t.Helper()
	var found []models.AuditEntry
	for _, e := range audit(t, d.Store, models.AuditQuery{}) {
		if e.ID > after {
			found = append([]models.AuditEntry{e}, found...)
		}
	}
	return found
}

func actions(entries []models.AuditEntry) string {
	var names []string
	for _, e := range entries {
		names = append(names, string(e.Action))
	}
	return strings.Join(names, " ")
}

func TestEveryActStandsInTheAudit(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		ctx := models.ActingAs(models.AsSystem(t.Context()), d.seller.Actor("10.1.2.3", models.AllLeads()))
		id := d.only(t).ID
		set := func(work models.Work) {
			l := d.only(t)
			if _, err := d.SetStatus(ctx, models.StatusWish{LeadID: id, Version: l.WorkVersion, Work: work}, d.seller); err != nil {
				t.Fatal(err)
			}
		}
		save := func(change func(*models.AccountEdit)) error {
			a, err := d.Account(ctx, d.account.ID)
			if err != nil {
				return err
			}
			edit := models.AccountEdit{ID: a.ID, Version: a.Version, Name: a.Name, Industry: a.Industry, StatusSystem: a.StatusSystem,
				Algorithm: a.Algorithm, ReportMode: a.ReportMode, ReportDeadlineDays: a.ReportDeadlineDays, NoConfirm: !a.ConfirmReports, PullMinutes: a.PullMinutes}
			change(&edit)
			_, err = d.SaveAccount(ctx, edit, d.seller)
			return err
		}
		refuse := func(kind models.Refusal) {
			d.clock.advance(models.CredentialsWait + models.ReportSettle)
			d.conclude(t, d.claim(t)[0], &models.PlatformError{Kind: kind, Code: 2001, Message: "no"})
		}
		var backfill models.Backfill
		var report models.WechatReport
		for _, c := range []struct {
			name string
			do   func() error
			want string
			in   string // of the last entry's old and new
		}{
			{"status", func() error { set(valid); return nil }, "lead.taken lead.status_set", `{"convert_status":"LEADS_CONVERT_STATUS_POTENTIAL_CUSTOMER"}`},
			{"own words", func() error {
				set(models.Work{ConvertStatus: models.StatusPotentialCustomer, OuterConvertType: "他叫王建国"})
				return nil
			}, "lead.status_set", `"own_words":"changed"`},
			{"cancel", func() error { l := d.only(t); return d.CancelReport(ctx, id, l.WorkVersion, d.seller) }, "lead.report_cancelled", ""},
			{"reveal", func() error { return d.RevealLead(ctx, id, d.seller) }, "lead.revealed", ""},
			{"rename", func() error { return save(func(e *models.AccountEdit) { e.Name = "新名字" }) }, "account.saved", `{"name":"账户 25610"} {"name":"新名字"}`},
			{"secret", func() error {
				return save(func(e *models.AccountEdit) { e.Pull = models.Pair{Token: "canarytoken", Secret: "canarysecret0000"} })
			}, "account.saved", `{"pull_credentials":"changed"}`},
			{"nothing", func() error { return save(func(*models.AccountEdit) {}) }, "", ""},
			{"mode", func() error { return save(func(e *models.AccountEdit) { e.ReportMode = models.ReportDryRun }) }, "account.report_mode", `{"report_mode":"on"} {"report_mode":"dry"}`},
			{"mode back", func() error { return save(func(e *models.AccountEdit) { e.ReportMode = models.ReportOn }) }, "account.report_mode", ""},
			{"pause", func() error { return d.PauseAccount(ctx, d.account.ID, true, d.seller) }, "account.paused", ""},
			{"resume", func() error { return d.PauseAccount(ctx, d.account.ID, false, d.seller) }, "account.resumed", ""},
			{"breaker opens", func() error { refuse(models.RefusedPermission); refuse(models.RefusedPermission); return nil }, "account.breaker_opened", `"code":2001`},
			{"breaker stays open", func() error { refuse(models.RefusedPermission); return nil }, "", ""},
			{"breaker closes", func() error { refuse(models.RefusedParameter); return nil }, "account.breaker_closed", ""},
			{"replay", func() error { _, err := d.ReplayReports(ctx, nil, 0, d.seller); return err }, "lead.report_replayed", ""},
			{"parked again", func() error { refuse(models.RefusedParameter); return nil }, "", ""},
			{"discard", func() error { _, err := d.DiscardReports(ctx, []int64{id}, "王建国不要了", d.seller); return err }, "lead.report_discarded", ""},
			{"push address", func() error { _, err := d.PushAddress(ctx, d.account.ID); return err }, "account.push_made", ""},
			{"rotation", func() error { _, err := d.RotatePushAddress(ctx, d.account.ID, d.seller); return err }, "account.push_rotated", `{"push_address":"changed"}`},
			{"rules", func() error {
				return d.SavePushRules(ctx, d.account.ID, models.PushRules{Algorithm: models.SHA1, WindowSeconds: 120})
			}, "account.push_rules", `"push_window":120`},
			{"raw days", func() error { return d.SetRawEventDays(ctx, 90) }, "desk.raw_days", `{"raw_event_days":180} {"raw_event_days":90}`},
			{"quota", func() error { return d.SetRevealQuota(ctx, models.RevealQuota{Hour: 60, Day: 200}) }, "desk.reveal_quota", `{"reveals_day":300} {"reveals_day":200}`},
			{"backfill", func() (err error) {
				backfill, err = d.AddBackfill(ctx, models.Backfill{AccountID: d.account.ID, From: 1000, To: 2000, State: models.BackfillPlanned})
				return err
			}, "account.backfill_planned", `"state":"planned"`},
			{"backfill starts", func() error { _, err := d.MoveBackfill(ctx, backfill.ID, models.BackfillRunning); return err }, "account.backfill_moved", `{"state":"planned"} `},
			{"backfill refused", func() error {
				if _, err := d.MoveBackfill(ctx, backfill.ID, models.BackfillRunning); !errors.Is(err, models.ErrConflict) {
					return errors.New("started twice")
				}
				return nil
			}, "", ""},
			{"system", func() error {
				return d.KeepSystemAnswer(ctx, models.SystemAnswer{AccountID: d.account.ID, StatusSystem: models.IndustrySystem, Industry: models.Medical})
			}, "account.system_applied account.system_answered", `{"accepted":true}`},
			{"wechat", func() (err error) {
				report, _, err = d.AddWechatReport(ctx, authorisation(d, 1), d.seller)
				return err
			}, "account.wechat_added", ""},
			{"wechat fails", func() error {
				d.attempt(t, &models.PlatformError{Kind: models.RefusedParameter, Code: 2100})
				return nil
			}, "", ""},
			{"wechat retried", func() error { return d.RetryWechatReport(ctx, report.ID) }, "account.wechat_retried", ""},
		} {
			after := audit(t, d.Store, models.AuditQuery{})[0].ID
			if err := c.do(); err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			entries := d.newest(t, after)
			if actions(entries) != c.want {
				t.Errorf("%s: the audit says %q, want %q", c.name, actions(entries), c.want)
				continue
			}
			for i, e := range entries {
				byPlatform := strings.HasPrefix(string(e.Action), "account.breaker_") || e.Action == models.ActSystemAnswered
				if byPlatform != (e.ActorKind == models.ActorPlatform) || !byPlatform && (e.ActorID != d.seller.ID || e.IP != "10.1.2.3") {
					t.Errorf("%s: by %s %d from %q", c.name, e.ActorKind, e.ActorID, e.IP)
				}
				if text := e.Old + " " + e.New; i == len(entries)-1 && !strings.Contains(text, c.in) {
					t.Errorf("%s: the audit says %s, which lacks %s", c.name, text, c.in)
				}
				if text := e.Old + e.New; strings.Contains(text, "canary") || strings.Contains(text, "王建国") {
					t.Errorf("%s: the audit holds what it must not: %s", c.name, text)
				}
				if !models.AuditActions.Has(string(e.Action)) || !models.AuditSubjects.Has(string(e.Subject)) {
					t.Errorf("%s: %s of a %s has no words", c.name, e.Action, e.Subject)
				}
			}
		}
		mustVerify(t, d.Store, audit(t, d.Store, models.AuditQuery{})[0].ID)
	})
}

func TestAnActThatFailsLeavesNoLine(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		before := audit(t, d.Store, models.AuditQuery{})[0].ID
		for name, err := range map[string]error{
			"status": func() error {
				_, err := d.SetStatus(models.AsSystem(t.Context()), models.StatusWish{LeadID: d.only(t).ID, Version: 9, Work: valid}, d.seller)
				return err
			}(),
			"pause":  d.PauseAccount(models.AsSystem(t.Context()), 99, true, d.seller),
			"reveal": d.RevealLead(models.AsSystem(t.Context()), 99, d.seller),
			"quota":  d.SetRevealQuota(models.AsSystem(t.Context()), models.RevealQuota{}),
			"account": func() error {
				_, err := d.SaveAccount(models.AsSystem(t.Context()), models.AccountEdit{ID: 25610, Name: "x", Industry: models.NoIndustry, StatusSystem: models.StandardSystem, Algorithm: models.SHA256, Pull: models.Pair{Token: "1", Secret: "2"}}, d.seller)
				return err
			}(),
		} {
			if err == nil {
				t.Errorf("%s worked", name)
			}
		}
		if after := audit(t, d.Store, models.AuditQuery{})[0].ID; after != before {
			t.Errorf("failures left %s", actions(d.newest(t, before)))
		}
	})
}

func TestTheFirstAdminIsMadeByAGuest(t *testing.T) {
	eachStore(t, func(t *testing.T, s *store.Store) {
		ctx := models.ActingAs(models.AsSystem(t.Context()), models.Actor{Kind: models.ActorGuest, IP: "10.0.0.9"})
		if _, err := s.CreateFirstAdmin(ctx, models.User{Username: "boss", Name: "老板", PasswordHash: "x"}); err != nil {
			t.Fatal(err)
		}
		if e := audit(t, s, models.AuditQuery{})[0]; e.Action != models.ActSetUp || e.ActorKind != models.ActorGuest || e.IP != "10.0.0.9" || e.Subject != models.SubjectUser {
			t.Errorf("%+v", e)
		}
	})
}

func TestRevealsAreCountedAndEndAtTheQuota(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		id, ctx := d.only(t).ID, models.AsSystem(context.Background())
		if err := d.SetRevealQuota(ctx, models.RevealQuota{Hour: 5, Day: 8}); err != nil {
			t.Fatal(err)
		}
		first := models.At(d.clock.now())
		reveal := func() error {
			err := d.RevealLead(ctx, id, d.seller)
			d.clock.advance(time.Minute)
			return err
		}
		for range 5 {
			if err := reveal(); err != nil {
				t.Fatal(err)
			}
		}
		var reached *models.QuotaReached
		if err := reveal(); !errors.As(err, &reached) || reached.Limit != 5 || reached.OpensAt != first.Add(time.Hour) {
			t.Fatalf("the sixth: %v, %+v", err, reached)
		}
		if e := audit(t, d.Store, models.AuditQuery{})[0]; e.Action != models.ActRevealRefused {
			t.Errorf("the refusal is not in the audit: %s", e.Action)
		}
		other, err := d.CreateUser(ctx, models.User{Username: "wu", Name: "吴", Role: models.Sales, PasswordHash: "x"})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.RevealLead(ctx, id, other); err != nil {
			t.Errorf("another's quota: %v", err)
		}
		d.clock.at = reached.OpensAt.Time()
		if err := reveal(); err != nil {
			t.Errorf("when it opens again: %v", err)
		}
		d.clock.advance(2 * time.Hour)
		for range 2 {
			if err := reveal(); err != nil {
				t.Fatal(err)
			}
		}
		if err := reveal(); !errors.As(err, &reached) || reached.Limit != 8 || reached.Span != 24*time.Hour || reached.OpensAt != first.Add(24*time.Hour) {
			t.Errorf("the ninth of a day: %v, %+v", err, reached)
		}
	})
}

func TestFiftyRevealsAtOnceStayWithinTheQuota(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		d.accept(t, models.Pulled, lead(1, "王建国", "13810001000"))
		if err := d.SetRevealQuota(models.AsSystem(t.Context()), models.RevealQuota{Hour: 20, Day: 20}); err != nil {
			t.Fatal(err)
		}
		id, outcomes := d.only(t).ID, make(chan error, 50)
		for range 50 {
			go func() { outcomes <- d.RevealLead(models.AsSystem(context.Background()), id, d.seller) }()
		}
		shown := 0
		for range 50 {
			var reached *models.QuotaReached
			if err := <-outcomes; err == nil {
				shown++
			} else if !errors.As(err, &reached) {
				t.Error(err)
			}
		}
		if shown != 20 {
			t.Errorf("%d reveals of 20", shown)
		}
	})
}
