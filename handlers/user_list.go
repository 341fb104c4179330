package handlers

import (
	"context"
	"errors"
	"net/http"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// userKeeper keeps the colleagues.
type userKeeper interface {
	userLister
	User(ctx context.Context, id int64) (models.User, error)
	InviteUser(ctx context.Context, invitation models.Invitation) (user models.User, secret string, err error)
	MakeLink(ctx context.Context, userID int64, withoutTOTP bool) (secret string, err error)
	EditUser(ctx context.Context, edit models.UserEdit) error
	DisableUser(ctx context.Context, id int64, disabled bool) error
}

// totpRuler says which roles must use a second step.
type totpRuler interface {
	TOTPRoles(ctx context.Context) ([]models.Role, error)
	SetTOTPRoles(ctx context.Context, roles []models.Role) error
}

// userPages are the admins' pages about colleagues.
type userPages struct {
	users userKeeper
	rules totpRuler
	base  string // how browsers reach the desk: links begin with it
}

func (u userPages) list(c *web.Context) error {
	users, err := u.users.Users(c.Ctx())
	if err != nil {
		return err
	}
	roles, err := u.rules.TOTPRoles(c.Ctx())
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, templates.UserList(templates.UserListProps{Users: users, TOTPRoles: roles}))
}

// requireTOTP changes which roles must use a second step.
func (u userPages) requireTOTP(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	var roles []models.Role
	for _, role := range form["role"] {
		if !models.Roles.Has(role) {
			bad := &models.Invalid{}
			bad.Add("role", templates.WordChoice)
			return bad
		}
		roles = append(roles, models.Role(role))
	}
	if err := u.rules.SetTOTPRoles(c.Ctx(), roles); err != nil {
		return err
	}
	c.Notify(templates.NoticeTOTPRoles)
	return c.SeeOther(templates.UsersPath())
}

func (u userPages) newForm(c *web.Context) error {
	return c.Render(http.StatusOK, templates.UserNew(templates.UserNewProps{Role: models.Sales}))
}

// invite adds a colleague and shows the link that they need, once: 201, or 422 with what was typed.
func (u userPages) invite(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	wish := models.Invitation{Username: form.Get("username"), Name: form.Get("name"), Role: models.Role(form.Get("role"))}
	user, secret, err := u.users.InviteUser(c.Ctx(), wish)
	var invalid *models.Invalid
	switch {
	case errors.As(err, &invalid):
		props := templates.UserNewProps{Username: wish.Username, Name: wish.Name, Role: wish.Role, Errors: invalid}
		return c.Render(http.StatusUnprocessableEntity, templates.UserNew(props))
	case err != nil:
		return err
	}
	return u.showLink(c, user, secret)
}

func (u userPages) showLink(c *web.Context, user models.User, secret string) error {
	props := templates.UserLinkProps{User: user, Link: templates.AccessLink(u.base, secret)}
	return c.Render(http.StatusCreated, templates.UserLink(props))
}
