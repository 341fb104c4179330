package main

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var accessLink = regexp.MustCompile(`/welcome#([\w-]{43})<`)

// TestAnInvitationIsFollowedInABrowser: the secret of the link reaches the form and nothing else,
// neither the address that stays in the history nor the log.
func TestAnInvitationIsFollowedInABrowser(t *testing.T) {
	findBrowser(t)
	p := mustRun(t)
	admin := p.setUp()
	made := admin.post("/users", url.Values{"username": {"lixy"}, "name": {"李晓燕"}, "role": {"sales"}})
	link := accessLink.FindStringSubmatch(made.body)
	if link == nil {
		t.Fatalf("%d: no link: %s", made.status, text(made.body))
	}
	for name, size := range map[string]step{"desk": onDesk, "phone": onPhone} {
		w := p.window(t, size)
		w.do(w.open("/welcome#"+link[1]), see(`input[name=password]`))
		if address := w.address(); !strings.HasSuffix(address, "/welcome") {
			t.Errorf("%s: the secret stays in the address %s", name, address)
		}
		w.picture("welcome " + name)
		if name == "phone" {
			continue
		}
		w.do(write(`input[name=password]`, "password1234\r"), see(`#password-error`))
	}
	w := p.window(t, onDesk)
	w.do(w.open("/welcome#"+link[1]), see(`input[name=password]`), write(`input[name=password]`, "three quiet rivers\r"), see(`form[action="/login"]`))
	w.do(write(`input[name=username]`, "lixy"), write(`input[name=password]`, "three quiet rivers\r"), see(`.search`))
	w.do(w.open("/profile/second-step"), see(`.qr svg`))
	w.picture("second step")
	w.do(w.open("/welcome#"+link[1]), see(`#token-error`))
	w.picture("used")
	if logs := p.logged.String() + p.printed.String(); strings.Contains(logs, link[1]) || strings.Contains(logs, "three quiet") {
		t.Error("a log holds a secret")
	}
}
