package handlers

import (
	"context"
	"errors"
	"net/http"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// backfillKeeper keeps what people asked to be fetched.
type backfillKeeper interface {
	Backfill(ctx context.Context, id int64) (models.Backfill, error)
	Backfills(ctx context.Context, accountID int64) ([]models.Backfill, error)
	AddBackfill(ctx context.Context, b models.Backfill) (models.Backfill, error)
	MoveBackfill(ctx context.Context, id int64, to models.BackfillState) (models.Backfill, error)
}

// rangeCounter asks the platform how many leads a window has.
type rangeCounter interface {
	CountRange(ctx context.Context, accountID int64, w models.PullWindow) (int64, error)
}

// backfillPages fetch past days of an account: count, start, watch, halt.
type backfillPages struct {
	accounts  accountKeeper
	backfills backfillKeeper
	counter   rangeCounter
	now       func() time.Time
}

// suggestedDays is how many days the empty form names.
const suggestedDays = 7

// show is the page; htmx, which asks again while something runs, gets the list alone.
func (b backfillPages) show(c *web.Context) error {
	props, err := b.props(c)
	if err != nil {
		return err
	}
	if c.IsHTMX() {
		return c.Render(http.StatusOK, templates.BackfillList(props))
	}
	now := b.now().In(models.Beijing)
	props.From, props.To = now.AddDate(0, 0, -suggestedDays).Format(time.DateOnly), now.AddDate(0, 0, -1).Format(time.DateOnly)
	return c.Render(http.StatusOK, templates.Backfill(props))
}

func (b backfillPages) props(c *web.Context) (templates.BackfillProps, error) {
	id, err := c.ID("account")
	if err != nil {
		return templates.BackfillProps{}, err
	}
	account, err := b.accounts.Account(c.Ctx(), id)
	if err != nil {
		return templates.BackfillProps{}, err
	}
	list, err := b.backfills.Backfills(c.Ctx(), id)
	return templates.BackfillProps{Account: &account, Backfills: list}, err
}

// plan counts a range and keeps it until somebody says yes: 303 to the list, 422 for days that are
// none, 502 when the platform does not count.
func (b backfillPages) plan(c *web.Context) error {
	props, err := b.props(c)
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	props.From, props.To = form.Get("from"), form.Get("to")
	window, err := models.BackfillRange(props.From, props.To, models.At(b.now()))
	if errors.As(err, &props.Errors) {
		return c.Render(http.StatusUnprocessableEntity, templates.Backfill(props))
	}
	ctx, cancel := context.WithTimeout(c.Ctx(), platformPatience)
	defer cancel()
	counted := models.PullWindow{From: window.From, To: window.To.Add(-time.Second)}
	expected, err := b.counter.CountRange(ctx, props.Account.ID, counted)
	if errors.As(err, &props.Refusal) {
		return c.Render(http.StatusBadGateway, templates.Backfill(props))
	}
	if err != nil {
		return err
	}
	return b.add(c, props.Account.ID, window, models.BackfillPlanned, expected, templates.NoticeBackfillPlanned)
}

// fetchDay fetches one day at once.
func (b backfillPages) fetchDay(c *web.Context) error {
	props, err := b.props(c)
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	window, err := models.BackfillRange(form.Get("day"), form.Get("day"), models.At(b.now()))
	if err != nil {
		return err
	}
	for _, other := range props.Backfills {
		if other.From == window.From && other.To == window.To && other.Can(models.BackfillCancelled) {
			c.Notify(templates.NoticeBackfillThere)
			return c.SeeOther(templates.BackfillPath(props.Account.ID))
		}
	}
	return b.add(c, props.Account.ID, window, models.BackfillRunning, 0, templates.NoticeBackfillStarted)
}

func (b backfillPages) add(c *web.Context, accountID int64, w models.PullWindow, state models.BackfillState, expected int64, said templates.Notice) error {
	_, err := b.backfills.AddBackfill(c.Ctx(), models.Backfill{
		AccountID: accountID, From: w.From, To: w.To, State: state, Expected: expected, CreatedBy: c.User.Name,
	})
	if err != nil {
		return err
	}
	c.Notify(said)
	return c.SeeOther(templates.BackfillPath(accountID))
}

// move is the act that brings a backfill to another state. One that can no longer get there is
// shown as it is.
func (b backfillPages) move(to models.BackfillState, said templates.Notice) web.HandlerFunc {
	return func(c *web.Context) error {
		id, err := c.ID("backfill")
		if err != nil {
			return err
		}
		moved, err := b.backfills.MoveBackfill(c.Ctx(), id, to)
		switch {
		case errors.Is(err, models.ErrConflict):
			c.Notify(templates.NoticeBackfillMoved)
		case err != nil:
			return err
		default:
			c.Notify(said)
		}
		return c.SeeOther(templates.BackfillPath(moved.AccountID))
	}
}
