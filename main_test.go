package main

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
	"xiansuo/tencent/simulator"
	"xiansuo/web"
)

// program is the whole program on a port of its own, beside a simulated platform.
type program struct {
	t         *testing.T
	sim       *simulator.Simulator
	address   string
	printed   *notes // standard output
	logged    *notes // standard error
	dir       string
	database  string
	args      []string        // more flags
	transport *http.Transport // of its browsers; nil: the usual
	stop      func() error
}

// notes is a writer that tests read while the program writes.
type notes struct {
	mu   sync.Mutex
	text strings.Builder
}

func (n *notes) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.Write(p)
}

func (n *notes) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.String()
}

// tail is the last few lines.
func (n *notes) tail() string {
	lines := strings.Split(strings.TrimSpace(n.String()), "\n")
	return strings.Join(lines[max(0, len(lines)-5):], "\n")
}

var (
	medicalAccount  = simulator.Account{ID: 25610, Name: "晨光医美", Token: "123456789", Secret: "0123456789abcdef", Industry: models.Medical, StatusSystem: models.IndustrySystem}
	standardAccount = simulator.Account{ID: 25611, Name: "启航编程", Token: "987654321", Secret: "fedcba9876543210"}
)

// newPlatform is a simulated platform that a test can speak to.
func newPlatform(t *testing.T) (*simulator.Simulator, string) {
	t.Helper()
	sim := simulator.New(simulator.Options{Seed: 7, Accounts: []simulator.Account{medicalAccount, standardAccount}})
	server := httptest.NewServer(sim.Handler())
	t.Cleanup(server.Close)
	return sim, server.URL + "/api/mv1/"
}

// mustRun starts the program as a user would, pulling every second, and stops it with the test.
func mustRun(t *testing.T, prepare ...func(p *program)) *program {
	t.Helper()
	p := &program{t: t, printed: &notes{}, logged: &notes{}, dir: t.TempDir()}
	for _, f := range prepare {
		f(p)
	}
	var platform string
	p.sim, platform = newPlatform(t)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan int, 1)
	args := []string{"--addr", "127.0.0.1:0", "--data", p.dir, "--platform-url", platform, "--pull-every", "1s", "--pull-pause", "0s"}
	if p.database != "" {
		args = append(args, "--database", p.database)
	}
	args = append(args, p.args...)
	go func() { done <- run(ctx, args, terminal{strings.NewReader(""), p.printed, p.logged}) }()
	p.stop = sync.OnceValue(func() error {
		cancel()
		select {
		case status := <-done:
			if status != 0 {
				return fmt.Errorf("the program ended with %d: %s", status, p.logged)
			}
			return nil
		case <-time.After(15 * time.Second):
			return fmt.Errorf("the program does not stop")
		}
	})
	t.Cleanup(func() {
		if err := p.stop(); err != nil {
			t.Error(err)
		}
	})
	found := p.wait("the program to start", func() string { return addressForm.FindString(p.printed.String()) })
	p.address = found
	return p
}

var addressForm = regexp.MustCompile(`https?://(127\.0\.0\.1|leads\.test):\d+`)

// wait polls until something is there: the program works in the background.
func (p *program) wait(what string, look func() string) string {
	p.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) {
		if found := look(); found != "" {
			return found
		}
		<-time.After(20 * time.Millisecond)
	}
	p.t.Fatalf("waited in vain for %s\n%s", what, p.logged.tail())
	return ""
}

// browser is a person's browser without scripts.
type browser struct {
	p      *program
	client *http.Client
}

