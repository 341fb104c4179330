package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// accountSaver changes accounts.
type accountSaver interface {
	SaveAccount(ctx context.Context, edit models.AccountEdit, by models.User) (models.Account, error)
}

// wizardReports is the last step of the set-up: what becomes of each account's statuses.
type wizardReports struct {
	accounts accountSaver
	state    setupState
}

func (w wizardReports) show(c *web.Context) error {
	frame, err := w.state.frame(c.Ctx(), models.SetupReports, nil)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, templates.WizardReports(frame, templates.WizardReportsProps{}))
}

// submit saves each account's mode: 303 to the list of leads; 422 when one is none, 409 when somebody
// changed an account meanwhile, both with what was chosen.
func (w wizardReports) submit(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	frame, err := w.state.frame(c.Ctx(), models.SetupReports, nil)
	if err != nil {
		return err
	}
	props := templates.WizardReportsProps{Chosen: map[int64]models.ReportMode{}, Errors: &models.Invalid{}}
	for i := range frame.Facts.Accounts {
		account := &frame.Facts.Accounts[i]
		if err := w.decide(c, account, form, &props); err != nil {
			return err
		}
	}
	switch {
	case len(props.Errors.Fields) > 0:
		return c.Render(http.StatusUnprocessableEntity, templates.WizardReports(frame, props))
	case props.Conflict:
		return c.Render(http.StatusConflict, templates.WizardReports(frame, props))
	}
	c.Notify(templates.NoticeWizardDone)
	return c.SeeOther(templates.LeadsPath())
}

// decide saves what was chosen of one account. An account that the form did not show, because somebody
// added it meanwhile, is left alone.
func (w wizardReports) decide(c *web.Context, account *models.Account, form url.Values, props *templates.WizardReportsProps) error {
	field := templates.ReportModeField(account.ID)
	if !form.Has(field) {
		return nil
	}
	mode := models.ReportMode(form.Get(field))
	props.Chosen[account.ID] = mode
	if !models.ReportModes.Has(string(mode)) {
		props.Errors.Add(field, templates.WordChoice)
		return nil
	}
	if mode != account.ReportMode {
		edit := templates.NewAccountEdit(account)
		edit.ReportMode = mode
		// The version is the one that the chooser saw; what is no number was never one.
		seen, err := strconv.ParseInt(form.Get(templates.ReportVersionField(account.ID)), 10, 64)
		if err != nil || seen <= 0 {
			seen = noVersion
		}
		edit.Version = seen
		switch _, err := w.accounts.SaveAccount(c.Ctx(), edit, c.User); {
		case errors.Is(err, models.ErrConflict):
			props.Conflict = true
			return nil
		case err != nil:
			return err
		}
	}
	return w.state.store.MarkSetup(c.Ctx(), models.SetupMark{Kind: models.MarkDecided, AccountID: account.ID}, true)
}
