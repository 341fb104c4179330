package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"xiansuo/models"
)

// Lead returns one lead whole, or models.ErrNotFound, also for one that the actor may not see.
func (s *Store) Lead(ctx context.Context, id int64) (models.Lead, error) {
	lead, err := seenLead(s.read.WithContext(ctx), id)
	return lead, s.judge("find a lead", err)
}

func leadIn(tx *gorm.DB, id int64) (models.Lead, error) {
	var lead models.Lead
	if err := tx.Take(&lead, "id = ?", id).Error; err != nil {
		return models.Lead{}, fmt.Errorf("lead %d: %w", id, err)
	}
	return lead, nil
}

// held makes a transaction's reads keep others from changing the rows until it ends. On SQLite
// the transaction is the only writer already.
func (s *Store) held(tx *gorm.DB) *gorm.DB {
	if s.dialect == onPostgres {
		return tx.Clauses(clause.Locking{Strength: "UPDATE"})
	}
	return tx
}
