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

const day = 24 * time.Hour

func (d *desk) rule(t *testing.T, ctx context.Context, rule models.RetentionRule) models.RetentionRule {
	t.Helper()
	saved, err := d.SaveRetentionRule(ctx, rule)
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

func (d *desk) expired(t *testing.T, rule models.RetentionRule) int {
	t.Helper()
	n, err := d.CountExpired(models.AsSystem(context.Background()), rule)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// apply runs a rule to its end.
func (d *desk) apply(t *testing.T, rule models.RetentionRule) (erased int) {
	t.Helper()
	for {
		n, done, err := d.EraseExpired(models.AsSystem(context.Background()), rule)
		if err != nil {
			t.Fatal(err)
		}
		erased += n
		if done {
			break
		}
	}
	if err := d.ConcludeRetention(models.AsSystem(context.Background()), rule.ID); err != nil {
		t.Fatal(err)
	}
	return erased
}

// many are leads that came in together.
func many(count int) []models.Lead {
	leads := make([]models.Lead, count)
	for i := range leads {
		leads[i] = lead(i, "某人", "")
		leads[i].IngestedAt = lead(1, "", "").IngestedAt
	}
	return leads
}

func TestARuleHitsItsAccountStatusAndAgeAlone(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		ctx := d.boss(t)
		d.accept(t, models.Pulled, lead(1, "未跟进", ""), lead(2, "无效者", ""), lead(3, "成交者", ""), lead(4, "刚跟进", ""))
		first := d.account
		d.account = d.addAccount(t, 25611, models.StandardSystem, models.NoIndustry)
		d.accept(t, models.Pulled, lead(5, "别家的", ""))
		work := func(name string, work models.Work) {
			found := d.list(t, models.LeadQuery{Text: name})[0]
			if _, err := d.SetStatus(ctx, models.StatusWish{LeadID: found.ID, Version: found.WorkVersion, Work: work}, d.seller); err != nil {
				t.Fatal(err)
			}
		}
		invalid := models.Work{ConvertStatus: models.StatusDeprecated, IneffectReason: models.ReasonEmpty}
		work("无效者", invalid)
		work("成交者", models.Work{ConvertStatus: models.StatusTransCompleted})
		d.clock.advance(20 * day)
		work("刚跟进", invalid)
		d.clock.advance(15 * day)
		d.accept(t, models.Pulled, lead(6, "新来的", ""))
		for _, c := range []struct {
			rule models.RetentionRule
			want int
		}{
			{models.RetentionRule{Status: models.NoneSet, Days: 30}, 3}, // lead 6 is as old as the others by the platform
			{models.RetentionRule{Status: models.NoneSet, Days: 30, AccountID: first.ID}, 1},
			{models.RetentionRule{Status: string(models.StatusDeprecated), Days: 30}, 1},
			{models.RetentionRule{Status: string(models.StatusDeprecated), Days: 14}, 2},
			{models.RetentionRule{Status: models.AnyStatus, Days: 30}, 5},
			{models.RetentionRule{Status: models.AnyStatus, Days: 36}, 0},
		} {
			if got := d.expired(t, c.rule); got != c.want {
				t.Errorf("%+v hits %d, want %d", c.rule, got, c.want)
			}
		}
		rule := d.rule(t, ctx, models.RetentionRule{Status: string(models.StatusDeprecated), Days: 30, Active: true})
		if erased := d.apply(t, rule); erased != 1 || d.expired(t, rule) != 0 {
			t.Errorf("%d erased, %d left", erased, d.expired(t, rule))
		}
		for _, name := range []string{"未跟进", "成交者", "刚跟进", "别家的", "新来的"} {
			if len(d.list(t, models.LeadQuery{Text: name})) != 1 {
				t.Errorf("%s is gone", name)
			}
		}
		if len(d.list(t, models.LeadQuery{Text: "无效者"})) != 0 {
			t.Error("无效者 is there")
		}
	})
}

func TestApplyingARuleIsToldToTheAuditAlsoAfterItWasCutShort(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		ctx := d.boss(t)
		d.accept(t, models.Pulled, many(450)...)
		d.clock.advance(30 * day)
		rule := d.rule(t, ctx, models.RetentionRule{Status: models.AnyStatus, Days: 20, Active: true})
		if n, done, err := d.EraseExpired(ctx, rule); err != nil || done || n != 200 {
			t.Fatalf("a portion: %d, %v, %v", n, done, err)
		}
		if got := d.expired(t, rule); got != 250 { // the program ends here, and is started again
			t.Errorf("%d left after a portion", got)
		}
		if erased := d.apply(t, rule); erased != 250 {
			t.Errorf("%d erased after the break", erased)
		}
		acts := store.NewestActs(t, d.Store, 2)
		if acts[0].Action != "retention.applied" || !strings.Contains(acts[0].New, `"leads":450`) || acts[0].ActorKind != models.ActorSystem {
			t.Errorf("%+v", acts[0])
		}
		if acts[1].Action != "retention.rule_saved" || acts[1].ActorName != "老板" || !strings.Contains(acts[1].New, `"days":20`) {
			t.Errorf("%+v", acts[1])
		}
		d.apply(t, rule)
		if again := store.NewestActs(t, d.Store, 1)[0]; again.ID != acts[0].ID {
			t.Errorf("a run that did nothing is told: %+v", again)
		}
		rules, err := d.RetentionRules(ctx)
		if err != nil || len(rules) != 1 || rules[0].Erased != 450 || rules[0].Unrecorded != 0 || rules[0].AppliedAt.IsZero() {
			t.Errorf("%+v: %v", rules, err)
		}
	})
}

