package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"time"

	"github.com/gorilla/sessions"

	"xiansuo/models"
)

// sessionKeeper keeps sessions by the hash of their secret. Session returns ErrNotFound for an
// unknown hash.
type sessionKeeper interface {
	StartSession(ctx context.Context, session models.Session, former []byte) error
	Session(ctx context.Context, hash []byte) (models.Session, error)
	TouchSession(ctx context.Context, hash []byte, seen models.Instant) error
	DeleteSession(ctx context.Context, hash []byte) error
}

// sessionTouch is how exactly we know when a session was last used: one write a minute at most.
const sessionTouch = time.Minute

const sessionSecret = 32 // bytes

// rowValue is the key of what the database keeps among a session's values.
type rowValue struct{}

// SessionStore is a gorilla sessions.Store over the database. The cookie holds a random secret,
// the database its SHA-256 hash; a guest has neither.
type SessionStore struct {
	keep  sessionKeeper
	https bool
	now   func() time.Time
}

var _ sessions.Store = (*SessionStore)(nil)

// NewSessionStore makes the store; https makes the cookie secure.
func NewSessionStore(keep sessionKeeper, https bool, now func() time.Time) *SessionStore {
	return &SessionStore{keep: keep, https: https, now: now}
}

// Name is the cookie's name. Browsers hold a __Host- cookie to this very host and to HTTPS.
func (s *SessionStore) Name() string {
	if s.https {
		return "__Host-xiansuo"
	}
	return "xiansuo"
}

// Get returns the request's session, the same one each time.
func (s *SessionStore) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(s, name)
}

// New reads the session that the cookie names, or starts an empty one when there is none or it is
// over. The error is the database's.
func (s *SessionStore) New(r *http.Request, name string) (*sessions.Session, error) {
	session := sessions.NewSession(s, name)
	session.Options = s.options()
	session.IsNew = true
	cookie, err := r.Cookie(name)
	if errors.Is(err, http.ErrNoCookie) || cookie.Value == "" {
		return session, nil
	}
	hash := hashSecret(cookie.Value)
	row, err := s.keep.Session(r.Context(), hash)
	switch {
	case errors.Is(err, models.ErrNotFound):
		return session, nil
	case err != nil:
		return session, err
	case s.isOver(row):
		return session, s.keep.DeleteSession(r.Context(), hash)
	}
	session.ID, session.IsNew = cookie.Value, false
	session.Values[rowValue{}] = row
	if now := models.At(s.now()); now.Sub(row.SeenAt) >= sessionTouch {
		err = s.keep.TouchSession(r.Context(), hash, now)
	}
	return session, err
}

func (s *SessionStore) isOver(row models.Session) bool {
	now := models.At(s.now())
	return now >= row.ExpiresAt || now.Sub(row.SeenAt) >= models.SessionIdle
}

// Save keeps a session that is begun and hands out its cookie; a negative MaxAge ends it. A stored
// session carries nothing that could change.
func (s *SessionStore) Save(r *http.Request, w http.ResponseWriter, session *sessions.Session) error {
	if session.Options.MaxAge < 0 {
		http.SetCookie(w, sessions.NewCookie(session.Name(), "", session.Options))
		if session.ID == "" {
			return nil
		}
		return s.keep.DeleteSession(r.Context(), hashSecret(session.ID))
	}
	row, begun := session.Values[rowValue{}].(models.Session)
	if session.ID != "" || !begun {
		return nil
	}
	secret := newSecret()
	row.Hash = hashSecret(secret)
	if err := s.keep.StartSession(r.Context(), row, formerHash(session)); err != nil {
		return err
	}
	s.handOut(w, session, secret, row)
	return nil
}

// formerValue is the key of the session that a new one takes the place of.
type formerValue struct{}

func formerHash(session *sessions.Session) []byte {
	former, _ := session.Values[formerValue{}].([]byte)
	return former
}

// handOut gives the browser the secret of a session that is kept.
func (s *SessionStore) handOut(w http.ResponseWriter, session *sessions.Session, secret string, row models.Session) {
	session.ID, session.IsNew = secret, false
	session.Options = s.options()
	session.Values[rowValue{}] = row
	http.SetCookie(w, sessions.NewCookie(session.Name(), secret, session.Options))
}

func (s *SessionStore) options() *sessions.Options {
	return &sessions.Options{
		Path: "/", MaxAge: int(models.SessionAbsolute.Seconds()),
		HttpOnly: true, Secure: s.https, SameSite: http.SameSiteLaxMode,
	}
}

func newSecret() string {
	secret := make([]byte, sessionSecret)
	_, _ = rand.Read(secret) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(secret)
}

func hashSecret(secret string) []byte {
	hash := sha256.Sum256([]byte(secret))
	return hash[:]
}
