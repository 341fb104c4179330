package web

import (
	"bytes"
	"context"
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
)

// clock is a time that only a test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 3, 2, 9, 0, 0, 0, models.Beijing)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// people keeps users and sessions in memory.
type people struct {
	mu       sync.Mutex
	users    map[int64]models.User
	sessions map[string]models.Session
	touches  int
	needy    models.Role // must use a second step
	broken   error       // what every act answers, when set
}

func newPeople(users ...models.User) *people {
	p := &people{users: map[int64]models.User{}, sessions: map[string]models.Session{}}
	for _, user := range users {
		p.users[user.ID] = user
	}
	return p
}

func (p *people) User(_ context.Context, id int64) (models.User, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	user, ok := p.users[id]
	if !ok {
		return user, models.ErrNotFound
	}
	return user, p.broken
}

func (p *people) HasUsers(context.Context) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.users) > 0, p.broken
}

func (p *people) ScopeOf(_ context.Context, user models.User) (models.Scope, error) {
	return user.ScopeOf(nil), nil
}

func (p *people) put(user models.User) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.users[user.ID] = user
}

func (p *people) remove(id int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.users, id)
}

func (p *people) NeedsTOTP(_ context.Context, role models.Role) (bool, error) {
	return role == p.needy, nil
}

func (p *people) StartSession(_ context.Context, s models.Session, former []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.sessions, string(former))
	p.sessions[string(s.Hash)] = s
	return p.broken
}

func (p *people) Session(_ context.Context, hash []byte) (models.Session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s, ok := p.sessions[string(hash)]
	if !ok {
		return s, models.ErrNotFound
	}
	return s, nil
}

func (p *people) TouchSession(_ context.Context, hash []byte, seen models.Instant) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.sessions[string(hash)]
	s.SeenAt = seen
	p.sessions[string(hash)] = s
	p.touches++
	return p.broken
}

func (p *people) DeleteSession(_ context.Context, hash []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.sessions, string(hash))
	return nil
}

func (p *people) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.sessions)
}

var (
	boss   = models.User{ID: 1, Username: "boss", Name: "Boss", Role: models.Admin}
	seller = models.User{ID: 2, Username: "seller", Name: "Seller", Role: models.Sales}
	viewer = models.User{ID: 3, Username: "viewer", Name: "Viewer", Role: models.Viewer}
)

// syncBuffer is a log that a test may read while the server still writes.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// bench is a site under test with a browser in front of it.
type bench struct {
	t      *testing.T
	site   *Site
	people *people
	clock  *clock
	log    *syncBuffer
	server *httptest.Server
	client *http.Client
}

func newBench(t *testing.T, users ...models.User) *bench {
	t.Helper()
	return newBenchAt(t, "", users...)
}

// newBenchAt is a bench whose browsers believe to be at the public URL.
func newBenchAt(t *testing.T, publicURL string, users ...models.User) *bench {
	t.Helper()
	b := &bench{t: t, people: newPeople(users...), clock: newClock(), log: &syncBuffer{}}
	site, err := NewSite(Options{
		Users: b.people, Sessions: b.people, Now: b.clock.now, PublicURL: publicURL,
		Log: slog.New(slog.NewJSONHandler(b.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatal(err)
	}
	b.site = site
	site.Handle("GET", "/login", Public, noContent)
	site.Handle("POST", "/enter/:user", Public, func(c *Context) error {
		id, err := c.ID("user")
		if err != nil {
			return err
		}
		return c.SignIn(models.User{ID: id})
	})
	site.Handle("POST", "/leave", Public, func(c *Context) error { return c.SignOut() })
	site.Handle("GET", "/mine", SignedIn, func(c *Context) error {
		_, err := c.Writer.WriteString(c.User.Username)
		return err
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

type answer struct {
	status int
	header http.Header
	body   string
}

// do sends a request; headers are names and values in turn.
func (b *bench) do(method, path, body string, headers ...string) answer {
	b.t.Helper()
	r, err := http.NewRequest(method, b.server.URL+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	if body != "" {
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
	return b.do("GET", path, "", headers...)
}

func (b *bench) post(path string, form url.Values, headers ...string) answer {
	b.t.Helper()
	return b.do("POST", path, form.Encode(), headers...)
}

func (b *bench) expect(got answer, status int) {
	b.t.Helper()
	if got.status != status {
		b.t.Fatalf("status %d, want %d; body: %.300s", got.status, status, got.body)
	}
}

// sessionCookie is the secret that the browser holds, empty for none.
func (b *bench) sessionCookie() string {
	b.t.Helper()
	u, err := url.Parse(b.server.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, cookie := range b.client.Jar.Cookies(u) {
		if cookie.Name == "xiansuo" {
			return cookie.Value
		}
	}
	return ""
}

func (b *bench) setSessionCookie(value string) {
	b.t.Helper()
	u, err := url.Parse(b.server.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	b.client.Jar.SetCookies(u, []*http.Cookie{{Name: "xiansuo", Value: value, Path: "/"}})
}

// noContent is a handler that lets everybody see that they got through.
func noContent(c *Context) error {
	c.Status(http.StatusNoContent)
	c.Writer.WriteHeaderNow()
	return nil
}
