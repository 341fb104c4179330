package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/tencent/simulator"
)

// hostileGroup is how many payloads share a field, so that every payload stands in every field of
// some lead and a browser can look at all of it in a gate.
const hostileGroup = 5

// hostileTexts are payloads that anybody may type into an ad's form, and staff anywhere.
func hostileTexts(t *testing.T) []string {
	t.Helper()
	content, err := os.ReadFile("templates/testdata/hostile_texts.json")
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	if err := json.Unmarshal(content, &texts); err != nil {
		t.Fatal(err)
	}
	distinct := slices.Compact(slices.Sorted(slices.Values(texts)))
	if len(distinct) < 200 || len(distinct) != len(texts) {
		t.Fatalf("%d payloads, %d of them distinct; at least 200 are promised", len(texts), len(distinct))
	}
	return texts
}

// hostileGroups are the payloads, some to a text, long ones alone.
func hostileGroups(t *testing.T) []string {
	var groups []string
	for group := range slices.Chunk(hostileTexts(t), hostileGroup) {
		groups = append(groups, strings.Join(group, " "))
	}
	return groups
}

// harmless is a text of the same length and structure that no browser reads as markup.
var harmless = strings.NewReplacer("<", "(", ">", ")", "&", "+", `"`, "~", "'", "~")

// hostileLead holds in each field another group of payloads: lead n holds group n+i in field i, so
// that as many leads as there are groups hold all payloads in all fields.
func hostileLead(groups []string, n int, disarm func(string) string) map[string]any {
	lead := map[string]any{}
	at := func(i int) string { return disarm(groups[(n+i)%len(groups)]) }
	for i, field := range models.LeadFields {
		switch field.Name {
		case "leads_create_time", "leads_action_time": // instants, or nothing
		case "bundle", "layer_form_content":
			form, _ := json.Marshal(map[string]string{at(i): at(i + 1)}) // texts always marshal
			lead[field.Name] = string(form)
		default:
			lead[field.Name] = at(i)
		}
	}
	lead["hobby"] = map[string]string{at(70): at(71)}
	return lead
}

// hostileDesk is a desk whose leads, accounts and staff are all named by payloads. For each hostile
// lead there is a harmless one of the same structure.
type hostileDesk struct {
	*program
	*browser
	hostile, harmless []string // ids of the leads' pages
	accounts          []int64
}

const (
	hostileAccounts = 700_000
	hostilePassword = "a good password"
)

func newHostileDesk(t *testing.T, groups, texts []string) *hostileDesk {
	t.Helper()
	d := &hostileDesk{}
	d.program = mustRun(t, func(p *program) { d.prepare(t, p.dir, texts) })
	d.browser = d.program.browser()
	if got := d.post("/login", url.Values{"username": {"boss"}, "password": {hostilePassword}}); got.status != http.StatusSeeOther {
		t.Fatalf("login answered %d", got.status)
	}
	d.addAccount(medicalAccount)
	if _, err := d.sim.Fail(simulator.Fault{Kind: simulator.RefuseParameter, Call: simulator.CallReport, Message: groups[3]}); err != nil {
		t.Fatal(err)
	}
	hook := d.pushURL(medicalAccount.ID)
	for n := range groups {
		d.hostile = append(d.hostile, d.add(hook, hostileLead(groups, n, func(s string) string { return s })))
		d.harmless = append(d.harmless, d.add(hook, hostileLead(groups, n, harmless.Replace)))
	}
	known := map[string]string{}
	d.wait("the leads, each confirmed by a pull", func() string {
		unverified := 0
		for path := "/leads"; path != ""; {
			body := d.get(path).body
			for _, r := range rows(body) {
				known[r.leadsID] = r.id
			}
			unverified += strings.Count(body, "未核验")
			path = olderPage(body)
		}
		if len(known) < 2*len(groups) || unverified > 0 {
			return ""
		}
		return "yes"
	})
	for _, list := range [][]string{d.hostile, d.harmless} {
		for n := range list {
			list[n] = known[list[n]]
		}
	}
	return d
}

