package handlers

import (
	"net/url"
	"strings"
	"testing"

	"xiansuo/models"
)

func TestNobodySeesSecretsWithoutRevealing(t *testing.T) {
	b := newBench(t)
	for _, user := range []models.User{admin, manager, sales} {
		b.as(user)
		for _, path := range []string{"/leads", "/leads/7", "/leads/7/status"} {
			for _, headers := range [][]string{nil, {htmx, "true"}} {
				got := b.get(path, headers...)
				b.expect(got, 200)
				b.hides(got, secrets...)
			}
		}
		got := b.get("/leads/7")
		b.shows(got, "陈小雨", "138", "5678", "三万以内", `name="leads_convert_type"`)
	}
}

func TestViewersSeeNothingPersonalAndNoForm(t *testing.T) {
	b := newBench(t).as(viewer)
	for _, path := range []string{"/leads", "/leads/7"} {
		got := b.get(path)
		b.expect(got, 200)
		b.hides(got, personal...)
		b.hides(got, `name="leads_convert_type"`, "/reveal", "hx-get=\"/leads/7/status\"")
		b.shows(got, "春季种植牙", `data-lead="7"`, `data-leads-id="9007199254740993"`, `data-account-id="25610"`)
	}
	b.expect(b.post("/leads/7/reveal", nil), 403)
	if len(b.desk.reveals) != 0 {
		t.Error("a viewer revealed a lead")
	}
}

func TestRevealIsNotedAndShownOnce(t *testing.T) {
	b := newBench(t).as(sales)
	for i, headers := range [][]string{{htmx, "true"}, nil} {
		got := b.post("/leads/7/reveal", nil, headers...)
		b.expect(got, 200)
		b.shows(got, "rain_wx", "rain@example.com")
		if isPage := strings.Contains(got.body, "<html"); isPage == (i == 0) {
			t.Errorf("answer %d: a whole page = %v", i, isPage)
		}
		if len(b.desk.reveals) != i+1 {
			t.Errorf("%d reveals are noted", len(b.desk.reveals))
		}
		b.hides(b.get("/leads/7"), secrets...)
	}
	b.expect(b.post("/leads/99/reveal", nil), 404)
}

func TestUnknownLeadsAreNotFound(t *testing.T) {
	b := newBench(t).as(sales)
	for _, path := range []string{"/leads/99", "/leads/0", "/leads/-7", "/leads/x", "/leads/9999999999999999999999", "/leads/99/status"} {
		b.expect(b.get(path), 404)
	}
	b.expect(b.post("/leads/99/status", url.Values{"version": {"0"}}), 404)
}

func TestLeadPageLeadsBackToItsList(t *testing.T) {
	b := newBench(t).as(sales)
	back := `href="/leads?status=none"`
	b.shows(b.get("/leads/7", "Referer", b.server.URL+"/leads?status=none"), back)
	for _, from := range []string{"", "https://evil.example.com/leads?status=none", b.server.URL + "/sync?status=none", "%zz"} {
		b.hides(b.get("/leads/7", "Referer", from), back, "evil")
	}
}

func TestLeadOfAnUnknownAccountStillShows(t *testing.T) {
	b := newBench(t).as(sales)
	b.desk.accounts = nil
	b.expect(b.get("/leads/7"), 200)
	b.expect(b.get("/leads"), 200)
}

func TestListHasOneElementPerLead(t *testing.T) {
	b := newBench(t).as(sales)
	got := b.get("/leads")
	if n := strings.Count(got.body, `data-leads-id="9007199254740993"`); n != 1 {
		t.Errorf("%d elements for one lead", n)
	}
	b.shows(got, `data-lead="7"`, `data-account-id="25610"`, "口腔门诊")
	b.shows(b.get("/leads?q=nobody"), "/leads")
	delete(b.desk.leads, 7)
	b.expect(b.get("/leads"), 200)
}

// TestANumberInAnAnswerIsMaskedUntilRevealed: people type their phone into any question of a form.
func TestANumberInAnAnswerIsMaskedUntilRevealed(t *testing.T) {
	b := newBench(t)
	lead := patient()
	lead.PlatformFields = models.PlatformFields{LeadsName: "陈小雨", Bundle: `{"怎么联系您":"打 13700002222 就行"}`, CustomQA: `{"身份证":"110101199003078888"}`}
	lead.Extra = `{"backup_phone":"13700003333"}`
	b.desk.leads[7] = lead
	numbers := []string{"13700002222", "110101199003078888", "13700003333"}
	page := b.as(sales).get("/leads/7")
	b.hides(page, numbers...)
	if !strings.Contains(page.body, "怎么联系您") || !strings.Contains(page.body, "查看完整信息") {
		t.Error("the answer is gone, or nothing reveals it")
	}
	for _, headers := range [][]string{nil, {htmx, "true"}} {
		got := b.ask("POST", "/leads/7/reveal", "", headers...)
		for _, number := range numbers {
			if !strings.Contains(got.body, number) {
				t.Errorf("%v: a reveal does not show %s", headers, number)
			}
		}
	}
}