func (p *program) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	transport := http.DefaultTransport
	if p.transport != nil {
		transport = p.transport
	}
	return &browser{p, &http.Client{Jar: jar, Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

type page struct {
	status int
	header http.Header
	body   string
}

func (b *browser) get(path string) page {
	b.p.t.Helper()
	answer, err := b.client.Get(b.p.address + path)
	return b.read(answer, err)
}

func (b *browser) post(path string, form url.Values) page {
	b.p.t.Helper()
	answer, err := b.client.PostForm(b.p.address+path, form)
	return b.read(answer, err)
}

func (b *browser) read(answer *http.Response, err error) page {
	b.p.t.Helper()
	if err != nil {
		b.p.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.p.t.Fatal(err)
	}
	return page{answer.StatusCode, answer.Header, string(body)}
}

// setUp goes through the first run and returns the signed-in admin.
func (p *program) setUp() *browser {
	p.t.Helper()
	b := p.browser()
	token := p.wait("the set-up token", func() string { return strings.TrimSpace(tokenForm.FindString(p.printed.String())) })
	got := b.post("/setup", url.Values{"token": {token}, "username": {"boss"}, "password": {"correct horse battery"}})
	if got.status != http.StatusSeeOther {
		p.t.Fatalf("set-up answered %d: %s", got.status, text(got.body))
	}
	if got := b.get("/leads"); got.status != http.StatusOK {
		got = b.post("/login", url.Values{"username": {"boss"}, "password": {"correct horse battery"}})
		if got.status != http.StatusSeeOther {
			p.t.Fatalf("login answered %d: %s", got.status, text(got.body))
		}
	}
	return b
}

var tokenForm = regexp.MustCompile(`(?m)^    ([A-Z0-9]{20,})$`)

// addAccount fills in the account form.
func (b *browser) addAccount(a simulator.Account) {
	b.p.t.Helper()
	form := url.Values{
		"account_id": {fmt.Sprint(a.ID)}, "name": {a.Name}, "algorithm": {"SHA256"}, "token": {a.Token}, "secret": {a.Secret},
		"industry": {"none"}, "status_system": {"standard"},
	}
	if a.Industry != "" {
		form.Set("industry", string(a.Industry))
		form.Set("status_system", string(a.StatusSystem))
	}
	if got := b.post("/settings/accounts", form); got.status != http.StatusSeeOther {
		b.p.t.Fatalf("adding an account answered %d: %s", got.status, text(got.body))
	}
}

// leadRow is what the list's markup says of a lead.
type leadRow struct{ id, leadsID, accountID string }

var rowForm = regexp.MustCompile(`<[a-z]+[^>]*\bdata-lead="[^>]*>`)

func rows(body string) []leadRow {
	var found []leadRow
	for _, tag := range rowForm.FindAllString(body, -1) {
		found = append(found, leadRow{attribute(tag, "data-lead"), attribute(tag, "data-leads-id"), attribute(tag, "data-account-id")})
	}
	return found
}

func attribute(tag, name string) string {
	_, rest, ok := strings.Cut(tag, " "+name+`="`)
	if !ok {
		return ""
	}
	value, _, _ := strings.Cut(rest, `"`)
	return html.UnescapeString(value)
}

// find waits until the list shows a lead.
func (b *browser) find(leadsID string) leadRow {
	b.p.t.Helper()
	var row leadRow
	b.p.wait("lead "+leadsID, func() string {
		for _, r := range rows(b.get("/leads?q=" + leadsID).body) {
			if r.leadsID == leadsID {
				row = r
				return r.id
			}
		}
		return ""
	})
	return row
}

// onBoth runs a test on SQLite, and on PostgreSQL where one is at hand.
func onBoth(t *testing.T, test func(t *testing.T, prepare func(*program))) {
	t.Run("sqlite", func(t *testing.T) { test(t, func(*program) {}) })
	t.Run("postgres", func(t *testing.T) {
		address := storetest.Postgres(t)
		test(t, func(p *program) { p.database = address })
	})
}

// TestTheWholeLoop is the program's main job: a lead comes in, a seller says it is invalid and
// why, the platform hears exactly that.
func TestTheWholeLoop(t *testing.T) {
	onBoth(t, func(t *testing.T, prepare func(*program)) {
		p := mustRun(t, prepare)
		b := p.setUp()
		b.addAccount(medicalAccount)
		leadsID, err := p.sim.AddRaw(medicalAccount.ID, map[string]any{
			"leads_name": "王建国", "leads_tel": "17400001234", "leads_source": "XJ", "leads_type": "LEADS_TYPE_FORM",
			"bundle": `{"想改善"："发际线","预算"："1-2万"}`, "campaign_name": "植发秋季", "campaign_id": 77, "leads_age": 36,
		})
		if err != nil {
			t.Fatal(err)
		}
		row := b.find(leadsID)
		if row.accountID != "25610" {
			t.Fatalf("the row says account %q", row.accountID)
		}
		whole := b.get("/leads/" + row.id)
		for _, want := range []string{"王建国", "发际线", "1-2万", "植发秋季", "36"} {
			if !strings.Contains(whole.body, want) {
				t.Errorf("the lead's page lacks %q", want)
			}
		}
		if strings.Contains(whole.body, "17400001234") || strings.Contains(whole.body, "1740000") {
			t.Error("the phone is shown before anybody asked for it")
		}
		if revealed := b.post("/leads/"+row.id+"/reveal", nil); !strings.Contains(strings.ReplaceAll(revealed.body, " ", ""), "17400001234") {
			t.Error("the phone is not revealed")
		}
		status := url.Values{
			"leads_convert_type": {"LEADS_CONVERT_STATUS_DEPRECATED"}, "leads_ineffect_reason": {"LEADS_INEFFECT_REASON_DATA_DUPLICATION_IN_TENCENT"},
			"leads_intention_score": {"LEADS_INTENTION_SCORE_LEVEL_1"}, "version": {"0"},
		}
		if got := b.post("/leads/"+row.id+"/status", status); got.status != http.StatusSeeOther {
			t.Fatalf("setting the status answered %d: %s", got.status, text(got.body))
		}
		p.wait("the report", func() string {
			report, ok := p.sim.LastReport(leadsID)
			if !ok {
				return ""
			}
			return fmt.Sprint(report.Fields)
		})
		report, _ := p.sim.LastReport(leadsID)
		want := map[string]string{
			"leads_convert_type":    "LEADS_CONVERT_STATUS_DEPRECATED",
			"leads_ineffect_reason": "LEADS_INEFFECT_REASON_DATA_DUPLICATION_IN_TENCENT",
			"leads_intention_score": "LEADS_INTENTION_SCORE_LEVEL_1",
		}
		if fmt.Sprint(report.Fields) != fmt.Sprint(want) {
			t.Errorf("the platform heard %v, want %v", report.Fields, want)
		}
		p.wait("a later pull to confirm it", func() string {
			for _, r := range rows(b.get("/leads?report=confirmed").body) {
				return r.id
			}
			return ""
		})
		if logs := p.logged.String(); strings.Contains(logs, "17400001234") || strings.Contains(logs, "王建国") || strings.Contains(logs, "0123456789abcdef") {
			t.Errorf("the log holds personal data or secrets: %s", logs)
		}
	})
}

func TestWhatTheServerRefusesChangesNothing(t *testing.T) {
	p := mustRun(t)
	b := p.setUp()
	b.addAccount(medicalAccount)
	leadsID, err := p.sim.AddLead(medicalAccount.ID)
	if err != nil {
		t.Fatal(err)
	}
	id := b.find(leadsID).id
	send := func(values ...string) page {
		form := url.Values{}
		for i := 0; i < len(values); i += 2 {
			form.Set(values[i], values[i+1])
		}
		return b.post("/leads/"+id+"/status", form)
	}
	for name, got := range map[string]page{
		"a status of another system": send("leads_convert_type", "LEADS_CONVERT_STATUS_HIGH_INTENTION_CUSTOMER", "version", "0"),
		"invalid without a reason":   send("leads_convert_type", "LEADS_CONVERT_STATUS_DEPRECATED", "version", "0"),
		"a reason without invalid":   send("leads_convert_type", "LEADS_CONVERT_STATUS_ADD_WEIXIN", "leads_ineffect_reason", "LEADS_INEFFECT_REASON_EMPTY", "version", "0"),
		"nothing":                    send("version", "0"),
		"an own status too long":     send("outer_leads_convert_type", strings.Repeat("报", 22), "version", "0"),
	} {
		if got.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: answered %d", name, got.status)
		}
	}
	if got := send("leads_convert_type", "LEADS_CONVERT_STATUS_ADD_WEIXIN", "version", "0"); got.status != http.StatusSeeOther {
		t.Fatalf("a good status: %d", got.status)
	}
	stale := send("leads_convert_type", "LEADS_CONVERT_STATUS_VISIT_STORE", "version", "0")
	if stale.status != http.StatusConflict || !strings.Contains(stale.body, "已加微") || !strings.Contains(stale.body, "到店未成单") {
		t.Errorf("a stale version: %d", stale.status)
	}
	if got := b.get("/leads/999999"); got.status != http.StatusNotFound {
		t.Errorf("no such lead: %d", got.status)
	}
	if got := p.browser().get("/leads/" + id); got.status != http.StatusSeeOther || !strings.HasPrefix(got.header.Get("Location"), "/login") {
		t.Errorf("a stranger: %d", got.status)
	}
}

func TestTheConnectionTestSaysWhatIsWrong(t *testing.T) {
	p := mustRun(t)
	b := p.setUp()
	wrong := standardAccount
	wrong.Secret = "not-the-secret"
	b.addAccount(wrong)
	path := fmt.Sprintf("/settings/accounts/%d/test", standardAccount.ID)
	for _, c := range []struct {
		fault simulator.FaultKind
		says  []string
	}{
		{"", []string{"签名与凭证 未通过", "签名不正确", "2004"}},
		{simulator.WrongClock, []string{"时钟"}},
		{simulator.HTTPStatus, []string{"502"}},
	} {
		if c.fault != "" {
			p.sim.ClearAll()
			if _, err := p.sim.Fail(simulator.Fault{Kind: c.fault, Skew: 10 * time.Minute}); err != nil {
				t.Fatal(err)
			}
		}
		got := b.post(path, nil)
		for _, word := range c.says {
			if !strings.Contains(text(got.body), word) {
				t.Errorf("%q: the answer (%d) does not say %q: %s", c.fault, got.status, word, text(got.body))
			}
		}
	}
}

// text is a page without its markup, for messages of tests.
func text(body string) string {
	_, main, _ := strings.Cut(body, "<main")
	return strings.Join(strings.Fields(tagForm.ReplaceAllString(main, " ")), " ")
}

var tagForm = regexp.MustCompile(`<[^>]*>`)

func TestASecondProcessOnTheSameFolderSaysSo(t *testing.T) {
	p := mustRun(t)
	var out, err strings.Builder
	status := run(t.Context(), []string{"account", "list", "--data", p.dir}, terminal{strings.NewReader(""), &out, &err})
	if status == 0 || strings.Count(err.String(), "\n") != 1 || !strings.Contains(err.String(), "in use") {
		t.Errorf("status %d: %s", status, err.String())
	}
}

func TestTheCommandLineSaysInOneLineWhatToDo(t *testing.T) {
	occupied := httptest.NewServer(http.NotFoundHandler())
	defer occupied.Close()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"an unknown command":        {[]string{"bogus"}, "bogus"},
		"an unknown flag":           {[]string{"serve", "--colour", "red"}, "--colour"},
		"a port in use":             {[]string{"serve", "--data", t.TempDir(), "--addr", strings.TrimPrefix(occupied.URL, "http://")}, "--addr"},
		"no address":                {[]string{"serve", "--data", t.TempDir(), "--addr", "nonsense"}, "--addr"},
		"a folder that is a file":   {[]string{"serve", "--data", file}, "--data"},
		"an unreachable database":   {[]string{"serve", "--data", t.TempDir(), "--database", "postgres://u:hush@127.0.0.1:1/x"}, "--database"},
		"a public URL without host": {[]string{"serve", "--data", t.TempDir(), "--addr", "127.0.0.1:0", "--public-url", "leads"}, "--public-url"},
		"no user name":              {[]string{"admin", "create", "--data", t.TempDir()}, "--username"},
		"a short password":          {[]string{"admin", "create", "--data", t.TempDir(), "--username", "li"}, "standard input"},
		"no secret":                 {[]string{"account", "set", "--data", t.TempDir(), "--account-id", "5", "--name", "a", "--token", "1"}, "--secret-file"},
		"industry without one":      {[]string{"account", "set", "--data", t.TempDir(), "--account-id", "5", "--name", "a", "--token", "1", "--secret-file", file, "--status-system", "industry"}, "--status-system"},
	} {
		in := ""
		if name == "a short password" {
			in = "short\n"
		}
		var out, err strings.Builder
		status := run(t.Context(), c.args, terminal{strings.NewReader(in), &out, &err})
		lines := strings.Count(strings.TrimSpace(err.String()), "\n") + 1
		if status == 0 || lines != 1 || !strings.Contains(err.String(), c.says) || strings.Contains(err.String(), "hush") {
			t.Errorf("%s: status %d, says %q", name, status, err.String())
		}
	}
}

