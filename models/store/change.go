package store

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"xiansuo/models"
)

// maxChanges bounds the history that a page shows.
const maxChanges = 200

// addChange keeps one entry of a lead's history, with the details of its kind (nil for none).
func addChange(tx *gorm.DB, c models.Change, details any) error {
	if details != nil {
		text, err := json.Marshal(details)
		if err != nil {
			return fmt.Errorf("keep the history: %w", err)
		}
		c.Details = string(text)
	}
	if err := tx.Create(&c).Error; err != nil {
		return fmt.Errorf("keep the history: %w", err)
	}
	return nil
}

// Changes returns a lead's history, newest first, at most 200 entries.
func (s *Store) Changes(ctx context.Context, leadID int64) ([]models.Change, error) {
	var rows []struct {
		models.Change
		Author string
	}
	err := s.read.WithContext(ctx).Model(&models.Change{}).
		Select("changes.*, coalesce(users.name, '') AS author").
		Joins("LEFT JOIN users ON users.id = changes.user_id").
		Where("lead_id = ?", leadID).Order("changes.id DESC").Limit(maxChanges).Scan(&rows).Error
	if err != nil {
		return nil, s.judge("read a history", err)
	}
	changes := make([]models.Change, len(rows))
	for i, row := range rows {
		changes[i] = row.Change
		changes[i].UserName = row.Author
		if err := unfold(&changes[i]); err != nil {
			return nil, s.judge("read a history", err)
		}
	}
	return changes, nil
}

// unfold reads the details that the change's kind has.
func unfold(c *models.Change) error {
	var into any
	switch c.Kind {
	case models.ChangeStatus:
		c.Status = &models.StatusChange{}
		into = c.Status
	case models.ChangePlatform:
		into = &c.Platform
	case models.ChangeReport:
		c.Report = &models.ReportChange{}
		into = c.Report
	default:
		return nil
	}
	return json.Unmarshal([]byte(c.Details), into)
}
