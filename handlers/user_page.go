package handlers

import (
	"errors"
	"net/http"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

func (u userPages) user(c *web.Context) (models.User, error) {
	id, err := c.ID("user")
	if err != nil {
		return models.User{}, err
	}
	return u.users.User(c.Ctx(), id)
}

func (u userPages) show(c *web.Context) error {
	user, err := u.user(c)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, templates.UserPage(templates.UserPageProps{User: user, Name: user.Name, Role: user.Role}))
}

// edit changes name and role: 303 to the list, 422 with what was typed.
func (u userPages) edit(c *web.Context) error {
	user, err := u.user(c)
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	edit := models.UserEdit{ID: user.ID, Name: form.Get("name"), Role: models.Role(form.Get("role"))}
	if err := u.users.EditUser(c.Ctx(), edit); err != nil {
		return u.refused(c, err, templates.UserPageProps{User: user, Name: edit.Name, Role: edit.Role})
	}
	c.Notify(templates.NoticeUserSaved)
	return c.SeeOther(templates.UsersPath())
}

func (u userPages) refused(c *web.Context, err error, props templates.UserPageProps) error {
	if !errors.As(err, &props.Errors) {
		return err
	}
	return c.Render(http.StatusUnprocessableEntity, templates.UserPage(props))
}

// disable keeps a colleague out or lets them in again.
func (u userPages) disable(c *web.Context) error {
	user, err := u.user(c)
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	disabled := form.Get("disabled") == "true"
	if err := u.users.DisableUser(c.Ctx(), user.ID, disabled); err != nil {
		return u.refused(c, err, templates.UserPageProps{User: user, Name: user.Name, Role: user.Role})
	}
	if !disabled {
		c.Notify(templates.NoticeUserEnabled)
		return c.SeeOther(templates.UserPath(user.ID))
	}
	c.Notify(templates.NoticeUserDisabled)
	return c.SeeOther(templates.UserDisabledPath(user.ID))
}

// makeLink shows a link by which the colleague chooses a password, once.
func (u userPages) makeLink(c *web.Context) error {
	user, err := u.user(c)
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	secret, err := u.users.MakeLink(c.Ctx(), user.ID, form.Get("without_totp") == "true")
	if err != nil {
		return err
	}
	return u.showLink(c, user, secret)
}
