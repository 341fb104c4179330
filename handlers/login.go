package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// entrance is the way in and out.
type entrance struct {
	gate
	codes codeUser
}

func (e entrance) form(c *web.Context) error {
	back := web.LocalPath(c.Query().Get(web.NextParameter))
	if c.SignedIn() {
		return c.SeeOther(orHome(back))
	}
	return c.Render(http.StatusOK, templates.Login(templates.LoginProps{Return: back}))
}

// signIn answers the same words, after the same time, whether the user name or the password is
// wrong or the user is disabled.
func (e entrance) signIn(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	name := strings.ToLower(strings.TrimSpace(form.Get("username")))
	props := templates.LoginProps{Username: name, Return: web.LocalPath(form.Get("return")), Errors: &models.Invalid{}}
	status, err := e.try(c, name, "password", props.Errors)
	if err != nil {
		return err
	}
	if status != 0 {
		return c.Render(status, templates.Login(props))
	}
	user, right, err := e.check(c.Ctx(), name, form.Get("password"))
	switch {
	case err != nil:
		return err
	case !right:
		if err := e.tries.LoginFailed(c.Ctx(), user.ID, name, c.ClientIP(), stepPassword); err != nil {
			return err
		}
		props.Errors.Add("password", templates.WordLoginFailed)
		return c.Render(http.StatusUnprocessableEntity, templates.Login(props))
	case user.HasTOTP():
		if err := c.AskSecond(user); err != nil {
			return err
		}
		return c.SeeOther(withReturn(templates.LoginCodePath(), props.Return))
	}
	if err := c.SignIn(user); err != nil {
		return err
	}
	return c.SeeOther(orHome(props.Return))
}

// withReturn is a page of ours that leads on to another.
func withReturn(path, back string) string {
	if back == "" {
		return path
	}
	return path + "?" + url.Values{web.NextParameter: {back}}.Encode()
}

func (e entrance) check(ctx context.Context, name, password string) (models.User, bool, error) {
	user, err := e.users.UserByName(ctx, name)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return models.User{}, false, err
	}
	right, err := e.passwords.Check(ctx, user.PasswordHash, password)
	return user, right && !user.Disabled, err
}

func (e entrance) signOut(c *web.Context) error {
	if err := c.SignOut(); err != nil {
		return err
	}
	c.Notify(templates.NoticeSignedOut)
	return c.SeeOther(templates.LoginPath())
}