// prepare puts staff and accounts into the database before the desk starts.
func (d *hostileDesk) prepare(t *testing.T, dir string, texts []string) {
	s, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	const hash = "$argon2id$v=19$m=64,t=1,p=1$YSB0ZXN0J3Mgc2FsdCAxNg$fwQcF38nwB+CFDhNWeBx9Y2yb8E01aDy6jIyiX8bSHo" // of hostilePassword
	boss, err := s.CreateUser(t.Context(), models.User{Username: "boss", Name: "<img src=x onerror=alert(1)>", Role: models.Admin, PasswordHash: hash})
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range texts {
		if _, err := s.CreateUser(t.Context(), models.User{Username: fmt.Sprint("seller", i), Name: text, Role: models.Sales, PasswordHash: hash}); err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSpace(strings.ReplaceAll(text, "\x00", ""))
		if len([]rune(name)) > models.MaxAccountName || i%hostileGroup != 0 {
			continue
		}
		id := int64(hostileAccounts + i)
		if _, err := s.SaveAccount(t.Context(), models.AccountEdit{
			ID: id, Name: name, Industry: models.NoIndustry, StatusSystem: models.StandardSystem, Algorithm: models.SHA256,
			Pull: models.Pair{Token: "1", Secret: "s"}, Paused: true,
		}, boss); err != nil {
			t.Fatal(err)
		}
		d.accounts = append(d.accounts, id)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// add has the platform push a lead; a pull brings it once more.
func (d *hostileDesk) add(hook string, lead map[string]any) (leadsID string) {
	d.t.Helper()
	leadsID, err := d.sim.AddRaw(medicalAccount.ID, lead)
	if err != nil {
		d.t.Fatal(err)
	}
	if status, answer, err := d.sim.Push(d.t.Context(), hook, medicalAccount.ID, leadsID); err != nil || status != http.StatusOK {
		d.t.Fatalf("the push was answered %d %s, %v", status, answer, err)
	}
	return leadsID
}

// olderPage is the address of the list's next page.
func olderPage(body string) string {
	_, rest, found := strings.Cut(body, `rel="next" href="`)
	if !found {
		return ""
	}
	path, _, _ := strings.Cut(rest, `"`)
	return html.UnescapeString(path)
}

// TestNoPayloadBecomesMarkupOrRuns puts every payload into every field of a lead, every name and
// every typed text, and has a real browser look at every page that shows them.
func TestNoPayloadBecomesMarkupOrRuns(t *testing.T) {
	findBrowser(t)
	groups, texts := hostileGroups(t), hostileTexts(t)
	d := newHostileDesk(t, groups, texts)
	d.work(groups, texts)
	d.compare(groups, texts)
	t.Run("in the browser", func(t *testing.T) {
		for name, walk := range map[string]func(*eye){
			"lists and forms": func(e *eye) { d.walkLists(e, groups) },
			"leads":           d.walkLeads,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				e := openEye(t, d.address)
				e.login()
				walk(e)
				for _, one := range e.reports() {
					t.Errorf("the browser saw %s", one)
				}
				if e.shown < 1000 {
					t.Errorf("its pages showed only %d payloads", e.shown)
				}
			})
		}
	})
	d.compareLogins(groups) // last: so many failures shut the door
}

// work sets a status with a payload of our staff's on each lead; the platform refuses them all, in
// words that are payloads too. And it reports WeChat authorisations that consist of payloads.
func (d *hostileDesk) work(groups, texts []string) {
	d.t.Helper()
	short := slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return len(s) > 60 || strings.ContainsAny(s, "\x00\r\n") })
	for n := range d.hostile {
		ours := strings.TrimSpace(short[n*3%len(short)])
		for id, typed := range map[string]string{d.hostile[n]: ours, d.harmless[n]: harmless.Replace(ours)} {
			got := d.post("/leads/"+id+"/status", url.Values{"leads_convert_type": {"LEADS_CONVERT_STATUS_ADD_WEIXIN"}, "outer_leads_convert_type": {typed}, "version": {"0"}})
			if got.status != http.StatusSeeOther {
				d.t.Fatalf("status %q: %d %s", typed, got.status, text(got.body))
			}
		}
	}
	for _, group := range groups {
		got := d.post("/wechat", wechatTyped(group, "2026-01-02 03:04:05"))
		if got.status != http.StatusSeeOther && got.status != http.StatusUnprocessableEntity {
			d.t.Fatalf("WeChat: %d", got.status)
		}
	}
	d.wait("the platform to refuse the reports", func() string {
		if strings.Count(d.get("/reports").body, "data-report") > 0 || strings.Contains(d.get("/reports").body, "2100") {
			return "yes"
		}
		return ""
	})
}

func wechatTyped(text, at string) url.Values {
	form := url.Values{"account_id": {fmt.Sprint(medicalAccount.ID)}, "action_time": {at}, "login_name_type": {"1"}}
	for _, name := range []string{"app_id", "open_id", "avatar_url", "nickname", "click_id", "login_name", "page_id", "page_name"} {
		form.Set(name, text)
	}
	return form
}

