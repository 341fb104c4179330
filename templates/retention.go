package templates

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"xiansuo/models"
)

// RetentionProps fill the page of the rules by which leads are made anonymous.
type RetentionProps struct {
	Rules    []RetentionRow
	Accounts []models.Account
	Form     RetentionForm
	Hits     int // what the form's rule would do now; -1: it is no rule
	Errors   *models.Invalid
	Conflict bool // somebody changed the rule since it was read
	Run      models.RetentionRun
	Postgres bool
}

// RetentionRow is a rule and how many leads it would make anonymous now.
type RetentionRow struct {
	Rule models.RetentionRule
	Hits int
}

// RetentionForm is a rule as typed.
type RetentionForm struct {
	ID, Version           string // empty or 0: a new one
	Account, Status, Days string // no account: every one
	Active                bool
	Confirm               string // how many leads whoever saves it agreed to lose
}

// NewRetentionForm is the form of a rule as it stands.
func NewRetentionForm(r *models.RetentionRule) RetentionForm {
	form := RetentionForm{
		ID: strconv.FormatInt(r.ID, 10), Version: strconv.FormatInt(r.Version, 10),
		Status: r.Status, Days: strconv.Itoa(r.Days), Active: r.Active,
	}
	if r.AccountID != 0 {
		form.Account = strconv.FormatInt(r.AccountID, 10)
	}
	return form
}

func (f *RetentionForm) isNew() bool { return f.ID == "" || f.ID == "0" }

// retentionStatuses are the statuses that a rule can be about.
func retentionStatuses(ctx context.Context) []Option {
	return enumOptions(ctx, models.AllStatuses(),
		Option{models.NoneSet, T(ctx, "status.unset")}, Option{models.AnyStatus, T(ctx, "retention.any_status")})
}

func retentionStatus(ctx context.Context, r *models.RetentionRule) string {
	return optionLabel(retentionStatuses(ctx), r.Status)
}

func retentionAccount(ctx context.Context, accounts []models.Account, r *models.RetentionRule) string {
	if r.AccountID == 0 {
		return T(ctx, "retention.every_account")
	}
	return wechatAccount(accounts, r.AccountID)
}

// hitsWords say how many leads a rule would make anonymous now: 37, or 10,000+.
func hitsWords(ctx context.Context, hits int) string {
	switch {
	case hits < 0:
		return ""
	case hits == 0:
		return T(ctx, "retention.hits_none")
	case hits > models.MaxCount:
		return T(ctx, "retention.hits_more", "Least", Number(models.MaxCount))
	}
	return T(ctx, "retention.hits", "Count", hits)
}

func hitsNumber(hits int) string {
	if hits > models.MaxCount {
		return Number(models.MaxCount) + "+"
	}
	return Number(int64(hits))
}

// agreement is what a ticked box agrees to: so many leads, and no more.
func agreement(errors *models.Invalid) (hits int, asked bool) {
	e, asked := errors.Of("confirm")
	return e.Limit, asked
}

// retentionPolling lets the progress ask for itself again while the rules are applied.
func retentionPolling(run models.RetentionRun) templ.Attributes {
	if !run.Running() {
		return nil
	}
	return templ.Attributes{"hx-get": RetentionPath(), "hx-trigger": "load delay:2s", "hx-swap": "outerHTML"}
}

func retentionRunWords(ctx context.Context, run models.RetentionRun) (words, tone string) {
	switch {
	case run.Running():
		return T(ctx, "retention.running", "Count", run.Leads), "info"
	case run.Trouble:
		return T(ctx, "retention.trouble", "Count", run.Leads), "bad"
	case run.StartedAt.IsZero():
		return "", ""
	case run.Stopped:
		return T(ctx, "retention.stopped", "Count", run.Leads), "warn"
	}
	return T(ctx, "retention.done", "Count", run.Leads, "When", run.FinishedAt.String()), "info"
}
