package web

import (
	"net/url"
	"strings"
	"testing"

	"xiansuo/models"
	"xiansuo/templates"
)

func TestGuardsAdmit(t *testing.T) {
	manager := models.User{ID: 4, Role: models.Manager}
	strange := models.User{ID: 5, Role: "janitor"}
	who := []*models.User{nil, &viewer, &seller, &manager, &boss, &strange}
	for _, test := range []struct {
		guard Guard
		want  string // in the order of who
	}{
		{Nobody, "------"},
		{Open, "++++++"},
		{Always, "++++++"},
		{Public, "++++++"},
		{SetUp, "++++++"},
		{SignedIn, "-+++++"},
		{Workers, "--+++-"},
		{Managers, "---++-"},
		{Admins, "----+-"},
		{Enrolling, "-+++++"},
	} {
		got := ""
		for _, user := range who {
			if test.guard.Admits(user) {
				got += "+"
			} else {
				got += "-"
			}
		}
		if got != test.want {
			t.Errorf("guard %d admits %s, want %s", test.guard, got, test.want)
		}
	}
}

func TestGuestsAreSentToTheLoginAndBack(t *testing.T) {
	b := newBench(t, boss)
	got := b.get("/mine?q=%E5%BC%A0")
	b.expect(got, 303)
	to, err := url.Parse(got.header.Get("Location"))
	if err != nil || to.Path != "/login" || to.Query().Get("next") != "/mine?q=%E5%BC%A0" {
		t.Errorf("sent to %s", to)
	}
	got = b.get("/mine", "HX-Request", "true", "HX-Current-URL", b.server.URL+"/leads?status=none")
	b.expect(got, 401)
	if want := "/login?next=%2Fleads%3Fstatus%3Dnone"; got.header.Get("HX-Redirect") != want {
		t.Errorf("htmx sent to %q, want %q", got.header.Get("HX-Redirect"), want)
	}
	if strings.Contains(b.log.String(), "%E5%BC%A0") {
		t.Error("the log holds search text")
	}
}

func TestGuestsPostIsNotRepeatedAfterTheLogin(t *testing.T) {
	b := newBench(t, boss)
	b.site.Handle("POST", "/act", SignedIn, noContent)
	got := b.post("/act", nil)
	b.expect(got, 303)
	if got.header.Get("Location") != "/login" {
		t.Errorf("sent to %s", got.header.Get("Location"))
	}
}

func TestUsersWithoutTheRightAreRefused(t *testing.T) {
	b := newBench(t, boss, viewer)
	b.site.Handle("GET", "/admins", Admins, noContent)
	b.post("/enter/3", nil)
	b.expect(b.get("/admins"), 403)
	b.post("/enter/1", nil)
	b.expect(b.get("/admins"), 204)
}

func TestWithoutUsersEveryPageLeadsToTheSetUp(t *testing.T) {
	b := newBench(t)
	b.site.Handle("GET", "/setup", SetUp, noContent)
	b.site.Handle("POST", "/setup", SetUp, noContent)
	b.site.Handle("GET", "/open", Open, noContent)
	b.site.Handle("POST", "/always", Always, noContent)
	for _, path := range []string{"/mine", "/login"} {
		got := b.get(path)
		b.expect(got, 303)
		if got.header.Get("Location") != "/setup" {
			t.Errorf("%s leads to %s", path, got.header.Get("Location"))
		}
	}
	b.expect(b.get("/setup"), 204)
	b.expect(b.post("/setup", nil), 204)
	b.expect(b.get("/open"), 204)
	b.expect(b.post("/always", nil), 204)

	b.people.put(boss)
	got := b.get("/setup")
	b.expect(got, 303)
	if got.header.Get("Location") != "/login" {
		t.Errorf("the set-up leads to %s", got.header.Get("Location"))
	}
	b.expect(b.post("/setup", nil), 404)
	b.expect(b.get("/login"), 204)
}

func TestOtherSitesCannotPost(t *testing.T) {
	b := newBenchAt(t, "https://desk.example.com", boss)
	b.site.Handle("POST", "/act", Public, noContent)
	for _, test := range []struct {
		headers []string
		status  int
	}{
		{nil, 204}, // not a browser
		{[]string{"Sec-Fetch-Site", "same-origin"}, 204},
		{[]string{"Sec-Fetch-Site", "cross-site"}, 403},
		{[]string{"Sec-Fetch-Site", "same-site"}, 403},
		{[]string{"Origin", "https://evil.example.com"}, 403},
		{[]string{"Origin", "null"}, 403},
		{[]string{"Origin", "https://desk.example.com"}, 204},
	} {
		if got := b.post("/act", nil, test.headers...); got.status != test.status {
			t.Errorf("%v: %d, want %d", test.headers, got.status, test.status)
		}
	}
}

func TestLocalPathKeepsToThisHost(t *testing.T) {
	for to, want := range map[string]string{
		"/leads":                                "/leads",
		"/leads?q=%E5%BC%A0&a=1":                "/leads?q=%E5%BC%A0&a=1",
		"/leads/7#status":                       "/leads/7",
		"":                                      "",
		"leads":                                 "",
		"//evil.example.com":                    "",
		"/\\evil.example.com":                   "",
		"\\/evil.example.com":                   "",
		"/\t/evil.example.com":                  "",
		"/%2F/x":                                "",
		"/\n/evil.example.com":                  "",
		"https://evil.example.com":              "",
		"javascript:alert(1)":                   "",
		"/%zz":                                  "",
		"/a b":                                  "",
		"/" + strings.Repeat("a", maxLocalPath): "",
	} {
		if got := LocalPath(to); got != want {
			t.Errorf("LocalPath(%q) = %q, want %q", to, got, want)
		}
	}
}

func TestNoticeIsSaidOnce(t *testing.T) {
	b := newBench(t, boss)
	b.site.Handle("POST", "/act", Public, func(c *Context) error {
		c.Notify(templates.NoticeSignedOut)
		return c.SeeOther("/page")
	})
	var said [][]templates.Notice
	b.site.Handle("GET", "/page", Public, func(c *Context) error {
		return c.Render(200, component(func(p *templates.Page) { said = append(said, p.Notices) }))
	})
	b.post("/act", nil)
	b.get("/page", "HX-Request", "true")
	b.get("/page")
	b.get("/page")
	if len(said) != 3 || len(said[0]) != 0 || len(said[1]) != 1 || said[1][0] != templates.NoticeSignedOut || len(said[2]) != 0 {
		t.Errorf("said %v", said)
	}
}
