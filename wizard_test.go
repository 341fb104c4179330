package main

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"xiansuo/models"
	"xiansuo/tencent/simulator"
)

// accountFields is what an admin types into the wizard's form of an account.
func accountFields(a simulator.Account) url.Values {
	return url.Values{
		"account_id": {fmt.Sprint(a.ID)}, "name": {a.Name}, "algorithm": {"SHA256"}, "token": {a.Token}, "secret": {a.Secret},
		"industry": {string(a.Industry)}, "status_system": {string(a.StatusSystem)}, "report_mode": {"dry"}, "report_deadline_days": {"7"},
	}
}

func (b *browser) goes(got page, path string) {
	b.p.t.Helper()
	if to := got.header.Get("Location"); got.status != http.StatusSeeOther || to != path {
		b.p.t.Fatalf("%d, goes to %q, want %q: %.300s", got.status, to, path, text(got.body))
	}
}

// TestTheWizardLeadsFromAnEmptyDeskToAReportedLead is the set-up as an admin walks it, with a restart in
// the middle: a fresh desk, an account, a pushed lead, colleagues, reports switched on.
func TestTheWizardLeadsFromAnEmptyDeskToAReportedLead(t *testing.T) {
	onBoth(t, func(t *testing.T, prepare func(*program)) {
		p := mustRun(t, prepare)
		b := p.setUp()
		b.goes(b.get("/setup/continue"), "/setup/account")
		b.goes(b.post("/setup/account", accountFields(medicalAccount)), "/setup/account/25610")
		if got := b.post("/setup/account/25610/test", nil); !strings.Contains(text(got.body), "连接正常") {
			t.Fatalf("%d: %s", got.status, text(got.body))
		}
		b.goes(b.get("/setup/continue"), "/setup/push/25610")
		if err := p.stop(); err != nil {
			t.Fatal(err)
		}

		// What was done is still done, and the wizard goes on where it was left.
		p = mustRun(t, prepare, func(again *program) { again.dir = p.dir })
		b = p.browser()
		b.goes(b.post("/login", url.Values{"username": {"boss"}, "password": {"correct horse battery"}}), "/")
		b.goes(b.get("/setup/continue"), "/setup/push/25610")
		shown := b.get("/setup/push/25610")
		hook := hookForm.FindString(shown.body)
		if hook == "" || !strings.Contains(shown.body, "正在等平台的第一条推送") {
			t.Fatalf("no address, or nothing waits: %s", text(shown.body))
		}
		if got := b.post("/setup/push/25610/sample", nil); !strings.Contains(text(got.body), "测试成功") || !strings.Contains(got.body, "正在等平台的第一条推送") {
			t.Errorf("the sample: %s", text(got.body))
		}
		leadsID, err := p.sim.AddRaw(medicalAccount.ID, map[string]any{"leads_name": "王建国", "leads_tel": "17400001234"})
		if err != nil {
			t.Fatal(err)
		}
		if status, body, err := p.sim.Push(t.Context(), p.address+hook, medicalAccount.ID, leadsID); err != nil || status != http.StatusOK {
			t.Fatalf("HTTP %d %s %v", status, body, err)
		}
		if got := b.get("/setup/push/25610"); !strings.Contains(got.body, "收到了") {
			t.Errorf("the push came, and the step says %s", text(got.body))
		}
		b.goes(b.get("/setup/continue"), "/setup/team")
		invited := b.post("/setup/team", url.Values{"username_0": {"li"}, "role_0": {"sales"}, "username_1": {"zhou"}, "name_1": {"周涛"}, "role_1": {"manager"}})
		if n := len(accessLink.FindAllString(invited.body, -1)); invited.status != http.StatusCreated || n != 2 {
			t.Fatalf("%d, %d links", invited.status, n)
		}

		// Until reporting is decided, a status waits here.
		b.goes(b.get("/setup/continue"), "/setup/reports")
		row := b.find(leadsID)
		b.post("/leads/"+row.id+"/status", url.Values{"leads_convert_type": {invalid}, "leads_ineffect_reason": {duplicate}, "version": {"0"}})
		if held := rows(b.get("/leads?report=held").body); len(held) != 1 {
			t.Fatalf("%d reports are held on the dry run", len(held))
		}
		version := regexp.MustCompile(`name="version_25610" value="(\d+)"`).FindStringSubmatch(b.get("/setup/reports").body)
		if version == nil {
			t.Fatal("the step does not say which version it shows")
		}
		b.goes(b.post("/setup/reports", url.Values{"report_mode_25610": {string(models.ReportOn)}, "version_25610": {version[1]}}), "/leads")
		expectInvalid(t, p.heard(leadsID))

		// What is left is the key file and HTTPS, which a step cannot do.
		b.goes(b.get("/setup/continue"), "/setup/checklist")
		b.goes(b.post("/setup/checklist", url.Values{"mark": {"key_copied"}, "on": {"true"}}), "/setup/checklist")
		if open := strings.Count(b.get("/setup/checklist").body, "未完成"); open != 1 {
			t.Errorf("%d items are open, want HTTPS alone", open)
		}
		b.goes(b.post("/setup/checklist", url.Values{"mark": {"dismissed"}, "on": {"true"}}), "/leads")
		if strings.Contains(b.get("/leads").body, "checklist-items") {
			t.Error("it was put away and is still there")
		}
		if logs := p.logged.String(); strings.Contains(logs, "17400001234") || strings.Contains(logs, hook) || strings.Contains(logs, medicalAccount.Secret) {
			t.Error("the log holds personal data or secrets")
		}
	})
}