func TestUsersAndAccountsAreMadeOnTheCommandLine(t *testing.T) {
	dir := t.TempDir()
	do := func(in string, args ...string) string {
		t.Helper()
		var out, err strings.Builder
		if status := run(t.Context(), append(args, "--data", dir), terminal{strings.NewReader(in), &out, &err}); status != 0 {
			t.Fatalf("%v: %d %s", args, status, err.String())
		}
		return out.String()
	}
	made := do("", "admin", "create", "--username", "boss")
	if !regexp.MustCompile(`(?m)^password, shown once: [A-Z0-9]{20,}$`).MatchString(made) {
		t.Errorf("no password was made: %s", made)
	}
	do("a long enough one\n", "admin", "create", "--username", "li", "--role", "sales", "--name", "李晓燕")
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("0123456789abcdef\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	do("", "account", "set", "--account-id", "25610", "--name", "晨光医美", "--industry", "medical", "--status-system", "industry",
		"--token", "123456789", "--secret-file", secret, "--report-token", "55555", "--report-secret-file", secret)
	do("standard-input-secret\n", "account", "set", "--account-id", "25611", "--name", "标准", "--token", "123", "--algorithm", "SHA1")
	do("", "account", "set", "--account-id", "25611", "--name", "改名")
	list := do("", "account", "list")
	for _, want := range []string{"25610", "晨光医美", "medical", "…6789", "改名", "SHA1"} {
		if !strings.Contains(list, want) {
			t.Errorf("the list lacks %q:\n%s", want, list)
		}
	}
	if strings.Contains(list, "0123456789abcdef") || strings.Contains(list, "123456789") {
		t.Errorf("the list holds secrets:\n%s", list)
	}
	s := storetest.Open(t, store.Options{Dir: dir})
	credentials, err := s.Credentials(t.Context(), 25611, models.ForPull)
	if err != nil || credentials.Secret != "standard-input-secret" || credentials.Algorithm != models.SHA1 {
		t.Errorf("credentials of the renamed account: %v", err)
	}
	user, err := s.UserByName(t.Context(), "li")
	if err != nil || user.Role != models.Sales || !web.CheckPassword(user.PasswordHash, "a long enough one") {
		t.Errorf("%+v, %v", user.Role, err)
	}
}

