package store

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"xiansuo/models"
)

// SetStatus makes a lead's Work what a seller wishes: lead, history and outgoing report in one
// transaction. It returns *models.Invalid when the account's rules forbid it, models.ErrConflict
// when somebody changed the lead since the seller looked, models.ErrNotFound for no such lead.
// The lead is returned as it is now, with a conflict too.
func (s *Store) SetStatus(ctx context.Context, wish models.StatusWish, by models.User) (models.Lead, error) {
	var lead models.Lead
	err := s.change(ctx, "set a status", func(tx *gorm.DB) error {
		var err error
		if lead, err = seenLead(s.held(tx), wish.LeadID); errors.Is(err, gorm.ErrRecordNotFound) {
			return s.missed(tx, wish.LeadID, by)
		} else if err != nil {
			return err
		}
		var account models.Account
		if err := tx.Take(&account, "id = ?", lead.AccountID).Error; err != nil {
			return err
		}
		old, owner := lead.Work, lead.OwnerID
		changed, err := lead.SetStatus(&account, wish, &by, s.instant())
		if err != nil || !changed {
			return err
		}
		if err := writeWork(tx, &lead); err != nil {
			return err
		}
		change := models.Change{LeadID: lead.ID, At: lead.WorkedAt, Kind: models.ChangeStatus, UserID: by.ID}
		if err := addChange(tx, change, models.StatusChange{Old: old, New: lead.Work, Version: lead.WorkVersion}); err != nil {
			return err
		}
		if lead.ReportState != models.ReportExcluded {
			if err := s.wishReport(tx, &lead, account.ReportMode); err != nil {
				return err
			}
		}
		// The audit comes last: on PostgreSQL its end is held, and whoever holds reports may wait for it.
		if lead.OwnerID != owner {
			if err := s.noteOwner(tx, lead.ID, models.OwnerChange{Old: owner, New: lead.OwnerID, Way: models.OwnerWorked}, by); err != nil {
				return err
			}
		}
		return s.record(tx, workAct(models.ActStatusSet, lead.ID, old, lead.Work))
	})
	if err != nil && !errors.Is(err, models.ErrConflict) {
		return models.Lead{}, err
	}
	return lead, err
}

func writeWork(tx *gorm.DB, lead *models.Lead) error {
	done := tx.Model(&models.Lead{}).Where("id = ? AND work_version = ?", lead.ID, lead.WorkVersion-1).UpdateColumns(map[string]any{
		"convert_status":        lead.ConvertStatus,
		"ineffect_reason":       lead.IneffectReason,
		"intention_score":       lead.IntentionScore,
		"outer_convert_type":    lead.OuterConvertType,
		"outer_ineffect_reason": lead.OuterIneffectReason,
		"work_version":          lead.WorkVersion,
		"worked_at":             lead.WorkedAt,
		"updated_at":            lead.UpdatedAt,
		"owner_id":              lead.OwnerID,
		"report_state":          lead.ReportState,
	})
	if done.Error == nil && done.RowsAffected != 1 {
		return models.ErrConflict
	}
	return done.Error
}
