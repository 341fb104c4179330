package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"xiansuo/models"
)

// CreateLead adds a lead that did not come from the platform; nothing of it is ever reported there. The
// same request again returns the lead that it made the first time, with made false. *models.Invalid for
// a wish that breaks a rule, models.ErrConflict for a key that was used for another lead, and
// models.ErrNotFound when the lead of the key is not in the actor's scope any more.
func (s *Store) CreateLead(ctx context.Context, wish models.ManualLead, by models.User) (lead models.Lead, made bool, err error) {
	if err := wish.Check(); err != nil {
		return models.Lead{}, false, err
	}
	if !by.CanWork() {
		return models.Lead{}, false, models.ErrNotAllowed
	}
	a := &acceptance{store: s, account: models.Account{ID: wish.AccountID}, arrival: models.Manual, now: s.instant()}
	fresh := wish.Lead(by.ID)
	a.prepare([]models.Lead{fresh})
	a.leads[0].PullHash = fresh.PullHash // tells the same request from another under its key
	err = s.change(ctx, "create a lead", func(tx *gorm.DB) error {
		a.orm, a.tx = tx, tx.Statement.ConnPool.(*sql.Tx)
		lead, made, err = a.create(ctx)
		return err
	})
	if err != nil {
		return models.Lead{}, false, err
	}
	if made {
		s.campaigns.keep(a.campaigns)
	}
	return lead, made, nil
}

// create is CreateLead within its transaction.
func (a *acceptance) create(ctx context.Context) (models.Lead, bool, error) {
	var accounts int64
	if err := a.orm.Model(&models.Account{}).Where("id = ?", a.account.ID).Count(&accounts).Error; err != nil {
		return models.Lead{}, false, err
	}
	if accounts == 0 {
		bad := &models.Invalid{}
		bad.Add("account_id", "invalid.choice")
		return models.Lead{}, false, bad
	}
	if a.store.dialect == onPostgres { // as in run: two instances must not make the same lead twice
		if _, err := a.tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", a.account.ID); err != nil {
			return models.Lead{}, false, err
		}
	}
	known, err := a.known(ctx)
	if err != nil {
		return models.Lead{}, false, err
	}
	if old, ok := known[a.leads[0].LeadsID]; ok {
		lead, err := seenLead(a.orm, old.id)
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return models.Lead{}, false, fmt.Errorf("lead %d: %w", old.id, models.ErrNotFound)
		}
		if err == nil && !bytes.Equal(old.hash, a.leads[0].PullHash) {
			err = models.ErrConflict
		}
		return lead, false, err
	}
	if err := a.insert(ctx, a.leads); err != nil {
		return models.Lead{}, false, err
	}
	id := a.leads[0].ID
	act := models.Act{Action: models.ActLeadCreated, Subject: models.SubjectLead, SubjectID: id, New: map[string]any{"account": a.account.ID}}
	if err := a.store.record(a.orm, act); err != nil {
		return models.Lead{}, false, err
	}
	lead, err := leadIn(a.orm, id)
	return lead, true, err
}
