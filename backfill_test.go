package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
)

// TestPastDaysAreFetchedThroughThePages: count, yes, progress, done, and every lead is in the list.
func TestPastDaysAreFetchedThroughThePages(t *testing.T) {
	onBoth(t, func(t *testing.T, prepare func(*program)) {
		p := mustRun(t, prepare)
		b := p.setUp()
		b.addAccount(standardAccount)
		day := func(ago int) time.Time {
			now := time.Now().In(models.Beijing)
			return time.Date(now.Year(), now.Month(), now.Day()-ago, 0, 0, 0, 0, models.Beijing)
		}
		if err := p.sim.SeedLeads(standardAccount.ID, 500, day(25), day(20).Add(-time.Second)); err != nil {
			t.Fatal(err)
		}
		page := fmt.Sprintf("/sync/%d/backfill", standardAccount.ID)
		typed := url.Values{"from": {day(25).Format(time.DateOnly)}, "to": {day(21).Format(time.DateOnly)}}
		if got := b.post(page, typed); got.status != http.StatusSeeOther {
			t.Fatalf("counting answered %d: %s", got.status, text(got.body))
		}
		if got := text(b.get(page).body); !strings.Contains(got, "平台有 500 条 · 5 天") {
			t.Fatalf("the count is not shown: %s", got)
		}
		if got := b.post("/backfills/1/start", nil); got.status != http.StatusSeeOther {
			t.Fatalf("starting answered %d", got.status)
		}
		p.wait("the backfill", func() string {
			if got := text(b.get(page).body); strings.Contains(got, "已完成") && strings.Contains(got, "已读 500 / 约 500 条 · 5 / 5 天") {
				return got
			}
			return ""
		})
		from := "/leads?from=" + typed.Get("from") + "&to=" + typed.Get("to")
		if got := text(b.get(from).body); !strings.Contains(got, "500 条") {
			t.Errorf("the list does not count 500: %.200s", got)
		}
	})
}
