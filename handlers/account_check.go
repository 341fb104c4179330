package handlers

import (
	"context"
	"errors"
	"net/http"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// platformPatience is how long a page waits for the platform.
const platformPatience = 30 * time.Second

// connectionChecker tries the platform step by step.
type connectionChecker interface {
	CheckConnection(ctx context.Context, credentials models.Credentials) models.ConnectionCheck
}

// accountCheck tests an account's connection. What the test finds is its answer, not its failure:
// the status is 200 either way.
type accountCheck struct {
	accountPages
	platform connectionChecker
	marks    setupMarker
}

func (a accountCheck) submit(c *web.Context) error {
	account, err := a.account(c)
	if err != nil {
		return err
	}
	credentials, err := a.accounts.Credentials(c.Ctx(), account.ID, models.ForPull)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.Ctx(), platformPatience)
	defer cancel()
	check := a.platform.CheckConnection(ctx, credentials)
	if check.Passed() {
		if err := a.marks.MarkSetup(c.Ctx(), models.SetupMark{Kind: models.MarkTested, AccountID: account.ID}, true); err != nil {
			return err
		}
	}
	if c.IsHTMX() {
		return a.frame.checked(c, templates.AccountCheckProps{Account: &account, Check: check})
	}
	props, err := a.formOf(c, account)
	if err != nil {
		return err
	}
	props.Check = &check
	return a.frame.render(c, http.StatusOK, props)
}

// systemChooser tells the platform which status system an account uses (§4).
type systemChooser interface {
	SetStatusSystem(ctx context.Context, credentials models.Credentials, system models.StatusSystem) error
}

// accountApply makes the platform use the status system that the account has here.
type accountApply struct {
	accountPages
	platform systemChooser
}

// submit answers 502 when the platform refused; htmx, which would not swap that in, gets the
// panel with 200.
func (a accountApply) submit(c *web.Context) error {
	account, err := a.account(c)
	if err != nil {
		return err
	}
	credentials, err := a.accounts.Credentials(c.Ctx(), account.ID, models.ForReport)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.Ctx(), platformPatience)
	defer cancel()
	result, code := templates.ApplyResult{System: account.StatusSystem}, http.StatusOK
	answer := models.SystemAnswer{AccountID: account.ID, UserName: c.User.Name, StatusSystem: account.StatusSystem, Industry: account.Industry}
	if err := a.platform.SetStatusSystem(ctx, credentials, account.StatusSystem); err != nil {
		if !errors.As(err, &result.Error) {
			return err
		}
		code = http.StatusBadGateway
		answer.Kind, answer.Code, answer.Message = result.Error.Kind, result.Error.Code, result.Error.Message
	}
	// Kept even when the visitor went away meanwhile: the platform has changed.
	if err := a.accounts.KeepSystemAnswer(context.WithoutCancel(c.Ctx()), answer); err != nil {
		return err
	}
	if c.IsHTMX() {
		return c.Render(http.StatusOK, templates.AccountApplied(result))
	}
	props, err := a.formOf(c, account)
	if err != nil {
		return err
	}
	props.Apply = &result
	return a.frame.render(c, code, props)
}
