package store_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

// canaries are what the made-up person of canary says in every personal field.
var canaries = []string{"测试雀", "13987654321", "wx_canary_1", "金丝", "canary@example.com", "330106198001011234", "雀巢路", "雀跃预算",
	"雀问", "雀答", "canary-extra", "canary-record", "gdt_vid=canary", "canary-click", "雀回访", "77700011122"}

// canary is a lead with something of the person in every field that can hold it.
func canary(n int) models.Lead {
	l := lead(n, "测试雀", "13987654321")
	l.LeadsWechat, l.NickName, l.LeadsEmail, l.LeadsQQ = "wx_canary_1", "金丝", "canary@example.com", "77700011122"
	l.IDNumber, l.Address = "330106198001011234", "雀巢路 1 号"
	l.Bundle, l.LayerFormContent, l.CustomQA = `{"雀跃预算":"1万"}`, `{"雀问":"是"}`, `{"问":"雀答"}`
	l.CallRecordURL, l.PageURL, l.ClickID = "https://r.example.com/canary-record.mp3", "https://p.example.com/?gdt_vid=canary", "canary-click"
	l.AllFollowRecords, l.LeadsFollowTag = "雀回访", "LEADS_FOLLOW_TAG_ASSIGNED"
	l.Extra = `{"note":"canary-extra"}`
	l.Raw = `{"leads_name":"测试雀","leads_tel":"13987654321"}`
	return l
}

// boss is an admin whom the audit can name.
func (d *desk) boss(t *testing.T) context.Context {
	t.Helper()
	user, err := d.CreateUser(models.AsSystem(context.Background()), models.User{Username: "boss", Name: "老板", Role: models.Admin, PasswordHash: "x"})
	if err != nil {
		t.Fatal(err)
	}
	return models.ActingAs(models.AsSystem(context.Background()), user.Actor("10.0.0.1", models.AllLeads()))
}

func (d *desk) lead(t *testing.T, id int64) models.Lead {
	t.Helper()
	l, err := d.Lead(models.AsSystem(context.Background()), id)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// holdsNothing proves that a lead's row, history and raw events say nothing of the canary.
func (d *desk) holdsNothing(t *testing.T, id int64) {
	t.Helper()
	record, err := d.PersonRecord(models.AsSystem(context.Background()), id)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(record)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range canaries {
		if strings.Contains(string(text), c) {
			t.Errorf("lead %d still says %s: %s", id, c, text)
		}
	}
	if len(record.RawEvents) != 0 || record.Summary != "" {
		t.Errorf("lead %d has %d raw events and the summary %q", id, len(record.RawEvents), record.Summary)
	}
}

func (d *desk) erase(t *testing.T, ctx context.Context, id int64, want int) []int64 {
	t.Helper()
	gone, err := d.ErasePerson(ctx, id, want)
	if err != nil || len(gone) != want {
		t.Fatalf("erased %v, want %d: %v", gone, want, err)
	}
	return gone
}

func TestAnErasedPersonIsGoneFromTheLeadAndWhatFiguresNeedStays(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		ctx := d.boss(t)
		old := canary(1)
		old.LeadsTel, old.CampaignName = "13987654000", "旧计划"
		d.accept(t, models.Pulled, old)
		d.accept(t, models.Pulled, canary(1)) // the phone in its history, and the campaign
		id := d.list(t, models.LeadQuery{})[0].ID
		wish := models.StatusWish{LeadID: id, Work: models.Work{ConvertStatus: models.StatusDeprecated, IneffectReason: models.ReasonEmpty, IntentionScore: "LEADS_INTENTION_SCORE_LEVEL_1"}}
		before, err := d.SetStatus(ctx, wish, d.seller)
		if err != nil {
			t.Fatal(err)
		}
		d.erase(t, ctx, id, 1)
		d.holdsNothing(t, id)
		after := d.lead(t, id)
		if !after.IsErased() || after.Work != before.Work || after.ReportState != before.ReportState || after.LeadsID != before.LeadsID ||
			after.AccountID != before.AccountID || after.ListKey != before.ListKey || after.CampaignName != "植发秋季推广" || after.WorkedAt != before.WorkedAt ||
			after.LeadsSource != "XJ" || after.CampaignRef != before.CampaignRef || after.PullHash != nil {
			t.Errorf("%+v", after)
		}
		changes, err := d.Changes(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		var kinds []models.ChangeKind
		for _, c := range changes {
			kinds = append(kinds, c.Kind)
			if c.Kind == models.ChangePlatform && (len(c.Platform) != 1 || c.Platform[0].Old != "旧计划") {
				t.Errorf("%+v", c.Platform)
			}
		}
		if !slices.Equal(kinds, []models.ChangeKind{models.ChangeErased, models.ChangeOwner, models.ChangeStatus, models.ChangePlatform}) || changes[0].UserName != "老板" {
			t.Errorf("%v by %s", kinds, changes[0].UserName)
		}
		for _, text := range []string{"测试雀", "13987654321", "4321"} {
			if found := d.list(t, models.LeadQuery{Text: text}); len(found) != 0 {
				t.Errorf("%s is found", text)
			}
		}
		if found := d.list(t, models.LeadQuery{Text: after.LeadsID}); len(found) != 1 || !found[0].IsErased() {
			t.Errorf("by its id: %+v", found)
		}
		if _, err := d.Person(ctx, id); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("the person of an anonymous lead: %v", err)
		}
		var bad *models.Invalid
		if _, err := d.SetStatus(ctx, models.StatusWish{LeadID: id, Version: after.WorkVersion, Work: models.Work{ConvertStatus: models.StatusAddWeixin}}, d.seller); !errors.As(err, &bad) {
			t.Errorf("a status of an anonymous lead: %v", err)
		}
	})
}

