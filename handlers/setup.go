package handlers

import (
	"context"
	"errors"
	"net/http"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// firstAdminMaker makes the first user; models.ErrConflict when there is one already.
type firstAdminMaker interface {
	CreateFirstAdmin(ctx context.Context, user models.User) (models.User, error)
}

// setup is the first run's page.
type setup struct {
	admins    firstAdminMaker
	passwords *web.Passwords
	token     *web.SetupToken
}

func (s setup) form(c *web.Context) error {
	return c.Render(http.StatusOK, templates.Setup(templates.SetupProps{Token: c.Query().Get("token")}))
}

// submit makes the first admin and signs them in. Of many at once, one succeeds; the others are
// shown the way to the login.
func (s setup) submit(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	wish := models.NewUser{
		Username: form.Get("username"), Password: form.Get("password"), Role: models.Admin, Language: c.Language(),
	}
	if bad := s.judge(&wish, form.Get("token")); bad != nil {
		props := templates.SetupProps{Token: form.Get("token"), Username: wish.Username, Errors: bad}
		return c.Render(http.StatusUnprocessableEntity, templates.Setup(props))
	}
	hash, err := s.passwords.Hash(c.Ctx(), wish.Password)
	if err != nil {
		return err
	}
	admin, err := s.admins.CreateFirstAdmin(c.Ctx(), models.User{
		Username: wish.Username, Name: wish.Name, Role: wish.Role, Language: wish.Language, PasswordHash: hash,
	})
	if errors.Is(err, models.ErrConflict) {
		return c.SeeOther(templates.LoginPath())
	}
	if err != nil {
		return err
	}
	if err := c.SignIn(admin); err != nil {
		return err
	}
	c.Notify(templates.NoticeSetupDone)
	return c.SeeOther(templates.WizardPath(models.SetupAccount, nil))
}

// judge lists what is wrong, the token first; nil when nothing is.
func (s setup) judge(wish *models.NewUser, token string) *models.Invalid {
	bad := &models.Invalid{}
	if !s.token.Matches(token) {
		bad.Add("token", templates.WordSetupToken)
	}
	var more *models.Invalid
	if errors.As(wish.Check(), &more) {
		bad.Fields = append(bad.Fields, more.Fields...)
	}
	if len(bad.Fields) == 0 {
		return nil
	}
	return bad
}
