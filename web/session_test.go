package web

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
)

func TestSignInGivesASessionThatSignOutEnds(t *testing.T) {
	b := newBench(t, boss, seller)
	b.expect(b.get("/mine"), 303)
	b.expect(b.post("/enter/2", nil), 200)
	if got := b.get("/mine"); got.body != "seller" {
		t.Fatalf("signed in as %q", got.body)
	}
	stolen := b.sessionCookie()
	b.expect(b.post("/leave", nil), 200)
	b.expect(b.get("/mine"), 303)
	if b.people.count() != 0 {
		t.Error("the session outlived the sign-out")
	}
	b.setSessionCookie(stolen)
	b.expect(b.get("/mine"), 303)
}

func TestSessionCookieAndRowShareNoSecret(t *testing.T) {
	b := newBench(t, boss)
	got := b.post("/enter/1", nil)
	header := got.header.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=604800"} {
		if !strings.Contains(header, want) {
			t.Errorf("the cookie lacks %s: %s", want, header)
		}
	}
	if strings.Contains(header, "Secure") {
		t.Error("a secure cookie over HTTP never comes back")
	}
	secret := b.sessionCookie()
	if len(secret) < 43 {
		t.Errorf("a secret of %d characters holds no 256 bits", len(secret))
	}
	for hash, row := range b.people.sessions {
		if hash == secret || bytes.Contains(row.Data, []byte(secret)) || len(hash) != 32 {
			t.Error("the row holds the secret itself")
		}
	}
}

func TestHTTPSMakesTheCookieSecure(t *testing.T) {
	b := newBenchAt(t, "https://desk.example.com", boss)
	header := b.post("/enter/1", nil).header.Get("Set-Cookie")
	if !strings.HasPrefix(header, "__Host-xiansuo=") || !strings.Contains(header, "; Secure") {
		t.Errorf("cookie over HTTPS: %s", header)
	}
}

// A secret that somebody planted before the login must not become the session of who logs in.
func TestSignInNeverKeepsTheOldSecret(t *testing.T) {
	b := newBench(t, boss, seller)
	b.setSessionCookie("planted")
	b.post("/enter/2", nil)
	if b.sessionCookie() == "planted" {
		t.Fatal("the planted secret became a session")
	}
	first := b.sessionCookie()
	b.post("/enter/1", nil)
	if b.sessionCookie() == first || b.people.count() != 1 {
		t.Fatal("a second sign-in must replace the first session")
	}
	b.setSessionCookie(first)
	b.expect(b.get("/mine"), 303)
}

func TestSessionEndsWhenIdleOrOld(t *testing.T) {
	for name, test := range map[string]struct {
		step  time.Duration // between visits
		steps int
		alive bool
	}{
		"used every hour for a day":     {time.Hour, 24, true},
		"idle just under the limit":     {models.SessionIdle - time.Second, 1, true},
		"idle for the limit":            {models.SessionIdle, 1, false},
		"used every hour for six days":  {time.Hour, 6 * 24, true},
		"used every hour for a week":    {time.Hour, 7 * 24, false},
		"used after a very long window": {100 * 24 * time.Hour, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, boss)
			b.post("/enter/1", nil)
			var got answer
			for range test.steps {
				b.clock.pass(test.step)
				got = b.get("/mine")
			}
			if alive := got.status == 200; alive != test.alive {
				t.Fatalf("alive = %v, want %v", alive, test.alive)
			}
			if !test.alive && b.people.count() != 0 {
				t.Error("a session that is over stays in the database")
			}
		})
	}
}

func TestSessionIsTouchedAtMostOnceAMinute(t *testing.T) {
	b := newBench(t, boss)
	b.post("/enter/1", nil)
	for range 30 {
		b.get("/mine")
		b.clock.pass(3 * time.Second)
	}
	if b.people.touches != 1 {
		t.Errorf("%d writes in 90 seconds, want 1", b.people.touches)
	}
}

func TestDisabledOrMissingUserIsOut(t *testing.T) {
	for name, change := range map[string]func(*people){
		"disabled": func(p *people) { p.put(models.User{ID: 2, Username: "seller", Role: models.Sales, Disabled: true}) },
		"missing":  func(p *people) { p.remove(2) },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, boss, seller)
			b.post("/enter/2", nil)
			change(b.people)
			b.expect(b.get("/mine"), 303)
			if b.people.count() != 0 {
				t.Error("the session stays")
			}
			b.people.put(seller)
			b.expect(b.get("/mine"), 303)
		})
	}
}

func TestGuestsHaveNoSession(t *testing.T) {
	b := newBench(t, boss)
	got := b.get("/login")
	if b.people.count() != 0 || strings.Contains(got.header.Get("Set-Cookie"), "xiansuo") {
		t.Error("a guest got a session")
	}
}

// A full disk must not lock everybody out: noting a visit is not worth an error.
func TestVisitThatCannotBeNotedStillWorks(t *testing.T) {
	b := newBench(t, boss)
	b.post("/enter/1", nil)
	b.get("/mine")
	b.clock.pass(2 * time.Minute)
	failing := &touchless{people: b.people}
	b.site.sessions.keep = failing
	b.expect(b.get("/mine"), 200)
	if !failing.asked {
		t.Error("the visit was not even tried to be noted")
	}
}

type touchless struct {
	*people
	asked bool
}

func (k *touchless) TouchSession(_ context.Context, _ []byte, _ models.Instant) error {
	k.asked = true
	return errors.New("disk full")
}
