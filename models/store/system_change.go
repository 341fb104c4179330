package store

import (
	"context"

	"gorm.io/gorm"

	"xiansuo/models"
)

// maxSystemAnswers is how many of the platform's answers an account's page shows.
const maxSystemAnswers = 5

// HeldWork counts an account's leads by the status and reason that they hold, most first. Leads
// without a status are left out. It reads an index alone.
func (s *Store) HeldWork(ctx context.Context, accountID int64) ([]models.WorkCount, error) {
	var counts []models.WorkCount
	err := s.read.WithContext(ctx).Raw(heldWork, accountID).Scan(&counts).Error
	return counts, s.judge("count statuses", err)
}

const heldWork = `SELECT convert_status, ineffect_reason, count(*) AS leads,
	sum(CASE WHEN report_state = 'waiting' THEN 1 ELSE 0 END) AS waiting
	FROM leads WHERE account_id = ? AND convert_status <> ''
	GROUP BY convert_status, ineffect_reason ORDER BY leads DESC, convert_status, ineffect_reason`

// KeepSystemAnswer keeps what the platform answered to a status system.
func (s *Store) KeepSystemAnswer(ctx context.Context, answer models.SystemAnswer) error {
	answer.ID, answer.At = 0, s.instant()
	return s.change(ctx, "keep the platform's answer", func(tx *gorm.DB) error {
		if err := tx.Create(&answer).Error; err != nil {
			return err
		}
		wish := map[string]any{"status_system": string(answer.StatusSystem), "industry": string(answer.Industry)}
		if err := s.record(tx, accountAct(models.ActSystemApplied, answer.AccountID, nil, wish)); err != nil {
			return err
		}
		said := map[string]any{"accepted": answer.Kind == ""}
		if answer.Kind != "" {
			said["code"], said["message"] = answer.Code, answer.Message
		}
		return s.recordBy(tx, platformActor, accountAct(models.ActSystemAnswered, answer.AccountID, nil, said))
	})
}

// SystemAnswers are the platform's newest answers about an account's status system, newest first.
func (s *Store) SystemAnswers(ctx context.Context, accountID int64) ([]models.SystemAnswer, error) {
	var answers []models.SystemAnswer
	err := s.read.WithContext(ctx).Where("account_id = ?", accountID).Order("id DESC").Limit(maxSystemAnswers).Find(&answers).Error
	return answers, s.judge("list the platform's answers", err)
}
