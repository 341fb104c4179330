package store

import (
	"context"

	"gorm.io/gorm"

	"xiansuo/models"
)

// Users lists everybody by name.
func (s *Store) Users(ctx context.Context) ([]models.User, error) {
	var users []models.User
	err := s.read.WithContext(ctx).Order("name, id").Find(&users).Error
	return users, s.judge("list users", err)
}

// User returns one user, or models.ErrNotFound.
func (s *Store) User(ctx context.Context, id int64) (models.User, error) {
	var user models.User
	err := s.read.WithContext(ctx).Take(&user, "id = ?", id).Error
	return user, s.judge("find a user", err)
}

// UserByName returns the user with a user name, or models.ErrNotFound.
func (s *Store) UserByName(ctx context.Context, username string) (models.User, error) {
	var user models.User
	err := s.read.WithContext(ctx).Take(&user, "username = ?", username).Error
	return user, s.judge("find a user", err)
}

// HasUsers reports whether anybody can sign in: while nobody can, the set-up page is open.
func (s *Store) HasUsers(ctx context.Context) (bool, error) {
	var found []models.User
	err := s.read.WithContext(ctx).Select("id").Limit(1).Find(&found).Error
	return len(found) > 0, s.judge("look for users", err)
}

// CreateUser adds a user. A taken user name is *models.Invalid.
func (s *Store) CreateUser(ctx context.Context, user models.User) (models.User, error) {
	err := s.change(ctx, "create a user", func(tx *gorm.DB) error {
		if err := s.insertUser(tx, &user); err != nil {
			return err
		}
		return s.recordUser(tx, models.ActUserCreated, user.ID, nil, map[string]any{"username": user.Username, "role": user.Role})
	})
	return user, err
}

// CreateFirstAdmin adds a user if there is none yet, else it returns models.ErrConflict. However
// many try at once, one succeeds.
func (s *Store) CreateFirstAdmin(ctx context.Context, user models.User) (models.User, error) {
	err := s.change(ctx, "create the first admin", func(tx *gorm.DB) error {
		if s.dialect == onPostgres {
			if err := tx.Exec("LOCK TABLE users IN EXCLUSIVE MODE").Error; err != nil {
				return err
			}
		}
		var count int64
		if err := tx.Model(&models.User{}).Count(&count).Error; err != nil {
			return err
		}
		if count > 0 {
			return models.ErrConflict
		}
		user.Role = models.Admin
		if err := s.insertUser(tx, &user); err != nil {
			return err
		}
		return s.record(tx, models.Act{Action: models.ActSetUp, Subject: models.SubjectUser, SubjectID: user.ID, New: map[string]any{"username": user.Username}})
	})
	return user, err
}

func (s *Store) insertUser(tx *gorm.DB, user *models.User) error {
	user.CreatedAt = s.instant()
	err := tx.Create(user).Error
	if s.dialect.duplicate(err) {
		taken := &models.Invalid{}
		taken.Add("username", "invalid.username_taken")
		return taken
	}
	return err
}
