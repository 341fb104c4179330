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
	props := chosenModes(form, frame.Facts.Accounts)
	if props.Errors != nil {
		return c.Render(http.StatusUnprocessableEntity, templates.WizardReports(frame, props))
	}
	for i := range frame.Facts.Accounts {
		account := &frame.Facts.Accounts[i]
		mode, chosen := props.Chosen[account.ID]
		if !chosen {
			continue
		}
		switch err := w.decide(c, account, mode, form.Get(templates.ReportVersionField(account.ID))); {
		case errors.Is(err, models.ErrConflict):
			props.Conflict = true
		case err != nil:
			return err
		}
	}
	if props.Conflict {
		return c.Render(http.StatusConflict, templates.WizardReports(frame, props))
	}
	c.Notify(templates.NoticeWizardDone)
	return c.SeeOther(templates.LeadsPath())
}

// chosenModes reads what was chosen. An account that the form did not show, because somebody added it
// meanwhile, is left alone.
func chosenModes(form url.Values, accounts []models.Account) templates.WizardReportsProps {
	props, bad := templates.WizardReportsProps{Chosen: map[int64]models.ReportMode{}}, &models.Invalid{}
	for _, account := range accounts {
		field := templates.ReportModeField(account.ID)
		if !form.Has(field) {
			continue
		}
		mode := form.Get(field)
		props.Chosen[account.ID] = models.ReportMode(mode)
		if !models.ReportModes.Has(mode) {
			bad.Add(field, templates.WordChoice)
		}
	}
	if len(bad.Fields) > 0 {
		props.Errors = bad
	}
	return props
}

// decide saves an account's mode where it is another, and remembers that somebody chose it. seen is the
// account's version that the chooser saw: models.ErrConflict when somebody changed it since.
func (w wizardReports) decide(c *web.Context, account *models.Account, mode models.ReportMode, seen string) error {
	if mode != account.ReportMode {
		edit := templates.NewAccountEdit(account)
		edit.ReportMode = mode
		var err error
		if edit.Version, err = strconv.ParseInt(seen, 10, 64); err != nil || edit.Version <= 0 {
			edit.Version = noVersion
		}
		if _, err := w.accounts.SaveAccount(c.Ctx(), edit, c.User); err != nil {
			return err
		}
	}
	return w.state.store.MarkSetup(c.Ctx(), models.SetupMark{Kind: models.MarkDecided, AccountID: account.ID}, true)
}
