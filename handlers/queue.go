package handlers

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// queueReader reads a user's queue.
type queueReader interface {
	QueueCounts(ctx context.Context, user int64, now models.Instant) ([]models.QueueCount, error)
	QueuePage(ctx context.Context, q models.QueueQuery) (models.QueuePage, error)
}

// queue is a seller's day: what to call next, in its order.
type queue struct {
	leads queueReader
	names *directory
	now   func() time.Time
}

// show answers one part of the user's queue, the first that holds a lead when the address names none.
// What the address says and is not there is left out; the page says so.
func (q queue) show(c *web.Context) error {
	names, err := q.names.read(c.Ctx())
	if err != nil {
		return err
	}
	now := models.At(q.now())
	counts, err := q.leads.QueueCounts(c.Ctx(), c.User.ID, now)
	if err != nil {
		return err
	}
	asked, lost := queueAsked(c.Query().Get("part"), c.Query().Get("after"))
	if asked.Part == "" {
		asked.Part = firstPart(counts)
	}
	asked.User, asked.Now, asked.Limit = c.User.ID, now, models.PageSize
	page, err := q.leads.QueuePage(c.Ctx(), asked)
	if err != nil {
		return err
	}
	props := templates.QueueProps{
		Counts: counts, Part: asked.Part, First: asked.After == (models.QueuePlace{}), More: page.More, Lost: lost,
	}
	for _, lead := range page.Leads {
		props.Rows = append(props.Rows, leadRow(lead, names, &c.User))
	}
	return c.Render(http.StatusOK, templates.Queue(props))
}

// queueAsked reads what the address asks for; lost is true when some of it is not to be had.
func queueAsked(part, after string) (q models.QueueQuery, lost bool) {
	if part != "" {
		if !models.QueueParts.Has(part) {
			return q, true
		}
		q.Part = models.QueuePart(part)
	}
	if after == "" {
		return q, false
	}
	at, key, found := strings.Cut(after, ".")
	moment, err := strconv.ParseInt(at, 10, 64)
	place, wrong := strconv.ParseInt(key, 10, 64)
	if !found || err != nil || wrong != nil || moment <= 0 || place <= 0 || models.Instant(moment) > models.QueueRest || q.Part == "" {
		return q, true
	}
	q.After = models.QueuePlace{At: models.Instant(moment), Key: place}
	return q, false
}

// firstPart is the part to begin with.
func firstPart(counts []models.QueueCount) models.QueuePart {
	for _, part := range counts {
		if part.Count > 0 {
			return part.Part
		}
	}
	return models.PartNew
}
