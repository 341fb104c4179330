package store

import (
	"context"
	"slices"

	"xiansuo/models"
)

// DoubtedTimes returns the ingestion seconds, before a moment, of an account's leads that pushes have
// changed since another one and that no pull has confirmed; those of the latest pushes, at most limit.
func (s *Store) DoubtedTimes(ctx context.Context, accountID int64, pushedSince, before models.Instant, limit int) ([]models.Instant, error) {
	var keys []int64
	err := s.read.WithContext(ctx).Raw(`SELECT l.list_key FROM raw_events r JOIN leads l ON l.id = r.lead_id
		WHERE r.at >= ? AND r.source = ? AND l.account_id = ? AND l.list_key < ? AND `+s.isTrue("l.unverified")+`
		ORDER BY r.at DESC LIMIT ?`, pushedSince, models.Pushed, accountID, models.ListKeyFloor(before), limit).Scan(&keys).Error
	if err != nil {
		return nil, s.judge("find leads in doubt", err)
	}
	times := make([]models.Instant, 0, len(keys))
	for _, key := range keys {
		if at := models.ListKeyTime(key); !slices.Contains(times, at) {
			times = append(times, at)
		}
	}
	return times, nil
}
