package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"xiansuo/models"
)

// Accounts lists every account by name.
func (s *Store) Accounts(ctx context.Context) ([]models.Account, error) {
	var accounts []models.Account
	err := s.read.WithContext(ctx).Order("name, id").Find(&accounts).Error
	return accounts, s.judge("list accounts", err)
}

// Account returns one account, or models.ErrNotFound.
func (s *Store) Account(ctx context.Context, id int64) (models.Account, error) {
	var account models.Account
	err := s.read.WithContext(ctx).Take(&account, "id = ?", id).Error
	return account, s.judge("find an account", err)
}

// SaveAccount creates (Version 0) or changes an account. It returns *models.Invalid for fields
// that break a rule or an id that is taken, models.ErrConflict when somebody changed the account
// since, models.ErrNotFound for no such account.
func (s *Store) SaveAccount(ctx context.Context, edit models.AccountEdit, by models.User) (models.Account, error) {
	if err := edit.Check(); err != nil {
		return models.Account{}, err
	}
	var account models.Account
	err := s.change(ctx, "save an account", func(tx *gorm.DB) error {
		now := s.instant()
		if err := s.accountToSave(tx, &account, &edit, now); err != nil {
			return err
		}
		before := account
		account.Name, account.Industry, account.StatusSystem = edit.Name, edit.Industry, edit.StatusSystem
		account.Algorithm, account.OldSignature, account.OmitID = edit.Algorithm, edit.OldSignature, edit.OmitID
		account.KeepIDNumber, account.Paused = edit.KeepIDNumber, edit.Paused
		open, err := s.saveReporting(tx, &account, &edit, now)
		if err != nil {
			return err
		}
		account.PullMinutes = edit.PullMinutes
		account.UpdatedAt = now
		account.Version++
		for _, pair := range []struct {
			purpose models.Purpose
			typed   models.Pair
			drop    bool
			summary *models.CredentialsSummary
		}{
			{models.ForPull, edit.Pull, false, &account.Pull},
			{models.ForReport, edit.Report, edit.DropReport, &account.Report},
			{models.ForPush, edit.Push, edit.DropPush, &account.Push},
		} {
			if err := s.storePair(tx, account.ID, pair.purpose, pair.typed, pair.drop); err != nil {
				return err
			}
			switch {
			case pair.drop:
				*pair.summary = models.CredentialsSummary{}
			case !pair.typed.IsZero():
				*pair.summary = models.CredentialsSummary{
					TokenTail: tail(pair.typed.Token), SecretTail: tail(pair.typed.Secret), ChangedAt: now, ChangedBy: by.Name,
				}
			}
		}
		if err := hurryWechat(tx, account.ID, now); err != nil {
			return err
		}
		if err := tx.Select("*").Where("id = ?", account.ID).UpdateColumns(&account).Error; err != nil {
			return err
		}
		return s.record(tx, accountActs(&before, &account, &edit, open)...)
	})
	if err != nil {
		return models.Account{}, err
	}
	return account, nil
}

// accountToSave loads the account that is to change, or makes the row of a new one, so that its
// credentials have something to refer to.
func (s *Store) accountToSave(tx *gorm.DB, account *models.Account, edit *models.AccountEdit, now models.Instant) error {
	if edit.Version != 0 {
		if err := s.held(tx).Take(account, "id = ?", edit.ID).Error; err != nil {
			return err
		}
		if account.Version != edit.Version {
			return models.ErrConflict
		}
		return nil
	}
	*account = models.Account{ID: edit.ID, CreatedAt: now, UpdatedAt: now}
	err := tx.Create(account).Error
	if s.dialect.duplicate(err) {
		taken := &models.Invalid{}
		taken.Add("account_id", "invalid.account_taken")
		return taken
	}
	return err
}

// sealedPair is what a credentials row holds, sealed.
type sealedPair struct {
	Token  string `json:"token"`
	Secret string `json:"secret"`
}

// credentialsRow is a row of the credentials table.
type credentialsRow struct {
	AccountID int64
	Purpose   models.Purpose
	Sealed    []byte
}

