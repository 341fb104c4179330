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

// statusSetter sets a lead's status. It returns the lead as it is now, also together with
// models.ErrConflict.
type statusSetter interface {
	SetStatus(ctx context.Context, wish models.StatusWish, by models.User) (models.Lead, error)
}

// leadStatus is the form that says what became of a lead.
type leadStatus struct {
	statuses statusSetter
	page     leadPage
}

// form answers the form alone to the list's dialog, and the lead's page to everybody else.
func (s leadStatus) form(c *web.Context) error {
	id, err := c.ID("lead")
	if err != nil {
		return err
	}
	lead, err := s.page.leads.Lead(c.Ctx(), id)
	if err != nil {
		return err
	}
	return s.answer(c, http.StatusOK, lead, func(*templates.StatusFormProps) {})
}

// submit sets the status. 303 or the row anew when it is saved, 422 when the account's rules
// forbid it, 409 when a colleague was faster; both times with the form and what was typed.
func (s leadStatus) submit(c *web.Context) error {
	id, err := c.ID("lead")
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	wish := statusWish(id, form)
	lead, err := s.statuses.SetStatus(c.Ctx(), wish, c.User)
	var bad *models.Invalid
	var taken *models.Taken
	switch {
	case errors.As(err, &bad):
		return s.refuse(c, wish, bad)
	case errors.As(err, &taken):
		return c.Render(http.StatusConflict, templates.LeadTaken(templates.LeadTakenProps{By: taken.By, InDialog: c.IsHTMX()}))
	case errors.Is(err, models.ErrConflict):
		return s.conflict(c, wish, lead)
	case err != nil:
		return err
	}
	return s.saved(c, wish, lead)
}

// noVersion is no version of any lead: a form without one conflicts.
const noVersion = -1

func statusWish(id int64, form url.Values) models.StatusWish {
	version, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil {
		version = noVersion
	}
	return models.StatusWish{LeadID: id, Version: version, Work: models.Work{
		ConvertStatus:       models.ConvertStatus(form.Get("leads_convert_type")),
		IneffectReason:      models.IneffectReason(form.Get("leads_ineffect_reason")),
		IntentionScore:      models.IntentionScore(form.Get("leads_intention_score")),
		OuterConvertType:    form.Get("outer_leads_convert_type"),
		OuterIneffectReason: form.Get("outer_leads_ineffect_reason"),
	}.Trim()}
}

func (s leadStatus) saved(c *web.Context, wish models.StatusWish, lead models.Lead) error {
	notice := templates.NoticeStatusSaved
	if lead.WorkVersion == wish.Version {
		notice = templates.NoticeStatusUnchanged
	}
	if !c.IsHTMX() {
		c.Notify(notice)
		return c.SeeOther(templates.LeadPath(lead.ID))
	}
	names, err := s.page.names.read(c.Ctx())
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, templates.StatusSaved(leadRow(lead, names, &c.User), notice))
}

func (s leadStatus) refuse(c *web.Context, wish models.StatusWish, bad *models.Invalid) error {
	lead, err := s.page.leads.Lead(c.Ctx(), wish.LeadID)
	if err != nil {
		return err
	}
	return s.answer(c, http.StatusUnprocessableEntity, lead, func(form *templates.StatusFormProps) {
		form.Work, form.Errors = wish.Work, bad
		form.Version = wish.Version // not the lead's now: a change meanwhile must still conflict
	})
}

func (s leadStatus) conflict(c *web.Context, wish models.StatusWish, lead models.Lead) error {
	changes, err := s.page.leads.Changes(c.Ctx(), lead.ID)
	if err != nil {
		return err
	}
	return s.answer(c, http.StatusConflict, lead, func(form *templates.StatusFormProps) {
		form.Work = wish.Work
		form.Conflict = &templates.StatusConflict{Theirs: lead.Work, By: lastWorker(changes), At: lead.WorkedAt}
	})
}

// lastWorker is who set the status last; empty when nobody knows.
func lastWorker(changes []models.Change) string {
	for _, change := range changes {
		if change.Kind == models.ChangeStatus {
			return change.UserName
		}
	}
	return ""
}

// answer shows the form, changed as the outcome asks, in the dialog or on the lead's page.
func (s leadStatus) answer(c *web.Context, code int, lead models.Lead, change func(*templates.StatusFormProps)) error {
	if c.IsHTMX() {
		account, err := s.page.account(c.Ctx(), lead.AccountID)
		if err != nil {
			return err
		}
		form := statusForm(masked(lead, &c.User), account)
		form.InDialog = true
		change(&form)
		return c.Render(code, templates.StatusForm(form))
	}
	props, err := s.page.props(c, lead)
	if err != nil {
		return err
	}
	change(&props.Status)
	return c.Render(code, templates.LeadDetail(props))
}

// statusForm is the form as the lead stands.
func statusForm(lead models.Lead, account *models.Account) templates.StatusFormProps {
	return templates.StatusFormProps{Lead: lead, Account: account, Work: lead.Work, Version: lead.WorkVersion}
}
