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
		var err error
		if c.Details, err = changeDetails(details); err != nil {
			return err
		}
	}
	if err := tx.Create(&c).Error; err != nil {
		return fmt.Errorf("keep the history: %w", err)
	}
	return nil
}

// changeDetails are an entry's details as the database keeps them.
func changeDetails(details any) (string, error) {
	text, err := json.Marshal(details)
	if err != nil {
		return "", fmt.Errorf("keep the history: %w", err)
	}
	return string(text), nil
}

// Changes returns a lead's history, newest first, at most 200 entries.
func (s *Store) Changes(ctx context.Context, leadID int64) ([]models.Change, error) {
	if err := s.see(ctx, leadID); err != nil {
		return nil, s.judge("read a history", err)
	}
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
	return changes, s.judge("read a history", s.nameOwners(ctx, changes))
}

// nameOwners fills in the names of those whom a history says the lead came to.
func (s *Store) nameOwners(ctx context.Context, changes []models.Change) error {
	var ids []int64
	for i := range changes {
		if owner := changes[i].Owner; owner != nil {
			ids = append(ids, owner.Old, owner.New)
		}
	}
	names, err := namesOf(s.read.WithContext(ctx), ids)
	for i := range changes {
		if owner := changes[i].Owner; owner != nil {
			owner.OldName, owner.NewName = names[owner.Old], names[owner.New]
		}
	}
	return err
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
	case models.ChangeOwner:
		c.Owner = &models.OwnerChange{}
		into = c.Owner
	default:
		return nil
	}
	return json.Unmarshal([]byte(c.Details), into)
}
