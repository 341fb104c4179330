package web

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestGuestsCannotFloodTheDeskWithActs(t *testing.T) {
	b := newBench(t, boss)
	b.site.Handle("POST", "/act", Public, noContent)
	b.site.Handle("GET", "/page", Public, noContent)
	b.post("/enter/1", nil)
	member := b.client
	b.clock.pass(time.Second)
	b.client = b.browser()
	for range 2 * guestActs {
		b.expect(b.post("/act", nil), 204)
	}
	refused := b.post("/act", nil)
	b.expect(refused, 429)
	if refused.header.Get("Retry-After") != "1" || !strings.Contains(refused.body, "操作太频繁") {
		t.Errorf("the refusal says %q %.200s", refused.header.Get("Retry-After"), refused.body)
	}
	b.expect(b.do("POST", "/nowhere", ""), 429) // a wrong address is no way round
	b.expect(b.get("/page"), 204)
	b.client = member
	b.expect(b.post("/act", nil), 204) // who is signed in works on, from the same address
	b.client = b.browser()
	b.clock.pass(time.Second)
	b.expect(b.post("/act", nil), 204)
}

func TestForgedProxyHeadersMakeNoOtherAddress(t *testing.T) {
	b := newBench(t, boss)
	b.site.Handle("POST", "/act", Public, func(c *Context) error {
		_, err := c.Writer.WriteString(c.ClientIP())
		return err
	})
	headers := []string{"X-Forwarded-For", "203.0.113.9", "X-Real-IP", "203.0.113.9", "CF-Connecting-IP", "203.0.113.9", "Forwarded", "for=203.0.113.9"}
	if got := b.post("/act", nil, headers...); got.body != "127.0.0.1" {
		t.Errorf("without a trusted proxy the visitor is %q", got.body)
	}
}

func TestTooManyFieldsAreRefused(t *testing.T) {
	b := newBench(t, boss)
	b.site.Handle("POST", "/form", Public, func(c *Context) error {
		_, err := c.Form()
		return err
	})
	b.expect(b.post("/form", url.Values{"a": make([]string, maxFields)}), 200)
	b.expect(b.post("/form", url.Values{"a": make([]string, maxFields+1)}), 413)
	b.expect(b.do("POST", "/form", strings.Repeat("a&", 200_000)), 400) // Go's own limit, met while reading
}

// pipes is a listener whose connections live in memory, so that their time can be faked.
type pipes struct {
	connections chan net.Conn
	closing     sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	connection, open := <-p.connections
	if !open {
		return nil, net.ErrClosed
	}
	return connection, nil
}

func (p *pipes) Close() error {
	p.closing.Do(func() { close(p.connections) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// TestSlowVisitorsAreCutOff: whoever sends a byte now and then cannot keep a connection.
func TestSlowVisitorsAreCutOff(t *testing.T) {
	for name, test := range map[string]struct {
		sends, answer string
		within        time.Duration
	}{
		"silent":                 {"", "", readHeaderTimeout},
		"never ends its headers": {"POST /form HTTP/1.1\r\nHost: desk\r\n", "", readHeaderTimeout},
		"never ends its body":    {"POST /form HTTP/1.1\r\nHost: desk\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\na=1", "HTTP/1.1 408", readTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			people := newPeople(boss)
			synctest.Test(t, func(t *testing.T) {
				site, err := NewSite(Options{Users: people, Sessions: people, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
				if err != nil {
					t.Fatal(err)
				}
				site.Handle("POST", "/form", Public, func(c *Context) error {
					_, err := c.Form()
					return err
				})
				listener, stopped := &pipes{connections: make(chan net.Conn)}, make(chan error)
				ctx, stop := context.WithCancel(t.Context())
				go func() { stopped <- Serve(ctx, listener, site, slog.New(slog.DiscardHandler)) }()
				ours, theirs := net.Pipe()
				listener.connections <- theirs
				begun := time.Now()
				go func() { _, _ = io.WriteString(ours, test.sends) }()
				answer, _ := io.ReadAll(ours)
				if took := time.Since(begun); took > test.within {
					t.Errorf("kept for %v of faked time, want %v", took, test.within)
				}
				if !strings.HasPrefix(string(answer), test.answer) || test.answer == "" && len(answer) != 0 {
					t.Errorf("answered %.100q", answer)
				}
				stop()
				if err := <-stopped; err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestErrorsOfNetHTTPAndOfFilesAreNotStored(t *testing.T) {
	b := newBench(t, boss)
	b.site.Handle("GET", "/plain", Public, func(c *Context) error {
		http.Error(c.Writer, "no", http.StatusTeapot)
		return nil
	})
	b.site.Handle("GET", "/file", Public, func(c *Context) error {
		c.Header("Cache-Control", "public, immutable")
		c.Header("Content-Disposition", "attachment")
		c.Header("Content-Encoding", "gzip")
		panic("no file after all")
	})
	for path, status := range map[string]int{"/plain": 418, "/file": 500} {
		got := b.get(path)
		b.expect(got, status)
		if got.header.Get("Cache-Control") != "no-store" || got.header.Get("Content-Disposition") != "" {
			t.Errorf("%s: %v", path, got.header)
		}
	}
	if got := b.get("/file"); !strings.Contains(got.body, "出了点问题") {
		t.Errorf("the page is not in words: %.100s", got.body)
	}
}
