package store

import (
	"context"

	"gorm.io/gorm"

	"xiansuo/models"
)

// KeepRun writes down what became of a job's run, and forgets the job's oldest.
func (s *Store) KeepRun(ctx context.Context, run models.PastRun) error {
	return s.change(ctx, "keep a job's run", func(tx *gorm.DB) error {
		if err := tx.Create(&run).Error; err != nil {
			return err
		}
		return tx.Exec(`DELETE FROM past_runs WHERE job = ? AND id <= (
			SELECT id FROM past_runs WHERE job = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`,
			run.Job, run.Job, models.KeptRuns).Error
	})
}

// PastRuns lists the last runs of each job, at most models.ShownRuns of each, newest first.
func (s *Store) PastRuns(ctx context.Context) ([]models.PastRun, error) {
	var runs []models.PastRun
	err := s.read.WithContext(ctx).Raw(`SELECT * FROM (
		SELECT past_runs.*, row_number() OVER (PARTITION BY job ORDER BY id DESC) AS place FROM past_runs) AS placed
		WHERE place <= ? ORDER BY job, id DESC`, models.ShownRuns).Scan(&runs).Error
	return runs, s.judge("list the jobs' runs", err)
}
