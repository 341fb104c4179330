package handlers

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/static"
	"xiansuo/web"
)

// The password of everybody here, and its hash with parameters that are quick to check.
const (
	password     = "a good password"
	passwordHash = "$argon2id$v=19$m=64,t=1,p=1$YSB0ZXN0J3Mgc2FsdCAxNg$fwQcF38nwB+CFDhNWeBx9Y2yb8E01aDy6jIyiX8bSHo"
)

// The people, account and lead that every desk under test starts with.
var (
	admin   = models.User{ID: 1, Username: "admin", Name: "管理员甲", Role: models.Admin}
	manager = models.User{ID: 2, Username: "manager", Name: "主管乙", Role: models.Manager}
	sales   = models.User{ID: 3, Username: "sales", Name: "销售丙", Role: models.Sales}
	viewer  = models.User{ID: 4, Username: "viewer", Name: "投手丁", Role: models.Viewer}
)

func clinic() models.Account {
	return models.Account{
		ID: 25610, Name: "口腔门诊", Industry: models.Medical, StatusSystem: models.IndustrySystem, Algorithm: models.SHA256, Version: 3,
		Pull: models.CredentialsSummary{TokenTail: "1234", SecretTail: "5678"},
	}
}

func patient() models.Lead {
	return models.Lead{
		ID: 7, ListKey: 70, AccountID: 25610, LeadsID: "9007199254740993", WorkVersion: 2,
		PlatformFields: models.PlatformFields{
			LeadsName: "陈小雨", LeadsTel: "13812345678", LeadsWechat: "rain_wx", LeadsEmail: "rain@example.com",
			IDNumber: "110101199003071234", Address: "长安街一号", NickName: "小雨点", LeadsArea: "北京",
			Bundle: `{"预算":"三万以内"}`, CampaignName: "春季种植牙", CallRecordURL: "https://example.com/record.mp3",
			AllFollowRecords: "客户说下周再联系",
		},
		Extra: `{"hobby":"围棋"}`, Summary: "三万以内",
		Work: models.Work{ConvertStatus: models.StatusPotentialCustomer},
	}
}

// personal are the texts of the patient that a viewer must never see; secrets those of them that
// nobody sees without revealing.
var (
	secrets  = []string{"13812345678", "138 1234 5678", "rain_wx", "rain@example.com", "110101199003071234", "长安街一号", "13900001111"}
	personal = append([]string{"陈小雨", "小雨点", "138****5678", "138 **** 5678", "三万以内", "record.mp3", "下周再联系", "围棋"}, secrets...)
)

// bench is the desk under test with a browser in front of it.
type bench struct {
	t      testing.TB
	desk   *fakeDesk
	site   *web.Site
	token  *web.SetupToken
	log    *logBuffer
	server *httptest.Server
	client *http.Client

	clockMu sync.Mutex
	clock   time.Time
}

func (b *bench) now() time.Time {
	b.clockMu.Lock()
	defer b.clockMu.Unlock()
	return b.clock
}

func (b *bench) pass(d time.Duration) {
	b.clockMu.Lock()
	defer b.clockMu.Unlock()
	b.clock = b.clock.Add(d)
}

func newBench(t testing.TB) *bench {
	t.Helper()
	b := newEmptyBench(t)
	for _, user := range []models.User{admin, manager, sales, viewer} {
		user.PasswordHash = passwordHash
		b.desk.users = append(b.desk.users, user)
	}
	b.desk.accounts = []models.Account{clinic()}
	b.desk.leads[7] = patient()
	b.desk.teams = []models.Team{{ID: 1, Name: "一组", Version: 1, Members: []int64{manager.ID, sales.ID}}}
	b.desk.handover = &models.Handover{ID: 1, UserID: sales.ID, Receivers: "2,0", State: models.HandoverDone, Moved: 4, Total: 4, FinishedAt: models.At(b.now())}
	b.desk.person.Leads = []models.Lead{patient()}
	b.desk.backfills = []models.Backfill{{ID: 3, AccountID: 25610, State: models.BackfillPlanned}}
	b.desk.changes[7] = []models.Change{{
		Kind: models.ChangePlatform, Details: "13900001111",
		Platform: []models.FieldChange{{Name: "leads_tel", Old: "13900001111", New: "13812345678"}, {Name: "extra", New: "围棋"}},
	}}
	return b
}

// newEmptyBench is a desk that nobody has set up.
func newEmptyBench(t testing.TB) *bench {
	t.Helper()
	b := &bench{t: t, log: &logBuffer{}, clock: time.Date(2026, 3, 2, 9, 0, 0, 0, models.Beijing)}
	b.desk = &fakeDesk{
		fakeBackups: fakeBackups{folder: t.TempDir()},
		now:         b.now, leads: map[int64]models.Lead{}, changes: map[int64][]models.Change{},
		reports: map[int64]*models.OutgoingReport{}, sessions: map[string]models.Session{},
	}
	b.token = web.NewSetupToken(b.now)
	site, err := web.NewSite(web.Options{
		Users: b.desk, Sessions: b.desk, Now: b.now,
		Log: slog.New(slog.NewJSONHandler(b.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatal(err)
	}
	b.site = site
	Register(site, Parts{
		Store: b.desk, Jobs: b.desk, Platform: b.desk, Wire: b.desk, Base: "https://leads.example.com", Now: b.now, Token: b.token,
		Passwords: web.NewPasswords(), Static: static.Handler(), Health: b.desk,
	})
	b.server = httptest.NewServer(site)
	t.Cleanup(b.server.Close)
	b.client = b.browser()
	return b
}

// browser is a client with cookies of its own that follows no redirect.
func (b *bench) browser() *http.Client {
	b.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.t.Fatal(err)
	}
	client := *b.server.Client()
	client.Jar = jar
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client
}

// as signs a user in, in a browser of their own.
func (b *bench) as(user models.User) *bench {
	b.t.Helper()
	b.client = b.browser()
	got := b.post("/login", url.Values{"username": {user.Username}, "password": {password}})
	b.expect(got, 303)
	return b
}

type answer struct {
	status int
	header http.Header
	body   string
}

// ask sends a request; headers are names and values in turn.
func (b *bench) ask(method, path, body string, headers ...string) answer {
	b.t.Helper()
	r, err := http.NewRequest(method, b.server.URL+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(text)}
}

func (b *bench) get(path string, headers ...string) answer {
	b.t.Helper()
	return b.ask(http.MethodGet, path, "", headers...)
}

func (b *bench) post(path string, form url.Values, headers ...string) answer {
	b.t.Helper()
	return b.ask(http.MethodPost, path, form.Encode(), headers...)
}

func (b *bench) expect(got answer, status int) {
	b.t.Helper()
	if got.status != status {
		b.t.Fatalf("status %d, want %d; body: %.300s", got.status, status, got.body)
	}
}

func (b *bench) goes(got answer, path string) {
	b.t.Helper()
	b.expect(got, 303)
	if to := got.header.Get("Location"); to != path {
		b.t.Fatalf("goes to %s, want %s", to, path)
	}
}

// shows fails unless every text is in the page; hides unless none is.
func (b *bench) shows(got answer, texts ...string) {
	b.t.Helper()
	for _, text := range texts {
		if !strings.Contains(got.body, text) {
			b.t.Errorf("the page lacks %q", text)
		}
	}
}

func (b *bench) hides(got answer, texts ...string) {
	b.t.Helper()
	for _, text := range texts {
		if strings.Contains(got.body, text) {
			b.t.Errorf("the page shows %q", text)
		}
	}
}

// logBuffer is a log that a test may read while the server still writes.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

const htmx = "HX-Request"