func TestNothingBringsAnErasedPersonBack(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		ctx := d.boss(t)
		d.accept(t, models.Pulled, canary(1))
		id := d.list(t, models.LeadQuery{})[0].ID
		d.erase(t, ctx, id, 1)
		gone := d.lead(t, id)
		d.clock.advance(time.Minute)
		changed := canary(1)
		changed.LeadsFollowTag = "LEADS_FOLLOW_TAG_INVALID_REPEAT"
		for _, arrival := range []models.Arrival{models.Pulled, models.Backfilled, models.Replayed} {
			for _, form := range []models.Lead{canary(1), changed} {
				if got := d.accept(t, arrival, form); got != (models.Accepted{Same: 1}) {
					t.Errorf("%s: %+v", arrival, got)
				}
			}
		}
		outcome, err := d.AcceptPush(ctx, models.Push{
			Account: d.account, Lead: canary(1), Key: []byte("a new push"), Pinned: models.SHA256,
			Signature: models.PushSignature{Algorithm: models.SHA256, SignedAt: models.At(d.clock.now())},
		})
		if err != nil || outcome != models.PushRepeated {
			t.Errorf("a push: %s, %v", outcome, err)
		}
		d.holdsNothing(t, id)
		now := d.lead(t, id)
		if now.UpdatedAt != gone.UpdatedAt || now.LeadsFollowTag != gone.LeadsFollowTag || now.Pushed || now.Unverified {
			t.Errorf("%+v", now)
		}
		if all := d.list(t, models.LeadQuery{}); len(all) != 1 {
			t.Errorf("%d leads", len(all))
		}
	})
}

