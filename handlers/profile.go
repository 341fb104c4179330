package handlers

import (
	"context"
	"encoding/hex"
	"errors"
	"net/http"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// profileKeeper keeps what people change of themselves.
type profileKeeper interface {
	EditProfile(ctx context.Context, edit models.ProfileEdit) error
	ChangePassword(ctx context.Context, passwordHash string, fresh models.Session) error
}

// sessionLister knows where people are signed in.
type sessionLister interface {
	Sessions(ctx context.Context, userID int64) ([]models.Session, error)
	EndSession(ctx context.Context, userID int64, hash []byte) error
	EndOtherSessions(ctx context.Context, userID int64, kept []byte) error
}

// profilePages are everybody's own pages.
type profilePages struct {
	gate
	profiles profileKeeper
	sessions sessionLister
	steps    secondStepper
}

func (p profilePages) show(c *web.Context) error {
	return p.render(c, http.StatusOK, templates.ProfileProps{Name: c.User.Name, Language: c.User.Language})
}

// render fills in what the page shows besides its forms.
func (p profilePages) render(c *web.Context, status int, props templates.ProfileProps) (err error) {
	props.User = c.User
	if props.Sessions, err = p.sessions.Sessions(c.Ctx(), c.User.ID); err != nil {
		return err
	}
	props.Here = c.SessionHash()
	if c.User.HasTOTP() {
		if props.RecoveryCodes, err = p.steps.RecoveryCodesLeft(c.Ctx(), c.User.ID); err != nil {
			return err
		}
		if props.TOTPForced, err = p.steps.NeedsTOTP(c.Ctx(), c.User.Role); err != nil {
			return err
		}
	}
	return c.Render(status, templates.Profile(props))
}

// refused shows the page again with a form that was not taken.
func (p profilePages) refused(c *web.Context, status int, bad *models.Invalid) error {
	return p.render(c, status, templates.ProfileProps{Name: c.User.Name, Language: c.User.Language, Errors: bad})
}

// edit changes name and language.
func (p profilePages) edit(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	edit := models.ProfileEdit{UserID: c.User.ID, Name: form.Get("name"), Language: models.Language(form.Get("language"))}
	err = p.profiles.EditProfile(c.Ctx(), edit)
	var invalid *models.Invalid
	switch {
	case errors.As(err, &invalid):
		return p.render(c, http.StatusUnprocessableEntity, templates.ProfileProps{Name: edit.Name, Language: edit.Language, Errors: invalid})
	case err != nil:
		return err
	}
	if language, chosen := templates.ParseLanguage(string(edit.Language)); chosen {
		c.SetLanguage(language) // in this browser, the switch may have said something else
	}
	c.Notify(templates.NoticeProfileSaved)
	return c.SeeOther(templates.ProfilePath())
}

// changePassword asks for the password at hand, ends all other sessions and gives this one a new secret.
func (p profilePages) changePassword(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	var invalid *models.Invalid
	if errors.As(models.CheckNewPassword(form.Get("password"), c.User.Username), &invalid) {
		return p.refused(c, http.StatusUnprocessableEntity, invalid)
	}
	bad := &models.Invalid{}
	status, err := p.confirm(c, form.Get("current"), "current", bad)
	if err != nil {
		return err
	}
	if status != 0 {
		return p.refused(c, status, bad)
	}
	hash, err := p.passwords.Hash(c.Ctx(), form.Get("password"))
	if err != nil {
		return err
	}
	if err := c.Rotate(func(fresh models.Session) error { return p.profiles.ChangePassword(c.Ctx(), hash, fresh) }); err != nil {
		return err
	}
	c.Notify(templates.NoticePasswordChanged)
	return c.SeeOther(templates.ProfilePath())
}

// endSessions ends one session, or all but this one. One that is gone already is as good.
func (p profilePages) endSessions(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	if form.Get("others") == "true" {
		err = p.sessions.EndOtherSessions(c.Ctx(), c.User.ID, c.SessionHash())
	} else {
		hash, broken := hex.DecodeString(form.Get("session"))
		if broken != nil {
			return models.ErrNotFound
		}
		err = p.sessions.EndSession(c.Ctx(), c.User.ID, hash)
	}
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return err
	}
	c.Notify(templates.NoticeSessionsEnded)
	return c.SeeOther(templates.ProfilePath())
}
