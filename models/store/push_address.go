package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"xiansuo/models"
)

// newPushSecret makes a part of 40 characters that nobody guesses: 200 random bits.
func newPushSecret() string {
	return strings.ToLower(rand.Text() + rand.Text())[:models.PushSecretLength]
}

func pushPlace(accountID int64) string {
	return "push_addresses.sealed/" + strconv.FormatInt(accountID, 10)
}

// PushAddress returns where the platform pushes an account's leads to, with its secret part; an
// account that has no address yet gets one. models.ErrNotFound for no such account.
func (s *Store) PushAddress(ctx context.Context, accountID int64) (models.PushAddress, error) {
	address, err := pushAddressIn(s.read.WithContext(ctx), accountID)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		address, err = s.makePushAddress(ctx, accountID)
	}
	if err != nil {
		return models.PushAddress{}, s.judge("find a push address", err)
	}
	return s.openPushAddress(address)
}

func pushAddressIn(tx *gorm.DB, accountID int64) (models.PushAddress, error) {
	var address models.PushAddress
	err := tx.Take(&address, "account_id = ?", accountID).Error
	return address, err
}

func (s *Store) openPushAddress(address models.PushAddress) (models.PushAddress, error) {
	secret, err := s.seal.open(address.Sealed, pushPlace(address.AccountID))
	if err != nil {
		return models.PushAddress{}, fmt.Errorf("open the push address of account %d: %w", address.AccountID, err)
	}
	address.Secret, address.Sealed = string(secret), nil
	return address, nil
}

// makePushAddress makes an address, unless somebody else has made it meanwhile.
func (s *Store) makePushAddress(ctx context.Context, accountID int64) (address models.PushAddress, err error) {
	err = s.change(ctx, "make a push address", func(tx *gorm.DB) error {
		var account models.Account
		if err := s.held(tx).Select("id").Take(&account, "id = ?", accountID).Error; err != nil {
			return err
		}
		address, err = pushAddressIn(tx, accountID)
		if !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
		address = models.PushAddress{AccountID: accountID}
		if err := s.fillPushAddress(&address); err != nil {
			return err
		}
		if err := tx.Create(&address).Error; err != nil {
			return err
		}
		return s.record(tx, accountAct(models.ActPushMade, accountID, nil, nil))
	})
	return address, err
}

// fillPushAddress puts a new secret part into an address.
func (s *Store) fillPushAddress(address *models.PushAddress) error {
	secret := newPushSecret()
	sealed, err := s.seal.seal([]byte(secret), pushPlace(address.AccountID))
	if err != nil {
		return err
	}
	address.Hash, address.Sealed, address.MadeAt = models.HashPushSecret(secret), sealed, s.instant()
	return nil
}

// RotatePushAddress gives an account a new address. The one before it is taken for
// models.PushOverlap more, so that the platform can be told in peace.
func (s *Store) RotatePushAddress(ctx context.Context, accountID int64, by models.User) (models.PushAddress, error) {
	if _, err := s.PushAddress(ctx, accountID); err != nil {
		return models.PushAddress{}, err
	}
	var address models.PushAddress
	err := s.change(ctx, "rotate a push address", func(tx *gorm.DB) error {
		var err error
		if address, err = pushAddressIn(s.held(tx), accountID); err != nil {
			return err
		}
		address.OldHash, address.OldUntil, address.MadeBy = address.Hash, s.instant().Add(models.PushOverlap), by.Name
		if err := s.keepOldAddress(tx, &address); err != nil {
			return err
		}
		if err := s.fillPushAddress(&address); err != nil {
			return err
		}
		err = tx.Model(&models.PushAddress{}).Where("account_id = ?", accountID).UpdateColumns(map[string]any{
			"hash": address.Hash, "sealed": address.Sealed, "made_at": address.MadeAt, "made_by": address.MadeBy,
			"old_hash": address.OldHash, "old_until": address.OldUntil,
		}).Error
		if err != nil {
			return err
		}
		return s.record(tx, accountAct(models.ActPushRotated, accountID, nil, map[string]any{"push_address": models.AuditSecret}))
	})
	if err != nil {
		return models.PushAddress{}, err
	}
	return s.openPushAddress(address)
}

// keepOldAddress lets a replaced address be taken for a while, beside those replaced shortly before:
// the platform may still push to any of them. Those whose time is over are forgotten.
func (s *Store) keepOldAddress(tx *gorm.DB, address *models.PushAddress) error {
	if err := tx.Exec("DELETE FROM push_old_addresses WHERE account_id = ? AND until <= ?", address.AccountID, s.instant()).Error; err != nil {
		return err
	}
	return tx.Exec("INSERT INTO push_old_addresses (account_id, hash, until) VALUES (?, ?, ?)",
		address.AccountID, address.OldHash, address.OldUntil).Error
}

// SavePushRules changes how an account's pushes are judged: *models.Invalid, models.ErrNotFound.
func (s *Store) SavePushRules(ctx context.Context, accountID int64, rules models.PushRules) error {
	if err := rules.Check(); err != nil {
		return err
	}
	if _, err := s.PushAddress(ctx, accountID); err != nil {
		return err
	}
	return s.change(ctx, "change a push address", func(tx *gorm.DB) error {
		address, err := pushAddressIn(s.held(tx), accountID)
		if err != nil {
			return err
		}
		before := models.PushRules{Algorithm: address.Algorithm, WindowSeconds: int64(address.Window().Seconds())}
		old, changed := models.AuditDiff(before.AuditValues(), rules.AuditValues())
		err = tx.Model(&models.PushAddress{}).Where("account_id = ?", accountID).UpdateColumns(map[string]any{
			"algorithm": rules.Algorithm, "window_seconds": rules.WindowSeconds,
		}).Error
		if err != nil || changed == nil {
			return err
		}
		return s.record(tx, accountAct(models.ActPushRules, accountID, old, changed))
	})
}

// PushDoor finds what stands behind a push address by the hash of its secret part, the present
// or one before it whose time is not over; models.ErrNotFound for every other.
func (s *Store) PushDoor(ctx context.Context, hash []byte) (models.PushDoor, error) {
	var address models.PushAddress
	err := s.read.WithContext(ctx).Where("hash = ? OR account_id IN (SELECT account_id FROM push_old_addresses WHERE hash = ? AND until > ?)",
		hash, hash, s.instant()).Take(&address).Error
	if err != nil {
		return models.PushDoor{}, s.judge("find a push address", err)
	}
	account, err := s.Account(ctx, address.AccountID)
	if err != nil {
		return models.PushDoor{}, err
	}
	credentials, err := s.Credentials(ctx, address.AccountID, models.ForPush)
	if err != nil && !errors.Is(err, models.ErrNotFound) { // without a pair every signature is wrong
		return models.PushDoor{}, err
	}
	return models.PushDoor{Account: account, Credentials: credentials, Pinned: address.Algorithm, Window: address.Window()}, nil
}
