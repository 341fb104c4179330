package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiansuo/models"
)

// Canaries: texts that stand nowhere else, one in every secret and personal field. Wherever one turns
// up where it must not, it names what leaked.
var (
	canarySecrets = map[string]string{
		"token": medicalAccount.Token, "secret": medicalAccount.Secret,
		"report secret": "canary-report-secret", "metrics token": "canary-metrics-token-000",
		"admin's password": "canary-Word7-first", "manager's password": "canary-Word7-second",
		"seller's password": "canary-Word7-third", "viewer's password": "canary-Word7-fourth",
	}
	// canaryMasked is shown in an answer to a reveal only.
	canaryMasked = map[string]string{"phone": "17400009731", "WeChat id": "canary_wx_9731", "email": "canary9731@example.com", "QQ": "973197319"}
	// canaryHidden is shown to nobody.
	canaryHidden = map[string]string{"ID number": "110101199001019731", "address": "金丝雀路九十七号", "open id": "canary-open-id-9731"}
	// canaryPersonal is for those who work the lead.
	canaryPersonal = map[string]string{"name": "金丝雀甲", "nickname": "金丝雀昵称", "answer": "金丝雀的回答", "unknown field": "金丝雀的附注"}
)

// leaks names the canaries that a text holds.
func leaks(text string, lists ...map[string]string) (found []string) {
	plain := strings.NewReplacer(" ", "", "\u00a0", "").Replace(text)
	for _, list := range lists {
		for name, canary := range list {
			if strings.Contains(text, canary) || strings.Contains(plain, strings.ReplaceAll(canary, " ", "")) {
				found = append(found, name)
			}
		}
	}
	return found
}

func mustHideFrom(t *testing.T, where, text string, lists ...map[string]string) {
	t.Helper()
	if found := leaks(text, lists...); len(found) > 0 {
		t.Errorf("%s: leaks %v", where, found)
	}
}

// canaryPeople are one user of each role, and what they sign in with.
var canaryPeople = []struct {
	role     models.Role
	password string
}{
	{models.Admin, "canary-Word7-first"}, {models.Manager, "canary-Word7-second"},
	{models.Sales, "canary-Word7-third"}, {models.Viewer, "canary-Word7-fourth"},
}

