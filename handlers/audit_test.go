package handlers

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
)

func entryOf(id int64, action models.AuditAction, old, changed string) models.AuditEntry {
	return models.AuditEntry{
		ID: id, At: models.At(time.Date(2026, 3, 2, 8, 0, 0, 0, models.Beijing)), ActorKind: models.ActorUser, ActorID: 3, ActorName: "销售丙", IP: "10.0.0.3",
		Action: action, Subject: models.SubjectLead, SubjectID: 7, Old: old, New: changed,
	}
}

func TestTheAuditIsShownInWords(t *testing.T) {
	b := newBench(t).as(admin)
	status := entryOf(9, models.ActStatusSet, "", `{"convert_status":"`+string(models.StatusPotentialCustomer)+`","own_words":"changed"}`)
	account := entryOf(8, models.ActAccountSaved, `{"pull_minutes":1,"paused":false}`, `{"pull_minutes":5,"paused":true,"pull_credentials":"changed"}`)
	account.Subject, account.SubjectID = models.SubjectAccount, 25610
	strange := entryOf(7, "later.act", `not JSON`, `<script>`)
	b.desk.entries, b.desk.more = []models.AuditEntry{status, account, strange}, true
	got := b.get("/audit")
	b.expect(got, 200)
	b.shows(got, "设置状态", `href="/leads/7"`, "已更改", "销售丙", "10.0.0.3", "账户 口腔门诊", `href="/settings/accounts/25610"`,
		"拉取间隔（分钟）", "暂停", "later.act", "&lt;script&gt;", "/audit?before=7")
	b.hides(got, string(models.StatusPotentialCustomer), "<script>alert")
	english := b.get("/audit", "Cookie", "language=en")
	b.expect(english, 200)
}

func TestTheAuditsFiltersReachTheQuery(t *testing.T) {
	b := newBench(t).as(admin)
	b.expect(b.get("/audit?kind=user&actor=3&action=lead.revealed&subject=lead&number=7&from=2026-03-01&to=2026-03-02&before=99"), 200)
	want := models.AuditQuery{
		ActorKind: models.ActorUser, ActorID: 3, Action: models.ActRevealed, Subject: models.SubjectLead, SubjectID: 7,
		From: models.At(time.Date(2026, 3, 1, 0, 0, 0, 0, models.Beijing)), To: models.At(time.Date(2026, 3, 3, 0, 0, 0, 0, models.Beijing)), Before: 99,
	}
	if got := b.desk.asked[len(b.desk.asked)-1]; got != want {
		t.Errorf("asked %+v", got)
	}
	got := b.get("/audit?kind=nobody&actor=x&action=DROP%20TABLE&subject=moon&number=-1&from=yesterday&before=0")
	b.expect(got, 200)
	b.shows(got, "操作者类型", "对象编号")
	if asked := b.desk.asked[len(b.desk.asked)-1]; asked != (models.AuditQuery{}) {
		t.Errorf("nonsense filters: %+v", asked)
	}
}

func TestAnExportOfTheAuditIsSafeWholeAndWrittenDown(t *testing.T) {
	b := newBench(t).as(admin)
	evil := entryOf(2, models.ActAccountSaved, "", `{"name":"x"}`)
	evil.ActorName = "=HYPERLINK(\"http://evil\")"
	b.desk.entries = []models.AuditEntry{evil, entryOf(1, models.ActRevealed, "", "")}
	got := b.post("/audit/export", url.Values{"action": {"lead.revealed"}, "before": {"5"}})
	b.expect(got, 200)
	if !strings.HasPrefix(got.body, models.SpreadsheetBOM) || got.header.Get("Content-Type") != "text/csv; charset=utf-8" ||
		!strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("%q, %v", got.body[:10], got.header)
	}
	b.shows(got, `"'=HYPERLINK(""http://evil"")"`, "查看联系方式", "名称: x", "2026-03-02 08:00:00")
	if lines := strings.Count(got.body, "\r\n"); lines != 3 {
		t.Errorf("%d lines", lines)
	}
	if asked := b.desk.asked[len(b.desk.asked)-1]; asked.Before != 0 || asked.Action != models.ActRevealed {
		t.Errorf("asked %+v", asked)
	}
	if !slices.Contains(b.desk.recorded, models.ActAuditExported) || b.desk.actors[0].ID != admin.ID {
		t.Errorf("recorded %v by %v", b.desk.recorded, b.desk.actors)
	}
	b.expect(b.post("/audit/export", url.Values{"from": {"yesterday"}}), 422)
	b.desk.recordErr = models.ErrFull
	b.expect(b.post("/audit/export", nil), 507)
}

