package handlers

import (
	"context"
	"net/http"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// leadRevealer notes who looked at whose personal data.
type leadRevealer interface {
	RevealLead(ctx context.Context, leadID int64, by models.User) error
}

// leadReveal shows the personal data of a lead, in this one answer.
type leadReveal struct {
	reveals leadRevealer
	page    leadPage
}

// submit notes the look first: what cannot be noted is not shown.
func (r leadReveal) submit(c *web.Context) error {
	id, err := c.ID("lead")
	if err != nil {
		return err
	}
	if err := r.reveals.RevealLead(c.Ctx(), id, c.User); err != nil {
		return err
	}
	lead, err := r.page.leads.Lead(c.Ctx(), id)
	if err != nil {
		return err
	}
	props, err := r.page.props(c, lead)
	if err != nil {
		return err
	}
	props.Lead, props.Revealed = revealed(lead), true
	if c.IsHTMX() {
		return c.Render(http.StatusOK, templates.LeadWho(props))
	}
	return c.Render(http.StatusOK, templates.LeadDetail(props))
}