// compare holds each page with payloads against the same page with harmless text.
func (d *hostileDesk) compare(groups, texts []string) {
	d.t.Helper()
	seen := 0
	for n := range d.hostile {
		for _, page := range []string{"", "/raw", "/status", "/report"} {
			hostile := d.get("/leads/" + d.hostile[n] + page)
			seen += strings.Count(hostile.body, "alert(1)")
			sameSkeleton(d.t, fmt.Sprintf("lead %d%s", n, page), hostile.body, d.get("/leads/"+d.harmless[n]+page).body)
		}
		hostile, harmless := d.post("/leads/"+d.hostile[n]+"/reveal", nil), d.post("/leads/"+d.harmless[n]+"/reveal", nil)
		sameSkeleton(d.t, fmt.Sprintf("lead %d revealed", n), hostile.body, harmless.body)
	}
	if seen < 50*len(groups) {
		d.t.Errorf("the leads' pages show only %d payloads", seen)
	}
	for _, typed := range texts {
		calm := harmless.Replace(typed)
		sameSkeleton(d.t, "search", d.get("/leads?"+url.Values{"q": {typed}, "status": {typed}, "source": {typed}, "from": {typed}}.Encode()).body,
			d.get("/leads?"+url.Values{"q": {calm}, "status": {calm}, "source": {calm}, "from": {calm}}.Encode()).body)
		sameSkeleton(d.t, "WeChat form", d.post("/wechat", wechatTyped(typed, typed)).body, d.post("/wechat", wechatTyped(calm, calm)).body)
		days := fmt.Sprintf("/sync/%d/backfill", medicalAccount.ID)
		sameSkeleton(d.t, "backfill", d.post(days, url.Values{"from": {typed}, "to": {typed}}).body, d.post(days, url.Values{"from": {calm}, "to": {calm}}).body)
		sameSkeleton(d.t, "raw settings", d.post("/settings/raw", url.Values{"raw_event_days": {typed}}).body, d.post("/settings/raw", url.Values{"raw_event_days": {calm}}).body)
		sameSkeleton(d.t, "unknown address", d.get("/"+url.PathEscape(typed)).body, d.get("/"+url.PathEscape(calm)).body)
		account := func(text string) url.Values {
			return url.Values{"account_id": {text}, "name": {text}, "token": {text}, "industry": {text}, "algorithm": {text}}
		}
		sameSkeleton(d.t, "account form", d.post("/settings/accounts", account(typed)).body, d.post("/settings/accounts", account(calm)).body)
	}
}

func (d *hostileDesk) compareLogins(groups []string) {
	d.t.Helper()
	guest := d.program.browser()
	for _, typed := range groups {
		calm := harmless.Replace(typed)
		sameSkeleton(d.t, "login", guest.post("/login", url.Values{"username": {typed}, "return": {typed}}).body, guest.post("/login", url.Values{"username": {calm}, "return": {calm}}).body)
	}
}

// walkLists looks at the pages that show many things, and at answers to forms.
func (d *hostileDesk) walkLists(e *eye, groups []string) {
	paths := []string{
		"/sync", "/wechat", "/reports", "/reports?view=held", "/health", "/settings/accounts", "/settings/raw", "/settings/backups",
		fmt.Sprintf("/sync/%d/backfill", d.accounts[0]),
	}
	for path := "/leads"; path != ""; path = olderPage(d.get(path).body) {
		paths = append(paths, path)
	}
	for _, id := range d.accounts[:5] {
		paths = append(paths, fmt.Sprintf("/settings/accounts/%d", id))
	}
	for _, group := range groups {
		paths = append(paths, "/leads?"+url.Values{"q": {group}, "source": {group}, "owner": {group}, "account": {fmt.Sprint(d.accounts[0])}}.Encode())
	}
	for _, path := range paths {
		e.open(path)
	}
	for _, group := range groups {
		e.submit("/wechat", wechatTyped(group, group))
	}
	e.submit("/settings/accounts", url.Values{"account_id": {groups[0]}, "name": {groups[1]}, "token": {groups[2]}})
	e.submit(fmt.Sprintf("/sync/%d/backfill", medicalAccount.ID), url.Values{"from": {groups[0]}, "to": {groups[4]}})
	e.submit("/login", url.Values{"username": {groups[5]}, "return": {groups[6]}})
}

// walkLeads looks at each lead's pages, and at the fragments that are swapped into them.
func (d *hostileDesk) walkLeads(e *eye) {
	for _, id := range d.hostile {
		e.open("/leads/" + id + "/raw")
		e.open("/leads/" + id)
		e.swap("POST", "/leads/"+id+"/reveal", "#lead-who", "outerHTML")
	}
	e.open("/leads")
	for _, id := range d.hostile {
		e.swap("GET", "/leads/"+id+"/status", "#status-panel", "innerHTML")
	}
}
