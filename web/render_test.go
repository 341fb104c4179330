package web

import (
	"compress/gzip"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"xiansuo/models"
	"xiansuo/templates"
)

// component looks at the page that it is rendered in.
func component(look func(*templates.Page)) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, _ io.Writer) error {
		look(templates.PageOf(ctx))
		return nil
	})
}

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	want := map[string]string{
		"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
			"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "same-origin",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Cache-Control":                "no-store",
	}
	for publicURL, transport := range map[string]string{"": "", "https://desk.example.com": "max-age=31536000"} {
		b := newBenchAt(t, publicURL, boss)
		b.site.Handle("GET", "/panics", Public, func(*Context) error { panic("oh") })
		for _, path := range []string{"/login", "/mine", "/nowhere", "/panics"} {
			got := b.get(path)
			for name, value := range want {
				if got.header.Get(name) != value {
					t.Errorf("%s: %s = %q", path, name, got.header.Get(name))
				}
			}
			if got.header.Get("Strict-Transport-Security") != transport {
				t.Errorf("%s: HSTS = %q, want %q", path, got.header.Get("Strict-Transport-Security"), transport)
			}
		}
	}
}

func TestRequestIDIsOursAlone(t *testing.T) {
	b := newBench(t, boss)
	first := b.get("/login", "X-Request-ID", canary).header.Get("X-Request-ID")
	second := b.get("/login").header.Get("X-Request-ID")
	if first == "" || first == second || strings.Contains(first, "canary") || strings.Contains(b.log.String(), canary) {
		t.Errorf("ids %q and %q", first, second)
	}
}

func TestAccessLogHoldsNoSearchTextAndNoHeaders(t *testing.T) {
	b := newBench(t, boss)
	b.post("/enter/1", nil)
	b.get("/mine?q="+canary, "User-Agent", canary, "Referer", "/leads?q="+canary, "Cookie", "a="+canary)
	log := b.log.String()
	if !strings.Contains(log, `"route":"/mine"`) || !strings.Contains(log, `"user":1`) {
		t.Errorf("the log lacks the request: %s", log)
	}
	if strings.Contains(log, canary) {
		t.Error("the log holds what the visitor sent")
	}
}

func TestPagesAreCompressedWhenItPays(t *testing.T) {
	b := newBench(t, boss)
	text := strings.Repeat("线索台 ", 1000)
	b.site.Handle("GET", "/long", Public, func(c *Context) error { return c.Render(200, templ.Raw(text)) })
	b.site.Handle("GET", "/short", Public, func(c *Context) error { return c.Render(200, templ.Raw("短")) })
	for range 3 { // buffers and compressors are used again
		got := b.get("/long", "Accept-Encoding", "br, gzip;q=0.5")
		if got.header.Get("Content-Encoding") != "gzip" || len(got.body) > 500 {
			t.Fatalf("not compressed: %d bytes", len(got.body))
		}
		unpacked, err := gzip.NewReader(strings.NewReader(got.body))
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := io.ReadAll(unpacked); err != nil || string(plain) != text {
			t.Fatalf("unpacked to %d bytes, %v", len(plain), err)
		}
	}
	for _, refused := range []string{"", "identity", "br", "gzip;q=0"} {
		got := b.get("/long", "Accept-Encoding", refused)
		if got.header.Get("Content-Encoding") != "" || got.body != text {
			t.Errorf("Accept-Encoding %q was answered with %q", refused, got.header.Get("Content-Encoding"))
		}
		if vary := got.header.Get("Vary"); !strings.Contains(vary, "Accept-Encoding") || !strings.Contains(vary, "HX-Request") {
			t.Errorf("Vary: %s", vary)
		}
	}
	if got := b.get("/short", "Accept-Encoding", "gzip"); got.header.Get("Content-Encoding") != "" {
		t.Error("a short page gains nothing")
	}
}

func TestPageRestoredFromHistoryIsWhole(t *testing.T) {
	b := newBench(t, boss)
	b.site.Handle("GET", "/which", Public, func(c *Context) error {
		if c.IsHTMX() {
			return c.Render(200, templ.Raw("fragment"))
		}
		return c.Render(200, templ.Raw("page"))
	})
	for want, headers := range map[string][]string{
		"page":     {"HX-Request", "true", "HX-History-Restore-Request", "true"},
		"fragment": {"HX-Request", "true"},
	} {
		if got := b.get("/which", headers...); got.body != want {
			t.Errorf("%v answered with a %s", headers, got.body)
		}
	}
}

func TestPageSpeaksTheVisitorsLanguage(t *testing.T) {
	english := models.User{ID: 9, Role: models.Sales, Language: models.English}
	for name, test := range map[string]struct {
		user   int64
		cookie string
		header string
		want   models.Language
	}{
		"nothing said":                 {want: models.Chinese},
		"browser":                      {header: "en-GB,en;q=0.9,zh;q=0.1", want: models.English},
		"browser prefers Chinese":      {header: "en;q=0.5, zh-TW;q=0.9", want: models.Chinese},
		"browser speaks neither":       {header: "fr-FR, de", want: models.Chinese},
		"broken header":                {header: ";;q=,en;q=x", want: models.English},
		"user's setting beats browser": {user: 9, header: "zh-CN", want: models.English},
		"cookie beats all":             {user: 9, cookie: "zh-CN", header: "en", want: models.Chinese},
		"unknown cookie":               {cookie: "xx", header: "en", want: models.English},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, boss, english)
			var got models.Language
			b.site.Handle("GET", "/page", Public, func(c *Context) error {
				return c.Render(200, component(func(p *templates.Page) { got = p.Language }))
			})
			if test.user != 0 {
				b.post("/enter/9", nil)
			}
			headers := []string{"Accept-Language", test.header}
			if test.cookie != "" {
				headers = append(headers, "Cookie", "language="+test.cookie)
			}
			b.get("/page", headers...)
			if got != test.want {
				t.Errorf("speaks %s, want %s", got, test.want)
			}
		})
	}
}

func TestSwitchesReturnToAPageThatExists(t *testing.T) {
	b := newBench(t, boss)
	var got []string
	show := func(c *Context) error {
		return c.Render(200, component(func(p *templates.Page) { got = append(got, p.Path) }))
	}
	b.site.Handle("GET", "/form", Public, show)
	b.site.Handle("POST", "/form", Public, show)
	b.site.Handle("POST", "/form/act", Public, show)
	b.get("/form?a=1")
	b.post("/form", nil)
	b.post("/form/act", nil)
	if strings.Join(got, " ") != "/form?a=1 /form /" {
		t.Errorf("returns to %v", got)
	}
}
