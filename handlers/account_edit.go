package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// newForm is the form of an account to add, with the settings that most accounts have.
func (a accountPages) newForm(c *web.Context) error {
	return a.frame.render(c, http.StatusOK, templates.AccountFormProps{Edit: models.AccountEdit{
		Industry: models.NoIndustry, StatusSystem: models.StandardSystem, Algorithm: models.SHA256,
		ReportMode: models.ReportDryRun, ReportDeadlineDays: models.DefaultReportDeadline,
	}})
}

func (a accountPages) form(c *web.Context) error {
	account, err := a.account(c)
	if err != nil {
		return err
	}
	props, err := a.formOf(c, account)
	if err != nil {
		return err
	}
	return a.frame.render(c, http.StatusOK, props)
}

// account is the account of the address.
func (a accountPages) account(c *web.Context) (models.Account, error) {
	id, err := c.ID("account")
	if err != nil {
		return models.Account{}, err
	}
	return a.accounts.Account(c.Ctx(), id)
}

// formOf is the form of a stored account, with what its status system means.
func (a accountPages) formOf(c *web.Context, account models.Account) (templates.AccountFormProps, error) {
	props := templates.AccountFormProps{Stored: &account, Edit: templates.NewAccountEdit(&account)}
	var err error
	if props.Push, err = a.pushPanel(c, &account); err != nil {
		return props, err
	}
	held, err := a.accounts.HeldWork(c.Ctx(), account.ID)
	if err != nil {
		return props, err
	}
	props.Effect = account.Rules().EffectOf(held)
	props.Answers, err = a.accounts.SystemAnswers(c.Ctx(), account.ID)
	return props, err
}

// create adds an account: 303 to its form, or the form again with what was typed, 422 when
// something is wrong with it, 409 when the number is taken.
func (a accountPages) create(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	edit, bad := accountEdit(form)
	edit.ID, edit.Version = accountNumber(form.Get("account_id"), bad), 0
	readReporting(form, &edit, bad)
	account, err := a.save(c, edit, bad)
	if err != nil {
		return a.answerRefusal(c, templates.AccountFormProps{Edit: edit}, err)
	}
	c.Notify(templates.NoticeAccountCreated)
	return c.SeeOther(a.frame.path(account.ID))
}

// update changes an account: 303 to its form, 422 or 409 with what was typed.
func (a accountPages) update(c *web.Context) error {
	stored, err := a.account(c)
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	edit, bad := accountEdit(form)
	edit.ID = stored.ID
	edit.ReportMode, edit.ReportDeadlineDays = stored.ReportMode, stored.ReportDeadlineDays
	readReporting(form, &edit, bad)
	if edit.Version, err = strconv.ParseInt(form.Get("version"), 10, 64); err != nil || edit.Version <= 0 {
		edit.Version = noVersion
	}
	if _, refused := a.save(c, edit, bad); refused != nil {
		props, err := a.formOf(c, stored)
		if err != nil {
			return err
		}
		props.Edit = edit
		props.Edit.Version = stored.Version
		return a.answerRefusal(c, props, refused)
	}
	c.Notify(templates.NoticeAccountSaved)
	return c.SeeOther(a.frame.path(stored.ID))
}

// save stores the edit unless the form could not even be read.
func (a accountPages) save(c *web.Context, edit models.AccountEdit, bad *models.Invalid) (models.Account, error) {
	var more *models.Invalid
	if err := edit.Check(); errors.As(err, &more) {
		for _, field := range more.Fields {
			if _, noted := bad.Of(field.Field); !noted {
				bad.Fields = append(bad.Fields, field)
			}
		}
	}
	if err := bad.OrNil(); err != nil {
		return models.Account{}, err
	}
	return a.accounts.SaveAccount(c.Ctx(), edit, c.User)
}

// answerRefusal shows the form again. Secrets that were typed are not sent back.
func (a accountPages) answerRefusal(c *web.Context, props templates.AccountFormProps, err error) error {
	props.Edit.Pull, props.Edit.Report, props.Edit.Push = models.Pair{}, models.Pair{}, models.Pair{}
	switch {
	case errors.As(err, &props.Errors):
		return a.frame.render(c, http.StatusUnprocessableEntity, props)
	case errors.Is(err, models.ErrConflict):
		props.Exists, props.Conflict = props.Stored == nil, props.Stored != nil
		return a.frame.render(c, http.StatusConflict, props)
	}
	return err
}

// accountEdit reads the form's fields but the number and version.
func accountEdit(form url.Values) (models.AccountEdit, *models.Invalid) {
	bad := &models.Invalid{}
	return models.AccountEdit{
		PullMinutes:  pullMinutes(form.Get("pull_minutes"), bad),
		Name:         form.Get("name"),
		Industry:     models.Industry(form.Get("industry")),
		StatusSystem: models.StatusSystem(form.Get("status_system")),
		Algorithm:    models.Algorithm(form.Get("algorithm")),
		OldSignature: checked(form, "old_signature"),
		OmitID:       checked(form, "omit_account_id"),
		KeepIDNumber: checked(form, "keep_id_number"),
		Paused:       checked(form, "paused"),
		Pull:         models.Pair{Token: form.Get("token"), Secret: form.Get("secret")},
		Report:       models.Pair{Token: form.Get("report_token"), Secret: form.Get("report_secret")},
		Push:         models.Pair{Token: form.Get("push_token"), Secret: form.Get("push_secret")},
		DropReport:   checked(form, "drop_report"),
		DropPush:     checked(form, "drop_push"),
	}, bad
}

// pullMinutes reads the rest between pulls; a form without one means the least.
func pullMinutes(typed string, bad *models.Invalid) int {
	if typed = strings.TrimSpace(typed); typed == "" {
		return 1
	}
	minutes, err := strconv.Atoi(typed)
	if err != nil || minutes < 1 || minutes > models.MaxPullMinutes {
		bad.AddLimit("pull_minutes", "invalid.pull_minutes", models.MaxPullMinutes)
	}
	return minutes
}

// readReporting reads the fields of reporting; what a form leaves out stays as it is.
func readReporting(form url.Values, edit *models.AccountEdit, bad *models.Invalid) {
	if form.Has("report_mode") {
		edit.ReportMode = models.ReportMode(form.Get("report_mode"))
	}
	if form.Has("report_deadline_days") {
		days, err := strconv.Atoi(strings.TrimSpace(form.Get("report_deadline_days")))
		if err != nil || days == 0 {
			bad.AddLimit("report_deadline_days", "invalid.deadline_days", models.MaxReportDeadline)
		}
		edit.ReportDeadlineDays = days
	}
	edit.NoConfirm = checked(form, "no_confirm")
}

// accountNumber reads the platform's number of an account.
func accountNumber(typed string, bad *models.Invalid) int64 {
	number, err := strconv.ParseInt(strings.TrimSpace(typed), 10, 64)
	if err != nil && strings.TrimSpace(typed) != "" {
		bad.Add("account_id", templates.WordNumber)
	}
	return number
}

// checked reads a checkbox: absent means no.
func checked(form url.Values, field string) bool {
	switch form.Get(field) {
	case "", "false", "0", "off":
		return false
	}
	return true
}
