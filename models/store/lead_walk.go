package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"xiansuo/models"
)

// mostMerged bounds how many owners' leads are merged; who sees the leads of more sees nearly all,
// and reads the list of all.
const mostMerged = 256

// walk reads the list in order, without a text.
func (s *Store) walk(ctx context.Context, q models.LeadQuery, upwards bool) ([]models.Lead, error) {
	r := reachOf(ctx, &q)
	if r.isEmpty() {
		return nil, nil
	}
	if parts := filterParts(&q); r.all && len(parts) > 0 && s.dialect == onSQLite {
		return s.walkParts(ctx, &q, parts, upwards)
	}
	c := filters(&q)
	b := boundsOf(&q)
	c.and("l.list_key BETWEEN ? AND ?", b.low, b.high)
	if !r.all && len(r.owners) <= mostMerged {
		return s.walkOwners(ctx, &q, r.owners, c, upwards)
	}
	s.only(c, r)
	query := listSelect + c.where() + " ORDER BY l.list_key" + direction(upwards) + " LIMIT ?"
	return s.queryList(ctx, q.Limit, query, append(c.values, q.Limit)...)
}

// only narrows a condition to the owners that are reached.
func (s *Store) only(c *condition, r reach) {
	if !r.all {
		c.and("l.owner_id IN ("+s.dialect.eachNumber()+")", keyList(r.owners))
	}
}

// walkOwners reads the list of some owners' leads. Each owner's lie in order in an index of their own,
// so the page is merged from their beginnings, whether they have fifty leads or half of all.
func (s *Store) walkOwners(ctx context.Context, q *models.LeadQuery, owners []int64, c *condition, upwards bool) ([]models.Lead, error) {
	merged, values := s.mergeOwners(q, owners, c, upwards)
	// The limit is written out: as a value behind 31 others it makes SQLite prepare the statement anew each time.
	leads, err := s.queryList(ctx, q.Limit, "SELECT "+names(listColumns, "l.")+" FROM ("+merged+" LIMIT "+strconv.Itoa(q.Limit)+") AS k "+
		s.dialect.crossJoin()+" leads l ON l.id = k.id", values...)
	if err != nil {
		return nil, err
	}
	inOrder(leads, upwards)
	return leads, nil
}

// inOrder sorts leads that come in order already, but no database promises it.
func inOrder(leads []models.Lead, upwards bool) {
	slices.SortFunc(leads, func(x, y models.Lead) int {
		if upwards {
			return cmp.Compare(x.ListKey, y.ListKey)
		}
		return cmp.Compare(y.ListKey, x.ListKey)
	})
}

// mergeOwners is the query for the ids and list keys of owners' leads in order.
func (s *Store) mergeOwners(q *models.LeadQuery, owners []int64, c *condition, upwards bool) (query string, values []any) {
	one := "SELECT l.id AS id, l.list_key AS list_key FROM leads l " + s.dialect.indexedBy(ownerIndex(q)) + c.where() + " AND l.owner_id = ?"
	for _, owner := range owners {
		values = append(append(values, c.values...), owner)
	}
	return strings.Repeat(one+" UNION ALL ", len(owners)-1) + one + " ORDER BY list_key" + direction(upwards), values
}

// ownerIndex is the index in which one owner's leads lie in the list's order behind the most telling
// of the filters.
func ownerIndex(q *models.LeadQuery) string {
	switch {
	case q.Reason != "":
		return "leads_by_owner_reason"
	case q.Report != "" && q.Report != models.ReportDue:
		return "leads_by_owner_report"
	case q.Score != "":
		return "leads_by_owner_score"
	case q.Status != "":
		return "leads_by_owner_status"
	case q.AccountID != 0:
		return "leads_by_owner_account"
	case q.Source != "":
		return "leads_by_owner_source"
	}
	return "leads_by_owner"
}

// indexedBy names the index to use where the database would guess.
func (d dialect) indexedBy(index string) string {
	if d == onPostgres {
		return ""
	}
	return "INDEXED BY " + index
}

// crossJoin is a join whose left side is read first.
func (d dialect) crossJoin() string {
	if d == onPostgres {
		return "JOIN"
	}
	return "CROSS JOIN"
}

// CountLeads counts the list, up to models.MaxCount+1. It returns -1 where counting would read
// too much: for a text.
func (s *Store) CountLeads(ctx context.Context, q models.LeadQuery) (int, error) {
	r := reachOf(ctx, &q)
	switch {
	case r.isEmpty():
		return 0, nil
	case strings.TrimSpace(q.Text) != "":
		return -1, nil
	}
	q.After, q.Before = 0, 0
	c := filters(&q)
	b := boundsOf(&q)
	c.and("l.list_key BETWEEN ? AND ?", b.low, b.high)
	index := ""
	if !r.all {
		index = s.dialect.indexedBy(ownerIndex(&q))
	}
	s.only(c, r)
	if parts := filterParts(&q); r.all && len(parts) > 0 && s.dialect == onSQLite {
		n, err := s.countParts(ctx, &q, parts)
		return n, s.judge("count leads", err)
	}
	query := "SELECT count(*) FROM (SELECT 1 FROM leads l " + index + c.where() + " LIMIT ?) AS counted"
	rows, err := s.query(ctx, query, append(c.values, models.MaxCount+1)...)
	if err != nil {
		return 0, s.judge("count leads", err)
	}
	n, err := scanKeys(rows)
	if err != nil {
		return 0, s.judge("count leads", err)
	}
	return int(n[0]), nil
}