func TestAPersonIsFoundInEveryAccountByPhoneAndWechat(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		ctx := d.boss(t)
		same := lead(2, "雀女士", "+86 139-8765-4321") // as another form writes it
		byWechat := lead(3, "", "")
		byWechat.LeadsWechat = "wx_canary_1"
		asID := lead(4, "", "")
		asID.LeadsWechat = "13987654321" // the phone is the WeChat id too
		longer := lead(5, "别人", "139876543219")
		other := lead(6, "别人", "13987650000")
		other.LeadsWechat = "同手机号"
		d.accept(t, models.Pulled, canary(1), same, byWechat, asID, longer, other)
		d.account = d.addAccount(t, 25611, models.StandardSystem, models.NoIndustry)
		d.accept(t, models.Pulled, canary(7))
		id := d.list(t, models.LeadQuery{Text: "雀女士"})[0].ID
		first := d.list(t, models.LeadQuery{Text: canary(1).LeadsID})[0].ID
		person, err := d.Person(ctx, first)
		if err != nil || len(person.Leads) != 5 || person.TooMany {
			t.Fatalf("%d leads: %v", len(person.Leads), err)
		}
		if person, err := d.Person(ctx, id); err != nil || len(person.Leads) != 4 { // its WeChat id nobody knows
			t.Errorf("%d leads: %v", len(person.Leads), err)
		}
		if _, err := d.ErasePerson(ctx, first, 4); !errors.Is(err, models.ErrConflict) {
			t.Errorf("erasing others than were shown: %v", err)
		}
		gone := d.erase(t, ctx, first, 5)
		for _, id := range gone {
			d.holdsNothing(t, id)
		}
		left := d.list(t, models.LeadQuery{Text: "别人"})
		if len(left) != 2 || left[0].IsErased() || left[1].IsErased() {
			t.Errorf("others are gone too: %+v", left)
		}
		entry := store.NewestActs(t, d.Store, 1)[0]
		if entry.Action != "person.erased" || entry.SubjectID != first || entry.ActorName != "老板" {
			t.Errorf("%+v", entry)
		}
		for _, c := range canaries {
			if strings.Contains(entry.New, c) {
				t.Errorf("the audit says %s", c)
			}
		}
	})
}

func TestTheReportOfAnErasedLeadStillGoesOut(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		ctx := d.boss(t)
		d.accept(t, models.Pulled, canary(1))
		id := d.list(t, models.LeadQuery{})[0].ID
		if _, err := d.SetStatus(ctx, models.StatusWish{LeadID: id, Work: models.Work{ConvertStatus: models.StatusAddWeixin}}, d.seller); err != nil {
			t.Fatal(err)
		}
		d.erase(t, ctx, id, 1)
		d.clock.advance(time.Minute)
		claimed, err := d.ClaimReports(ctx, d.account.ID, 50)
		if err != nil || len(claimed) != 1 || claimed[0].LeadsID != canary(1).LeadsID || claimed[0].ConvertStatus != models.StatusAddWeixin {
			t.Fatalf("%+v: %v", claimed, err)
		}
		err = d.ConcludeReports(ctx, []models.ReportResult{{LeadID: id, WorkVersion: claimed[0].WorkVersion, Work: claimed[0].Work, Lease: claimed[0].Lease}})
		if after := d.lead(t, id); err != nil || after.ReportState != models.ReportSent || !after.IsErased() {
			t.Errorf("%s: %v", after.ReportState, err)
		}
	})
}

