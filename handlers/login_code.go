package handlers

import (
	"context"
	"net/http"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// codeUser spends the codes of a second step.
type codeUser interface {
	UseCode(ctx context.Context, userID int64, code string) (right bool, err error)
}

// codeForm is the second step of the login.
func (e entrance) codeForm(c *web.Context) error {
	back := web.LocalPath(c.Query().Get(web.NextParameter))
	if c.SignedIn() {
		return c.SeeOther(orHome(back))
	}
	if _, asked := c.Asked(); !asked {
		return c.SeeOther(withReturn(templates.LoginPath(), back))
	}
	return c.Render(http.StatusOK, templates.LoginCode(templates.LoginCodeProps{Return: back}))
}

// useCode takes a code of the app or a recovery code. Wrong ones count like wrong passwords.
func (e entrance) useCode(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	props := templates.LoginCodeProps{Return: web.LocalPath(form.Get("return")), Errors: &models.Invalid{}}
	user, asked := c.Asked()
	if !asked { // it took too long, or began elsewhere
		return c.SeeOther(withReturn(templates.LoginPath(), props.Return))
	}
	status, err := e.try(c, user.Username, "code", props.Errors)
	if err != nil {
		return err
	}
	if status != 0 {
		return c.Render(status, templates.LoginCode(props))
	}
	right, err := e.codes.UseCode(c.Ctx(), user.ID, form.Get("code"))
	if err != nil {
		return err
	}
	if !right {
		if err := e.tries.LoginFailed(c.Ctx(), user.ID, user.Username, c.ClientIP(), stepCode); err != nil {
			return err
		}
		props.Errors.Add("code", "invalid.totp_code")
		return c.Render(http.StatusUnprocessableEntity, templates.LoginCode(props))
	}
	if err := c.SignIn(user); err != nil {
		return err
	}
	return c.SeeOther(orHome(props.Return))
}
