package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// leadAssigner gives leads to people. Take answers *models.Taken to whoever comes second.
type leadAssigner interface {
	TakeLead(ctx context.Context, id int64, by models.User) error
	AssignLead(ctx context.Context, wish models.AssignWish, by models.User) error
}

// leadOwner is who has a lead.
type leadOwner struct {
	leads leadAssigner
	page  leadPage
}

// take gives nobody's lead to the user. 409 names the colleague who was faster.
func (o leadOwner) take(c *web.Context) error {
	id, err := c.ID("lead")
	if err != nil {
		return err
	}
	err = o.leads.TakeLead(c.Ctx(), id, c.User)
	var taken *models.Taken
	switch {
	case errors.As(err, &taken):
		return c.Render(http.StatusConflict, templates.LeadTaken(templates.LeadTakenProps{By: taken.By}))
	case err != nil:
		return err
	}
	c.Notify(templates.NoticeLeadTaken)
	return c.SeeOther(templates.LeadPath(id))
}

// noOwner is no user and not nobody: a form without an owner is wrong.
const noOwner = -1

// assign gives a lead to somebody, or back to nobody. 422 for whoever may not have it, 409 when the owner
// was changed since the form was made; both with the page as it is now.
func (o leadOwner) assign(c *web.Context) error {
	id, err := c.ID("lead")
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	wish := models.AssignWish{LeadID: id, From: ownerTyped(form.Get("from")), To: ownerTyped(form.Get("owner"))}
	err = o.leads.AssignLead(c.Ctx(), wish, c.User)
	var bad *models.Invalid
	switch {
	case errors.As(err, &bad):
		return o.answer(c, id, http.StatusUnprocessableEntity, func(p *templates.LeadOwnerProps) { p.Errors = bad })
	case errors.Is(err, models.ErrConflict):
		return o.answer(c, id, http.StatusConflict, func(p *templates.LeadOwnerProps) { p.Conflict = true })
	case err != nil:
		return err
	}
	c.Notify(templates.NoticeLeadAssigned)
	return c.SeeOther(templates.LeadPath(id))
}

func ownerTyped(text string) int64 {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id < 0 {
		return noOwner
	}
	return id
}

func (o leadOwner) answer(c *web.Context, id int64, code int, change func(*templates.LeadOwnerProps)) error {
	lead, err := o.page.leads.Lead(c.Ctx(), id)
	if err != nil {
		return err
	}
	props, err := o.page.props(c, lead)
	if err != nil {
		return err
	}
	change(&props.Owning)
	return c.Render(code, templates.LeadDetail(props))
}

// owning is who has the lead and what the user may do about it.
func owning(lead *models.Lead, n names, scope models.Scope, user *models.User) templates.LeadOwnerProps {
	props := templates.LeadOwnerProps{
		Lead: lead.ID, Owner: lead.OwnerID, Name: n.user(lead.OwnerID),
		CanTake: lead.OwnerID == models.Nobody && user.CanWork(),
	}
	if user.MayAssign() {
		props.Receivers = n.receivers(scope, lead.OwnerID)
	}
	return props
}

// receivers are those to whom somebody with the scope can give leads, and who has the lead now.
func (n names) receivers(scope models.Scope, owner int64) []templates.Option {
	options := []templates.Option{}
	for i := range n.users {
		if user := &n.users[i]; user.MayReceive(scope) || user.ID == owner {
			options = append(options, templates.Option{Value: strconv.FormatInt(user.ID, 10), Label: user.Name})
		}
	}
	return options
}

// idsOf are the numbers that are ticked; what is no number is -1, which nothing has.
func idsOf(texts []string) []int64 {
	ids := make([]int64, len(texts))
	for i, text := range texts {
		ids[i] = ownerTyped(text)
	}
	return slices.Clip(ids)
}