func TestTheWechatReportsOfAnErasedPersonAreEmptied(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		ctx := d.boss(t)
		d.accept(t, models.Pulled, canary(1))
		id := d.list(t, models.LeadQuery{})[0].ID
		theirs := models.WechatAuthorisation{
			AccountID: d.account.ID, AppID: "wxapp", OpenID: "openid-canary", AvatarURL: "https://a.example.com/canary-extra", Nickname: "金丝",
			ClickID: "canary-click", ActionTime: models.At(d.clock.now()),
		}
		anothers := theirs
		anothers.OpenID, anothers.ClickID, anothers.Nickname = "openid-other", "another-click", "别人"
		for _, a := range []models.WechatAuthorisation{theirs, anothers} {
			if _, added, err := d.AddWechatReport(ctx, a, d.seller); err != nil || !added {
				t.Fatal(added, err)
			}
		}
		if record, err := d.PersonRecord(ctx, id); err != nil || len(record.Wechat) != 1 || record.Wechat[0].OpenID != "openid-canary" {
			t.Fatalf("%+v: %v", record.Wechat, err)
		}
		store.ForgetClues(t, d.Store)
		d.erase(t, ctx, id, 1)
		reports, err := d.WechatReports(ctx, models.WechatQuery{Limit: 10})
		if err != nil || len(reports) != 2 {
			t.Fatal(len(reports), err)
		}
		kept, empty := reports[0], reports[1]
		if !empty.IsErased() || empty.State != models.WechatFailed || empty.Authorisation.OpenID+empty.Authorisation.Nickname+empty.Authorisation.AvatarURL+empty.Authorisation.ClickID != "" {
			t.Errorf("%+v %#v", empty, empty.Authorisation)
		}
		if kept.IsErased() || kept.State != models.WechatWaiting || kept.Authorisation.OpenID == "" {
			t.Errorf("another's: %+v", kept)
		}
		if err := d.RetryWechatReport(ctx, empty.ID); !errors.Is(err, models.ErrConflict) {
			t.Errorf("sending it again: %v", err)
		}
		if _, added, err := d.AddWechatReport(ctx, theirs, d.seller); err != nil || added {
			t.Errorf("the same authorisation again: added %v, %v", added, err)
		}
	})
}

func TestAnErasedPersonIsNotInTheFile(t *testing.T) {
	dir := t.TempDir()
	clock := newClock()
	d := &desk{Store: storetest.Open(t, store.Options{Dir: dir, Now: clock.now}), clock: clock}
	d.account = d.addAccount(t, 25610, models.IndustrySystem, models.Medical)
	user, err := d.CreateUser(models.AsSystem(context.Background()), models.User{Username: "li", Name: "李", Role: models.Sales, PasswordHash: "x"})
	if err != nil {
		t.Fatal(err)
	}
	d.seller = user
	ctx := d.boss(t)
	for n := range 12 { // many pages before, between and after
		var page []models.Lead
		for i := range 200 {
			page = append(page, lead(100+200*n+i, "路人甲乙", "1350000"+time.Duration(n*200 + i).String()[:1]+"123"))
			page[i].Bundle = `{"很长的回答":"` + strings.Repeat("长", 2000) + `"}` // on overflow pages
		}
		d.accept(t, models.Pulled, page...)
		if n == 4 {
			first := canary(1)
			first.AllFollowRecords = strings.Repeat("雀回访", 3000)
			d.accept(t, models.Pulled, first)
			d.accept(t, models.Pulled, canary(1))
		}
	}
	id := d.list(t, models.LeadQuery{Text: "13987654321"})[0].ID
	if found := greps(t, dir, "测试雀", "13987654321", "雀回访", "金丝"); len(found) < 4 {
		t.Fatalf("the test cannot see what is there: %v", found)
	}
	d.erase(t, ctx, id, 1)
	if err := d.Purge(ctx); err != nil {
		t.Fatal(err)
	}
	if found := greps(t, dir, canaries...); len(found) != 0 {
		t.Errorf("still in the file: %v", found)
	}
	if log, err := os.Stat(filepath.Join(dir, "xiansuo.db-wal")); err == nil && log.Size() != 0 {
		t.Errorf("the log holds %d bytes", log.Size())
	}
	if found := d.list(t, models.LeadQuery{Text: "路人甲乙"}); len(found) != models.PageSize {
		t.Errorf("others are found %d times after the index was merged", len(found))
	}
}

// greps tells which texts are in the database file or its log.
func greps(t *testing.T, dir string, texts ...string) []string {
	t.Helper()
	var found []string
	for _, name := range []string{"xiansuo.db", "xiansuo.db-wal"} {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		for _, text := range texts {
			if bytes.Contains(content, []byte(text)) {
				found = append(found, name+": "+text)
			}
		}
	}
	return found
}
