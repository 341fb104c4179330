package store

import (
	"context"

	"gorm.io/gorm"

	"xiansuo/models"
)

// TakeLead gives nobody's lead to the user who takes it. Whoever comes second hears *models.Taken,
// who was first; a lead that is the user's already stays so.
func (s *Store) TakeLead(ctx context.Context, id int64, by models.User) error {
	return s.change(ctx, "take a lead", func(tx *gorm.DB) error {
		first, err := s.moveOwner(tx, id, models.Nobody, by.ID)
		if err != nil {
			return err
		}
		if !first {
			return s.missed(tx, id, by)
		}
		return s.noteOwner(tx, id, models.OwnerChange{Old: models.Nobody, New: by.ID, Way: models.OwnerTook}, by)
	})
}

// AssignLead gives a lead to another user, or back to nobody. models.ErrConflict when it has another
// owner than the one who assigns it saw; *models.Invalid when the receiver may not have it;
// models.ErrNotAllowed for whoever may not assign.
func (s *Store) AssignLead(ctx context.Context, wish models.AssignWish, by models.User) error {
	if !by.MayAssign() {
		return models.ErrNotAllowed
	}
	return s.change(ctx, "assign a lead", func(tx *gorm.DB) error {
		if err := seeIn(tx, wish.LeadID); err != nil {
			return err
		}
		if err := mayReceive(tx, wish.To); err != nil || wish.From == wish.To {
			return err
		}
		moved, err := s.moveOwner(tx, wish.LeadID, wish.From, wish.To)
		if err != nil {
			return err
		}
		if !moved {
			return models.ErrConflict
		}
		return s.noteOwner(tx, wish.LeadID, models.OwnerChange{Old: wish.From, New: wish.To, Way: models.OwnerAssigned}, by)
	})
}

// mayReceive is *models.Invalid unless the actor may give leads to the user.
func mayReceive(tx *gorm.DB, receiver int64) error {
	if receiver == models.Nobody {
		return nil
	}
	var found []models.User
	if err := tx.Where("id = ?", receiver).Limit(1).Find(&found).Error; err != nil {
		return err
	}
	if len(found) == 0 || !found[0].MayReceive(models.ScopeOf(tx.Statement.Context)) {
		bad := &models.Invalid{}
		bad.Add("owner", "invalid.receiver")
		return bad
	}
	return nil
}

// moveOwner changes a lead's owner in one statement, if it still is the one who is named and the actor
// sees the lead: of two at once one is first.
func (s *Store) moveOwner(tx *gorm.DB, id, from, to int64) (moved bool, err error) {
	done := seen(tx.Model(&models.Lead{}), "owner_id").Where("id = ? AND owner_id = ?", id, from).
		UpdateColumns(map[string]any{"owner_id": to, "updated_at": s.instant()})
	return done.RowsAffected == 1, done.Error
}

// noteOwner keeps a change of owner in the lead's history and in the audit.
func (s *Store) noteOwner(tx *gorm.DB, id int64, change models.OwnerChange, by models.User) error {
	entry := models.Change{LeadID: id, At: s.instant(), Kind: models.ChangeOwner, UserID: by.ID}
	if err := addChange(tx, entry, change); err != nil {
		return err
	}
	action := models.ActionLeadTaken
	if change.Way == models.OwnerAssigned {
		action = models.ActionLeadAssigned
	}
	return s.record(tx, models.Act{
		Action: action, Subject: models.SubjectLead, SubjectID: id,
		Old: map[string]any{"owner": change.Old}, New: map[string]any{"owner": change.New},
	})
}
