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
			props.InWizard = true
			return c.Render(status, templates.WizardAccount(frame, props))
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

// wizardPush is the step that shows the push address and waits for the platform to use it.
type wizardPush struct {
	accountPush
	state setupState
}

func newWizardPush(push accountPush, state setupState) wizardPush {
	push.accountPages = push.within(accountFrame{
		render: func(c *web.Context, status int, props templates.AccountFormProps) error {
			frame, err := state.frame(c.Ctx(), models.SetupPush, props.Stored)
			if err != nil {
				return err
			}
			return c.Render(status, templates.WizardPush(frame, props.Push))
		},
		path: templates.WizardPushPath,
	})
	return wizardPush{push, state}
}

// start is the step of the account that was added last; without one it says what comes first.
func (w wizardPush) start(c *web.Context) error {
	frame, err := w.state.frame(c.Ctx(), models.SetupPush, nil)
	if err != nil {
		return err
	}
	if frame.Account != nil {
		return c.SeeOther(w.frame.path(frame.Account.ID))
	}
	return c.Render(http.StatusOK, templates.WizardPush(frame, nil))
}

// show is the step. To htmx, which asks again and again, it is what came so far.
func (w wizardPush) show(c *web.Context) error {
	if !c.IsHTMX() {
		return w.form(c)
	}
	account, err := w.account(c)
	if err != nil {
		return err
	}
	pushed, err := w.state.store.LastPushed(c.Ctx())
	if err != nil {
		return err
	}
	counts, err := w.pushes.PushCounts(c.Ctx(), account.ID)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, templates.PushArrival(templates.PushArrivalProps{
		AccountID: account.ID, At: pushed[account.ID], Counts: counts, Asked: templates.ParseAsked(c.Query().Get("asked")),
	}))
}