func TestAnExportThatFailsOnTheWayIsCut(t *testing.T) {
	b := newBench(t).as(admin)
	b.desk.exportErr = errors.New("the database is gone")
	request, err := http.NewRequest(http.MethodPost, b.server.URL+"/audit/export", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := b.client.Do(request)
	if err != nil {
		return // cut before the first byte
	}
	defer response.Body.Close()
	if _, err := io.ReadAll(response.Body); err == nil {
		t.Error("half a file looks like a whole one")
	}
}

func TestTheAuditIsVerifiedByHand(t *testing.T) {
	b := newBench(t).as(admin)
	b.desk.check = models.AuditCheck{Sound: 12, At: models.At(b.now())}
	b.goes(b.post("/audit/verify", nil), "/audit")
	b.shows(b.get("/audit"), "全部完好", "12 条完好")
	b.desk.check = models.AuditCheck{Sound: 4, Broken: 5, At: models.At(b.now())}
	b.goes(b.post("/audit/verify", nil), "/audit")
	b.shows(b.get("/audit"), "第 5 条不完好", "之前的 4 条")
}

func TestWhatChangesNothingHereIsWrittenDownToo(t *testing.T) {
	b := newBench(t).as(admin)
	b.get("/leads/7/raw")
	b.post("/leads/7/raw/3/replay", nil)
	b.post("/settings/raw/replay", url.Values{"since": {"2026-03-01"}})
	b.post("/settings/raw/stop", nil)
	b.post("/sync/jobs/pull/run", nil)
	b.post("/sync/25610/pull", nil)
	want := []models.AuditAction{models.ActRawRead, models.ActRawReplayed, models.ActReplayStarted, models.ActReplayStopped, models.ActJobRun, models.ActPulled}
	if !slices.Equal(b.desk.recorded, want) {
		t.Errorf("recorded %v, want %v", b.desk.recorded, want)
	}
	for _, actor := range b.desk.actors {
		if actor.Kind != models.ActorUser || actor.ID != admin.ID || actor.IP == "" {
			t.Errorf("by %+v", actor)
		}
	}
	b.desk.recorded, b.desk.runErr, b.desk.pullErr, b.desk.replayIs = nil, models.ErrConflict, models.ErrConflict, models.ErrNotFound
	b.post("/sync/jobs/pull/run", nil)
	b.post("/sync/25610/pull", nil)
	b.post("/leads/7/raw/3/replay", nil)
	if len(b.desk.recorded) != 0 {
		t.Errorf("what was not done is written down: %v", b.desk.recorded)
	}
	b.desk.recordErr = models.ErrFull
	b.expect(b.get("/leads/7/raw"), 507)
}

func TestARevealBeyondTheQuotaIsRefusedInWords(t *testing.T) {
	b := newBench(t).as(sales)
	b.desk.revealErr = &models.QuotaReached{Limit: 60, Span: time.Hour, OpensAt: models.At(b.now().Add(12 * time.Minute))}
	for _, header := range [][]string{nil, {"HX-Request", "true"}} {
		got := b.post("/leads/7/reveal", nil, header...)
		b.expect(got, 429)
		b.shows(got, "已达查看上限", "60 条", "12 分钟后")
		b.hides(got, secrets...)
		if got.header.Get("Retry-After") != "721" {
			t.Errorf("Retry-After %q", got.header.Get("Retry-After"))
		}
	}
}

func TestWhatNobodyIsShownStaysMaskedInAReveal(t *testing.T) {
	b := newBench(t).as(admin)
	got := b.post("/leads/7/reveal", nil)
	b.expect(got, 200)
	b.shows(got, "138 1234 5678", "rain_wx", "1****", "长****")
	b.hides(got, "110101199003071234", "长安街一号")
}

func TestTheQuotaOfRevealsIsASetting(t *testing.T) {
	b := newBench(t).as(admin)
	b.desk.quota = models.UsualRevealQuota
	b.shows(b.get("/settings/reveals"), `value="60"`, `value="300"`)
	b.goes(b.post("/settings/reveals", url.Values{"reveals_hour": {"30"}, "reveals_day": {"100"}}), "/settings/reveals")
	if b.desk.quota != (models.RevealQuota{Hour: 30, Day: 100}) {
		t.Errorf("%+v", b.desk.quota)
	}
	for _, form := range []url.Values{nil, {"reveals_hour": {"0"}, "reveals_day": {"100"}}, {"reveals_hour": {"50"}, "reveals_day": {"40"}}, {"reveals_hour": {"many"}, "reveals_day": {"3000"}}} {
		got := b.post("/settings/reveals", form)
		b.expect(got, 422)
		b.shows(got, "field-error")
	}
}