// TestTheFirstPushIsSeenLive: the step says so by itself, and its way on changes, without a reload.
func TestTheFirstPushIsSeenLive(t *testing.T) {
	findBrowser(t)
	for name, size := range map[string]step{"desk": onDesk, "phone": onPhone} {
		t.Run(name, func(t *testing.T) {
			p := mustRun(t)
			b := p.setUp()
			b.goes(b.post("/setup/account", accountFields(medicalAccount)), "/setup/account/25610")
			w := p.window(t, size)
			w.login()
			w.do(w.open("/setup/account"), see(`#test button`), click(`#test button`), says(`#account-check`, "连接正常"), says(`#wizard-on`, "下一步"))
			w.picture("tested")
			w.do(click(`#wizard-on`), says(`#push-arrival`, "正在等"), says(`#wizard-on`, "跳过"))
			w.picture("waiting")
			hook := hookForm.FindString(b.get("/setup/push/25610").body)
			leadsID, err := p.sim.AddRaw(medicalAccount.ID, map[string]any{"leads_name": "王建国", "leads_tel": "17400001234"})
			if err != nil {
				t.Fatal(err)
			}
			if status, body, err := p.sim.Push(t.Context(), p.address+hook, medicalAccount.ID, leadsID); err != nil || status != http.StatusOK {
				t.Fatalf("HTTP %d %s %v", status, body, err)
			}
			w.do(says(`#push-arrival`, "收到了"), says(`#wizard-on`, "下一步"), see(`.is-here.is-done`))
			w.picture("arrived")
			w.do(click(`#wizard-on`), see(`#username_0`))
			if w.asksBeforeLeaving() {
				t.Error("nothing was typed, and leaving asks")
			}
			w.do(write(`#username_0`, "li"))
			if !w.asksBeforeLeaving() {
				t.Error("what was typed is lost by a click on another step")
			}
			w.picture("team")
			w.do(click(`form[data-keep] button[type=submit]`), says(`#links`, "/welcome#"))
		})
	}
}

// asksBeforeLeaving reports whether the page would ask before it is left.
func (w *window) asksBeforeLeaving() bool {
	w.t.Helper()
	asks, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](`!window.dispatchEvent(new Event("beforeunload", {cancelable: true}))`))
	if err != nil {
		w.t.Fatal(err)
	}
	return asks
}
