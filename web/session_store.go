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
	SaveSession(ctx context.Context, session models.Session) error
	Session(ctx context.Context, hash []byte) (models.Session, error)
	TouchSession(ctx context.Context, hash []byte, seen models.Instant) error
	DeleteSession(ctx context.Context, hash []byte) error
}

// sessionTouch is how exactly we know when a session was last used: one write a minute at most.
const sessionTouch = time.Minute

const sessionSecret = 32 // bytes

// userValue is the key of the user's id among a session's values.
type userValue struct{}

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
	session.Values[userValue{}] = row.UserID
	if now := models.At(s.now()); now.Sub(row.SeenAt) >= sessionTouch {
		err = s.keep.TouchSession(r.Context(), hash, now)
	}
	return session, err
}

func (s *SessionStore) isOver(row models.Session) bool {
	now := models.At(s.now())
	return now >= row.ExpiresAt || now.Sub(row.SeenAt) >= models.SessionIdle
}

// Save writes a session that has no id yet and hands out its cookie; a negative MaxAge ends it.
// A stored session carries nothing that could change.
func (s *SessionStore) Save(r *http.Request, w http.ResponseWriter, session *sessions.Session) error {
	if session.Options.MaxAge < 0 {
		http.SetCookie(w, sessions.NewCookie(session.Name(), "", session.Options))
		if session.ID == "" {
			return nil
		}
		return s.keep.DeleteSession(r.Context(), hashSecret(session.ID))
	}
	if session.ID != "" {
		return nil
	}
	user, _ := session.Values[userValue{}].(int64)
	secret, now := newSecret(), models.At(s.now())
	row := models.Session{
		Hash: hashSecret(secret), UserID: user,
		CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(models.SessionAbsolute),
	}
	if err := s.keep.SaveSession(r.Context(), row); err != nil {
		return err
	}
	session.ID, session.IsNew = secret, false
	http.SetCookie(w, sessions.NewCookie(session.Name(), secret, session.Options))
	return nil
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
