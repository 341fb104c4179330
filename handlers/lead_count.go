package handlers

import (
	"context"
	"sync"
	"time"

	"xiansuo/models"
)

// leadLister finds the leads of a list.
type leadLister interface {
	LeadPage(ctx context.Context, query models.LeadQuery) (models.LeadPage, error)
	leadCounter
}

// leadCounter counts a list; it stops at models.MaxCount + 1.
type leadCounter interface {
	CountLeads(ctx context.Context, query models.LeadQuery) (int, error)
}

// How long and how many counts are remembered: turning pages asks for the same one.
const (
	countLife = 2 * time.Second
	maxCounts = 500
)

// leadCounts remembers how many leads a query matches for those who see the same, whatever its page.
type leadCounts struct {
	leads leadCounter
	now   func() time.Time

	mu    sync.Mutex
	known map[countedQuery]leadCount
}

// countedQuery is a query and what its asker sees.
type countedQuery struct {
	query models.LeadQuery
	scope string
}

type leadCount struct {
	leads int
	until time.Time
}

func newLeadCounts(leads leadCounter, now func() time.Time) *leadCounts {
	return &leadCounts{leads: leads, now: now, known: map[countedQuery]leadCount{}}
}

// count says how many leads match; more means that there are more than that.
func (l *leadCounts) count(ctx context.Context, query models.LeadQuery) (leads int64, more bool, err error) {
	query.After, query.Before, query.Limit = 0, 0, 0
	asked := countedQuery{query, models.ScopeOf(ctx).Key()}
	n, known := l.lookUp(asked)
	if !known {
		if n, err = l.leads.CountLeads(ctx, query); err != nil {
			return 0, false, err
		}
		l.keep(asked, n)
	}
	return int64(min(n, models.MaxCount)), n > models.MaxCount, nil
}

func (l *leadCounts) lookUp(asked countedQuery) (int, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	count, found := l.known[asked]
	return count.leads, found && l.now().Before(count.until)
}

func (l *leadCounts) keep(asked countedQuery, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.known) >= maxCounts {
		clear(l.known)
	}
	l.known[asked] = leadCount{n, l.now().Add(countLife)}
}