// TestCanariesAreSeenNowhereTheyMustNotBe drives the whole program and then looks for them everywhere.
func TestCanariesAreSeenNowhereTheyMustNotBe(t *testing.T) {
	onBoth(t, func(t *testing.T, prepare func(*program)) {
		var said strings.Builder // what commands print
		p := mustRun(t, prepare, func(p *program) {
			p.args = []string{"--log-level", "debug", "--metrics-token", canarySecrets["metrics token"]}
			for _, person := range canaryPeople {
				said.WriteString(command(t, p, person.password+"\n", "admin", "create", "--username", string(person.role), "--role", string(person.role)))
			}
		})
		browsers := map[models.Role]*browser{}
		for _, person := range canaryPeople {
			browsers[person.role] = p.browser()
			form := url.Values{"username": {string(person.role)}, "password": {person.password}}
			if got := browsers[person.role].post("/login", form); got.status != http.StatusSeeOther {
				t.Fatalf("%s: the login answered %d", person.role, got.status)
			}
		}
		admin := browsers[models.Admin]
		if got := admin.post("/settings/teams", url.Values{"name": {"一组"}, "members": {"2", "3"}}); got.status != http.StatusSeeOther {
			t.Fatalf("a team of the manager and the seller: %d", got.status)
		}
		admin.addAccount(medicalAccount)
		account := fmt.Sprint(medicalAccount.ID)
		hook := admin.pushURL(medicalAccount.ID)
		secrets := map[string]string{"push part": hook[strings.LastIndex(hook, "/")+1:]}
		lead := admin.find(p.addCanary(t, hook))
		p.drive(browsers, account, lead.id, hook)

		t.Run("pages", func(t *testing.T) {
			for role, b := range browsers {
				for _, path := range canaryPages(account, lead.id) {
					body, where := b.get(path).body, string(role)+" GET "+path
					mustHideFrom(t, where, body, canarySecrets, canaryMasked, canaryHidden)
					if role == models.Viewer {
						mustHideFrom(t, where, body, canaryPersonal)
					}
					if path != "/settings/accounts/"+account || role != models.Admin {
						mustHideFrom(t, where, body, secrets)
					}
				}
			}
			guest := p.browser()
			for _, path := range append(canaryPages(account, lead.id), "/healthz", "/login", "/setup", "/metrics") {
				mustHideFrom(t, "guest GET "+path, guest.get(path).body, canarySecrets, canaryMasked, canaryHidden, canaryPersonal, secrets)
			}
		})
		t.Run("search by a whole phone", func(t *testing.T) { // the page repeats what was typed, and no more
			for role, b := range browsers {
				got := b.get("/leads?q=" + canaryMasked["phone"])
				mustHideFrom(t, string(role)+"'s search", strings.ReplaceAll(got.body, canaryMasked["phone"], ""), canarySecrets, canaryMasked, canaryHidden)
				if found := len(rows(got.body)); (found == 0) != (role == models.Viewer) {
					t.Errorf("%s finds %d leads by a phone", role, found)
				}
			}
		})
		t.Run("reveals", func(t *testing.T) {
			revealed := browsers[models.Sales].post("/leads/"+lead.id+"/reveal", nil)
			if found := leaks(revealed.body, canaryMasked); revealed.status != http.StatusOK || len(found) != len(canaryMasked) {
				t.Errorf("HTTP %d, a reveal shows %v", revealed.status, found)
			}
			mustHideFrom(t, "a reveal", revealed.body, canarySecrets, canaryHidden, secrets)
			mustHideFrom(t, "a viewer's reveal", browsers[models.Viewer].post("/leads/"+lead.id+"/reveal", nil).body, canaryMasked, canaryHidden, canaryPersonal)
		})
		t.Run("audit", func(t *testing.T) {
			for _, body := range []string{admin.get("/audit").body, admin.post("/audit/export", nil).body} {
				if !strings.Contains(body, "查看联系方式") {
					t.Error("the audit lacks the reveals")
				}
				mustHideFrom(t, "the audit", body, canarySecrets, canaryMasked, canaryHidden, canaryPersonal, secrets)
			}
		})
		t.Run("machines", func(t *testing.T) {
			request, err := http.NewRequest(http.MethodGet, p.address+"/metrics", nil)
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Authorization", "Bearer "+canarySecrets["metrics token"])
			answer, err := http.DefaultClient.Do(request)
			metrics := admin.read(answer, err)
			if metrics.status != http.StatusOK {
				t.Errorf("metrics: HTTP %d", metrics.status)
			}
			for where, body := range map[string]string{"metrics": metrics.body, "healthz": admin.get("/healthz?full").body} {
				mustHideFrom(t, where, body, canarySecrets, canaryMasked, canaryHidden, canaryPersonal, secrets)
			}
		})
		if err := p.stop(); err != nil {
			t.Fatal(err)
		}
		said.WriteString(command(t, p, "", "account", "list"))
		said.WriteString(command(t, p, "", "audit", "verify"))
		said.WriteString(command(t, p, "", "key", "rotate"))
		said.WriteString(command(t, p, "", "audit", "verify"))
		mustHideFrom(t, "commands", said.String(), canarySecrets, canaryMasked, canaryHidden, canaryPersonal, secrets)
		for where, text := range map[string]string{"the log": p.logged.String(), "standard output": p.printed.String()} {
			mustHideFrom(t, where, text, canarySecrets, canaryMasked, canaryHidden, canaryPersonal, secrets)
		}
		if p.database == "" {
			mustHideInFiles(t, p.dir, canarySecrets, secrets, map[string]string{"ID number": canaryHidden["ID number"], "open id": canaryHidden["open id"]})
		}
	})
}

// command runs a command on the program's data and returns what it prints.
func command(t *testing.T, p *program, in string, args ...string) string {
	t.Helper()
	args = append(args, "--data", p.dir)
	if p.database != "" {
		args = append(args, "--database", p.database)
	}
	var out bytes.Buffer
	if status := run(context.Background(), args, terminal{strings.NewReader(in), &out, &out}); status != 0 {
		t.Fatalf("%v: status %d: %s", args[:2], status, out.String())
	}
	return out.String()
}

