package handlers

import (
	"context"
	"errors"
	"net/http"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// secondStepper keeps the second step of people's logins.
type secondStepper interface {
	PendingTOTP(ctx context.Context, userID int64) (secret []byte, err error)
	TurnOnTOTP(ctx context.Context, code string, fresh models.Session) (codes []string, err error)
	TurnOffTOTP(ctx context.Context, fresh models.Session) error
	RecoveryCodesLeft(ctx context.Context, userID int64) (int, error)
	NeedsTOTP(ctx context.Context, role models.Role) (bool, error)
}

// totpForm shows the secret that goes into the app.
func (p profilePages) totpForm(c *web.Context) error { return p.enrol(c, http.StatusOK, nil) }

func (p profilePages) enrol(c *web.Context, status int, bad *models.Invalid) error {
	secret, err := p.steps.PendingTOTP(c.Ctx(), c.User.ID)
	if errors.Is(err, models.ErrConflict) { // it is on already
		return c.SeeOther(templates.ProfilePath())
	}
	if err != nil {
		return err
	}
	props := templates.SecondStepProps{Username: c.User.Username, Secret: secret, Forced: c.MustEnrol(), Errors: bad}
	return c.Render(status, templates.SecondStep(props))
}

// totpOn turns the second step on when the code is right, and shows the recovery codes, once.
func (p profilePages) totpOn(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	var codes []string
	err = c.Rotate(func(fresh models.Session) error {
		codes, err = p.steps.TurnOnTOTP(c.Ctx(), form.Get("code"), fresh)
		return err
	})
	var invalid *models.Invalid
	switch {
	case errors.As(err, &invalid):
		return p.enrol(c, http.StatusUnprocessableEntity, invalid)
	case errors.Is(err, models.ErrConflict):
		return c.SeeOther(templates.ProfilePath())
	case err != nil:
		return err
	}
	return c.Render(http.StatusOK, templates.RecoveryCodes(templates.RecoveryCodesProps{Codes: codes, Forced: c.MustEnrol()}))
}

// totpOff turns the second step off, with the password. Whose role needs one keeps it.
func (p profilePages) totpOff(c *web.Context) error {
	forced, err := p.steps.NeedsTOTP(c.Ctx(), c.User.Role)
	if err != nil {
		return err
	}
	if forced {
		return models.ErrNotAllowed
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	bad := &models.Invalid{}
	status, err := p.confirm(c, form.Get("totp_current"), "totp_current", bad)
	if err != nil {
		return err
	}
	if status != 0 {
		return p.refused(c, status, bad)
	}
	if err := c.Rotate(func(fresh models.Session) error { return p.steps.TurnOffTOTP(c.Ctx(), fresh) }); err != nil {
		return err
	}
	c.Notify(templates.NoticeTOTPOff)
	return c.SeeOther(templates.ProfilePath())
}
