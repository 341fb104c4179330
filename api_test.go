package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"xiansuo/models"
)

// script calls the running program as curl would.
func (p *program) script(method, token, path, body string, headers ...string) (status int, answer string) {
	p.t.Helper()
	r, err := http.NewRequest(method, p.address+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// TestAScriptWorksALeadToTheEnd pulls a lead, has a script find it, set its status and create another lead:
// the first status reaches the platform, the other never does, and the token is written down nowhere.
func TestAScriptWorksALeadToTheEnd(t *testing.T) {
	onBoth(t, func(t *testing.T, prepare func(*program)) {
		p := mustRun(t, prepare, func(p *program) { p.args = []string{"--report-settle", "1s", "--log-level", "debug"} })
		admin := p.setUp()
		admin.addAccount(medicalAccount)
		leadsID, err := p.sim.AddRaw(medicalAccount.ID, map[string]any{"leads_name": canaryPersonal["name"], "leads_tel": canaryMasked["phone"]})
		if err != nil {
			t.Fatal(err)
		}
		lead := admin.find(leadsID)
		made := admin.post("/settings/tokens", url.Values{"name": {"脚本"}, "scopes": {"leads:read", "status:write", "leads:create"}, "user": {"1"}, "days": {"30"}})
		token := regexp.MustCompile(`xs_[A-Za-z0-9_-]{43}`).FindString(made.body)
		if token == "" {
			t.Fatalf("no token: %d %s", made.status, text(made.body))
		}
		status, body := p.script("GET", token, "/api/v1/leads?q="+leadsID, "")
		var page struct {
			Leads []struct {
				ID      int64  `json:"id"`
				Phone   string `json:"leads_tel"`
				Version int64  `json:"version"`
			} `json:"leads"`
		}
		if err := json.Unmarshal([]byte(body), &page); err != nil || status != 200 || len(page.Leads) != 1 || fmt.Sprint(page.Leads[0].ID) != lead.id {
			t.Fatalf("the list: %d %s", status, body)
		}
		mustHideFrom(t, "the API", body, canaryMasked)
		wish := fmt.Sprintf(`{"version":%d,"leads_convert_type":%q}`, page.Leads[0].Version, models.StatusAddWeixin)
		if status, body := p.script("POST", token, "/api/v1/leads/"+lead.id+"/status", wish); status != 200 {
			t.Fatalf("the status: %d %s", status, body)
		}
		walkIn := fmt.Sprintf(`{"account_id":%d,"leads_name":%q,"leads_tel":%q}`, medicalAccount.ID, canaryPersonal["nickname"], canaryMasked["phone"])
		status, body = p.script("POST", token, "/api/v1/leads", walkIn, "Idempotency-Key", "1")
		var own struct {
			ID      int64  `json:"id"`
			LeadsID string `json:"leads_id"`
		}
		if err := json.Unmarshal([]byte(body), &own); err != nil || status != http.StatusCreated {
			t.Fatalf("the lead: %d %s", status, body)
		}
		if status, body := p.script("POST", token, fmt.Sprintf("/api/v1/leads/%d/status", own.ID), strings.Replace(wish, fmt.Sprint(page.Leads[0].Version), "0", 1)); status != 200 || !strings.Contains(body, `"excluded"`) {
			t.Fatalf("its status: %d %s", status, body)
		}
		p.wait("the platform to hear of the status", func() string {
			report, ok := p.sim.LastReport(leadsID)
			if !ok {
				return ""
			}
			return fmt.Sprint(report.Fields)
		})
		for _, report := range p.sim.Reports(0) {
			if report.LeadsID != leadsID {
				t.Errorf("the platform heard of another lead: %s", report.LeadsID)
			}
		}
		mustHideFrom(t, "the audit", admin.get("/audit").body, canaryMasked, map[string]string{"token": token})
		if err := p.stop(); err != nil {
			t.Fatal(err)
		}
		mustHideFrom(t, "the log", p.logged.String(), canaryMasked, canaryPersonal, map[string]string{"token": token})
		if p.database == "" {
			mustHideInFiles(t, p.dir, map[string]string{"token": token})
		}
	})
}
