package web

import (
	"crypto/rand"
	"crypto/subtle"
	"strings"
	"time"
)

// SetupTokenLife is how long after its making the token of the first run is good.
const SetupTokenLife = time.Hour

// SetupToken proves that who sets the desk up can read its console.
type SetupToken struct {
	text    string
	expires time.Time
	now     func() time.Time
}

// NewSetupToken makes a random one.
func NewSetupToken(now func() time.Time) *SetupToken {
	return &SetupToken{text: rand.Text(), expires: now().Add(SetupTokenLife), now: now}
}

// Text is what to print on the console, and nowhere else.
func (t *SetupToken) Text() string { return t.text }

// Matches reports whether the token is the typed one and still good. A nil token matches nothing.
func (t *SetupToken) Matches(typed string) bool {
	if t == nil || !t.now().Before(t.expires) {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(t.text), []byte(strings.TrimSpace(typed))) == 1
}
