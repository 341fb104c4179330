package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"xiansuo/models"
)

// EditUser changes a user's name and role. A new role ends their sessions. The last admin who can
// sign in stays one: anything else is *models.Invalid.
func (s *Store) EditUser(ctx context.Context, edit models.UserEdit) error {
	if err := edit.Check(); err != nil {
		return err
	}
	return s.change(ctx, "change a user", func(tx *gorm.DB) error {
		user, err := s.lockedUser(tx, edit.ID)
		if err != nil {
			return err
		}
		if edit.Name != user.Name {
			if err := s.rename(tx, &user, edit.Name); err != nil {
				return err
			}
		}
		if edit.Role == user.Role {
			return nil
		}
		if err := s.keepAnAdmin(tx, &user, "role"); err != nil {
			return err
		}
		if err := tx.Model(&user).UpdateColumn("role", edit.Role).Error; err != nil {
			return err
		}
		if err := endSessions(tx, user.ID); err != nil {
			return err
		}
		return s.recordUser(tx, models.ActUserRole, user.ID, map[string]any{"role": user.Role}, map[string]any{"role": edit.Role})
	})
}

// DisableUser keeps a user out from the next request on, or lets them in again. The last admin who
// can sign in cannot be disabled: *models.Invalid. Doing what is done already changes nothing.
func (s *Store) DisableUser(ctx context.Context, id int64, disabled bool) error {
	return s.change(ctx, "disable a user", func(tx *gorm.DB) error {
		user, err := s.lockedUser(tx, id)
		if err != nil || user.Disabled == disabled {
			return err
		}
		action := models.ActUserEnabled
		if disabled {
			action = models.ActUserDisabled
			if err := s.keepAnAdmin(tx, &user, "disabled"); err != nil {
				return err
			}
			if err := endSessions(tx, id); err != nil {
				return err
			}
			if err := s.revokeTokensOf(tx, id); err != nil {
				return err
			}
			if err := tx.Where("user_id = ?", id).Delete(&models.AccessLink{}).Error; err != nil {
				return err
			}
		}
		if err := tx.Model(&user).UpdateColumn("disabled", disabled).Error; err != nil {
			return err
		}
		return s.recordUser(tx, action, id, nil, nil)
	})
}

// EditProfile changes what people may change of themselves.
func (s *Store) EditProfile(ctx context.Context, edit models.ProfileEdit) error {
	if err := edit.Check(); err != nil {
		return err
	}
	return s.change(ctx, "change a profile", func(tx *gorm.DB) error {
		user, err := s.lockedUser(tx, edit.UserID)
		if err != nil {
			return err
		}
		if edit.Name != user.Name {
			if err := s.rename(tx, &user, edit.Name); err != nil {
				return err
			}
		}
		return tx.Model(&user).UpdateColumn("language", edit.Language).Error
	})
}

func (s *Store) rename(tx *gorm.DB, user *models.User, name string) error {
	if err := tx.Model(user).UpdateColumn("name", name).Error; err != nil {
		return err
	}
	return s.recordUser(tx, models.ActUserChanged, user.ID, map[string]any{"name": user.Name}, map[string]any{"name": name})
}

// lockedUser reads a user whom nobody else changes until the transaction ends; nobody else is made
// or unmade an admin either.
func (s *Store) lockedUser(tx *gorm.DB, id int64) (models.User, error) {
	var user models.User
	if s.dialect == onPostgres {
		if err := tx.Exec("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE").Error; err != nil {
			return user, err
		}
	}
	err := tx.Take(&user, "id = ?", id).Error
	return user, err
}

// keepAnAdmin refuses to lose the last admin who can sign in. An invitation that nobody followed yet
// is no such admin.
func (s *Store) keepAnAdmin(tx *gorm.DB, losing *models.User, field string) error {
	if losing.Role != models.Admin || losing.Disabled || losing.Invited() {
		return nil
	}
	var others int64
	err := tx.Model(&models.User{}).Where("role = ? AND disabled = ? AND password_hash <> '' AND id <> ?", models.Admin, false, losing.ID).Count(&others).Error
	if err != nil {
		return fmt.Errorf("count admins: %w", err)
	}
	bad := &models.Invalid{}
	if others == 0 {
		bad.Add(field, "invalid.last_admin")
	}
	return bad.OrNil()
}

func (s *Store) recordUser(tx *gorm.DB, action models.AuditAction, id int64, before, after map[string]any) error {
	return s.record(tx, models.Act{Action: action, Subject: models.SubjectUser, SubjectID: id, Old: before, New: after})
}
