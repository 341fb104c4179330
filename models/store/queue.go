package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"xiansuo/models"
)

// queueOwners are whose leads a part of a user's queue holds, as far as the actor sees them.
func queueOwners(ctx context.Context, user int64, part models.QueuePart) []int64 {
	owners := []int64{user}
	if part == models.PartNew {
		owners = append(owners, models.Nobody)
	}
	scope := models.ScopeOf(ctx)
	return slices.DeleteFunc(owners, func(owner int64) bool { return !scope.Sees(owner) })
}

// queueRange is a stretch of one owner's queue, read from its index in the order in which it is worked.
func (s *Store) queueRange(condition string, limit int) string {
	return "SELECT * FROM (SELECT l.id AS id, l.queue_at AS queue_at, l.list_key AS list_key FROM leads l " + s.dialect.indexedBy("leads_queue") +
		" WHERE l.queue_at > 0 AND l.owner_id = ? AND " + condition + " ORDER BY l.queue_at, l.list_key DESC LIMIT " + strconv.Itoa(limit) + ") AS r"
}

// QueuePage returns one page of a part of a user's queue.
func (s *Store) QueuePage(ctx context.Context, q models.QueueQuery) (models.QueuePage, error) {
	if q.Limit <= 0 {
		q.Limit = models.PageSize
	}
	owners := queueOwners(ctx, q.User, q.Part)
	if len(owners) == 0 {
		return models.QueuePage{}, nil
	}
	from, to := q.Part.Range(q.Now)
	var ranges []string
	var values []any
	for _, owner := range owners {
		if q.After.At >= from { // behind a place: what waits for the same moment, and for later ones
			ranges = append(ranges, s.queueRange("l.queue_at = ? AND l.list_key < ?", q.Limit+1))
			values = append(values, owner, q.After.At, q.After.Key)
		}
		ranges = append(ranges, s.queueRange("l.queue_at BETWEEN ? AND ?", q.Limit+1))
		values = append(values, owner, max(from, q.After.At+1), to)
	}
	leads, err := s.queryList(ctx, q.Limit+1, "SELECT "+names(listColumns, "l.")+" FROM ("+strings.Join(ranges, " UNION ALL ")+
		" ORDER BY queue_at, list_key DESC LIMIT "+strconv.Itoa(q.Limit+1)+") AS k "+s.dialect.crossJoin()+" leads l ON l.id = k.id", values...)
	if err != nil {
		return models.QueuePage{}, s.judge("read the queue", err)
	}
	slices.SortFunc(leads, func(x, y models.Lead) int {
		return cmp.Or(cmp.Compare(x.QueueAt, y.QueueAt), cmp.Compare(y.ListKey, x.ListKey))
	})
	more := len(leads) > q.Limit
	return models.QueuePage{Leads: leads[:min(len(leads), q.Limit)], More: more}, nil
}

// QueueCounts counts the parts of a user's queue, each up to models.MaxCount+1.
func (s *Store) QueueCounts(ctx context.Context, user int64, now models.Instant) ([]models.QueueCount, error) {
	var counts []models.QueueCount
	var selects []string
	var values []any
	for _, choice := range models.QueueParts {
		part := models.QueuePart(choice.Value)
		counts = append(counts, models.QueueCount{Part: part})
		from, to := part.Range(now)
		for _, owner := range queueOwners(ctx, user, part) {
			selects = append(selects, "SELECT "+strconv.Itoa(len(counts)-1)+" AS part, count(*) AS n FROM (SELECT 1 FROM leads l "+
				s.dialect.indexedBy("leads_queue")+" WHERE l.queue_at > 0 AND l.owner_id = ? AND l.queue_at BETWEEN ? AND ? LIMIT "+
				strconv.Itoa(models.MaxCount+1)+") AS counted")
			values = append(values, owner, from, to)
		}
	}
	if len(selects) == 0 {
		return counts, nil
	}
	rows, err := s.query(ctx, strings.Join(selects, " UNION ALL "), values...)
	if err != nil {
		return nil, s.judge("count the queue", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	for rows.Next() {
		var part, n int
		if err := rows.Scan(&part, &n); err != nil {
			return nil, s.judge("count the queue", err)
		}
		counts[part].Count = min(counts[part].Count+n, models.MaxCount+1)
	}
	return counts, s.judge("count the queue", rows.Err())
}

// QueueOrder returns the leads of a user's whole queue in the order in which they are worked, as they
// stand at a moment: new, overdue, due today, the rest.
func (s *Store) QueueOrder(ctx context.Context, user int64, limit int) ([]int64, error) {
	var order []int64
	for _, stretch := range []struct {
		part      models.QueuePart
		condition string
	}{
		{models.PartNew, "l.queue_at = 1"},
		{models.PartRest, "l.queue_at > 1"}, // what is overdue comes before what is due, and that before the rest
	} {
		owners := queueOwners(ctx, user, stretch.part)
		if len(owners) == 0 || len(order) >= limit {
			continue
		}
		ranges := make([]string, len(owners))
		values := make([]any, len(owners))
		for i, owner := range owners {
			ranges[i], values[i] = s.queueRange(stretch.condition, limit-len(order)), owner
		}
		rows, err := s.query(ctx, "SELECT id FROM ("+strings.Join(ranges, " UNION ALL ")+" ORDER BY queue_at, list_key DESC LIMIT "+
			strconv.Itoa(limit-len(order))+") AS k ORDER BY queue_at, list_key DESC", values...)
		if err != nil {
			return nil, s.judge("read the queue", err)
		}
		ids, err := scanKeys(rows)
		if err != nil {
			return nil, s.judge("read the queue", err)
		}
		order = append(order, ids...)
	}
	return order, nil
}
