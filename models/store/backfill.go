package store

import (
	"context"

	"gorm.io/gorm"

	"xiansuo/models"
)

// maxBackfills bounds the list that a page shows.
const maxBackfills = 20

// AddBackfill keeps a new backfill and returns it with its number.
func (s *Store) AddBackfill(ctx context.Context, b models.Backfill) (models.Backfill, error) {
	b.ID, b.CreatedAt, b.UpdatedAt = 0, s.instant(), s.instant()
	err := s.change(ctx, "add a backfill", func(tx *gorm.DB) error {
		if err := tx.Create(&b).Error; err != nil {
			return err
		}
		planned := map[string]any{"backfill": b.ID, "from": b.From.String(), "to": b.To.String(), "state": string(b.State)}
		return s.record(tx, accountAct(models.ActBackfillPlanned, b.AccountID, nil, planned))
	})
	return b, err
}

// Backfill returns one backfill, or models.ErrNotFound.
func (s *Store) Backfill(ctx context.Context, id int64) (models.Backfill, error) {
	var b models.Backfill
	err := s.read.WithContext(ctx).Take(&b, "id = ?", id).Error
	return b, s.judge("find a backfill", err)
}

// Backfills returns an account's backfills, newest first, at most 20.
func (s *Store) Backfills(ctx context.Context, accountID int64) ([]models.Backfill, error) {
	var found []models.Backfill
	err := s.read.WithContext(ctx).Where("account_id = ?", accountID).Order("id DESC").Limit(maxBackfills).Find(&found).Error
	return found, s.judge("list backfills", err)
}

// RunningBackfills returns what is to be fetched now, in the order in which it was asked for.
func (s *Store) RunningBackfills(ctx context.Context) ([]models.Backfill, error) {
	var found []models.Backfill
	err := s.read.WithContext(ctx).Where("state = ?", models.BackfillRunning).Order("id").Find(&found).Error
	return found, s.judge("find running backfills", err)
}

// MoveBackfill starts, pauses, resumes or cancels a backfill. models.ErrConflict means that its
// state no longer allows it.
func (s *Store) MoveBackfill(ctx context.Context, id int64, to models.BackfillState) (models.Backfill, error) {
	var b models.Backfill
	err := s.change(ctx, "move a backfill", func(tx *gorm.DB) error {
		if err := s.held(tx).Take(&b, "id = ?", id).Error; err != nil {
			return err
		}
		before := b.State
		columns := map[string]any{"state": to, "updated_at": s.instant()}
		if to == models.BackfillCancelled {
			columns["finished_at"] = s.instant()
		}
		done := tx.Model(&models.Backfill{}).Where("id = ? AND state IN ?", id, to.Before()).UpdateColumns(columns)
		if done.Error != nil {
			return done.Error
		}
		if err := tx.Take(&b, "id = ?", id).Error; err != nil {
			return err
		}
		if done.RowsAffected == 0 {
			return models.ErrConflict
		}
		return s.recordMove(tx, &b, before)
	})
	return b, err
}

// SaveBackfillProgress keeps how far a backfill has come. The state stays what people made of it
// meanwhile, except that a running one may be done.
func (s *Store) SaveBackfillProgress(ctx context.Context, b models.Backfill) error {
	return s.change(ctx, "keep a backfill", func(tx *gorm.DB) error {
		b.UpdatedAt = s.instant()
		err := tx.Model(&models.Backfill{}).Where("id = ?", b.ID).
			Select("done_to", "day_received", "received", "new", "changed", "missing", "last_kind", "last_code", "last_message", "updated_at").
			UpdateColumns(&b).Error
		if err != nil || b.State != models.BackfillDone {
			return err
		}
		done := tx.Model(&models.Backfill{}).Where("id = ? AND state = ?", b.ID, models.BackfillRunning).
			UpdateColumns(map[string]any{"state": b.State, "finished_at": b.UpdatedAt})
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		return s.recordMove(tx, &b, models.BackfillRunning)
	})
}

// recordMove writes into the audit what became of a backfill.
func (s *Store) recordMove(tx *gorm.DB, b *models.Backfill, before models.BackfillState) error {
	return s.record(tx, accountAct(models.ActBackfillMoved, b.AccountID,
		map[string]any{"state": string(before)}, map[string]any{"backfill": b.ID, "state": string(b.State)}))
}
