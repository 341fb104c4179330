package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"xiansuo/models"
)

const hookPath = "/hooks/tencent/" + hookPart

func TestATruePushIsAnsweredOnceItIsStored(t *testing.T) {
	b := newBench(t)
	got := b.ask(http.MethodPost, hookPath, "9001", "X-Signature", "true")
	b.expect(got, 200)
	if got.body != `{"code":0,"message":"success","data":[{}]}` || !strings.HasPrefix(got.header.Get("Content-Type"), "application/json") {
		t.Errorf("%s: %s", got.header.Get("Content-Type"), got.body)
	}
	if len(b.desk.pushed) != 1 || b.desk.pushed[0].Lead.LeadsID != "9001" || len(b.desk.pushed[0].Key) == 0 {
		t.Fatalf("stored %+v", b.desk.pushed)
	}
	if len(b.desk.nudged) != 1 || b.desk.nudged[0] != 25610 || b.desk.outcomes[models.PushNew] != 1 {
		t.Errorf("nudged %v, counted %v", b.desk.nudged, b.desk.outcomes)
	}
	if got.header.Get("Set-Cookie") != "" {
		t.Error("a push was given a session")
	}
	b.expect(b.ask(http.MethodPost, hookPath, "9002", "X-Signature", "true", "Sec-Fetch-Site", "cross-site", "Cookie", "xiansuo=x"), 200)
}

func TestARefusedPushGetsATrueAnswerAndACounter(t *testing.T) {
	for name, c := range map[string]struct {
		body, signature string
		cause           models.PushOutcome
		status          int
		says            string
	}{
		"a wrong signature":   {"1", "false", models.PushWrongDigest, 401, `"code":2001`},
		"an empty body":       {"", "true", models.PushNoLead, 400, `"code":2101`},
		"a body that is huge": {strings.Repeat("9", models.MaxPushBody+1), "true", models.PushTooBig, 413, `"code":2101`},
	} {
		b := newBench(t)
		got := b.ask(http.MethodPost, hookPath, c.body, "X-Signature", c.signature)
		if got.status != c.status || !strings.Contains(got.body, c.says) || b.desk.outcomes[c.cause] != 1 || len(b.desk.pushed)+len(b.desk.nudged) != 0 {
			t.Errorf("%s: %d %s, counted %v", name, got.status, got.body, b.desk.outcomes)
		}
	}
	b := newBench(t)
	b.expect(b.ask(http.MethodPost, hookPath, strings.Repeat("9", models.MaxPushBody), "X-Signature", "true"), 200)
}

func TestADatabaseFailureIsAnsweredWithTryAgain(t *testing.T) {
	b := newBench(t)
	for _, fail := range []func(error){func(err error) { b.desk.pushErr = err }, func(err error) { b.desk.pushErr, b.desk.doorErr = nil, err }} {
		fail(errors.Join(errors.New("disk on fire"), models.ErrUnavailable))
		b.pass(doorLife)
		got := b.ask(http.MethodPost, hookPath, "1", "X-Signature", "true")
		b.expect(got, 500)
		b.shows(got, `"code":1100`)
		b.hides(got, "fire")
	}
	if !strings.Contains(b.log.String(), "disk on fire") || b.desk.outcomes[models.PushNotStored] != 1 {
		t.Errorf("counted %v", b.desk.outcomes)
	}
}

func TestAnUnknownPushAddressIsAnyOtherMissingPage(t *testing.T) {
	b := newBench(t)
	missing := b.ask(http.MethodPost, "/no/such/page", "1", "X-Signature", "true")
	for _, part := range []string{"x", strings.Repeat("a", 40), hookPart + "/", strings.ToUpper(hookPart), hookPart[:39]} {
		got := b.ask(http.MethodPost, "/hooks/tencent/"+part, "1", "X-Signature", "true")
		b.expect(got, 404)
		for _, name := range []string{"Content-Type", "Vary", "Cache-Control"} {
			if got.header.Get(name) != missing.header.Get(name) {
				t.Errorf("%q: %s is %q, elsewhere %q", part, name, got.header.Get(name), missing.header.Get(name))
			}
		}
		if len(got.body) != len(missing.body) { // the request's id differs, and is as long
			t.Errorf("%q: the page is another", part)
		}
	}
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete, http.MethodPatch} {
		b.expect(b.ask(method, hookPath, ""), 405)
	}
	if strings.Contains(b.log.String(), hookPart) {
		t.Error("the log holds the secret part")
	}
}

func TestPushesInQuickSuccessionAskForTheDoorOnce(t *testing.T) {
	b := newBench(t)
	for range 5 {
		b.expect(b.ask(http.MethodPost, hookPath, "1", "X-Signature", "true"), 200)
	}
	if b.desk.doors != 1 {
		t.Errorf("asked %d times", b.desk.doors)
	}
	b.pass(doorLife)
	b.ask(http.MethodPost, hookPath, "1", "X-Signature", "true")
	if b.desk.doors != 2 {
		t.Error("a door is remembered forever")
	}
}

