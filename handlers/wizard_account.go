package handlers

import (
	"net/http"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// wizardAccount is the step of the set-up that adds an account: the settings' form and acts, in a frame
// of its own.
type wizardAccount struct {
	accountPages
	state setupState
}

func newWizardAccount(pages accountPages, state setupState) wizardAccount {
	return wizardAccount{pages.within(accountFrame{
		render: func(c *web.Context, status int, props templates.AccountFormProps) error {
			frame, err := state.frame(c.Ctx(), models.SetupAccount, props.Stored)
			if err != nil {
				return err
			}
			frame.Account, props.InWizard = props.Stored, true // a new account is none of those that are there
			return c.Render(status, templates.WizardAccount(frame, props))
		},
		checked: func(c *web.Context, check templates.AccountCheckProps) error {
			frame, err := state.frame(c.Ctx(), models.SetupAccount, check.Account)
			if err != nil {
				return err
			}
			return c.Render(http.StatusOK, templates.WizardChecked(frame, check))
		},
		path: templates.WizardAccountPath,
	}), state}
}

// start is the empty form, or the account that was added last.
func (w wizardAccount) start(c *web.Context) error {
	facts, err := w.state.read(c.Ctx())
	if err != nil {
		return err
	}
	if account := facts.Newest(); account != nil && !c.Query().Has("new") {
		return c.SeeOther(w.frame.path(account.ID))
	}
	return w.newForm(c)
}
