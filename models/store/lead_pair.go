package store

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"xiansuo/models"
)

// Two or more filters at once. SQLite keeps no statistics here and would walk any one filter's leads; which one
// tells most is asked from their indexes, and where all are frequent the indexes are intersected. PostgreSQL
// keeps statistics.

const (
	pairProbe = 200   // leads of each filter by which the sparsest is told
	pairReach = 1_000 // leads of it among which a page is looked for first
	pairRare  = 2_000 // leads of a filter that are rather read than two indexes
)

// filterPart is one of a query's filters, alone, with the index in which its leads lie in the list's order.
type filterPart struct {
	index string
	*condition
}

// filterParts are the filters of a query when they are two or more and each has its index. What one owner has
// lies in indexes of its own, with each filter.
func filterParts(q *models.LeadQuery) []filterPart {
	if q.OwnerID != 0 || q.Nobodys || q.Report == models.ReportDue {
		return nil
	}
	b := boundsOf(q)
	var parts []filterPart
	for _, one := range []struct {
		index string
		set   bool
		query models.LeadQuery
	}{
		{"leads_by_reason", q.Reason != "", models.LeadQuery{Reason: q.Reason}},
		{"leads_by_report", q.Report != "", models.LeadQuery{Report: q.Report}},
		{"leads_by_score", q.Score != "", models.LeadQuery{Score: q.Score}},
		{"leads_by_status", q.Status != "", models.LeadQuery{Status: q.Status}},
		{"leads_by_account", q.AccountID != 0, models.LeadQuery{AccountID: q.AccountID}},
		{"leads_by_source", q.Source != "", models.LeadQuery{Source: q.Source}},
	} {
		if one.set {
			c := filters(&one.query)
			c.and("l.list_key BETWEEN ? AND ?", b.low, b.high)
			parts = append(parts, filterPart{one.index, c})
		}
	}
	if len(parts) < 2 {
		return nil
	}
	return parts
}

// walkParts reads the list with two or more filters.
func (s *Store) walkParts(ctx context.Context, q *models.LeadQuery, parts []filterPart, upwards bool) ([]models.Lead, error) {
	part, all, err := s.sparsest(ctx, parts, upwards)
	if err != nil {
		return nil, err
	}
	leads, err := s.walkPart(ctx, q, part, pairReach, upwards)
	if err != nil || all || len(leads) >= q.Limit {
		return leads, err
	}
	if part, err = s.rarest(ctx, parts, pairRare); err != nil {
		return nil, err
	}
	if part != nil {
		return s.walkPart(ctx, q, part, 2*pairRare, upwards) // some may just have come in
	}
	return s.walkAll(ctx, q, parts, upwards)
}

// walkAll reads the list from the indexes of all filters.
func (s *Store) walkAll(ctx context.Context, q *models.LeadQuery, parts []filterPart, upwards bool) ([]models.Lead, error) {
	keys, values := intersection(parts, q.Limit, upwards)
	leads, err := s.queryList(ctx, q.Limit, "SELECT "+names(listColumns, "l.")+" FROM ("+keys+") AS k CROSS JOIN leads l ON l.list_key = k.list_key", values...)
	inOrder(leads, upwards)
	return leads, err
}

// sparsest is the filter whose first leads reach farthest down the list. all is true when they are all it
// lets through.
func (s *Store) sparsest(ctx context.Context, parts []filterPart, upwards bool) (sparsest *filterPart, all bool, err error) {
	var farthest int64
	for i := range parts {
		rows, err := s.query(ctx, "SELECT l.list_key FROM leads l INDEXED BY "+parts[i].index+parts[i].where()+
			" ORDER BY l.list_key"+direction(upwards)+" LIMIT 1 OFFSET ?", append(slices.Clone(parts[i].values), pairProbe)...)
		if err != nil {
			return nil, false, err
		}
		last, err := scanKeys(rows)
		switch {
		case err != nil:
			return nil, false, err
		case len(last) == 0:
			return &parts[i], true, nil
		case sparsest == nil || (last[0] > farthest) == upwards:
			sparsest, farthest = &parts[i], last[0]
		}
	}
	return sparsest, false, nil
}

// rarest is the filter that fewest leads pass, if fewer than the limit pass it.
func (s *Store) rarest(ctx context.Context, parts []filterPart, limit int) (rarest *filterPart, err error) {
	for i := range parts {
		rows, err := s.query(ctx, "SELECT count(*) FROM (SELECT 1 FROM leads l INDEXED BY "+parts[i].index+parts[i].where()+" LIMIT ?) AS counted",
			append(slices.Clone(parts[i].values), limit)...)
		if err != nil {
			return nil, err
		}
		n, err := scanKeys(rows)
		if err != nil {
			return nil, err
		}
		if int(n[0]) < limit {
			rarest, limit = &parts[i], int(n[0])
		}
	}
	return rarest, nil
}

// walkPart reads the list among the first leads that one of the filters lets through.
func (s *Store) walkPart(ctx context.Context, q *models.LeadQuery, part *filterPart, reach int, upwards bool) ([]models.Lead, error) {
	c := filters(q)
	query := "SELECT " + names(listColumns, "l.") + " FROM (SELECT l.id AS id FROM leads l INDEXED BY " + part.index + part.where() +
		" ORDER BY l.list_key" + direction(upwards) + " LIMIT ?) AS k CROSS JOIN leads l ON l.id = k.id" + c.where() + " LIMIT ?"
	leads, err := s.queryList(ctx, q.Limit, query, slices.Concat(part.values, []any{reach}, c.values, []any{q.Limit})...)
	inOrder(leads, upwards)
	return leads, err
}

// intersection is the query for the list keys, in order, of the leads that pass all filters: SQLite merges the
// indexes.
func intersection(parts []filterPart, limit int, upwards bool) (query string, values []any) {
	each := make([]string, len(parts))
	for i, part := range parts {
		each[i] = "SELECT l.list_key AS list_key FROM leads l INDEXED BY " + part.index + part.where()
		values = append(values, part.values...)
	}
	return strings.Join(each, " INTERSECT ") + " ORDER BY list_key" + direction(upwards) + " LIMIT " + strconv.Itoa(limit), values
}

// countParts counts the leads that pass two or more filters, up to models.MaxCount+1.
func (s *Store) countParts(ctx context.Context, q *models.LeadQuery, parts []filterPart) (int, error) {
	rarest, err := s.rarest(ctx, parts, pairRare)
	if err != nil {
		return 0, err
	}
	keys, values := intersection(parts, models.MaxCount+1, false)
	if rarest != nil {
		c := filters(q)
		keys = "SELECT 1 FROM leads l INDEXED BY " + rarest.index + rarest.where() + " AND " + strings.Join(c.parts, " AND ")
		values = slices.Concat(rarest.values, c.values)
	}
	rows, err := s.query(ctx, "SELECT count(*) FROM ("+keys+") AS counted", values...)
	if err != nil {
		return 0, err
	}
	n, err := scanKeys(rows)
	if err != nil {
		return 0, err
	}
	return int(n[0]), nil
}
