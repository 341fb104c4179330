package store_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"xiansuo/handlers"
	"xiansuo/jobs"
	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
	"xiansuo/static"
	"xiansuo/tencent"
	"xiansuo/tencent/simulator"
	"xiansuo/web"
)

// fullDesk is the pages, the pull and the health watch over a store whose disk can fill up.
type fullDesk struct {
	*store.Store
	*jobs.Puller
	*jobs.Schedule
	*jobs.Replayer
	*jobs.Backuper
	*jobs.Retainer
	watch  *jobs.HealthWatch
	server *httptest.Server
	client *http.Client
	sim    *simulator.Simulator
	clock  *clock
}

const fullAccount = 25610

func newFullDesk(t *testing.T) *fullDesk {
	t.Helper()
	f := &fullDesk{clock: newClock()}
	now := f.clock.now
	f.Store = storetest.New(t, now)
	f.sim = simulator.New(simulator.Options{Seed: 7, Now: now, Accounts: []simulator.Account{{ID: fullAccount, Name: "账户", Token: "123456789", Secret: "0123456789abcdef"}}})
	platform := httptest.NewServer(f.sim.Handler())
	t.Cleanup(platform.Close)
	client, err := tencent.New(platform.URL+"/api/mv1/", tencent.Options{Now: now, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	f.Puller = &jobs.Puller{Store: f.Store, Platform: client, Log: quiet, Now: now, Base: models.AsSystem(t.Context())}
	f.Replayer = &jobs.Replayer{Store: f.Store, Decode: tencent.Pushes{}, Log: quiet, Now: now, Base: models.AsSystem(t.Context())}
	if f.Schedule, err = jobs.Start(models.AsSystem(t.Context()), jobs.Options{Log: quiet, Now: now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Schedule.Stop(); err != nil {
			t.Error(err)
		}
	})
	site, err := web.NewSite(web.Options{Users: f.Store, Sessions: f.Store, Log: quiet, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	f.watch = &jobs.HealthWatch{
		Store: f.Store, Log: quiet, Now: now, StartedAt: now(), PullEvery: time.Minute, Panics: site.Panics,
		Serving: func() models.ServingFigures { return models.ServingFigures{Transport: models.TransportLoopback} },
	}
	handlers.Register(site, handlers.Parts{
		Store: f.Store, Jobs: f, Platform: client, Wire: tencent.Pushes{}, Passwords: web.NewPasswords(), Static: static.Handler(), Now: now, Health: f.watch,
	})
	f.server = httptest.NewServer(site)
	t.Cleanup(f.server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	f.client = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return f
}

func (f *fullDesk) ask(t *testing.T, path string, form url.Values) (status int, body string) {
	t.Helper()
	var answer *http.Response
	var err error
	if form == nil {
		answer, err = f.client.Get(f.server.URL + path)
	} else {
		answer, err = f.client.PostForm(f.server.URL+path, form)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// TestP12AFullDiskRefusesTruthfullyAndRecoversWithoutARestart fills the disk under the running
// desk: saves and pulls are refused, pages go on and say so, and when there is room again
// everything recovers within a minute.
func TestP12AFullDiskRefusesTruthfullyAndRecoversWithoutARestart(t *testing.T) {
	f := newFullDesk(t)
	ctx := models.AsSystem(t.Context())
	if _, err := f.CreateUser(ctx, models.User{Username: "boss", Name: "管理员", Role: models.Admin, PasswordHash: web.HashPassword("correct horse battery")}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.SaveAccount(ctx, models.AccountEdit{
		ID: fullAccount, Name: "账户", Industry: models.NoIndustry, StatusSystem: models.StandardSystem, Algorithm: models.SHA256,
		Pull: models.Pair{Token: "123456789", Secret: "0123456789abcdef"},
	}, models.System); err != nil {
		t.Fatal(err)
	}
	if status, _ := f.ask(t, "/login", url.Values{"username": {"boss"}, "password": {"correct horse battery"}}); status != 303 {
		t.Fatalf("login %d", status)
	}
	seed := func(n int) {
		if err := f.sim.SeedLeads(fullAccount, n, f.clock.now().Add(-10*time.Minute), f.clock.now().Add(-5*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	seed(20)
	if err := f.PullAll(ctx); err != nil {
		t.Fatal(err)
	}
	makeRoom := f.FillDisk(t)

	seed(600)
	if err := f.PullAll(ctx); !errors.Is(err, models.ErrFull) {
		t.Errorf("a pull into a full disk: %v", err)
	}
	before, err := f.PullState(ctx, fullAccount)
	if err != nil {
		t.Fatal(err)
	}
	big := url.Values{"account_id": {fmt.Sprint(fullAccount)}, "app_id": {"wx1"}, "avatar_url": {"https://a.example.com/1"}, "nickname": {"小雨"},
		"click_id": {strings.Repeat("c", 500)}, "action_time": {models.At(f.clock.now().Add(-time.Minute)).String()}}
	refused := ""
	for i := range 40 { // what fits into pages that are there already may still be saved
		big.Set("open_id", fmt.Sprintf("o6_bmjrPTlm6_2sgVt7hMZOP%04d", i))
		if status, body := f.ask(t, "/wechat", big); status == http.StatusInsufficientStorage {
			refused = body
			break
		} else if status != http.StatusSeeOther {
			t.Fatalf("a save answered %d", status)
		}
	}
	if !strings.Contains(refused, "磁盘已满") || !strings.Contains(refused, "没有保存") {
		t.Fatalf("a save into a full disk says %.300q", refused)
	}
	if err := f.watch.Look(ctx); err != nil {
		t.Fatal(err)
	}
	status, body := f.ask(t, "/leads", nil)
	if status != 200 || strings.Count(body, `data-leads-id="`) < 20 || !strings.Contains(body, "项故障") {
		t.Errorf("the list while the disk is full: %d, banner %v", status, strings.Contains(body, "项故障"))
	}
	if _, body := f.ask(t, "/health", nil); !strings.Contains(body, `data-sign="writes" data-light="red"`) {
		t.Error("the health page does not say that writing fails")
	}

	makeRoom()
	began := f.clock.now()
	for f.watch.Health().Worst() == models.LightRed && f.clock.now().Sub(began) < time.Minute {
		f.clock.advance(jobs.HealthEvery) // what the schedule does
		if err := f.watch.Look(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.PullAll(ctx); err != nil {
		t.Fatal(err)
	}
	t.Logf("P12: recovered within %s of simulated time, limit 60 s", f.clock.now().Sub(began))
	if n, err := f.CountLeads(ctx, models.LeadQuery{}); err != nil || n != 620 {
		t.Errorf("%d of 620 leads after it recovered (%v); the watermark was %s", n, err, before.Watermark)
	}
	big.Set("open_id", "o6_bmjrPTlm6_2sgVt7hMZOP9999")
	if status, _ := f.ask(t, "/wechat", big); status != http.StatusSeeOther {
		t.Errorf("saving after it recovered: %d", status)
	}
	if _, body := f.ask(t, "/leads", nil); strings.Contains(body, "项故障") {
		t.Error("the banner stays")
	}
}