// TableName tells GORM the table.
func (credentialsRow) TableName() string { return "credentials" }

func sealPlace(accountID int64, p models.Purpose) string {
	return "credentials.sealed/" + strconv.FormatInt(accountID, 10) + "/" + string(p)
}

func (s *Store) storePair(tx *gorm.DB, accountID int64, p models.Purpose, typed models.Pair, drop bool) error {
	if drop {
		return tx.Where("account_id = ? AND purpose = ?", accountID, p).Delete(&credentialsRow{}).Error
	}
	if typed.IsZero() {
		return nil
	}
	text, err := json.Marshal(sealedPair(typed))
	if err != nil {
		return fmt.Errorf("seal credentials: %w", err)
	}
	sealed, err := s.seal.seal(text, sealPlace(accountID, p))
	if err != nil {
		return err
	}
	return tx.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "account_id"}, {Name: "purpose"}},
		DoUpdates: clause.AssignmentColumns([]string{"sealed"}),
	}).Create(&credentialsRow{accountID, p, sealed}).Error
}

// tail is what may be shown of a secret: the last four characters, or fewer of a short one.
func tail(secret string) string { return secret[len(secret)-min(4, len(secret)/2):] }

// Credentials returns the pair for a purpose, in the clear; the pull pair serves every purpose
// that has none of its own. models.ErrNotFound when the account has none.
func (s *Store) Credentials(ctx context.Context, accountID int64, p models.Purpose) (models.Credentials, error) {
	account, err := s.Account(ctx, accountID)
	if err != nil {
		return models.Credentials{}, err
	}
	var rows []credentialsRow
	err = s.read.WithContext(ctx).Where("account_id = ? AND purpose IN ?", accountID, []models.Purpose{p, models.ForPull}).Find(&rows).Error
	if err != nil {
		return models.Credentials{}, s.judge("find credentials", err)
	}
	var chosen *credentialsRow
	for i := range rows {
		if chosen == nil || rows[i].Purpose == p {
			chosen = &rows[i]
		}
	}
	if chosen == nil {
		return models.Credentials{}, fmt.Errorf("find credentials of account %d: %w", accountID, models.ErrNotFound)
	}
	text, err := s.seal.open(chosen.Sealed, sealPlace(accountID, chosen.Purpose))
	if err != nil {
		return models.Credentials{}, fmt.Errorf("open the credentials of account %d: %w", accountID, err)
	}
	var pair sealedPair
	if err := json.Unmarshal(text, &pair); err != nil {
		return models.Credentials{}, fmt.Errorf("read the credentials of account %d: %w", accountID, errSealed)
	}
	return models.Credentials{
		AccountID: accountID, Token: pair.Token, Secret: pair.Secret,
		Algorithm: account.Algorithm, OldSignature: account.OldSignature, OmitID: account.OmitID,
	}, nil
}

// PauseAccount stops or resumes an account's pulls and reports.
func (s *Store) PauseAccount(ctx context.Context, id int64, paused bool, by models.User) error {
	return s.change(ctx, "pause an account", func(tx *gorm.DB) error {
		done := tx.Model(&models.Account{}).Where("id = ?", id).UpdateColumns(map[string]any{
			"paused": paused, "updated_at": s.instant(), "version": gorm.Expr("version + 1"),
		})
		if done.Error == nil && done.RowsAffected == 0 {
			return models.ErrNotFound
		}
		if done.Error != nil {
			return done.Error
		}
		if err := tx.Where("account_id = ?", id).Delete(&models.Breaker{}).Error; err != nil { // who resumes wants to see it tried
			return err
		}
		act := models.ActAccountResumed
		if paused {
			act = models.ActAccountPaused
		}
		return s.record(tx, accountAct(act, id, nil, nil))
	})
}

// isTrue is a condition on a column that PostgreSQL keeps as a boolean and SQLite as a number.
func (s *Store) isTrue(column string) string {
	if s.dialect == onPostgres {
		return column
	}
	return column + " <> 0"
}
