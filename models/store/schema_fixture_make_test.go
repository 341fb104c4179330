package store

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"xiansuo/models"
)

var makeFixture = flag.String("make-fixture", "", "file to write a database of this schema to, for testdata/schemas")

// TestMakeSchemaFixture writes the fixture of a release when it is asked to. It is run once, before
// the release: a fixture is never made again, because the databases out there are not either.
//
//	go test ./models/store -run MakeSchemaFixture -make-fixture testdata/schemas/0014.db.gz
//
// The key file lies beside it, 0014.key.
func TestMakeSchemaFixture(t *testing.T) {
	if *makeFixture == "" {
		t.Skip("no fixture is asked for")
	}
	dir := t.TempDir()
	fillFixture(t, dir)
	if _, _, err := BackUpFolder(t.Context(), dir, *makeFixture, time.Now()); err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(filepath.Join(dir, keyFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile((*makeFixture)[:len(*makeFixture)-len(".db.gz")]+".key", key, 0o600); err != nil {
		t.Fatal(err)
	}
}

// fillFixture makes a small desk in which everything that is kept occurs.
func fillFixture(t *testing.T, dir string) {
	ctx := models.AsSystem(t.Context())
	now := madeUpEnd.Time().Add(time.Hour)
	s, err := Open(ctx, Options{Dir: dir, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	boss, err := s.CreateFirstAdmin(ctx, models.User{Username: "boss", Name: "老板", Role: models.Admin, PasswordHash: "none"})
	must(err)
	seller, err := s.CreateUser(ctx, models.User{Username: "seller", Name: "小王", Role: models.Sales, PasswordHash: "none", Language: models.Chinese})
	must(err)
	must(s.StartSession(ctx, models.Session{Hash: []byte("hash of a session"), UserID: seller.ID, CreatedAt: 1, SeenAt: models.At(now), ExpiresAt: models.At(now.Add(time.Hour))}, nil))
	account, err := s.SaveAccount(ctx, models.AccountEdit{ID: 20458, Name: "示例账户", Industry: models.NoIndustry, StatusSystem: models.StandardSystem, Algorithm: models.SHA256,
		Pull: models.Pair{Token: "fixture-token", Secret: "fixture-secret"}, ReportMode: models.ReportOn, ReportDeadlineDays: 7}, boss)
	must(err)
	m := madeUp{seed: 1, total: 8}
	var leads []models.Lead
	for i := range 8 {
		l := m.lead(i)
		l.AccountID = account.ID
		l.Raw = `{"leads_id":"` + l.LeadsID + `"}`
		leads = append(leads, l)
	}
	_, err = s.AcceptLeads(ctx, account, leads, models.Pulled)
	must(err)
	page, err := s.LeadPage(ctx, models.LeadQuery{})
	must(err)
	for i, lead := range page.Leads[:3] {
		work := models.Work{ConvertStatus: models.StatusPotentialCustomer}
		lead, err := s.SetStatus(ctx, models.StatusWish{LeadID: lead.ID, Version: lead.WorkVersion, Work: work}, seller)
		must(err)
		if i == 0 {
			must(s.RevealLead(ctx, lead.ID, seller))
		}
	}
	now = now.Add(time.Minute)
	claimed, err := s.ClaimReports(ctx, account.ID, 2)
	must(err)
	must(s.ConcludeReports(ctx, []models.ReportResult{{LeadID: claimed[0].LeadID, WorkVersion: claimed[0].WorkVersion, Work: claimed[0].Work, Lease: claimed[0].Lease}}))
	must(s.SavePullState(ctx, models.PullState{AccountID: account.ID, Watermark: models.At(now), StartedAt: models.At(now), FinishedAt: models.At(now), SucceededAt: models.At(now)}))
	_, err = s.RotatePushAddress(ctx, account.ID, boss)
	must(err)
	s.CountPush(account.ID, models.PushNew)
	must(s.KeepPushCounts(ctx))
	must(s.KeepRun(ctx, models.PastRun{Job: "pull", Instance: "a/1", StartedAt: models.At(now), FinishedAt: models.At(now)}))
	_, err = s.AddBackfill(ctx, models.Backfill{AccountID: account.ID, From: models.At(now.Add(-48 * time.Hour)), To: models.At(now), State: models.BackfillRunning, CreatedBy: "老板"})
	must(err)
	must(s.KeepSystemAnswer(ctx, models.SystemAnswer{AccountID: account.ID, UserName: "老板", StatusSystem: models.StandardSystem, Industry: models.NoIndustry}))
	_, _, err = s.AddWechatReport(ctx, models.WechatAuthorisation{AccountID: account.ID, AppID: "wx1", OpenID: "o1", AvatarURL: "https://example.com/a.png", Nickname: "昵称", ClickID: "c", ActionTime: models.At(now)}, boss)
	must(err)
	must(s.SaveDayCheck(ctx, models.DayCheck{AccountID: account.ID, Day: models.At(now).BeijingDay()}))
	must(s.SetRawEventDays(ctx, 90))
	must(s.Close())
}