func TestAFloodOfPushesIsRefusedUnread(t *testing.T) {
	b := newBench(t) // its clock stands still
	statuses := map[int]int{}
	for range 2*pushesPerAddress + 10 {
		got := b.ask(http.MethodPost, hookPath, "1", "X-Signature", "false")
		statuses[got.status]++
		if got.status == http.StatusTooManyRequests && (got.header.Get("Retry-After") == "" || !strings.Contains(got.body, `"code":1100`)) {
			t.Fatalf("%v %s", got.header, got.body)
		}
	}
	if statuses[429] != 10 || len(statuses) != 2 {
		t.Errorf("%v", statuses)
	}
}

func TestTheAccountPageShowsThePushAddressAndWhatCame(t *testing.T) {
	b := newBench(t).as(admin)
	got := b.get("/settings/accounts/25610")
	b.shows(got, "https://leads.example.com"+hookPath, "后台管理 → 线索应用设置 → API回传数据", "41", "时间戳误差太大")
	b.goes(b.post("/settings/accounts/25610/push/rotate", nil), "/settings/accounts/25610")
	b.goes(b.post("/settings/accounts/25610/push", url.Values{"push_algorithm": {"SHA1"}, "push_window": {" 120 "}}), "/settings/accounts/25610")
	if want := (models.PushRules{Algorithm: models.SHA1, WindowSeconds: 120}); b.desk.rotated != 1 || b.desk.rules != want {
		t.Errorf("rotated %d times, rules %+v", b.desk.rotated, b.desk.rules)
	}
	for _, form := range []url.Values{{"push_window": {"soon"}}, {"push_window": {"9"}}, {"push_window": {"300"}, "push_algorithm": {"MD5"}}} {
		got := b.post("/settings/accounts/25610/push", form)
		b.expect(got, 422)
		b.shows(got, "field-error")
	}
	b.expect(b.post("/settings/accounts/99/push/rotate", nil), 404)
}

func TestASampleSaysWhatCameOfIt(t *testing.T) {
	b := newBench(t).as(admin)
	b.desk.sample = models.PushSample{Status: 200}
	b.shows(b.post("/settings/accounts/25610/push/sample", nil), "<html", "测试成功")
	b.desk.sample = models.PushSample{Error: &models.PlatformError{Kind: models.FailedDNS, Message: "no such host"}}
	got := b.post("/settings/accounts/25610/push/sample", nil, htmx, "true")
	b.expect(got, 200)
	b.shows(got, "no such host", "--public-url")
	b.hides(got, "<html")
	if len(b.desk.dropped) != 2 || b.desk.sample.URL != "https://leads.example.com"+hookPath {
		t.Errorf("dropped %v, sent to %s", b.desk.dropped, b.desk.sample.URL)
	}
}

func TestRawEventsAreShownMaskedAndReplayed(t *testing.T) {
	b := newBench(t).as(admin)
	got := b.get("/leads/7/raw")
	b.expect(got, 200)
	b.shows(got, "masked BODY", "bundle: not JSON", "age: came twice")
	b.hides(got, "body of 13812345678")
	b.hides(got, secrets[3:]...)
	b.expect(b.get("/leads/8/raw"), 404)
	b.goes(b.post("/leads/7/raw/3/replay", nil), "/leads/7/raw")
	b.shows(b.get("/leads/7/raw"), "线索有更新")
	b.desk.replayIs = models.ErrUnreadable
	b.goes(b.post("/leads/7/raw/3/replay", nil), "/leads/7/raw")
	b.shows(b.get("/leads/7/raw"), "读不出来")
	b.desk.replayIs = models.ErrNotFound
	b.expect(b.post("/leads/7/raw/4/replay", nil), 404)
}

func TestRawSettingsAreKeptAndAReplayIsStarted(t *testing.T) {
	b := newBench(t).as(admin)
	b.shows(b.get("/settings/raw"), `value="180"`)
	b.goes(b.post("/settings/raw", url.Values{"raw_event_days": {"365"}}), "/settings/raw")
	for _, days := range []string{"", "0", "4000", "many"} {
		got := b.post("/settings/raw", url.Values{"raw_event_days": {days}})
		b.expect(got, 422)
	}
	if b.desk.days != 365 {
		t.Errorf("%d days", b.desk.days)
	}
	b.goes(b.post("/settings/raw/replay", url.Values{"since": {"2026-03-01"}}), "/settings/raw")
	if b.desk.since.String() != "2026-03-01 00:00:00" {
		t.Errorf("since %s", b.desk.since)
	}
	for _, since := range []string{"", "tomorrow", "2026-03-03"} {
		b.expect(b.post("/settings/raw/replay", url.Values{"since": {since}}), 422)
	}
	b.desk.replayIs = models.ErrConflict
	b.goes(b.post("/settings/raw/replay", url.Values{"since": {"2026-03-01"}}), "/settings/raw")
	b.shows(b.get("/settings/raw"), "已有一次")
	b.goes(b.post("/settings/raw/stop", nil), "/settings/raw")
}
