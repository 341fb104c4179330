package handlers

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// userFinder finds who wants to sign in.
type userFinder interface {
	UserByName(ctx context.Context, name string) (models.User, error)
}

// entrance is the way in and out.
type entrance struct {
	users     userFinder
	passwords *web.Passwords
	limit     *web.LoginLimit
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
	wait, ok := e.limit.Try(name, c.ClientIP())
	if !ok {
		c.Header("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
		props.Errors.AddLimit("password", templates.WordTooManyAttempts, int(math.Ceil(wait.Minutes())))
		return c.Render(http.StatusTooManyRequests, templates.Login(props))
	}
	user, right, err := e.check(c.Ctx(), name, form.Get("password"))
	if err != nil {
		return err
	}
	if !right {
		props.Errors.Add("password", templates.WordLoginFailed)
		return c.Render(http.StatusUnprocessableEntity, templates.Login(props))
	}
	e.limit.Succeeded(name, c.ClientIP())
	if err := c.SignIn(user); err != nil {
		return err
	}
	return c.SeeOther(orHome(props.Return))
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
