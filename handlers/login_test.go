package handlers

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
)

func credentials(name, secret string) url.Values {
	return url.Values{"username": {name}, "password": {secret}}
}

func TestLoginLeadsBackToThePage(t *testing.T) {
	b := newBench(t)
	got := b.get("/leads?status=none")
	b.goes(got, "/login?next=%2Fleads%3Fstatus%3Dnone")
	b.shows(b.get(got.header.Get("Location")), `value="/leads?status=none"`)
	form := credentials(" Sales ", password)
	form.Set("return", "/leads?status=none")
	b.goes(b.post("/login", form), "/leads?status=none")
	b.goes(b.get("/login?next=/sync"), "/sync")

	form.Set("return", "https://evil.example.com/")
	b.client = b.browser()
	b.goes(b.post("/login", form), "/")
}

func TestWrongNameAndWrongPasswordReadTheSame(t *testing.T) {
	b := newBench(t)
	b.desk.users = append(b.desk.users, models.User{ID: 9, Username: "gone", PasswordHash: passwordHash, Role: models.Sales, Disabled: true})
	var pages []string
	for _, form := range []url.Values{
		credentials("sales", "wrong password"), credentials("nobody", password), credentials("gone", password),
	} {
		got := b.post("/login", form)
		b.expect(got, 422)
		b.hides(got, password)
		page := strings.ReplaceAll(got.body, got.header.Get("X-Request-ID"), "")
		pages = append(pages, strings.ReplaceAll(page, form.Get("username"), ""))
	}
	if pages[0] != pages[1] || pages[0] != pages[2] {
		t.Error("the pages differ: they tell which users exist")
	}
	if strings.Contains(b.log.String(), "nobody") || strings.Contains(b.log.String(), "wrong password") {
		t.Error("the log holds what was typed")
	}
}

func TestLoginStopsAfterFiveFailures(t *testing.T) {
	for _, name := range []string{"sales", "nobody"} {
		b := newBench(t)
		for range 5 {
			b.expect(b.post("/login", credentials(name, "wrong password")), 422)
		}
		got := b.post("/login", credentials(name, password))
		b.expect(got, 429)
		if got.header.Get("Retry-After") == "" {
			t.Error("no word on when to try again")
		}
		b.pass(5 * time.Minute)
		if got := b.post("/login", credentials(name, password)); got.status == 429 {
			t.Error("refused for ever")
		}
	}
}

func TestRightPasswordForgivesTheWrongOnes(t *testing.T) {
	b := newBench(t)
	for range 3 {
		for range 4 {
			b.expect(b.post("/login", credentials("sales", "wrong password")), 422)
		}
		b.goes(b.post("/login", credentials("sales", password)), "/")
	}
}

func TestLogoutEndsTheSession(t *testing.T) {
	b := newBench(t)
	b.as(sales)
	b.expect(b.get("/leads"), 200)
	b.goes(b.post("/logout", nil), "/login")
	b.goes(b.get("/leads"), "/login?next=%2Fleads")
	if len(b.desk.sessions) != 0 {
		t.Error("the session is still stored")
	}
}

func TestSetUpMakesTheFirstAdmin(t *testing.T) {
	b := newEmptyBench(t)
	b.goes(b.get("/leads"), "/setup")
	b.expect(b.get("/setup?token=abc"), 200)
	form := credentials("Boss", password)
	form.Set("token", "wrong")
	got := b.post("/setup", form)
	b.expect(got, 422)
	b.shows(got, `value="boss"`)
	b.hides(got, password)
	form.Set("token", b.token.Text())
	form.Set("password", "short")
	b.expect(b.post("/setup", form), 422)
	if len(b.desk.users) != 0 {
		t.Fatal("a refused set-up made a user")
	}
	form.Set("password", password)
	b.goes(b.post("/setup", form), "/setup/account")
	if user := b.desk.users[0]; user.Role != models.Admin || user.Username != "boss" || strings.Contains(user.PasswordHash, password) {
		t.Errorf("made %+v", user)
	}
	b.expect(b.get("/settings/accounts"), 200)
	b.goes(b.get("/setup"), "/login")
	b.expect(b.post("/setup", form), 404)
}

func TestSetUpTokenExpires(t *testing.T) {
	b := newEmptyBench(t)
	b.pass(time.Hour)
	form := credentials("boss", password)
	form.Set("token", b.token.Text())
	b.expect(b.post("/setup", form), 422)
}

func TestFiftySetUpsMakeOneAdmin(t *testing.T) {
	b := newEmptyBench(t)
	form := credentials("boss", password)
	form.Set("token", b.token.Text())
	statuses := make(chan int)
	for range 50 {
		go func() {
			response, err := b.browser().PostForm(b.server.URL+"/setup", form)
			if err != nil {
				statuses <- 0
				return
			}
			response.Body.Close()
			statuses <- response.StatusCode
		}()
	}
	for range 50 {
		if status := <-statuses; status != 303 && status != 404 {
			t.Errorf("status %d", status)
		}
	}
	if len(b.desk.users) != 1 || len(b.desk.sessions) != 1 {
		t.Errorf("%d users and %d sessions", len(b.desk.users), len(b.desk.sessions))
	}
}