func TestACrashInAPortionLeavesEveryLeadWholeOrAnonymous(t *testing.T) {
	d := newDesk(t, func(now func() time.Time) *store.Store { return storetest.New(t, now) })
	ctx := d.boss(t)
	d.accept(t, models.Pulled, append(many(210), canary(300))...)
	d.clock.advance(30 * day)
	rule := d.rule(t, ctx, models.RetentionRule{Status: models.AnyStatus, Days: 20, Active: true})
	mend := store.FailAt(t, d.Store, d.list(t, models.LeadQuery{Limit: 60})[50].ID)
	if n, done, err := d.EraseExpired(ctx, rule); err == nil {
		t.Fatalf("the crash did not come: %d, %v", n, done)
	}
	whole, anonymous := 0, 0
	for _, found := range d.list(t, models.LeadQuery{Limit: 300}) {
		l := d.lead(t, found.ID)
		switch {
		case l.IsErased() && l.LeadsName == "":
			anonymous++
		case !l.IsErased() && l.LeadsName != "":
			whole++
		default:
			t.Errorf("half: %+v", l)
		}
	}
	if whole+anonymous != 211 || whole != d.expired(t, rule) {
		t.Errorf("%d whole, %d anonymous, %d expired", whole, anonymous, d.expired(t, rule))
	}
	mend()
	if erased := d.apply(t, rule); erased != whole {
		t.Errorf("%d erased after the crash, want %d", erased, whole)
	}
	rules, err := d.RetentionRules(ctx)
	if err != nil || rules[0].Erased != 211 {
		t.Errorf("%+v: %v", rules, err)
	}
}

func TestARuleThatWasChangedOrSwitchedOffStops(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		ctx := d.boss(t)
		d.accept(t, models.Pulled, many(3)...)
		d.clock.advance(30 * day)
		rule := d.rule(t, ctx, models.RetentionRule{Status: models.AnyStatus, Days: 20})
		if _, _, err := d.EraseExpired(ctx, rule); !errors.Is(err, models.ErrConflict) {
			t.Errorf("one that is off: %v", err)
		}
		older := rule
		rule.Active = true
		rule = d.rule(t, ctx, rule)
		if _, _, err := d.EraseExpired(ctx, older); !errors.Is(err, models.ErrConflict) {
			t.Errorf("one that was changed: %v", err)
		}
		if _, err := d.SaveRetentionRule(ctx, older); !errors.Is(err, models.ErrConflict) {
			t.Errorf("saving what somebody else changed: %v", err)
		}
		if err := d.DropRetentionRule(ctx, rule.ID, older.Version); !errors.Is(err, models.ErrConflict) {
			t.Errorf("dropping what somebody else changed: %v", err)
		}
		if err := d.DropRetentionRule(ctx, rule.ID, rule.Version); err != nil {
			t.Error(err)
		}
		if _, _, err := d.EraseExpired(ctx, rule); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("one that is gone: %v", err)
		}
		if d.expired(t, rule) != 3 {
			t.Error("a rule that was off removed something")
		}
	})
}

func TestARuleThatCannotBeIsRefused(t *testing.T) {
	d := newDesk(t, func(now func() time.Time) *store.Store { return storetest.New(t, now) })
	ctx := d.boss(t)
	for field, rule := range map[string]models.RetentionRule{
		"days":    {Status: models.AnyStatus, Days: models.MinRetentionDays - 1},
		"status":  {Status: "LEADS_CONVERT_STATUS_NONE_SUCH", Days: 30},
		"account": {Status: models.AnyStatus, Days: 30, AccountID: 99},
	} {
		var bad *models.Invalid
		_, err := d.SaveRetentionRule(ctx, rule)
		if !errors.As(err, &bad) {
			t.Fatalf("%s: %v", field, err)
		}
		if _, wrong := bad.Of(field); !wrong {
			t.Errorf("%s: %v", field, bad)
		}
	}
	for range models.MaxRetentionRules {
		d.rule(t, ctx, models.RetentionRule{Status: models.AnyStatus, Days: 30})
	}
	var bad *models.Invalid
	if _, err := d.SaveRetentionRule(ctx, models.RetentionRule{Status: models.AnyStatus, Days: 30}); !errors.As(err, &bad) {
		t.Errorf("one rule too many: %v", err)
	}
}
