package static

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func get(t *testing.T, path, encoding string) *http.Response {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", encoding)
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestFilesAreServedUnderTheirHashForEver(t *testing.T) {
	for name, kind := range map[string]string{
		"app.css":                  "text/css; charset=utf-8",
		"app.js":                   "text/javascript; charset=utf-8",
		"favicon.svg":              "image/svg+xml",
		"vendor/bootstrap.min.css": "text/css; charset=utf-8",
		"vendor/htmx.min.js":       "text/javascript; charset=utf-8",
	} {
		url := URL(name)
		if !regexp.MustCompile(`^/static/.+\.[0-9a-f]{12}\.(css|js|svg)$`).MatchString(url) {
			t.Errorf("%s is at %s, which bears no hash", name, url)
		}
		answer := get(t, url, "gzip, br")
		if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != kind {
			t.Errorf("%s: %d, %q", url, answer.StatusCode, answer.Header.Get("Content-Type"))
		}
		for header, want := range map[string]string{
			"Cache-Control":          "public, max-age=31536000, immutable",
			"X-Content-Type-Options": "nosniff",
			"Vary":                   "Accept-Encoding",
		} {
			if got := answer.Header.Get(header); got != want {
				t.Errorf("%s: %s is %q, want %q", url, header, got, want)
			}
		}
	}
}

func TestCompressedAndPlainAreTheSameFile(t *testing.T) {
	zipped := get(t, URL("app.css"), "gzip")
	if zipped.Header.Get("Content-Encoding") != "gzip" {
		t.Fatal("not compressed for a browser that asks for gzip")
	}
	r, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	unzipped, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, encoding := range []string{"", "br", "gzip;q=0", "identity"} {
		answer := get(t, URL("app.css"), encoding)
		plain, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		if answer.Header.Get("Content-Encoding") != "" || string(plain) != string(unzipped) {
			t.Errorf("Accept-Encoding %q: not the plain file", encoding)
		}
	}
}

func TestAnUnchangedFileIsNotSentAgain(t *testing.T) {
	tag := get(t, URL("app.js"), "gzip").Header.Get("ETag")
	r := httptest.NewRequest(http.MethodGet, URL("app.js"), nil)
	r.Header.Set("Accept-Encoding", "gzip")
	r.Header.Set("If-None-Match", tag)
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	if w.Code != http.StatusNotModified || w.Body.Len() != 0 {
		t.Errorf("answered %d with %d bytes", w.Code, w.Body.Len())
	}
}

func TestEverythingElseIsNotFound(t *testing.T) {
	for _, path := range []string{
		"/static/", "/static/app.css", "/static/style/1_base.css", "/static/static.go", "/static/../go.mod", "/static/vendor/", "/static/vendor/vendor.sh",
		strings.Replace(URL("app.css"), "app", "app2", 1), URL("app.css") + "/",
	} {
		if answer := get(t, path, ""); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, answer.StatusCode)
		}
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, URL("app.css"), nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d, want 405", w.Code)
	}
}

func TestStylesheetKeepsToTheOldestBrowser(t *testing.T) {
	style, err := join("app.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, tooNew := range []string{"oklch(", "color-mix(", "light-dark(", ":has(", "@layer", "@container", "&:", "url(http"} {
		if strings.Contains(string(style), tooNew) {
			t.Errorf("app.css uses %s, which Chrome 109 or Safari 15.4 lacks, or another host", tooNew)
		}
	}
}

func TestTheStyleIsServedAsOneFileWithEveryPartOfItInOrder(t *testing.T) {
	body, err := io.ReadAll(get(t, URL("app.css"), "").Body)
	if err != nil {
		t.Fatal(err)
	}
	style, at := string(body), 0
	for _, section := range []string{":root {", "Base", "Controls", "Shell", "States", "List", "Lead", "Settings, sync", "Narrow desks", "Phones", "Personal WeChat", "Reports"} {
		if section != ":root {" {
			section = "/* ---- " + section
		}
		next := strings.Index(style[at:], section)
		if next < 0 {
			t.Fatalf("%q is missing or out of its place", section)
		}
		at += next
	}
}

func TestDarkIsTheSameForThoseWhoChoseItAndThoseWhoseDeviceDid(t *testing.T) {
	style, err := join("app.css")
	if err != nil {
		t.Fatal(err)
	}
	block := func(selector string) string {
		_, rest, found := strings.Cut(string(style), selector+" {")
		if !found {
			t.Fatalf("no block %s", selector)
		}
		inside, _, _ := strings.Cut(rest, "}")
		return strings.Join(strings.Fields(inside), " ")
	}
	if chosen, device := block("\n[data-theme=\"dark\"]"), block("[data-theme=\"auto\"]"); chosen != device {
		t.Errorf("the two dark palettes differ:\n%s\n%s", chosen, device)
	}
}
