package store

import (
	"context"
	"maps"
	"sync"

	"gorm.io/gorm"

	"xiansuo/models"
)

// pushTally counts pushes in memory: a flood of refusals must not become a flood of writes. A
// crash forgets the counts of the last few seconds.
type pushTally struct {
	mu     sync.Mutex
	counts map[pushOutcome]models.PushCount
}

type pushOutcome struct {
	account int64
	outcome models.PushOutcome
}

// CountPush counts a push of an account by its outcome.
func (s *Store) CountPush(accountID int64, outcome models.PushOutcome) {
	s.tally.add(models.PushCount{AccountID: accountID, Outcome: outcome, Count: 1, LastAt: s.instant()})
}

func (t *pushTally) add(c models.PushCount) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		t.counts = make(map[pushOutcome]models.PushCount)
	}
	key := pushOutcome{c.AccountID, c.Outcome}
	c.Count += t.counts[key].Count
	c.LastAt = max(c.LastAt, t.counts[key].LastAt)
	t.counts[key] = c
}

// takeAll empties the tally.
func (t *pushTally) takeAll() map[pushOutcome]models.PushCount {
	t.mu.Lock()
	defer t.mu.Unlock()
	counts := t.counts
	t.counts = nil
	return counts
}

// KeepPushCounts writes what was counted since the last time.
func (s *Store) KeepPushCounts(ctx context.Context) error {
	counts := s.tally.takeAll()
	if len(counts) == 0 {
		return nil
	}
	err := s.change(ctx, "keep push counts", func(tx *gorm.DB) error {
		for c := range maps.Values(counts) {
			err := tx.Exec(`INSERT INTO push_counts (account_id, outcome, count, last_at) VALUES (?, ?, ?, ?)
				ON CONFLICT (account_id, outcome) DO UPDATE SET count = push_counts.count + excluded.count, last_at = excluded.last_at`,
				c.AccountID, c.Outcome, c.Count, c.LastAt).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		for c := range maps.Values(counts) {
			s.tally.add(c)
		}
	}
	return err
}

// PushCounts returns what became of the pushes of an account, or of all (0), up to now.
func (s *Store) PushCounts(ctx context.Context, accountID int64) ([]models.PushCount, error) {
	if err := s.KeepPushCounts(ctx); err != nil {
		return nil, err
	}
	query := s.read.WithContext(ctx).Order("account_id, outcome")
	if accountID != 0 {
		query = query.Where("account_id = ?", accountID)
	}
	var counts []models.PushCount
	err := query.Find(&counts).Error
	return counts, s.judge("read push counts", err)
}
