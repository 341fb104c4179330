package handlers

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// reportActor acts on one lead's report. models.ErrConflict: too late, or the lead has changed.
type reportActor interface {
	CancelReport(ctx context.Context, leadID, version int64, by models.User) error
	KeepOurs(ctx context.Context, leadID, version int64, by models.User) error
	TakeTheirs(ctx context.Context, leadID, version int64, by models.User) error
}

// leadReport is where a lead's report stands.
type leadReport struct {
	reports reportActor
	page    leadPage
}

// show answers the panel alone to htmx, and sends everybody else to the lead's page.
func (r leadReport) show(c *web.Context) error {
	id, err := c.ID("lead")
	if err != nil {
		return err
	}
	lead, err := r.page.leads.Lead(c.Ctx(), id)
	if err != nil {
		return err
	}
	if !c.IsHTMX() {
		return c.SeeOther(templates.LeadPath(id))
	}
	props, err := r.page.props(c, lead)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, templates.LeadReport(props))
}

// submit takes a report back, or says whose status holds. It leads to the lead's page, which shows
// what became of it.
func (r leadReport) submit(c *web.Context) error {
	id, err := c.ID("lead")
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	acts := map[string]struct {
		do   func(ctx context.Context, leadID, version int64, by models.User) error
		done templates.Notice
	}{
		"cancel": {r.reports.CancelReport, templates.NoticeReportCancelled},
		"keep":   {r.reports.KeepOurs, templates.NoticeReportAgain},
		"take":   {r.reports.TakeTheirs, templates.NoticeReportTaken},
	}
	act, known := acts[form.Get("act")]
	if !known {
		bad := &models.Invalid{}
		bad.Add("act", templates.WordChoice)
		return bad
	}
	version, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil {
		version = noVersion
	}
	err = act.do(c.Ctx(), id, version, c.User)
	switch {
	case err == nil:
		c.Notify(act.done)
	case errors.Is(err, models.ErrConflict):
		c.Notify(templates.NoticeReportGone)
	default:
		return err
	}
	return c.SeeOther(templates.LeadPath(id))
}
