package store

import (
	"context"

	"xiansuo/models"
)

// Figures counts the leads of the actor's scope that were ingested in from <= t < to, by account and status.
func (s *Store) Figures(ctx context.Context, from, to models.Instant) ([]models.Figure, error) {
	var figures []models.Figure
	err := seen(s.read.WithContext(ctx).Model(&models.Lead{}), "owner_id").
		Select("account_id, convert_status, count(*) AS leads").
		Where("list_key >= ? AND list_key < ? AND preview = ?", models.ListKeyFloor(from), models.ListKeyFloor(to), false).
		Group("account_id, convert_status").Order("account_id, convert_status").Scan(&figures).Error
	return figures, s.judge("count leads by status", err)
}
