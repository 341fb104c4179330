package handlers

import (
	"context"
	"errors"
	"net/http"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// linkUser follows the links by which people choose a password.
type linkUser interface {
	LinkUser(ctx context.Context, secret string) (models.User, error)
	UseLink(ctx context.Context, secret, name, passwordHash string) error
}

// welcome is where such a link leads. Its secret comes in the body of a POST: it stands in no
// address that a server, a log or another site could see.
type welcome struct {
	links     linkUser
	passwords *web.Passwords
}

// show asks for the secret, which the page's script takes out of the address's fragment.
func (w welcome) show(c *web.Context) error {
	return c.Render(http.StatusOK, templates.Welcome(templates.WelcomeProps{}))
}

// submit shows the form to who has the secret, and takes the form.
func (w welcome) submit(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	secret := form.Get("token")
	user, err := w.links.LinkUser(c.Ctx(), secret)
	if errors.Is(err, models.ErrNotFound) {
		return w.over(c)
	}
	if err != nil {
		return err
	}
	props := templates.WelcomeProps{Secret: secret, User: &user, Name: user.Name}
	if !form.Has("password") {
		return c.Render(http.StatusOK, templates.Welcome(props))
	}
	wish := models.Joining{Username: user.Username, Name: form.Get("name"), Password: form.Get("password")}
	if err := wish.Check(); err != nil {
		props.Name = wish.Name
		if !errors.As(err, &props.Errors) {
			return err
		}
		return c.Render(http.StatusUnprocessableEntity, templates.Welcome(props))
	}
	hash, err := w.passwords.Hash(c.Ctx(), wish.Password)
	if err != nil {
		return err
	}
	switch err := w.links.UseLink(c.Ctx(), secret, wish.Name, hash); {
	case errors.Is(err, models.ErrNotFound):
		return w.over(c)
	case err != nil:
		return err
	}
	c.Notify(templates.NoticePasswordSet)
	return c.SeeOther(templates.LoginPath())
}

// over says that the link is used, over or made up: which of them is nobody's business.
func (w welcome) over(c *web.Context) error {
	bad := &models.Invalid{}
	bad.Add("token", templates.WordLinkOver)
	return c.Render(http.StatusUnprocessableEntity, templates.Welcome(templates.WelcomeProps{Errors: bad}))
}
