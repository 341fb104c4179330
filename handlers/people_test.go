package handlers

import (
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store/storetest"
	"xiansuo/static"
	"xiansuo/web"
)

// newTown is a bench on a real store with the usual people: what happens to people is nothing that
// a fake could prove.
func newTown(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, log: &logBuffer{}, clock: time.Date(2026, 3, 2, 9, 0, 0, 0, models.Beijing)}
	s := storetest.New(t, b.now)
	for _, user := range []models.User{admin, manager, sales, viewer} {
		user.PasswordHash = passwordHash
		if _, err := s.CreateUser(t.Context(), user); err != nil {
			t.Fatal(err)
		}
	}
	site, err := web.NewSite(web.Options{
		Users: s, Sessions: s, Now: b.now,
		Log: slog.New(slog.NewJSONHandler(b.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatal(err)
	}
	desk := &fakeDesk{now: b.now}
	b.site = site
	Register(site, Parts{
		Store: s, Jobs: desk, Platform: desk, Wire: desk, Base: "https://leads.example.com", Now: b.now,
		Passwords: web.NewPasswords(), Static: static.Handler(), Health: desk,
	})
	b.server = httptest.NewServer(site)
	t.Cleanup(b.server.Close)
	b.client = b.browser()
	return b
}

// with does something as another browser and comes back.
func (b *bench) with(client *http.Client, do func()) {
	before := b.client
	b.client = client
	do()
	b.client = before
}

var linkForm = regexp.MustCompile(`https://leads\.example\.com/welcome#([\w-]{43})<`)

// link is the secret of the link that a page shows.
func (b *bench) link(got answer) string {
	b.t.Helper()
	b.expect(got, 201)
	found := linkForm.FindStringSubmatch(got.body)
	if found == nil {
		b.t.Fatalf("no link in %.300s", got.body)
	}
	return found[1]
}

func form(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return values
}

func TestAnInvitedColleagueChoosesAPasswordOnce(t *testing.T) {
	b := newTown(t)
	b.as(admin)
	got := b.post("/users", form("username", "A", "role", "janitor"))
	b.expect(got, 422)
	b.shows(got, `id="username-error"`, `id="role-error"`, `value="A"`)
	got = b.post("/users", form("username", "sales", "role", "sales"))
	b.expect(got, 422)
	b.shows(got, `id="username-error"`)
	secret := b.link(b.post("/users", form("username", "newcomer", "role", "sales")))
	b.shows(b.get("/users"), "newcomer", "已邀请")
	b.hides(b.get("/users"), secret)

	b.client = b.browser()
	b.shows(b.get("/welcome"), "data-from-fragment", `name="token"`)
	b.expect(b.post("/login", credentials("newcomer", "")), 422)
	got = b.post("/welcome", form("token", "wrong"))
	b.expect(got, 422)
	b.shows(got, `id="token-error"`)
	got = b.post("/welcome", form("token", secret))
	b.expect(got, 200)
	b.shows(got, `value="newcomer"`, `name="password"`)
	for _, bad := range []string{"short", "password1234", "newcomer is me", "1234567890123"} {
		got = b.post("/welcome", form("token", secret, "name", "新人", "password", bad))
		b.expect(got, 422)
		b.shows(got, `id="password-error"`, `value="新人"`)
		b.hides(got, bad+`"`)
	}
	right := form("token", secret, "name", "新人", "password", "three quiet rivers")
	b.goes(b.post("/welcome", right), "/login")
	b.expect(b.post("/welcome", right), 422)
	b.goes(b.post("/login", credentials("newcomer", "three quiet rivers")), "/")
	b.shows(b.get("/leads"), "新人")
	if log := b.log.String(); strings.Contains(log, secret) || strings.Contains(log, "three quiet") {
		t.Error("the log holds a secret")
	}
}

func TestALinkGivesANewPasswordAndEndsSessions(t *testing.T) {
	b := newTown(t)
	seller := b.as(sales).client
	b.as(admin)
	secret := b.link(b.post("/users/3/link", nil))
	b.with(seller, func() { b.expect(b.get("/leads"), 200) })
	b.goes(b.post("/welcome", form("token", secret, "name", "销售丙", "password", "three quiet rivers")), "/login")
	b.with(seller, func() { b.goes(b.get("/leads"), "/login?next=%2Fleads") })
	b.client = b.browser()
	b.expect(b.post("/login", credentials("sales", password)), 422)
	b.goes(b.post("/login", credentials("sales", "three quiet rivers")), "/")
}

func TestADisabledColleagueIsOutWithTheNextRequest(t *testing.T) {
	b := newTown(t)
	seller := b.as(sales).client
	b.as(admin)
	b.goes(b.post("/users/3/disable", form("disabled", "true")), "/users/3/handover")
	b.shows(b.get("/users/3"), "已停用")
	b.with(seller, func() { b.goes(b.get("/leads"), "/login?next=%2Fleads") })
	b.with(b.browser(), func() { b.expect(b.post("/login", credentials("sales", password)), 422) })
	b.expect(b.post("/users/3/link", nil), 409)
	b.goes(b.post("/users/3/disable", form("disabled", "false")), "/users/3")
	b.with(b.browser(), func() { b.goes(b.post("/login", credentials("sales", password)), "/") })
	b.expect(b.get("/users/99"), 404)
}

func TestTheLastAdminIsToldWhy(t *testing.T) {
	b := newTown(t)
	b.as(admin)
	got := b.post("/users/1/disable", form("disabled", "true"))
	b.expect(got, 422)
	b.shows(got, "最后一位管理员", `id="disabled-error"`)
	got = b.post("/users/1", form("name", "甲", "role", "viewer"))
	b.expect(got, 422)
	b.shows(got, "最后一位管理员", `id="role-error"`, `value="甲"`)
	b.expect(b.post("/users/1", form("name", "", "role", "admin")), 422)
	b.goes(b.post("/users/2", form("name", "乙", "role", "admin")), "/users")
	b.goes(b.post("/users/1", form("name", "甲", "role", "viewer")), "/users")
	b.goes(b.get("/users"), "/login?next=%2Fusers")
}

func TestThePasswordIsChangedWithTheOldOne(t *testing.T) {
	b := newTown(t)
	elsewhere := b.as(sales).client
	b.as(sales)
	got := b.post("/profile/password", form("current", "wrong password", "password", "three quiet rivers"))
	b.expect(got, 422)
	b.shows(got, `id="current-error"`)
	b.hides(got, "three quiet")
	got = b.post("/profile/password", form("current", password, "password", "sales sales sales"))
	b.expect(got, 422)
	b.shows(got, `id="password-error"`)
	old := b.cookies()
	b.goes(b.post("/profile/password", form("current", password, "password", "three quiet rivers")), "/profile")
	if b.cookies() == old {
		t.Error("the session kept its secret")
	}
	b.expect(b.get("/leads"), 200)
	b.with(elsewhere, func() { b.goes(b.get("/leads"), "/login?next=%2Fleads") })
	for range models.FailuresPerUser - 1 { // one is counted already
		b.expect(b.post("/profile/password", form("current", "wrong password", "password", "four quiet rivers")), 422)
	}
	b.expect(b.post("/profile/password", form("current", "three quiet rivers", "password", "four quiet rivers")), 429)
}

// cookies are the session's cookies, as the browser would send them.
func (b *bench) cookies() string {
	b.t.Helper()
	at, err := url.Parse(b.server.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, cookie := range b.client.Jar.Cookies(at) {
		if cookie.Name == "xiansuo" {
			return cookie.Value
		}
	}
	return ""
}

func TestPeopleSeeAndEndTheirSessions(t *testing.T) {
	b := newTown(t)
	phone := b.as(sales).client
	tablet := b.as(sales).client
	b.as(sales)
	got := b.get("/profile", "User-Agent", "whatever")
	if n := strings.Count(got.body, `name="session"`); n != 2 || strings.Count(got.body, "本机") != 1 {
		t.Errorf("%d other sessions", n)
	}
	for _, client := range []*http.Client{phone, tablet} {
		b.with(client, func() { b.hides(got, b.cookies()) })
	}
	one := regexp.MustCompile(`name="session" value="(\w+)"`).FindStringSubmatch(got.body)[1]
	b.with(b.as(viewer).client, func() { b.goes(b.post("/profile/sessions", form("session", one)), "/profile") })
	b.as(sales)
	if n := strings.Count(b.get("/profile").body, `name="session"`); n != 3 {
		t.Errorf("a colleague ended a session: %d are left", n)
	}
	b.goes(b.post("/profile/sessions", form("session", one)), "/profile")
	if n := strings.Count(b.get("/profile").body, `name="session"`); n != 2 {
		t.Errorf("%d are left", n)
	}
	b.expect(b.post("/profile/sessions", form("session", "no hex")), 404)
	b.goes(b.post("/profile/sessions", form("others", "true")), "/profile")
	for _, client := range []*http.Client{phone, tablet} {
		b.with(client, func() { b.goes(b.get("/leads"), "/login?next=%2Fleads") })
	}
	b.expect(b.get("/leads"), 200)
}

func TestTheProfileIsOnesOwn(t *testing.T) {
	b := newTown(t)
	b.as(sales)
	got := b.post("/profile", form("name", " ", "language", "fr"))
	b.expect(got, 422)
	b.shows(got, `id="name-error"`, `id="language-error"`)
	b.goes(b.post("/profile", form("name", "Sally", "language", "en", "role", "admin")), "/profile")
	b.shows(b.get("/profile"), `lang="en"`, "Sally")
	b.expect(b.get("/users"), 403)
}

var secretForm = regexp.MustCompile(`<code class="totp-secret">([A-Z2-7 ]+)</code>`)

// code is what an app shows that has the secret of the page.
func (b *bench) code(secret []byte, drift int64) string {
	return models.TOTPCode(secret, models.TOTPStepOf(models.At(b.now()))+drift)
}

func (b *bench) secret() []byte {
	b.t.Helper()
	got := b.get("/profile/second-step")
	b.expect(got, 200)
	b.shows(got, "<svg viewBox=")
	found := secretForm.FindStringSubmatch(got.body)
	if found == nil {
		b.t.Fatal("no secret on the page")
	}
	secret, err := models.ParseTOTPText(found[1])
	if err != nil {
		b.t.Fatal(err)
	}
	return secret
}

var recoveryForm = regexp.MustCompile(`<li><code>([A-Z2-7-]{19})</code></li>`)

func TestTheSecondStepOfTheLogin(t *testing.T) {
	b := newTown(t)
	elsewhere := b.as(sales).client
	b.as(sales)
	secret := b.secret()
	b.expect(b.post("/profile/second-step", form("code", "000000")), 422)
	old := b.cookies()
	got := b.post("/profile/second-step", form("code", b.code(secret, 0)))
	b.expect(got, 200)
	codes := recoveryForm.FindAllStringSubmatch(got.body, -1)
	if len(codes) != models.RecoveryCodes || b.cookies() == old {
		t.Fatalf("%d codes", len(codes))
	}
	b.with(elsewhere, func() { b.goes(b.get("/leads"), "/login?next=%2Fleads") })
	b.goes(b.get("/profile/second-step"), "/profile")

	b.client = b.browser()
	b.goes(b.get("/login/code"), "/login")
	login := credentials("sales", password)
	login.Set("return", "/leads?status=none")
	got = b.post("/login", login)
	b.goes(got, "/login/code?next=%2Fleads%3Fstatus%3Dnone")
	half := b.cookies()
	b.goes(b.get("/leads"), "/login?next=%2Fleads")
	b.goes(b.get("/profile"), "/login?next=%2Fprofile")
	b.shows(b.get("/login/code?next=%2Fleads%3Fstatus%3Dnone"), `value="/leads?status=none"`, "one-time-code")
	b.expect(b.post("/login/code", form("code", b.code(secret, 0))), 422) // spent when it was turned on
	b.goes(b.post("/login/code", form("code", b.code(secret, 1), "return", "/leads?status=none")), "/leads?status=none")
	if b.cookies() == half {
		t.Error("the login kept the secret of its first step")
	}
	b.expect(b.get("/leads"), 200)

	b.client = b.browser()
	b.post("/login", login)
	b.expect(b.post("/login/code", form("code", b.code(secret, 1))), 422)
	b.goes(b.post("/login/code", form("code", strings.ToLower(codes[0][1]))), "/")
	b.shows(b.get("/profile"), "还剩 9 个恢复码")
	got = b.post("/profile/second-step/off", form("totp_current", "wrong password"))
	b.expect(got, 422)
	b.shows(got, `id="totp_current-error"`)
	b.goes(b.post("/profile/second-step/off", form("totp_current", password)), "/profile")
	b.client = b.browser()
	b.goes(b.post("/login", credentials("sales", password)), "/")
}

func TestWrongCodesCountLikeWrongPasswords(t *testing.T) {
	b := newTown(t)
	b.as(sales)
	secret := b.secret()
	b.expect(b.post("/profile/second-step", form("code", b.code(secret, 0))), 200)
	b.client = b.browser()
	b.goes(b.post("/login", credentials("sales", password)), "/login/code")
	for range models.FailuresPerUser {
		b.expect(b.post("/login/code", form("code", "000000")), 422)
	}
	got := b.post("/login/code", form("code", b.code(secret, 1)))
	b.expect(got, 429)
	if got.header.Get("Retry-After") == "" {
		t.Error("no word on when to try again")
	}
	b.expect(b.post("/login", credentials("sales", password)), 429)
	b.pass(models.SessionAsking)
	b.goes(b.post("/login/code", form("code", b.code(secret, 0))), "/login")
}

func TestARoleThatNeedsASecondStepCanDoNothingElse(t *testing.T) {
	b := newTown(t)
	seller := b.as(sales).client
	b.as(admin)
	b.expect(b.post("/users/second-step", form("role", "janitor")), 422)
	b.goes(b.post("/users/second-step", form("role", "sales", "role", "admin")), "/users")
	b.goes(b.get("/users"), "/profile/second-step")
	if strings.Contains(b.get("/healthz?full").body, "version") {
		t.Error("the whole health is shown")
	}
	b.client = seller
	for _, path := range []string{"/", "/leads", "/profile", "/leads/7/status"} {
		b.goes(b.get(path), "/profile/second-step")
	}
	for _, path := range []string{"/profile", "/profile/password", "/profile/sessions", "/leads/7/reveal", "/leads/7/status"} {
		b.goes(b.post(path, form("name", "x")), "/profile/second-step")
	}
	b.hides(b.get("/nowhere"), `class="sidebar"`)
	b.hides(b.get("/profile/second-step"), `class="sidebar"`)
	secret := b.secret()
	got := b.post("/profile/second-step", form("code", b.code(secret, 0)))
	b.expect(got, 200)
	b.hides(got, `class="sidebar"`)
	b.expect(b.get("/leads"), 200)
	b.shows(b.get("/profile"), html.EscapeString("你的角色必须使用两步验证"))
	b.expect(b.post("/profile/second-step/off", form("totp_current", password)), 403)
}
