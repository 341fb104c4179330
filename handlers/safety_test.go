package handlers

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"xiansuo/models"
	"xiansuo/static"
	"xiansuo/web"
)

// promised are the headers of every answer.
var promised = map[string]string{
	"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
		"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "same-origin",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
}

// withIDs is a route's pattern as an address of the desk under test.
var withIDs = strings.NewReplacer(":lead", "7", ":account", "25610", ":report", "1", ":part", hookPart, ":event", "3",
	":user", "3", ":team", "1", ":rule", "1", ":token", "1", ":backfill", "3", ":backup", sampleBackup, ":job", "pull", "/static/*file", static.URL("app.css"))

// TestEveryAnswerToEveryRequestCarriesThePromisedHeaders walks all routes with all methods, what is
// no route, and what fails.
func TestEveryAnswerToEveryRequestCarriesThePromisedHeaders(t *testing.T) {
	b := newBench(t)
	b.site.Handle(get, "/panics", web.Always, func(*web.Context) error { panic("oh") })
	b.site.Handle(get, "/fails", web.Always, func(*web.Context) error { return models.ErrUnavailable })
	paths := []string{
		"/nowhere", "/static/none.js", "/static/../go.mod", "/leads/", "/leads/x", "/leads/99", "//evil.example.com", "/%00", "/leads?q=%zz",
		"/hooks/tencent/none", "/settings/backups/none/download", "/panics", "/fails", "/healthz?full",
	}
	for _, route := range b.site.Routes() {
		_, pattern, _ := strings.Cut(route, " ")
		if path := withIDs.Replace(pattern); !slices.Contains(paths, path) && path != "/logout" {
			paths = append(paths, path)
		}
	}
	guest, member := b.browser(), b.as(admin).client
	statuses := map[int]bool{}
	for _, client := range []*http.Client{guest, member} {
		b.client = client
		for _, path := range append(paths, "/logout") {
			for _, method := range []string{"GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE", "INVENTED"} {
				for _, headers := range [][]string{nil, {htmx, "true"}, {"Sec-Fetch-Site", "cross-site"}, {"Range", "bytes=9999999-"}} {
					b.pass(1e9)
					got := b.ask(method, path, "language=en", headers...)
					statuses[got.status] = true
					b.carriesPromised(got, method+" "+path)
				}
			}
		}
	}
	got := b.ask(post, "/preferences/language", "%zz")
	statuses[got.status] = true
	b.carriesPromised(got, "a broken form")
	for _, status := range []int{200, 303, 400, 401, 403, 404, 405, 422, 500, 503} {
		if !statuses[status] {
			t.Errorf("the walk met no %d, only %v", status, slices.Sorted(maps.Keys(statuses)))
		}
	}
}

func (b *bench) carriesPromised(got answer, asked string) {
	b.t.Helper()
	for name, value := range promised {
		if got.header.Get(name) != value {
			b.t.Errorf("%s (%d): %s is %q", asked, got.status, name, got.header.Get(name))
		}
	}
	isFile := strings.Contains(asked, static.URL("app.css")) && got.status == http.StatusOK
	if stored := got.header.Get("Cache-Control") != "no-store"; stored != isFile {
		b.t.Errorf("%s (%d): Cache-Control is %q", asked, got.status, got.header.Get("Cache-Control"))
	}
}

// TestOtherSitesCanActNowhere: every act but a signed push refuses what another site sends.
func TestOtherSitesCanActNowhere(t *testing.T) {
	b := newBench(t)
	b.as(admin)
	acts := 0
	for _, route := range b.site.Routes() {
		method, pattern, _ := strings.Cut(route, " ")
		if method == get || strings.HasPrefix(pattern, "/hooks/") {
			continue
		}
		acts++
		for _, headers := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example.com"}, {"Origin", "null"}} {
			if got := b.ask(method, withIDs.Replace(pattern), "", headers...); got.status != http.StatusForbidden && (got.status != http.StatusUnauthorized || !strings.HasPrefix(pattern, "/api/")) { // scripts bring a token, no cookie
				t.Errorf("%s with %v: %d", route, headers, got.status)
			}
		}
	}
	if acts < 20 {
		t.Errorf("only %d acts", acts)
	}
}

// TestErrorsSayInBothLanguagesWhatIsWrong, in words, and repeat nothing of what was sent.
func TestErrorsSayInBothLanguagesWhatIsWrong(t *testing.T) {
	const typed = "canary13800001234"
	b := newBench(t)
	b.as(admin)
	for _, c := range []struct {
		method, path, body string
		status             int
		zh, en             string
	}{
		{get, "/" + typed, "", 404, "找不到这个页面", "Page not found"},
		{get, "/static/" + typed, "", 404, "找不到这个页面", "Page not found"},
		{"PUT", "/leads?q=" + typed, "", 405, "不能这样访问", "Not possible this way"},
		{post, "/leads/7/status", typed + "=%zz", 400, "看不懂这个请求", "makes no sense"},
		{post, "/leads/7/status", strings.Repeat(typed, 100_000), 413, "提交的内容太大", "Too much was sent"},
		{post, "/leads/7/status", strings.Repeat(typed+"&", 2_000), 413, "提交的内容太大", "Too much was sent"},
		{post, "/preferences/language", "language=" + typed, 422, "提交的内容不正确", "not right"},
	} {
		for language, words := range map[string]string{"zh": c.zh, "en": c.en} {
			got := b.ask(c.method, c.path, c.body, "Accept-Language", language)
			if got.status != c.status || !strings.Contains(got.body, words) {
				t.Errorf("%s %.40s in %s: %d, want %d with %q", c.method, c.path, language, got.status, c.status, words)
			}
			if at := strings.Index(got.body, typed); at >= 0 {
				t.Errorf("%s %.40s: the page repeats what was sent: %.100s", c.method, c.path, got.body[max(0, at-40):])
			}
		}
	}
	if strings.Contains(b.log.String(), typed) {
		t.Error("the log repeats what was sent")
	}
}

func TestASearchNeverReachesTheLog(t *testing.T) {
	b := newBench(t)
	const typed = "canary13800001234"
	for _, user := range []models.User{admin, viewer} {
		b.as(user)
		b.get("/leads?q=" + typed)
		b.get("/leads?status="+typed+"&from="+typed, htmx, "true", "HX-Current-URL", b.server.URL+"/leads?q="+typed, "Referer", b.server.URL+"/leads?q="+typed)
	}
	b.client = b.browser()
	b.get("/leads?" + url.Values{"q": {typed}}.Encode())
	if strings.Contains(b.log.String(), typed) {
		t.Error("the log holds what was searched")
	}
}
