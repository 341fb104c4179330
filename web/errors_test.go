package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"xiansuo/models"
)

const canary = "canary-13800001234-secret"

func TestEveryErrorHasItsStatus(t *testing.T) {
	invalid := &models.Invalid{}
	invalid.Add("name", "invalid.required")
	for _, test := range []struct {
		err    error
		status int
	}{
		{models.ErrNotFound, 404},
		{models.ErrNotAllowed, 403},
		{models.ErrConflict, 409},
		{invalid, 422},
		{models.ErrUnavailable, 503},
		{models.ErrFull, 507},
		{&models.PlatformError{Kind: models.RefusedInternal}, 502},
		{&models.PlatformError{Kind: models.FailedTimeout, Err: context.DeadlineExceeded}, 502},
		{&http.MaxBytesError{Limit: 1}, 413},
		{context.DeadlineExceeded, 503},
		{errors.New(canary), 500},
		{context.Canceled, 500}, // the visitor is still there: something else was cancelled
	} {
		t.Run(fmt.Sprint(test.err), func(t *testing.T) {
			b := newBench(t, boss)
			b.site.Handle("GET", "/fails", Public, func(*Context) error {
				return fmt.Errorf("%s: %w", canary, test.err)
			})
			for _, headers := range [][]string{nil, {"HX-Request", "true"}} {
				got := b.get("/fails", headers...)
				b.expect(got, test.status)
				if strings.Contains(got.body, "canary") || strings.Contains(fmt.Sprint(got.header), "canary") {
					t.Error("the cause is on the page")
				}
				id := got.header.Get("X-Request-ID")
				if !strings.Contains(b.log.String(), id) || !strings.Contains(b.log.String(), canary) {
					t.Error("the log lacks the cause or the request id")
				}
			}
		})
	}
}

func TestErrorPageCarriesTheRequestID(t *testing.T) {
	b := newBench(t, boss)
	got := b.get("/nowhere")
	b.expect(got, 404)
	if !strings.Contains(got.body, got.header.Get("X-Request-ID")) {
		t.Errorf("no request id on the page: %.200s", got.body)
	}
}

func TestPanicIsAPageAndALogLineWithoutHeaders(t *testing.T) {
	b := newBench(t, boss)
	b.site.Handle("GET", "/panics", Public, func(*Context) error { panic("a broken thing") })
	got := b.get("/panics?q="+canary, "X-Signature", canary, "Cookie", "xiansuo="+canary)
	b.expect(got, 500)
	if strings.Contains(got.body, "broken thing") {
		t.Error("the page shows the cause")
	}
	log := b.log.String()
	if !strings.Contains(log, "a broken thing") || !strings.Contains(log, "errors_test.go") {
		t.Error("the log lacks cause or stack")
	}
	if strings.Contains(log, canary) {
		t.Error("the log holds headers or the query")
	}
	b.expect(b.get("/login"), 204)
}

func TestVisitorWhoLeftMakesNoNoise(t *testing.T) {
	b := newBench(t, boss)
	entered, left := make(chan struct{}), make(chan struct{})
	b.site.Handle("GET", "/slow", Public, func(c *Context) error {
		close(entered)
		<-c.Ctx().Done()
		defer close(left)
		return fmt.Errorf("read leads: %w", c.Ctx().Err())
	})
	ctx, cancel := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, "GET", b.server.URL+"/slow", nil)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		<-entered
		cancel()
	}()
	if response, err := b.client.Do(r); err == nil {
		response.Body.Close()
		t.Fatal("the request was not cancelled")
	}
	<-left
	b.server.Close() // waits for the handler
	if log := b.log.String(); strings.Contains(log, "a request failed") || strings.Contains(log, `"ERROR"`) {
		t.Errorf("noise: %s", log)
	}
}

func TestHalfAPageIsNeverSent(t *testing.T) {
	b := newBench(t, boss)
	b.site.Handle("GET", "/half", Public, func(c *Context) error {
		return c.Render(200, templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
			if _, err := w.Write([]byte("first half")); err != nil {
				return err
			}
			return errors.New(canary)
		}))
	})
	got := b.get("/half")
	b.expect(got, 500)
	if strings.Contains(got.body, "first half") {
		t.Error("half a page left")
	}
}

func TestBigFormsAreRefused(t *testing.T) {
	b := newBench(t, boss)
	b.site.Handle("POST", "/form", Public, func(c *Context) error {
		form, err := c.Form()
		if err != nil {
			return err
		}
		_, err = c.Writer.WriteString(form.Get("a"))
		return err
	})
	b.expect(b.post("/form", url.Values{"a": {strings.Repeat("x", maxBody+1)}}), 413)
	b.expect(b.do("POST", "/form", "a=%zz"), 400)
	if got := b.do("POST", "/form", "a=1%00%ff2"); got.body != "12" {
		t.Errorf("NUL and broken UTF-8 survive: %q", got.body)
	}
}

func TestUnknownAddressAndMethodArePages(t *testing.T) {
	b := newBench(t, boss)
	b.expect(b.get("/nowhere/"+canary), 404)
	got := b.do("DELETE", "/mine", "")
	b.expect(got, 405)
	if got.header.Get("Allow") == "" {
		t.Error("405 without Allow")
	}
	b.expect(b.get("/mine/"), 404)
	if strings.Contains(b.log.String(), canary) {
		t.Error("the log holds an unknown path")
	}
}
