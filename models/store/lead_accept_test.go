package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, models.Beijing)

// clock is a hand that tests move.
type clock struct {
	at     time.Time
	looked func() // hears of every look; nil: nobody does
}

func (c *clock) now() time.Time {
	if c.looked != nil {
		c.looked()
	}
	return c.at
}

func (c *clock) advance(d time.Duration) { c.at = c.at.Add(d) }

func (c *clock) watch(looked func()) { c.looked = looked }

func newClock() *clock { return &clock{at: noon} }

// desk is a store with one account and one seller.
type desk struct {
	*store.Store
	account models.Account
	seller  models.User
	clock   *clock
}

func newDesk(t *testing.T, open func(func() time.Time) *store.Store) *desk {
	t.Helper()
	d := &desk{clock: newClock()}
	d.Store = open(d.clock.now)
	d.account = d.addAccount(t, 25610, models.IndustrySystem, models.Medical)
	user, err := d.CreateUser(models.AsSystem(context.Background()), models.User{Username: "li", Name: "李晓燕", Role: models.Sales, PasswordHash: "x"})
	if err != nil {
		t.Fatal(err)
	}
	d.seller = user
	return d
}

func (d *desk) addAccount(t *testing.T, id int64, system models.StatusSystem, industry models.Industry) models.Account {
	t.Helper()
	account, err := d.SaveAccount(models.AsSystem(context.Background()), models.AccountEdit{
		ID: id, Name: fmt.Sprintf("账户 %d", id), Industry: industry, StatusSystem: system, Algorithm: models.SHA256,
		Pull: models.Pair{Token: "123456789", Secret: "0123456789abcdef"},
	}, models.System)
	if err != nil {
		t.Fatal(err)
	}
	return account
}

func (d *desk) accept(t *testing.T, arrival models.Arrival, leads ...models.Lead) models.Accepted {
	t.Helper()
	accepted, err := d.AcceptLeads(models.AsSystem(context.Background()), d.account, leads, arrival)
	if err != nil {
		t.Fatal(err)
	}
	return accepted
}

func (d *desk) list(t *testing.T, q models.LeadQuery) []models.Lead {
	t.Helper()
	page, err := d.LeadPage(models.AsSystem(context.Background()), q)
	if err != nil {
		t.Fatal(err)
	}
	return page.Leads
}

// lead is a made-up lead, ingested n minutes after 09:00.
func lead(n int, name, phone string) models.Lead {
	at := models.At(time.Date(2026, 11, 23, 9, n, 0, 0, models.Beijing))
	return models.Lead{
		LeadsID: fmt.Sprintf("90071992547409%05d", n), IngestedAt: at, SubmittedAt: at.Add(-time.Minute),
		PlatformFields: models.PlatformFields{
			LeadsName: name, LeadsTel: phone, LeadsSource: "XJ", LeadsType: "LEADS_TYPE_FORM",
			CampaignID: "77", CampaignName: "植发秋季推广", Bundle: `{"预算":"1万","科室"：{"名"："皮肤科"}}`,
			LeadsCreateTime: at.String(), IDNumber: "110101199001011234",
		},
	}
}

func TestNewLeadsAreKeptOnceAndUnchangedOnesLeftAlone(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		page := []models.Lead{lead(2, "王建国", "13810001000"), lead(1, "陈思雨", "14517333711"), lead(2, "王建国", "13810001000")}
		if got := d.accept(t, models.Pulled, page...); got != (models.Accepted{New: 2}) {
			t.Fatalf("first page: %+v", got)
		}
		if got := d.accept(t, models.Pulled, page...); got != (models.Accepted{Same: 2}) {
			t.Fatalf("the same page again: %+v", got)
		}
		leads := d.list(t, models.LeadQuery{})
		if len(leads) != 2 || leads[0].LeadsName != "王建国" || leads[1].LeadsName != "陈思雨" {
			t.Fatalf("the list is not newest first: %+v", leads)
		}
		if leads[0].Summary != "预算 1万 · 名 皮肤科" {
			t.Errorf("summary %q", leads[0].Summary)
		}
		whole, err := d.Lead(models.AsSystem(context.Background()), leads[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		if whole.IDNumber != "" {
			t.Error("an ID number was stored though the account does not ask for it")
		}
		if whole.ListKey != leads[0].ListKey || whole.CampaignRef == 0 || whole.SubmittedAt == 0 {
			t.Errorf("the lead came back changed: %+v", whole)
		}
	})
}

