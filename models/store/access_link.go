package store

import (
	"cmp"
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"xiansuo/models"
)

// InviteUser adds a user who cannot sign in yet, and returns the secret of the link by which they
// choose a password. A taken user name is *models.Invalid.
func (s *Store) InviteUser(ctx context.Context, invitation models.Invitation) (user models.User, secret string, err error) {
	if err := invitation.Check(); err != nil {
		return user, "", err
	}
	err = s.change(ctx, "invite a user", func(tx *gorm.DB) error {
		user, secret, err = s.invite(tx, invitation)
		return err
	})
	return user, secret, err
}

// InviteUsers invites several at once, all or none. What is wrong is told of fields that name the
// invitation (models.InvitationField).
func (s *Store) InviteUsers(ctx context.Context, invitations []models.Invitation) ([]models.Invited, error) {
	if err := models.CheckInvitations(invitations); err != nil {
		return nil, err
	}
	var invited []models.Invited
	err := s.change(ctx, "invite users", func(tx *gorm.DB) error {
		if err := refuseTakenNames(tx, invitations); err != nil {
			return err
		}
		for i, invitation := range invitations {
			user, secret, err := s.invite(tx, invitation)
			if err != nil { // somebody else took the name a moment ago, or worse
				bad := &models.Invalid{}
				bad.AddAll(err, func(field string) string { return models.InvitationField(field, i) })
				return cmp.Or(bad.OrNil(), err)
			}
			invited = append(invited, models.Invited{User: user, Secret: secret})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return invited, nil
}

// refuseTakenNames tells of every name that is taken, not of the first alone.
func refuseTakenNames(tx *gorm.DB, invitations []models.Invitation) error {
	bad := &models.Invalid{}
	for i, invitation := range invitations {
		var taken int64
		if err := tx.Model(&models.User{}).Where("username = ?", invitation.Username).Count(&taken).Error; err != nil {
			return err
		}
		if taken > 0 {
			bad.Add(models.InvitationField("username", i), "invalid.username_taken")
		}
	}
	return bad.OrNil()
}

func (s *Store) invite(tx *gorm.DB, invitation models.Invitation) (user models.User, secret string, err error) {
	user = models.User{Username: invitation.Username, Name: invitation.Name, Role: invitation.Role}
	if err := s.insertUser(tx, &user); err != nil {
		return user, "", err
	}
	if secret, err = s.putLink(tx, user.ID, false); err != nil {
		return user, "", err
	}
	return user, secret, s.recordUser(tx, models.ActUserInvited, user.ID, nil, map[string]any{"username": user.Username, "role": user.Role})
}

// MakeLink returns the secret of a new link by which a user chooses a password; a former link is
// void. Who is disabled gets none: models.ErrConflict.
func (s *Store) MakeLink(ctx context.Context, userID int64, withoutTOTP bool) (secret string, err error) {
	err = s.change(ctx, "make a link", func(tx *gorm.DB) error {
		user, err := s.lockedUser(tx, userID)
		if err != nil {
			return err
		}
		if user.Disabled {
			return models.ErrConflict
		}
		if secret, err = s.putLink(tx, userID, withoutTOTP); err != nil {
			return err
		}
		return s.recordUser(tx, models.ActResetLinkMade, userID, nil, map[string]any{"without_totp": withoutTOTP})
	})
	return secret, err
}

func (s *Store) putLink(tx *gorm.DB, userID int64, withoutTOTP bool) (secret string, err error) {
	secret, hash := models.NewLinkSecret()
	link := models.AccessLink{UserID: userID, Hash: hash, WithoutTOTP: withoutTOTP, ExpiresAt: s.instant().Add(models.AccessLinkLife)}
	return secret, tx.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "user_id"}}, DoUpdates: clause.AssignmentColumns([]string{"hash", "without_totp", "expires_at"})}).Create(&link).Error
}

// LinkUser is whose password a link changes: models.ErrNotFound when the link is used, over or made up.
func (s *Store) LinkUser(ctx context.Context, secret string) (models.User, error) {
	var user models.User
	err := s.read.WithContext(ctx).Joins("JOIN access_links ON access_links.user_id = users.id").
		Where("access_links.hash = ? AND access_links.expires_at > ? AND users.disabled = ?", models.LinkHash(secret), s.instant(), false).
		Take(&user).Error
	return user, s.judge("find a link", err)
}

// UseLink gives the link's user a name and a password, and ends the link and all their sessions:
// models.ErrNotFound when the link is used, over or made up.
func (s *Store) UseLink(ctx context.Context, secret, name, passwordHash string) error {
	return s.change(ctx, "use a link", func(tx *gorm.DB) error {
		hash := models.LinkHash(secret)
		var link models.AccessLink
		if err := tx.Take(&link, "hash = ? AND expires_at > ?", hash, s.instant()).Error; err != nil {
			return err
		}
		user, err := s.lockedUser(tx, link.UserID)
		if err != nil {
			return err
		}
		used := tx.Where("hash = ?", hash).Delete(&models.AccessLink{})
		if used.Error != nil {
			return used.Error
		}
		if used.RowsAffected == 0 || user.Disabled { // somebody else was a moment faster
			return models.ErrNotFound
		}
		action := models.ActPasswordReset
		if user.Invited() {
			action = models.ActUserJoined
		}
		ctx := models.ActingAs(ctx, user.Actor(models.ActorOf(ctx).IP, models.Scope{})) // whoever holds the link is the user
		tx = tx.WithContext(ctx)
		if name != user.Name {
			if err := s.rename(tx, &user, name); err != nil {
				return err
			}
		}
		return s.setPassword(tx, &user, passwordHash, link.WithoutTOTP, action)
	})
}

// setPassword gives a user a new password and ends their sessions.
func (s *Store) setPassword(tx *gorm.DB, user *models.User, hash string, withoutTOTP bool, action models.AuditAction) error {
	if err := tx.Model(user).UpdateColumn("password_hash", hash).Error; err != nil {
		return err
	}
	if err := endSessions(tx, user.ID); err != nil {
		return err
	}
	if withoutTOTP && user.HasTOTP() {
		if err := s.dropTOTP(tx, user.ID); err != nil {
			return err
		}
	}
	return s.recordUser(tx, action, user.ID, nil, nil)
}

// ChangePassword gives a user the password they chose. All their sessions end but the fresh one,
// which takes the place of the one at work.
func (s *Store) ChangePassword(ctx context.Context, passwordHash string, fresh models.Session) error {
	return s.change(ctx, "change a password", func(tx *gorm.DB) error {
		user, err := s.lockedUser(tx, fresh.UserID)
		if err != nil {
			return err
		}
		if err := s.setPassword(tx, &user, passwordHash, false, models.ActPasswordChanged); err != nil {
			return err
		}
		return rotateSessions(tx, fresh)
	})
}

// ResetPassword sets a user's password from the command line and ends their sessions and links.
func (s *Store) ResetPassword(ctx context.Context, username, passwordHash string, withoutTOTP bool) error {
	return s.change(ctx, "reset a password", func(tx *gorm.DB) error {
		var user models.User
		if err := tx.Take(&user, "username = ?", username).Error; err != nil {
			return err
		}
		if err := tx.Where("user_id = ?", user.ID).Delete(&models.AccessLink{}).Error; err != nil {
			return err
		}
		return s.setPassword(tx, &user, passwordHash, withoutTOTP, models.ActPasswordReset)
	})
}
