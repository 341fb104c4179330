package handlers

import (
	"net/http"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

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
	frame, err := w.state.frame(c.Ctx(), models.SetupPush, &account)
	if err != nil {
		return err
	}
	counts, err := w.pushes.PushCounts(c.Ctx(), account.ID)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, templates.WizardArrived(frame, templates.PushArrivalProps{
		AccountID: account.ID, At: frame.Facts.Pushed[account.ID], Counts: counts, Asked: templates.ParseAsked(c.Query().Get("asked")),
	}))
}
