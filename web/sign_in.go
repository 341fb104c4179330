package web

import (
	"errors"

	"xiansuo/models"
)

// identify finds out who the visitor is. A user who is gone or disabled is a guest again, and the
// session ends.
func (s *Site) identify(c *Context) error {
	session, err := s.sessions.Get(c.Request, s.sessions.Name())
	if session == nil || session.IsNew {
		return err
	}
	if err != nil { // only noting the visit failed: a full disk must not lock everybody out
		c.Warn("the session's visit was not noted", err)
	}
	id, _ := session.Values[userValue{}].(int64)
	user, err := s.users.User(c.Ctx(), id)
	if errors.Is(err, models.ErrNotFound) || err == nil && user.Disabled {
		return c.endSession()
	}
	if err != nil {
		return err
	}
	return c.become(user)
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

// SignIn starts a session of the user under a new secret, so that nobody can prepare one for them.
func (c *Context) SignIn(user models.User) error {
	store := c.site.sessions
	session, err := store.Get(c.Request, store.Name())
	if session == nil || session.IsNew && err != nil {
		return err
	}
	if session.ID != "" {
		if err := store.keep.DeleteSession(c.Ctx(), hashSecret(session.ID)); err != nil {
			return err
		}
	}
	session.ID, session.IsNew = "", true
	session.Options = store.options()
	session.Values[userValue{}] = user.ID
	if err := session.Save(c.Request, c.Writer); err != nil {
		return err
	}
	return c.become(user)
}

// SignOut ends the session, here and in the database.
func (c *Context) SignOut() error {
	c.User = models.User{}
	c.act(models.Actor{Kind: models.ActorGuest, IP: c.ClientIP()})
	return c.endSession()
}

func (c *Context) endSession() error {
	store := c.site.sessions
	session, err := store.Get(c.Request, store.Name())
	if session == nil {
		return err
	}
	session.Options.MaxAge = -1
	if err := session.Save(c.Request, c.Writer); err != nil {
		return err
	}
	session.ID, session.IsNew = "", true
	session.Options = store.options()
	delete(session.Values, userValue{})
	return nil
}
