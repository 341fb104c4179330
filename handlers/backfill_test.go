package handlers

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
)

const backfillPage = "/sync/25610/backfill"

func days(from, to string) url.Values { return url.Values{"from": {from}, "to": {to}} }

func TestABackfillIsCountedFirstAndStartedByAYes(t *testing.T) {
	b := newBench(t).as(manager)
	b.desk.ranged = 1234
	b.goes(b.post(backfillPage, days("2026-02-01", "2026-02-10")), backfillPage)
	made := b.desk.backfills[0]
	if made.State != models.BackfillPlanned || made.Expected != 1234 || made.Days() != 10 || made.CreatedBy != manager.Name {
		t.Fatalf("%+v", made)
	}
	page := b.get(backfillPage)
	b.shows(page, "1,234", "2026-02-01 – 2026-02-10", "/backfills/11/start")
	b.hides(page, "every 2s")
	for _, step := range []struct {
		act  string
		want models.BackfillState
	}{
		{"start", models.BackfillRunning}, {"pause", models.BackfillPaused}, {"start", models.BackfillRunning},
		{"cancel", models.BackfillCancelled}, {"start", models.BackfillCancelled},
	} {
		b.goes(b.post("/backfills/11/"+step.act, nil), backfillPage)
		if got := b.desk.backfills[0].State; got != step.want {
			t.Fatalf("after %s it is %s, want %s", step.act, got, step.want)
		}
		if step.want == models.BackfillRunning {
			b.shows(b.get(backfillPage), "every 2s")
			if got := b.get(backfillPage, htmx, "true"); strings.Contains(got.body, "<html") || !strings.Contains(got.body, `id="backfills"`) {
				t.Error("htmx gets more or less than the list")
			}
		}
	}
}

func TestDaysThatAreNoneAreRefused(t *testing.T) {
	b := newBench(t).as(manager)
	for _, form := range []url.Values{
		days("", ""), days("2026-02-30", "2026-03-01"), days("2026-02-10", "2026-02-01"), days("2026-02-01", "2026-03-03"), days("2020-01-01", "2026-01-01"),
	} {
		b.expect(b.post(backfillPage, form), 422)
	}
	if len(b.desk.backfills) != 1 {
		t.Error("a backfill was made")
	}
	b.desk.countErr = &models.PlatformError{Kind: models.RefusedPermission, Code: 2004, Message: "签名不正确"}
	got := b.post(backfillPage, days("2026-02-01", "2026-02-10"))
	b.expect(got, 502)
	b.shows(got, "签名不正确", "2026-02-10")
}

func TestADayIsFetchedOnceAtATime(t *testing.T) {
	b := newBench(t).as(manager)
	for range 2 {
		b.goes(b.post("/sync/25610/fetch-day", url.Values{"day": {"2026-02-28"}}), backfillPage)
	}
	if n := len(b.desk.backfills); n != 2 || b.desk.backfills[0].State != models.BackfillRunning || b.desk.backfills[0].Days() != 1 {
		t.Errorf("%d backfills, the newest %+v", n, b.desk.backfills[0])
	}
}

func TestADayThatDiffersIsSeenOnEveryPage(t *testing.T) {
	b := newBench(t).as(manager)
	day := models.At(b.now()).BeijingDay().Add(-24 * time.Hour)
	b.desk.checks = []models.DayCheck{{AccountID: 25610, Day: day, Pushed: 6, Pulled: 8, Total: 10, Ours: 8}}
	b.shows(b.get("/sync"), "数量不符", "03-01", ">-2<", "/sync/25610/fetch-day",
		`<td class="num num-cell">6</td><td class="num num-cell">8</td><td class="num num-cell">10</td><td class="num num-cell">8</td>`)
	b.shows(b.get("/leads"), "1 个账户同步失败")
	b.pass(9 * 24 * time.Hour) // too old to matter
	b.as(manager)
	b.hides(b.get("/sync"), "数量不符")
}
