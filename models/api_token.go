package models

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// What is written into the audit of API tokens and of what only they do.
const (
	ActTokenMade    AuditAction = "token.made"
	ActTokenRevoked AuditAction = "token.revoked"
	ActLeadCreated  AuditAction = "lead.created"
)

// TokenScope is one thing that an API token may do.
type TokenScope string

const (
	ReadLeads   TokenScope = "leads:read"
	WriteStatus TokenScope = "status:write"
	CreateLeads TokenScope = "leads:create"
	ReadFigures TokenScope = "figures:read"
)

// TokenScopes lists them with their labels.
var TokenScopes = Enum{
	{string(ReadLeads), Text{"读取线索", "Read leads"}},
	{string(WriteStatus), Text{"设置状态", "Set statuses"}},
	{string(CreateLeads), Text{"录入线索", "Create leads"}},
	{string(ReadFigures), Text{"读取数字", "Read figures"}},
}

// ForWorkers reports whether a scope is of use only to a user who works leads.
func (s TokenScope) ForWorkers() bool { return s == WriteStatus || s == CreateLeads }

// Limits of API tokens.
const (
	TokenPrefix  = "xs_"
	MaxTokenName = 40 // characters
	MaxTokenDays = 365
	MaxTokens    = 200             // that are neither over nor revoked
	TokenUseStep = 5 * time.Minute // how exactly the last use is kept
)

// APIToken lets a script act for a user. Only a hash of it is kept.
type APIToken struct {
	ID        int64
	Name      string
	Hash      []byte
	Tail      string // its last four characters, to tell it by
	Scopes    string // separated by spaces, in the order of TokenScopes
	UserID    int64  // for whom it acts: it sees what they see
	CreatedBy int64
	CreatedAt Instant
	ExpiresAt Instant
	UsedAt    Instant // zero: never
	RevokedAt Instant // zero: not
}

// NewAPISecret is a token as its script keeps it.
func NewAPISecret() string {
	random := make([]byte, 32)
	_, _ = rand.Read(random) // never fails: crypto/rand ends the program instead
	return TokenPrefix + base64.RawURLEncoding.EncodeToString(random)
}

// APISecretHash is what is kept of a token. It is random enough for a quick hash.
func APISecretHash(secret string) []byte {
	hash := sha256.Sum256([]byte(secret))
	return hash[:]
}

// Can reports whether the token has a scope.
func (t *APIToken) Can(scope TokenScope) bool {
	return slices.Contains(strings.Fields(t.Scopes), string(scope))
}

// Ended reports whether the token is revoked or over.
func (t *APIToken) Ended(now Instant) bool { return t.RevokedAt != 0 || now >= t.ExpiresAt }

// Actor is the token as the actor of a request from an address; it sees a scope of its user's.
func (t *APIToken) Actor(ip string, scope Scope) Actor {
	return Actor{Kind: ActorToken, ID: t.ID, Name: t.Name, IP: ip, Scope: scope}
}

// AuditValues is a token as the audit keeps it, without the secret.
func (t *APIToken) AuditValues() map[string]any {
	return map[string]any{"name": t.Name, "scopes": t.Scopes, "acts_for": t.UserID, "expires": t.ExpiresAt.String()}
}

// TokenWish is a token to make.
type TokenWish struct {
	Name   string
	Scopes []string
	UserID int64
	Days   int // for how long it is good
}

// Check brings the fields to their normal form and returns *Invalid or nil. Whether the user exists
// and may do all that is the store's to ask: see CheckUser.
func (w *TokenWish) Check() error {
	bad := &Invalid{}
	w.Name = strings.TrimSpace(w.Name)
	switch {
	case w.Name == "":
		bad.Add("name", "invalid.required")
	case utf8.RuneCountInString(w.Name) > MaxTokenName:
		bad.AddLimit("name", "invalid.too_long", MaxTokenName)
	case !PlainText(w.Name):
		bad.Add("name", "invalid.characters")
	}
	var scopes []string
	for _, choice := range TokenScopes {
		if slices.Contains(w.Scopes, choice.Value) {
			scopes = append(scopes, choice.Value)
		}
	}
	if slices.ContainsFunc(w.Scopes, func(s string) bool { return !TokenScopes.Has(s) }) {
		bad.Add("scopes", "invalid.choice")
	} else if len(scopes) == 0 {
		bad.Add("scopes", "invalid.required")
	}
	w.Scopes = scopes
	if w.UserID <= 0 {
		bad.Add("user", "invalid.required")
	}
	if w.Days < 1 || w.Days > MaxTokenDays {
		bad.AddLimit("days", "invalid.token_days", MaxTokenDays)
	}
	return bad.OrNil()
}

// CheckUser judges whether the token may act for the user: *Invalid or nil.
func (w *TokenWish) CheckUser(u *User) error {
	bad := &Invalid{}
	if u.Disabled || u.Invited() {
		bad.Add("user", "invalid.token_user")
	}
	if !u.CanWork() && slices.ContainsFunc(w.Scopes, func(s string) bool { return TokenScope(s).ForWorkers() }) {
		bad.Add("scopes", "invalid.token_viewer")
	}
	return bad.OrNil()
}

// PlainText reports whether a text has no control characters and is valid.
func PlainText(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7F || r == utf8.RuneError })
}