// addCanary makes a lead with a canary in every field, pushed and then pulled.
func (p *program) addCanary(t *testing.T, hook string) (leadsID string) {
	t.Helper()
	leadsID, err := p.sim.AddRaw(medicalAccount.ID, map[string]any{
		"leads_name": canaryPersonal["name"], "nick_name": canaryPersonal["nickname"], "leads_tel": canaryMasked["phone"],
		"leads_wechat": canaryMasked["WeChat id"], "leads_email": canaryMasked["email"], "leads_qq": canaryMasked["QQ"],
		"id_number": canaryHidden["ID number"], "address": canaryHidden["address"],
		"bundle": `{"问题":"` + canaryPersonal["answer"] + `"}`, "canary_field": canaryPersonal["unknown field"],
	})
	if err != nil {
		t.Fatal(err)
	}
	if status, body, err := p.sim.Push(t.Context(), hook, medicalAccount.ID, leadsID); err != nil || status != http.StatusOK {
		t.Fatalf("the push: HTTP %d %s %v", status, body, err)
	}
	return leadsID
}

// canaryPages are every page, as far as it has an address of its own.
func canaryPages(account, lead string) []string {
	return []string{
		"/leads", "/leads?q=" + url.QueryEscape("金丝雀"), "/leads?q=9731", "/leads/" + lead, "/leads/" + lead + "/status",
		"/leads/" + lead + "/report", "/leads/" + lead + "/raw", "/leads/" + lead + "9999", "/reports", "/reports?view=waiting", "/reports?view=held", "/sync",
		"/sync/" + account + "/backfill", "/wechat", "/health", "/audit", "/settings/accounts", "/settings/accounts/new",
		"/settings/accounts/" + account, "/settings/raw", "/settings/reveals", "/nothing/" + lead,
	}
}

// drive does what people, scripts and strangers do, right and wrong.
func (p *program) drive(browsers map[models.Role]*browser, account, lead, hook string) {
	p.t.Helper()
	admin, seller := browsers[models.Admin], browsers[models.Sales]
	edit := url.Values{
		"version": {"1"}, "name": {"金丝雀账户"}, "algorithm": {"SHA256"}, "industry": {"medical"}, "status_system": {"industry"},
		"report_token": {"998877665"}, "report_secret": {canarySecrets["report secret"]},
	}
	for _, act := range []struct {
		b    *browser
		path string
		form url.Values
		want int
	}{
		{admin, "/settings/accounts/" + account, edit, http.StatusSeeOther},
		{admin, "/settings/accounts/" + account, edit, http.StatusConflict},
		{admin, "/settings/accounts/" + account + "/test", nil, http.StatusOK},
		{admin, "/leads/" + lead + "/raw/1/replay", nil, http.StatusSeeOther},
		{admin, "/sync/" + account + "/pull", nil, http.StatusSeeOther},
		{admin, "/wechat", url.Values{"open_id": {canaryHidden["open id"]}}, http.StatusUnprocessableEntity},
		{seller, "/leads/" + lead + "/status", url.Values{"leads_convert_type": {"nonsense" + canaryMasked["phone"]}, "version": {"0"}}, http.StatusUnprocessableEntity},
		{seller, "/leads/" + lead + "/status", url.Values{"leads_convert_type": {string(models.StatusPotentialCustomer)}, "version": {"0"}}, http.StatusSeeOther},
		{seller, "/leads/" + lead + "/reveal", nil, http.StatusOK},
		{seller, "/settings/raw", nil, http.StatusForbidden},
		{p.browser(), "/login", url.Values{"username": {canaryMasked["phone"]}, "password": {canarySecrets["admin's password"]}}, http.StatusUnprocessableEntity},
		{p.browser(), strings.TrimPrefix(hook, p.address), url.Values{"leads_tel": {canaryMasked["phone"]}}, 0},
		{p.browser(), "/hooks/tencent/" + strings.Repeat("0", 40), url.Values{"leads_tel": {canaryMasked["phone"]}}, http.StatusNotFound},
	} {
		if got := act.b.post(act.path, act.form); act.want != 0 && got.status != act.want {
			p.t.Errorf("POST %s answered %d, want %d: %s", act.path, got.status, act.want, text(got.body))
		}
	}
}

// mustHideInFiles looks into the database as it lies on the disk.
func mustHideInFiles(t *testing.T, dir string, lists ...map[string]string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "xiansuo.db*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no database: %v", err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, list := range lists {
			for name, canary := range list {
				if bytes.Contains(content, []byte(canary)) {
					t.Errorf("%s holds the %s", filepath.Base(file), name)
				}
			}
		}
	}
}