func TestAChangedLeadTakesOverThePlatformsFieldsAndKeepsOurs(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		ctx := models.AsSystem(context.Background())
		d.accept(t, models.Pulled, lead(1, "王建国", "13810001000"))
		id := d.list(t, models.LeadQuery{})[0].ID
		work := models.Work{ConvertStatus: models.StatusAddWeixin}
		if _, err := d.SetStatus(ctx, models.StatusWish{LeadID: id, Work: work}, d.seller); err != nil {
			t.Fatal(err)
		}

		newer := lead(1, "王建国", "13999990000")
		newer.CallDuration = "63"
		newer.CampaignName = "" // left out: not an order to forget
		if got := d.accept(t, models.Pulled, newer); got != (models.Accepted{Changed: 1}) {
			t.Fatalf("a changed lead: %+v", got)
		}
		got, err := d.Lead(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if got.LeadsTel != "13999990000" || got.CallDuration != "63" || got.CampaignName != "植发秋季推广" {
			t.Errorf("the platform's fields: %q %q %q", got.LeadsTel, got.CallDuration, got.CampaignName)
		}
		if got.Work != work || got.OwnerID != d.seller.ID || got.ReportState != models.ReportWaiting {
			t.Errorf("our fields were touched: %+v", got.Work)
		}
		if n := len(d.list(t, models.LeadQuery{Text: "13810001000"})); n != 0 {
			t.Errorf("the old number still finds %d leads", n)
		}
		if n := len(d.list(t, models.LeadQuery{Text: "0000"})); n != 1 {
			t.Errorf("the new number finds %d leads", n)
		}
		changes, err := d.Changes(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if len(changes) != 3 || changes[0].Kind != models.ChangePlatform || changes[1].Owner.New != d.seller.ID || changes[2].Status.New != work || changes[2].UserName != "李晓燕" {
			t.Fatalf("history: %+v", changes)
		}
		if want := (models.FieldChange{Name: "leads_tel", Old: "13810001000", New: "13999990000"}); changes[0].Platform[0] != want {
			t.Errorf("history of the platform's change: %+v", changes[0].Platform)
		}
		if got := d.accept(t, models.Pulled, newer); got != (models.Accepted{Same: 1}) {
			t.Errorf("the changed lead again: %+v", got)
		}
	})
}

func TestAPushedLeadIsTheSameLeadAsThePulledOne(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		pushed := lead(1, "王建国", "13810001000")
		pushed.LeadsComeFrom = ""
		d.accept(t, models.Pushed, pushed)
		pulled := lead(1, "王建国", "13810001000")
		pulled.LeadsComeFrom = "LEADS_SOURCE_TYPE_INTERNAL_TRAFFIC"
		if got := d.accept(t, models.Pulled, pulled); got != (models.Accepted{Changed: 1}) {
			t.Fatalf("the pull after the push: %+v", got)
		}
		if got := d.accept(t, models.Pushed, pushed); got != (models.Accepted{Same: 1}) {
			t.Fatalf("the push again: %+v", got)
		}
		if got := d.accept(t, models.Pulled, pulled); got != (models.Accepted{Same: 1}) {
			t.Fatalf("the pull again: %+v", got)
		}
		if n := len(d.list(t, models.LeadQuery{})); n != 1 {
			t.Fatalf("%d leads", n)
		}
	})
}

func TestTheSameLeadsIDInTwoAccountsAreTwoLeads(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		other := d.addAccount(t, 25611, models.StandardSystem, models.NoIndustry)
		d.accept(t, models.Pulled, lead(1, "王建国", "13810001000"))
		if _, err := d.AcceptLeads(models.AsSystem(context.Background()), other, []models.Lead{lead(1, "王建国", "13810001000")}, models.Pulled); err != nil {
			t.Fatal(err)
		}
		if n := len(d.list(t, models.LeadQuery{})); n != 2 {
			t.Fatalf("%d leads", n)
		}
	})
}

func TestAFailedAcceptanceLeavesNothing(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		ctx, cancel := context.WithCancel(models.AsSystem(context.Background()))
		cancel()
		if _, err := d.AcceptLeads(ctx, d.account, []models.Lead{lead(1, "王建国", "13810001000")}, models.Pulled); err == nil {
			t.Fatal("a cancelled act succeeded")
		}
		if n := len(d.list(t, models.LeadQuery{})); n != 0 {
			t.Fatalf("%d leads of a cancelled act", n)
		}
		if got := d.accept(t, models.Pulled, lead(1, "王建国", "13810001000")); got.New != 1 {
			t.Fatalf("after it: %+v", got)
		}
	})
}
