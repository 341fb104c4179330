package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"xiansuo/models"
)

// Every read of leads that an actor may ask for goes through this file: one lead by seenLead or see,
// rows joined with leads by seen, lists, counts and searches by ownersIn. The actor is the context's
// and sees what models.ScopeOf says; somebody else's lead is one that is not there.

// seen narrows a query to the leads that the actor of its context may see. column is the owner's,
// as the query calls it.
func seen(tx *gorm.DB, column string) *gorm.DB {
	scope := models.ScopeOf(tx.Statement.Context)
	if scope.IsAll() {
		return tx
	}
	return tx.Where(column+" IN ?", scope.Owners()) // of none: IN (NULL), which nothing is
}

// seenLead is one lead whole, if the actor may see it.
func seenLead(tx *gorm.DB, id int64) (models.Lead, error) { return leadIn(seen(tx, "owner_id"), id) }

// see is models.ErrNotFound for a lead that the actor may not see: for what hangs on a lead.
func (s *Store) see(ctx context.Context, leadID int64) error {
	if models.ScopeOf(ctx).IsAll() {
		return nil
	}
	return seeIn(s.read.WithContext(ctx), leadID)
}

func seeIn(tx *gorm.DB, leadID int64) error {
	var found models.Lead
	if err := seen(tx, "owner_id").Select("id").Take(&found, "id = ?", leadID).Error; err != nil {
		return fmt.Errorf("lead %d: %w", leadID, err)
	}
	return nil
}

// seenReports narrows a query of reports to those of leads that the actor may see.
func seenReports(tx *gorm.DB) *gorm.DB {
	scope := models.ScopeOf(tx.Statement.Context)
	if scope.IsAll() {
		return tx
	}
	return tx.Where("EXISTS (SELECT 1 FROM leads WHERE leads.id = outgoing_reports.lead_id AND leads.owner_id IN ?)", scope.Owners())
}

// reach is how far a query of the list goes: all leads that its filters let through, or those of
// some owners of them.
type reach struct {
	all    bool
	owners []int64
}

// isEmpty reports whether there is nothing to look for.
func (r reach) isEmpty() bool { return !r.all && len(r.owners) == 0 }

// reachOf folds a query's own filter by owner into the actor's scope: whoever asks for one owner
// asks for one index, as an admin does.
func reachOf(ctx context.Context, q *models.LeadQuery) reach {
	scope := models.ScopeOf(ctx)
	switch {
	case q.Nobodys, q.OwnerID != 0:
		owner := q.OwnerID
		if q.Nobodys {
			owner = models.Nobody
		}
		return reach{all: scope.Sees(owner)}
	case scope.IsAll():
		return reach{all: true}
	}
	return reach{owners: scope.Owners()}
}

// ScopeOf is which leads a user may see: of a manager, those of everybody in their teams.
func (s *Store) ScopeOf(ctx context.Context, user models.User) (models.Scope, error) {
	if user.Role != models.Manager {
		return user.ScopeOf(nil), nil
	}
	rows, err := s.query(ctx, `SELECT DISTINCT mates.user_id FROM team_members mine JOIN team_members mates ON mates.team_id = mine.team_id
		WHERE mine.user_id = ?`, user.ID)
	if err != nil {
		return models.Scope{}, s.judge("find a user's teams", err)
	}
	colleagues, err := scanKeys(rows)
	if err != nil {
		return models.Scope{}, s.judge("find a user's teams", err)
	}
	return user.ScopeOf(colleagues), nil
}

// missed tells somebody who came too late for nobody's lead who was first; for a lead that they may not
// see and that has been another's for longer it is models.ErrNotFound, for one that is theirs already nil.
func (s *Store) missed(tx *gorm.DB, leadID int64, by models.User) error {
	lead, err := seenLead(tx, leadID)
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return s.missedUnseen(tx, leadID)
	case err != nil || lead.OwnerID == by.ID:
		return err
	}
	first, err := s.nameOf(tx, lead.OwnerID)
	return cmp.Or(err, error(&models.Taken{By: first}))
}

func (s *Store) missedUnseen(tx *gorm.DB, leadID int64) error {
	var last []models.Change
	err := tx.Where("lead_id = ? AND kind = ? AND at > ?", leadID, models.ChangeOwner, s.instant().Add(-models.TakenRecently)).
		Order("id DESC").Limit(1).Find(&last).Error
	if err != nil {
		return err
	}
	if len(last) == 0 {
		return fmt.Errorf("lead %d: %w", leadID, models.ErrNotFound)
	}
	if err := unfold(&last[0]); err != nil {
		return err
	}
	if way := last[0].Owner.Way; way != models.OwnerTook && way != models.OwnerWorked {
		return fmt.Errorf("lead %d: %w", leadID, models.ErrNotFound)
	}
	first, err := s.nameOf(tx, last[0].Owner.New)
	return cmp.Or(err, error(&models.Taken{By: first}))
}

func (s *Store) nameOf(tx *gorm.DB, user int64) (string, error) {
	names, err := namesOf(tx, []int64{user})
	return names[user], err
}

// namesOf are users' names by number; whoever is not known has none.
func namesOf(tx *gorm.DB, ids []int64) (map[int64]string, error) {
	names := make(map[int64]string, len(ids))
	if len(ids) == 0 {
		return names, nil
	}
	var users []models.User
	if err := tx.Select("id", "name").Where("id IN ?", slices.Compact(slices.Sorted(slices.Values(ids)))).Find(&users).Error; err != nil {
		return nil, err
	}
	for _, user := range users {
		names[user.ID] = user.Name
	}
	return names, nil
}
