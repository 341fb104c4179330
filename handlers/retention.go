package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// retentionKeeper keeps the rules and counts what they would do.
type retentionKeeper interface {
	RetentionRules(ctx context.Context) ([]models.RetentionRule, error)
	SaveRetentionRule(ctx context.Context, rule models.RetentionRule) (models.RetentionRule, error)
	DropRetentionRule(ctx context.Context, id, version int64) error
	CountExpired(ctx context.Context, rule models.RetentionRule) (int, error)
}

// retentionStarter applies the rules in the background.
type retentionStarter interface {
	StartRetention(by models.Actor) error
	RetentionRun() models.RetentionRun
}

// retentionPages are the rules by which leads are made anonymous.
type retentionPages struct {
	rules    retentionKeeper
	jobs     retentionStarter
	accounts accountLister
	postgres bool
}

// show is the page; htmx, which asks again while the rules are applied, gets the progress alone.
func (r retentionPages) show(c *web.Context) error {
	if run := r.jobs.RetentionRun(); c.IsHTMX() {
		if !run.Running() {
			c.Header("HX-Refresh", "true") // the figures of the rules are others now
		}
		return c.Render(http.StatusOK, templates.RetentionProgress(run))
	}
	form := templates.RetentionForm{Status: models.NoneSet, Days: strconv.Itoa(suggestedRetention), Active: true}
	if chosen := c.Query().Get("rule"); chosen != "" {
		rules, err := r.rules.RetentionRules(c.Ctx())
		if err != nil {
			return err
		}
		for i := range rules {
			if strconv.FormatInt(rules[i].ID, 10) == chosen {
				form = templates.NewRetentionForm(&rules[i])
			}
		}
	}
	return r.answer(c, http.StatusOK, templates.RetentionProps{Form: form})
}

// suggestedRetention is how many days the empty form names.
const suggestedRetention = 365

func (r retentionPages) answer(c *web.Context, status int, props templates.RetentionProps) error {
	rules, err := r.rules.RetentionRules(c.Ctx())
	if err != nil {
		return err
	}
	if props.Accounts, err = r.accounts.Accounts(c.Ctx()); err != nil {
		return err
	}
	for _, rule := range rules {
		hits, err := r.rules.CountExpired(c.Ctx(), rule)
		if err != nil {
			return err
		}
		props.Rules = append(props.Rules, templates.RetentionRow{Rule: rule, Hits: hits})
	}
	if props.Hits, err = r.hits(c.Ctx(), &props.Form); err != nil {
		return err
	}
	props.Run, props.Postgres = r.jobs.RetentionRun(), r.postgres
	return c.Render(status, templates.Retention(props))
}

// noRule stands for the hits of a rule that cannot be.
const noRule = -1

// hits counts what the form's rule would make anonymous now, noRule for one that cannot be.
func (r retentionPages) hits(ctx context.Context, form *templates.RetentionForm) (int, error) {
	rule, bad := readRetention(form)
	if bad == nil {
		return r.rules.CountExpired(ctx, rule)
	}
	return noRule, nil
}

// preview answers what the rule in the form would do now.
func (r retentionPages) preview(c *web.Context) error {
	form := retentionForm(c.Query())
	hits, err := r.hits(c.Ctx(), &form)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, templates.RetentionPreview(hits))
}

func retentionForm(values url.Values) templates.RetentionForm {
	return templates.RetentionForm{
		ID: values.Get("rule"), Version: values.Get("version"), Account: values.Get("account"), Status: values.Get("status"),
		Days: strings.TrimSpace(values.Get("days")), Active: values.Get("active") == "true", Confirm: values.Get("confirm"),
	}
}

// readRetention makes a rule of what was typed; bad says what is wrong with it.
func readRetention(form *templates.RetentionForm) (models.RetentionRule, *models.Invalid) {
	number := func(text string) int64 {
		if text == "" {
			return 0
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 {
			return -1 // of no account, rule or days
		}
		return n
	}
	rule := models.RetentionRule{
		ID: number(form.ID), Version: number(form.Version), AccountID: number(form.Account), Status: form.Status,
		Days: int(min(number(form.Days), models.MaxRetentionDays+1)), Active: form.Active,
	}
	var bad *models.Invalid
	errors.As(rule.Check(), &bad)
	return rule, bad
}

// save keeps a rule. One that would make leads anonymous at once is kept when whoever saves it was
// told how many, and agrees: 422 with that question before.
func (r retentionPages) save(c *web.Context) error {
	typed, err := c.Form()
	if err != nil {
		return err
	}
	form := retentionForm(typed)
	props := templates.RetentionProps{Form: form}
	rule, bad := readRetention(&form)
	if props.Errors = bad; bad != nil {
		return r.answer(c, http.StatusUnprocessableEntity, props)
	}
	if asked, err := r.ask(c.Ctx(), &rule, &form); err != nil || asked != nil {
		if err != nil {
			return err
		}
		props.Errors = asked
		return r.answer(c, http.StatusUnprocessableEntity, props)
	}
	_, err = r.rules.SaveRetentionRule(c.Ctx(), rule)
	switch {
	case errors.As(err, &props.Errors):
		return r.answer(c, http.StatusUnprocessableEntity, props)
	case errors.Is(err, models.ErrConflict):
		props.Conflict = true
		return r.answer(c, http.StatusConflict, props)
	case err != nil:
		return err
	}
	c.Notify(templates.NoticeRetentionSaved)
	return c.SeeOther(templates.RetentionPath())
}

// ask returns the question that is to be answered first, nil when there is none: the rule is off,
// hits nothing, or no more than was agreed to.
func (r retentionPages) ask(ctx context.Context, rule *models.RetentionRule, form *templates.RetentionForm) (*models.Invalid, error) {
	if !rule.Active {
		return nil, nil
	}
	hits, err := r.rules.CountExpired(ctx, *rule)
	if err != nil {
		return nil, err
	}
	agreed, err := strconv.Atoi(form.Confirm)
	if hits == 0 || err == nil && agreed >= hits {
		return nil, nil
	}
	asked := &models.Invalid{}
	asked.AddLimit("confirm", templates.WordConfirmErasure, hits)
	return asked, nil
}

func (r retentionPages) drop(c *web.Context) error {
	id, err := c.ID("rule")
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	version, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil {
		version = noVersion
	}
	if err := r.rules.DropRetentionRule(c.Ctx(), id, version); err != nil {
		return err
	}
	c.Notify(templates.NoticeRetentionDropped)
	return c.SeeOther(templates.RetentionPath())
}

// apply starts a run of all rules that are on.
func (r retentionPages) apply(c *web.Context) error {
	notice := templates.NoticeRetentionStarted
	if err := r.jobs.StartRetention(models.ActorOf(c.Ctx())); errors.Is(err, models.ErrConflict) {
		notice = templates.NoticeRetentionRunning
	} else if err != nil {
		return err
	}
	c.Notify(notice)
	return c.SeeOther(templates.RetentionPath())
}
