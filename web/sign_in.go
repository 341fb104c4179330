package web

import (
	"errors"
	"time"

	"github.com/gorilla/sessions"

	"xiansuo/models"
)

// identify finds out who the visitor is. A user who is gone or disabled is a guest again, and the
// session ends. Who has yet to take the second step of the login is a guest too, but known.
func (s *Site) identify(c *Context) error {
	session, err := s.sessions.Get(c.Request, s.sessions.Name())
	if session == nil || session.IsNew {
		return err
	}
	if err != nil { // only noting the visit failed: a full disk must not lock everybody out
		c.Warn("the session's visit was not noted", err)
	}
	row, _ := session.Values[rowValue{}].(models.Session)
	user, err := s.users.User(c.Ctx(), row.UserID)
	if errors.Is(err, models.ErrNotFound) || err == nil && user.Disabled {
		return c.endSession()
	}
	if err != nil {
		return err
	}
	if row.Stage == models.SessionAsked {
		c.asked = user
		return nil
	}
	if err := c.become(user); err != nil {
		return err
	}
	c.mustEnrol = false
	if !user.HasTOTP() {
		c.mustEnrol, err = s.users.NeedsTOTP(c.Ctx(), user.Role)
	}
	return err
}

// become makes the visitor the user, for the page, for which leads they see and for what is written
// down of the request.
func (c *Context) become(user models.User) error {
	scope, err := c.site.users.ScopeOf(c.Ctx(), user)
	if err != nil {
		return err
	}
	user.PasswordHash = "" // nobody behind this point needs it
	c.User = user
	c.act(user.Actor(c.ClientIP(), scope))
	return nil
}

func (c *Context) act(as models.Actor) {
	c.Request = c.Request.WithContext(models.ActingAs(c.Ctx(), as))
}

// Asked is who has given the password and is asked for the second step of the login.
func (c *Context) Asked() (user models.User, ok bool) { return c.asked, c.asked.ID != 0 }

// MustEnrol reports whether the user has to set up a second step before anything else.
func (c *Context) MustEnrol() bool { return c.mustEnrol }

// SignIn starts a session of the user under a new secret, so that nobody can prepare one for them.
func (c *Context) SignIn(user models.User) error {
	session, err := c.session()
	if err != nil {
		return err
	}
	if err := c.become(user); err != nil { // so that the login is written down as theirs
		return err
	}
	return c.start(session, user, models.SessionOpen, models.SessionAbsolute)
}

// AskSecond remembers that the user's password was right, for as long as one needs for a code.
func (c *Context) AskSecond(user models.User) error {
	session, err := c.session()
	if err != nil {
		return err
	}
	return c.start(session, user, models.SessionAsked, models.SessionAsking)
}

func (c *Context) start(session *sessions.Session, user models.User, stage models.SessionStage, life time.Duration) error {
	if session.ID != "" {
		session.Values[formerValue{}] = hashSecret(session.ID)
	}
	session.ID, session.IsNew = "", true
	session.Options = c.site.sessions.options()
	now := models.At(c.site.now())
	row := c.place(models.Session{UserID: user.ID, Stage: stage, CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(life)})
	session.Values[rowValue{}] = row
	return session.Save(c.Request, c.Writer)
}

// place notes from where and with what a session is begun.
func (c *Context) place(row models.Session) models.Session {
	agent := c.Request.UserAgent()
	row.IP, row.Agent = c.ClientIP(), text(agent[:min(len(agent), models.MaxAgent)])
	return row
}

// session is the request's session; an error of the database only when there is none to work with.
func (c *Context) session() (*sessions.Session, error) {
	store := c.site.sessions
	session, err := store.Get(c.Request, store.Name())
	if session == nil || session.IsNew && err != nil {
		return nil, err
	}
	return session, nil
}

// Rotate gives the session at work a new secret, which ends the old one: keep stores the fresh
// session along with what called for it. It lasts as long as the old one would have.
func (c *Context) Rotate(keep func(fresh models.Session) error) error {
	session, err := c.session()
	if err != nil {
		return err
	}
	fresh, _ := session.Values[rowValue{}].(models.Session)
	secret := newSecret()
	fresh = c.place(fresh)
	fresh.Hash, fresh.SeenAt = hashSecret(secret), models.At(c.site.now())
	if err := keep(fresh); err != nil {
		return err
	}
	c.site.sessions.handOut(c.Writer, session, secret, fresh)
	return nil
}

// SessionHash names the session at work, as the database does.
func (c *Context) SessionHash() []byte {
	session, err := c.session()
	if err != nil || session.ID == "" {
		return nil
	}
	return hashSecret(session.ID)
}

// SignOut ends the session, here and in the database.
func (c *Context) SignOut() error {
	if err := c.endSession(); err != nil {
		return err
	}
	c.User, c.asked, c.mustEnrol = models.User{}, models.User{}, false
	c.act(models.Actor{Kind: models.ActorGuest, IP: c.ClientIP()})
	return nil
}

func (c *Context) endSession() error {
	session, err := c.site.sessions.Get(c.Request, c.site.sessions.Name())
	if session == nil {
		return err
	}
	session.Options.MaxAge = -1
	if err := session.Save(c.Request, c.Writer); err != nil {
		return err
	}
	session.ID, session.IsNew = "", true
	session.Options = c.site.sessions.options()
	delete(session.Values, rowValue{})
	return nil
}
