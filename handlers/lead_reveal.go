package handlers

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// leadRevealer notes who looked at whose personal data; *models.QuotaReached when it was enough.
type leadRevealer interface {
	RevealLead(ctx context.Context, leadID int64, by models.User) error
}

// leadReveal shows the personal data of a lead, in this one answer.
type leadReveal struct {
	reveals leadRevealer
	page    leadPage
	now     func() time.Time
}

// submit notes the look first: what cannot be noted is not shown. 429 when the user has looked at enough
// people for now; the answer says when the next one is allowed.
func (r leadReveal) submit(c *web.Context) error {
	id, err := c.ID("lead")
	if err != nil {
		return err
	}
	err = r.reveals.RevealLead(c.Ctx(), id, c.User)
	var reached *models.QuotaReached
	if err != nil && !errors.As(err, &reached) {
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
	status := http.StatusOK
	if reached != nil {
		status, props.Quota = http.StatusTooManyRequests, reached
		c.Header("Retry-After", strconv.Itoa(int(reached.OpensAt.Sub(models.At(r.now()))/time.Second)+1))
	} else {
		props.Lead, props.Revealed = revealed(lead), true
	}
	if c.IsHTMX() {
		return c.Render(status, templates.LeadRevealed(props))
	}
	return c.Render(status, templates.LeadDetail(props))
}
