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

// handoverKeeper hands a user's leads over, in the background.
type handoverKeeper interface {
	User(ctx context.Context, id int64) (models.User, error)
	Users(ctx context.Context) ([]models.User, error)
	OwnedWork(ctx context.Context, userID int64) ([]models.WorkCount, error)
	Handover(ctx context.Context, userID int64) (models.Handover, error)
	StartHandover(ctx context.Context, wish models.HandoverWish, by models.User) (models.Handover, error)
	UndoHandover(ctx context.Context, userID, id int64, by models.User) error
}

// handoverPages hand the leads of somebody who leaves over to others.
type handoverPages struct{ handovers handoverKeeper }

// show is the page, or to htmx the progress alone.
func (h handoverPages) show(c *web.Context) error {
	id, err := c.ID("user")
	if err != nil {
		return err
	}
	props, err := h.props(c, id)
	if err != nil {
		return err
	}
	if c.IsHTMX() {
		if !props.UnderWay() { // the page has more to show now
			return c.SeeOther(templates.HandoverPath(id))
		}
		return c.Render(http.StatusOK, templates.HandoverProgress(props))
	}
	return c.Render(http.StatusOK, templates.Handover(props))
}

func (h handoverPages) props(c *web.Context, id int64) (props templates.HandoverProps, err error) {
	if props.User, err = h.handovers.User(c.Ctx(), id); err != nil {
		return props, err
	}
	props.User.PasswordHash = ""
	if props.Counts, err = h.handovers.OwnedWork(c.Ctx(), id); err != nil {
		return props, err
	}
	users, err := h.handovers.Users(c.Ctx())
	if err != nil {
		return props, err
	}
	scope := models.ScopeOf(c.Ctx())
	for _, user := range users {
		if user.ID != id && user.MayReceive(scope) {
			props.Receivers = append(props.Receivers, user)
		}
	}
	last, err := h.handovers.Handover(c.Ctx(), id)
	if errors.Is(err, models.ErrNotFound) {
		return props, nil
	}
	if err != nil {
		return props, err
	}
	props.Last = &last
	n := names{users: users}
	for _, receiver := range last.ReceiverIDs() {
		props.Names = append(props.Names, n.user(receiver)) // empty: nobody
	}
	return props, nil
}

// start begins a hand-over; 422 when nobody is chosen, or somebody who may not have leads.
func (h handoverPages) start(c *web.Context) error {
	id, err := c.ID("user")
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	toNobody := form.Get("nobody") != ""
	wish := models.HandoverWish{UserID: id, Receivers: idsOf(form["receivers"])}
	chosen := wish.Receivers
	if toNobody {
		wish.Receivers = append(wish.Receivers, models.Nobody)
	}
	_, err = h.handovers.StartHandover(c.Ctx(), wish, c.User)
	var bad *models.Invalid
	switch {
	case errors.As(err, &bad):
		props, err := h.props(c, id)
		if err != nil {
			return err
		}
		props.Errors, props.Chosen, props.ToNobody = bad, chosen, toNobody
		return c.Render(http.StatusUnprocessableEntity, templates.Handover(props))
	case errors.Is(err, models.ErrConflict): // one is under way: the page shows it
		return c.SeeOther(templates.HandoverPath(id))
	case err != nil:
		return err
	}
	c.Notify(templates.NoticeHandoverStarted)
	return c.SeeOther(templates.HandoverPath(id))
}

// undo brings the leads back.
func (h handoverPages) undo(c *web.Context) error {
	id, err := c.ID("user")
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	handover, err := strconv.ParseInt(form.Get("handover"), 10, 64)
	if err != nil {
		bad := &models.Invalid{}
		bad.Add("handover", templates.WordChoice)
		return bad
	}
	err = h.handovers.UndoHandover(c.Ctx(), id, handover, c.User)
	switch {
	case errors.Is(err, models.ErrConflict):
		c.Notify(templates.NoticeHandoverTooLate)
	case err != nil:
		return err
	default:
		c.Notify(templates.NoticeHandoverUndoing)
	}
	return c.SeeOther(templates.HandoverPath(id))
}
