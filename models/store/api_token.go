package store

import (
	"context"
	"errors"
	"strings"

	"gorm.io/gorm"

	"xiansuo/models"
)

// APITokens lists the tokens, newest first, also those that are over or revoked.
func (s *Store) APITokens(ctx context.Context) ([]models.APIToken, error) {
	var tokens []models.APIToken
	err := s.read.WithContext(ctx).Omit("hash").Order("id DESC").Find(&tokens).Error
	return tokens, s.judge("list API tokens", err)
}

// MakeAPIToken makes a token of the context's actor and returns its secret, which nobody learns again.
// *models.Invalid when the wish breaks a rule.
func (s *Store) MakeAPIToken(ctx context.Context, wish models.TokenWish) (token models.APIToken, secret string, err error) {
	if err := wish.Check(); err != nil {
		return token, "", err
	}
	secret = models.NewAPISecret()
	err = s.change(ctx, "make an API token", func(tx *gorm.DB) error {
		if err := s.checkToken(tx, &wish); err != nil {
			return err
		}
		now := s.instant()
		token = models.APIToken{
			Name: wish.Name, Hash: models.APISecretHash(secret), Tail: secret[len(secret)-4:], Scopes: strings.Join(wish.Scopes, " "), UserID: wish.UserID,
			CreatedBy: models.ActorOf(ctx).ID, CreatedAt: now, ExpiresAt: models.At(now.Time().AddDate(0, 0, wish.Days)),
		}
		if err := tx.Create(&token).Error; err != nil {
			return err
		}
		return s.record(tx, models.Act{Action: models.ActTokenMade, Subject: models.SubjectToken, SubjectID: token.ID, New: token.AuditValues()})
	})
	if err != nil {
		return models.APIToken{}, "", err
	}
	return token, secret, nil
}

func (s *Store) checkToken(tx *gorm.DB, wish *models.TokenWish) error {
	bad := &models.Invalid{}
	user, err := s.lockedUser(tx, wish.UserID)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		bad.Add("user", "invalid.choice")
		return bad
	} else if err != nil {
		return err
	}
	if err := wish.CheckUser(&user); err != nil {
		return err
	}
	var good int64
	if err := tx.Model(&models.APIToken{}).Where("revoked_at = 0 AND expires_at > ?", s.instant()).Count(&good).Error; err != nil {
		return err
	}
	if good >= models.MaxTokens {
		bad.AddLimit("name", "invalid.tokens_full", models.MaxTokens)
	}
	return bad.OrNil()
}

// RevokeAPIToken ends a token with the next request. Revoking it again changes nothing.
func (s *Store) RevokeAPIToken(ctx context.Context, id int64) error {
	return s.change(ctx, "revoke an API token", func(tx *gorm.DB) error {
		var token models.APIToken
		if err := s.held(tx).Take(&token, "id = ?", id).Error; err != nil || token.RevokedAt != 0 {
			return err
		}
		return s.revokeToken(tx, &token)
	})
}

func (s *Store) revokeToken(tx *gorm.DB, token *models.APIToken) error {
	if err := tx.Model(&models.APIToken{}).Where("id = ?", token.ID).UpdateColumn("revoked_at", s.instant()).Error; err != nil {
		return err
	}
	return s.record(tx, models.Act{Action: models.ActTokenRevoked, Subject: models.SubjectToken, SubjectID: token.ID, Old: map[string]any{"name": token.Name}})
}

// revokeTokensOf ends every token that acts for a user. Whoever is let in again gets new ones.
func (s *Store) revokeTokensOf(tx *gorm.DB, userID int64) error {
	var tokens []models.APIToken
	if err := s.held(tx).Order("id").Find(&tokens, "user_id = ? AND revoked_at = 0", userID).Error; err != nil {
		return err
	}
	for i := range tokens {
		if err := s.revokeToken(tx, &tokens[i]); err != nil {
			return err
		}
	}
	return nil
}

// UseAPIToken finds the token of a secret and the user for whom it acts, and notes the use:
// models.ErrNotFound when it is made up, over or revoked, or when the user is disabled.
func (s *Store) UseAPIToken(ctx context.Context, secret string) (models.APIToken, models.User, error) {
	var token models.APIToken
	now := s.instant()
	err := s.read.WithContext(ctx).Take(&token, "hash = ? AND revoked_at = 0 AND expires_at > ?", models.APISecretHash(secret), now).Error
	if err != nil {
		return models.APIToken{}, models.User{}, s.judge("find an API token", err)
	}
	var user models.User
	if err := s.read.WithContext(ctx).Take(&user, "id = ? AND disabled = ?", token.UserID, false).Error; err != nil {
		return models.APIToken{}, models.User{}, s.judge("find an API token's user", err)
	}
	if now < token.UsedAt.Add(models.TokenUseStep) {
		return token, user, nil
	}
	token.UsedAt = now
	err = s.write.WithContext(ctx).Model(&models.APIToken{}).Where("id = ?", token.ID).UpdateColumn("used_at", now).Error
	if err = s.judge("note the use of an API token", err); errors.Is(err, models.ErrUnavailable) {
		err = nil // a full disk must not keep scripts from reading
	}
	return token, user, err
}
