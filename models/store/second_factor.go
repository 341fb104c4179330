package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"xiansuo/models"
)

func totpPlace(userID int64) string { return "second_factors/secret/" + strconv.FormatInt(userID, 10) }

// PendingTOTP is the secret that a user is about to put into an app: the same until the second step
// is on, when it is shown to nobody any more (models.ErrConflict).
func (s *Store) PendingTOTP(ctx context.Context, userID int64) (secret []byte, err error) {
	err = s.change(ctx, "prepare a second step", func(tx *gorm.DB) error {
		user, err := s.lockedUser(tx, userID)
		if err != nil {
			return err
		}
		if user.HasTOTP() {
			return models.ErrConflict
		}
		if secret, _, err = s.totpSecret(tx, userID); !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
		secret = models.NewTOTPSecret()
		sealed, err := s.seal.seal(secret, totpPlace(userID))
		if err != nil {
			return err
		}
		return tx.Create(&models.SecondFactor{UserID: userID, Secret: sealed}).Error
	})
	return secret, err
}

func (s *Store) totpSecret(tx *gorm.DB, userID int64) (secret []byte, last int64, err error) {
	var factor models.SecondFactor
	if err := tx.Take(&factor, "user_id = ?", userID).Error; err != nil {
		return nil, 0, err
	}
	secret, err = s.seal.open(factor.Secret, totpPlace(userID))
	if err != nil {
		return nil, 0, fmt.Errorf("open a second step's secret: %w", err)
	}
	return secret, factor.LastStep, nil
}

// TurnOnTOTP turns a user's second step on, when the code shows that the app has the secret:
// *models.Invalid on the field "code" otherwise. It returns the recovery codes, whose hashes alone
// are kept. The fresh session takes the place of the one at work; the others end.
func (s *Store) TurnOnTOTP(ctx context.Context, code string, fresh models.Session) (codes []string, err error) {
	err = s.change(ctx, "turn a second step on", func(tx *gorm.DB) error {
		user, err := s.lockedUser(tx, fresh.UserID)
		if err != nil {
			return err
		}
		if user.HasTOTP() {
			return models.ErrConflict
		}
		right, err := s.useTOTP(tx, user.ID, code)
		if err != nil {
			return err
		}
		if !right {
			bad := &models.Invalid{}
			bad.Add("code", "invalid.totp_code")
			return bad
		}
		if err := tx.Model(&user).UpdateColumn("totp_at", s.instant()).Error; err != nil {
			return err
		}
		codes = models.NewRecoveryCodes()
		for _, code := range codes {
			if err := tx.Exec("INSERT INTO recovery_codes (user_id, hash) VALUES (?, ?)", user.ID, models.RecoveryHash(user.ID, code)).Error; err != nil {
				return err
			}
		}
		if err := s.recordUser(tx, models.ActTOTPOn, user.ID, nil, nil); err != nil {
			return err
		}
		return rotateSessions(tx, fresh)
	})
	return codes, err
}

// useTOTP spends a code: none is good twice, even for two at once.
func (s *Store) useTOTP(tx *gorm.DB, userID int64, code string) (right bool, err error) {
	secret, last, err := s.totpSecret(tx, userID)
	if err != nil {
		return false, err
	}
	step, ok := models.MatchTOTP(secret, code, s.instant(), last)
	if !ok {
		return false, nil
	}
	spent := tx.Exec("UPDATE second_factors SET last_step = ? WHERE user_id = ? AND last_step < ?", step, userID, step)
	return spent.RowsAffected == 1, spent.Error
}

// UseCode spends a code of a user's app or one of their recovery codes, and reports whether it was right.
func (s *Store) UseCode(ctx context.Context, userID int64, code string) (right bool, err error) {
	err = s.change(ctx, "use a code", func(tx *gorm.DB) error {
		if right, err = s.useTOTP(tx, userID, code); right || err != nil {
			return err
		}
		spent := tx.Exec("DELETE FROM recovery_codes WHERE user_id = ? AND hash = ?", userID, models.RecoveryHash(userID, code))
		if right = spent.RowsAffected == 1; !right || spent.Error != nil {
			return spent.Error
		}
		return s.recordUser(tx, models.ActTOTPRecovered, userID, nil, nil)
	})
	return right, err
}

// RecoveryCodesLeft is how many recovery codes a user has not used yet.
func (s *Store) RecoveryCodesLeft(ctx context.Context, userID int64) (left int, err error) {
	err = s.read.WithContext(ctx).Raw("SELECT count(*) FROM recovery_codes WHERE user_id = ?", userID).Row().Scan(&left)
	return left, s.judge("count recovery codes", err)
}

// TurnOffTOTP turns a user's second step off. The fresh session takes the place of the one at work.
func (s *Store) TurnOffTOTP(ctx context.Context, fresh models.Session) error {
	return s.change(ctx, "turn a second step off", func(tx *gorm.DB) error {
		user, err := s.lockedUser(tx, fresh.UserID)
		if err != nil || !user.HasTOTP() {
			return err
		}
		if err := s.dropTOTP(tx, user.ID); err != nil {
			return err
		}
		return rotateSessions(tx, fresh)
	})
}

func (s *Store) dropTOTP(tx *gorm.DB, userID int64) error {
	for _, statement := range []string{
		"DELETE FROM second_factors WHERE user_id = ?", "DELETE FROM recovery_codes WHERE user_id = ?", "UPDATE users SET totp_at = 0 WHERE id = ?",
	} {
		if err := tx.Exec(statement, userID).Error; err != nil {
			return err
		}
	}
	return s.recordUser(tx, models.ActTOTPOff, userID, nil, nil)
}

const totpRolesName = "totp_roles"

// TOTPRoles are the roles that must use a second step.
func (s *Store) TOTPRoles(ctx context.Context) ([]models.Role, error) {
	roles, err := totpRoles(s.read.WithContext(ctx))
	return roles, s.judge("read a setting", err)
}

func totpRoles(db *gorm.DB) (roles []models.Role, err error) {
	var kept []settingRow
	if err := db.Where("name = ?", totpRolesName).Limit(1).Find(&kept).Error; err != nil || len(kept) == 0 {
		return nil, err
	}
	for _, role := range strings.Fields(string(kept[0].Value)) {
		roles = append(roles, models.Role(role))
	}
	return roles, nil
}

// SetTOTPRoles changes which roles must use a second step. It holds from the next request on.
func (s *Store) SetTOTPRoles(ctx context.Context, roles []models.Role) error {
	return s.change(ctx, "keep a setting", func(tx *gorm.DB) error {
		before, err := totpRoles(tx)
		if err != nil || slices.Equal(before, roles) {
			return err
		}
		err = tx.Exec("INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
			totpRolesName, []byte(roleNames(roles))).Error
		if err != nil {
			return err
		}
		return s.record(tx, models.Act{
			Action: models.ActTOTPRoles, Subject: models.SubjectDesk,
			Old: map[string]any{"roles": roleNames(before)}, New: map[string]any{"roles": roleNames(roles)},
		})
	})
}

func roleNames(roles []models.Role) string {
	names := make([]string, len(roles))
	for i, role := range roles {
		names[i] = string(role)
	}
	return strings.Join(names, " ")
}

// NeedsTOTP reports whether a role must use a second step.
func (s *Store) NeedsTOTP(ctx context.Context, role models.Role) (bool, error) {
	roles, err := s.TOTPRoles(ctx)
	return slices.Contains(roles, role), err
}
