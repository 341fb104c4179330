package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// witness runs in every document before its own scripts: it tells what a page must never do.
const witness = `(() => {
	const tell = (what) => console.error("witness: " + what);
	for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = () => tell(name);
	document.addEventListener("securitypolicyviolation", (e) => tell("policy " + e.violatedDirective + " " + e.blockedURI + " " + e.sample));
})()`

// eye is a browser that notes everything a page does and must not: dialogs, what the content
// security policy stops, errors of scripts, requests to other hosts.
type eye struct {
	t    *testing.T
	ctx  context.Context
	base string

	shown int // payloads, as text

	mu   sync.Mutex
	at   string
	seen []string
}

func openEye(t *testing.T, base string) *eye {
	t.Helper()
	e := &eye{t: t, ctx: newTab(t, onDesk), base: base}
	if err := chromedp.Listen(e.ctx, e.note); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(e.ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(e.ctx, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: witness}); err != nil {
		t.Fatal(err)
	}
	return e
}

// note is called by the browser's connection and must not wait for it.
func (e *eye) note(event any) {
	switch event := event.(type) {
	case *cdppage.EventJavascriptDialogOpening:
		e.add("a dialog")
		go func() { // the page waits for the answer
			_, _ = chromedp.Call(e.ctx, cdppage.HandleJavaScriptDialog, cdppage.HandleJavaScriptDialogParams{Accept: true})
		}()
	case *runtime.EventExceptionThrown:
		e.add("an exception: " + event.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		for _, argument := range event.Args {
			if text := string(argument.Value); strings.Contains(text, "witness: ") {
				e.add(text)
			}
		}
	case *log.EventEntryAdded:
		if event.Entry.Source == "security" || event.Entry.Source == "javascript" {
			e.add(event.Entry.Text)
		}
	case *network.EventRequestWillBeSent:
		address := event.Request.URL
		if !strings.HasPrefix(address, e.base+"/") && !strings.HasPrefix(address, "data:image/svg+xml") {
			e.add("a request to " + address)
		}
	}
}

func (e *eye) add(what string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.seen = append(e.seen, e.at+": "+what)
}

// reports lets the page come to rest and returns what was noted.
func (e *eye) reports() []string {
	e.t.Helper()
	e.do(chromedp.Evaluate[chromedp.Void](`new Promise((done) => setTimeout(done, 200))`, chromedp.EvalAwaitPromise))
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.seen
}

func (e *eye) do(steps ...step) {
	e.t.Helper()
	for _, step := range steps {
		ctx, cancel := context.WithTimeout(e.ctx, 20*time.Second)
		err := chromedp.Do(ctx, step)
		cancel()
		if err != nil {
			e.t.Fatalf("at %s: %v", e.at, err)
		}
	}
}

func (e *eye) begin(where string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.at = where
}

func (e *eye) open(path string) {
	e.t.Helper()
	e.begin(path)
	e.do(chromedp.Navigate(e.base + path))
	e.arrived(path)
}

// arrived makes sure that the page is the one that was meant, and counts what it shows.
func (e *eye) arrived(path string) {
	e.t.Helper()
	for _, ask := range []struct {
		script string
		note   func(string)
	}{
		{`location.pathname`, func(at string) {
			if want, _, _ := strings.Cut(path, "?"); at != want {
				e.t.Errorf("%s leads to %s", path, at)
			}
		}},
		{`document.body.textContent + [...document.querySelectorAll("input, textarea")].map((f) => f.value).join()`, func(text string) {
			e.shown += strings.Count(text, "alert(1)")
		}},
	} {
		said, err := chromedp.Run(e.ctx, chromedp.Evaluate[string](ask.script))
		if err != nil {
			e.t.Fatalf("at %s: %v", path, err)
		}
		ask.note(said)
	}
}

func (e *eye) login() {
	e.t.Helper()
	e.open("/login")
	e.submit("/login", url.Values{"username": {"boss"}, "password": {hostilePassword}})
}

// swap has htmx fetch a fragment and put it into the page.
func (e *eye) swap(method, path, target, how string) {
	e.t.Helper()
	e.begin(method + " " + path)
	script := fmt.Sprintf(`htmx.ajax(%q, %q, {target: %q, swap: %q})`, method, path, target, how)
	e.do(chromedp.Evaluate[chromedp.Void](script, chromedp.EvalAwaitPromise))
}

// submit sends a form as a page does, and waits for the answer's page.
func (e *eye) submit(path string, form url.Values) {
	e.t.Helper()
	e.begin("POST " + path)
	fields, err := json.Marshal(form)
	if err != nil {
		e.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(e.ctx, 20*time.Second)
	defer cancel()
	loaded := chromedp.Events(ctx, cdppage.LoadEventFired)
	e.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
		const form = document.createElement("form");
		form.method = "post";
		form.action = %q;
		for (const [name, values] of Object.entries(%s)) for (const value of values) {
			const field = document.createElement("textarea");
			field.name = name;
			field.value = value;
			form.append(field);
		}
		document.body.append(form);
		form.submit();
	})()`, path, fields)))
	for _, err := range loaded {
		if err != nil {
			e.t.Fatalf("POST %s: %v", path, err)
		}
		break
	}
}

// TestTheEyeSeesWhatIsNotEscaped shows the browser pages of a careless program: the test above can fail.
func TestTheEyeSeesWhatIsNotEscaped(t *testing.T) {
	findBrowser(t)
	const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"
	careless := map[string]struct{ policy, body, sees string }{
		"/stopped-script":  {policy, `<p>王<script>alert(1)</script></p>`, "script-src"},
		"/stopped-handler": {policy, `<input value="" autofocus onfocus="alert(1)">`, "script-src"},
		"/stopped-style":   {policy, `<p style="color:red">x</p>`, "style-src"},
		"/stopped-image":   {policy, `<img src="//evil.invalid/x">`, "img-src"},
		"/script":          {"", `<svg onload=alert(1)>`, "witness: alert"},
		"/other-host":      {"", `<link rel=stylesheet href="http://evil.invalid/x.css">`, "a request to http://evil.invalid/x.css"},
		"/broken-script":   {"", `<script>]</script>`, "exception"},
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page := careless[r.URL.Path]
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if page.policy != "" {
			w.Header().Set("Content-Security-Policy", page.policy)
		}
		fmt.Fprint(w, `<!doctype html><title>x</title><link rel=icon href="data:image/svg+xml,">`, page.body)
	}))
	defer server.Close()
	e := openEye(t, server.URL)
	for path, page := range careless {
		before := len(e.reports())
		e.open(path)
		if all := strings.Join(e.reports()[before:], "\n"); !strings.Contains(all, path+": ") || !strings.Contains(all, page.sees) {
			t.Errorf("on %s the eye does not see %q, only %q", path, page.sees, all)
		}
	}
}
