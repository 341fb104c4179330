package store

import (
	"context"
	"slices"
	"strings"

	"xiansuo/models"
)

// condition is one part of a WHERE clause with its values. It is built from constants of this
// file alone; whatever people type is a value.
type condition struct {
	parts  []string
	values []any
}

func (c *condition) and(part string, values ...any) {
	c.parts = append(c.parts, part)
	c.values = append(c.values, values...)
}

func (c *condition) where() string {
	if len(c.parts) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(c.parts, " AND ")
}

// bounds are the list keys that a page may hold: low <= key <= high. The cursor is folded into
// the same bound as the dates; beside it, SQLite would read everything up to the date.
type bounds struct{ low, high int64 }

func boundsOf(q *models.LeadQuery) bounds {
	b := bounds{0, 1<<63 - 1}
	if q.From != 0 {
		b.low = models.ListKeyFloor(q.From)
	}
	if q.To != 0 {
		b.high = models.ListKeyFloor(q.To) - 1
	}
	if q.After != 0 {
		b.high = min(b.high, q.After-1)
	}
	if q.Before != 0 {
		b.low = max(b.low, q.Before+1)
	}
	return b
}

// filters are the conditions of a query but its text and place in the list. Each equals the
// leading column of an index that ends in list_key.
func filters(q *models.LeadQuery) *condition {
	c := &condition{}
	if q.AccountID != 0 {
		c.and("l.account_id = ?", q.AccountID)
	}
	equal := func(column, value string) {
		switch value {
		case "":
		case models.NoneSet:
			c.and(column + " = ''")
		default:
			c.and(column+" = ?", value)
		}
	}
	equal("l.convert_status", q.Status)
	if q.Reason != "" {
		c.and("l.ineffect_reason = ? AND l.ineffect_reason <> ''", q.Reason) // the index leaves out the empty ones
	}
	equal("l.intention_score", q.Score)
	equal("l.leads_source", q.Source)
	if q.Report == models.ReportDue {
		dueReports(c, q.DueAt)
	} else {
		equal("l.report_state", q.Report)
	}
	switch {
	case q.Nobodys:
		c.and("l.owner_id = 0")
	case q.OwnerID != 0:
		c.and("l.owner_id = ?", q.OwnerID)
	}
	return c
}

// LeadPage returns one page of the list, newest first: after a cursor (older leads), before one
// (the nearest newer leads), or the newest.
func (s *Store) LeadPage(ctx context.Context, q models.LeadQuery) (models.LeadPage, error) {
	if q.Limit <= 0 {
		q.Limit = models.PageSize
	}
	page, err := s.leadPage(ctx, q)
	return page, s.judge("list leads", err)
}

func (s *Store) leadPage(ctx context.Context, q models.LeadQuery) (models.LeadPage, error) {
	var page models.LeadPage
	var err error
	upwards := q.Before != 0
	ask := q
	ask.Limit++ // one more tells whether the list goes on
	if strings.TrimSpace(q.Text) == "" {
		page.Leads, err = s.walk(ctx, ask, upwards)
	} else {
		page.Leads, page.GaveUp, page.GoOn, err = s.search(ctx, ask, upwards)
	}
	if err != nil {
		return models.LeadPage{}, err
	}
	more := len(page.Leads) > q.Limit
	if more {
		page.Leads = page.Leads[:q.Limit]
	}
	if upwards {
		slices.Reverse(page.Leads)
		page.Newer, page.Older = more, true
	} else {
		page.Newer, page.Older = q.After != 0, more
	}
	return page, nil
}

// queryList runs a query that begins with listSelect and returns about as many leads as expected.
func (s *Store) queryList(ctx context.Context, expected int, query string, values ...any) ([]models.Lead, error) {
	rows, err := s.query(ctx, query, values...)
	if err != nil {
		return nil, err
	}
	return scanList(rows, expected)
}

func direction(upwards bool) string {
	if upwards {
		return " ASC"
	}
	return " DESC"
}