// dayCells are the pushed and the pulled leads of a day on the sync page.
var dayCells = regexp.MustCompile(`<td class="num num-cell">(\d+)</td><td class="num num-cell">(\d+)</td><td`)

func TestTheDemoRunsAndLeavesNothing(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	printed, logged := &notes{}, &notes{}
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, []string{"demo", "--addr", "127.0.0.1:0", "--leads", "60", "--every", "1s"}, terminal{strings.NewReader(""), printed, logged})
	}()
	p := &program{t: t, printed: printed, logged: logged}
	p.address = p.wait("the demo to start", func() string { return addressForm.FindString(printed.String()) })
	for _, user := range demoUsers {
		b := p.browser()
		if got := b.post("/login", url.Values{"username": {user.Username}, "password": {demoPassword}}); got.status != http.StatusSeeOther {
			t.Fatalf("%s cannot sign in: %d", user.Username, got.status)
		}
		got := b.get("/leads")
		least := 40
		if user.Role == models.Sales {
			least = 5 // their own and nobody's
		}
		if got.status != http.StatusOK || len(rows(got.body)) < least || !strings.Contains(got.body, "演示") {
			t.Errorf("%s sees %d leads", user.Username, len(rows(got.body)))
		}
	}
	b := p.browser()
	b.post("/login", url.Values{"username": {"admin"}, "password": {demoPassword}})
	before := rows(b.get("/leads").body)[0].leadsID
	p.wait("a new lead", func() string {
		if newest := rows(b.get("/leads").body)[0].leadsID; newest != before {
			return newest
		}
		return ""
	})
	p.wait("a lead that was pushed", func() string {
		if strings.Contains(b.get("/leads").body, "未核验") {
			return "yes"
		}
		return ""
	})
	p.wait("the pushed leads of each day", func() string {
		if days := dayCells.FindAllStringSubmatch(b.get("/sync").body, -1); slices.ContainsFunc(days, func(d []string) bool { return d[1] != "0" }) {
			return "yes"
		}
		return ""
	})
	if got := text(b.get("/wechat").body); !strings.Contains(got, "click_id 无效或已过期") || !strings.Contains(got, "已发") {
		t.Error("no WeChat authorisations, sent and refused, to look at")
	}
	if logs := logged.String(); strings.Contains(logs, "could not push") || hookForm.MatchString(logs) {
		t.Errorf("pushes fail, or their address is in the log: %s", logged.tail())
	}
	cancel()
	if status := <-done; status != 0 {
		t.Errorf("ended with %d: %s", status, logged)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestHealthAnswersJSON(t *testing.T) {
	p := mustRun(t)
	got := p.browser().get("/healthz")
	var health map[string]any
	if err := json.Unmarshal([]byte(got.body), &health); err != nil || got.status != http.StatusOK {
		t.Errorf("%d %s", got.status, text(got.body))
	}
}

func TestTheProgramStopsQuicklyUnderLoad(t *testing.T) {
	p := mustRun(t)
	b := p.setUp()
	b.addAccount(medicalAccount)
	if err := p.sim.SeedLeads(medicalAccount.ID, 2000, time.Now().Add(-20*time.Hour), time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := p.sim.Fail(simulator.Fault{Kind: simulator.Slow, Delay: 300 * time.Millisecond}); err != nil {
		t.Fatal(err)
	}
	p.wait("the pull to begin", func() string {
		if len(rows(b.get("/leads").body)) > 0 {
			return "yes"
		}
		return ""
	})
	began := time.Now()
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("stopping took %v", took)
	}
}
