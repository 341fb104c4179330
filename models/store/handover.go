package store

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"xiansuo/models"
)

// Handing over a hundred thousand leads in one transaction would keep every seller waiting for a minute.
// So it goes in steps, each a short transaction that moves some leads and writes down which: after a
// power cut it goes on where it was, and undoing follows what is written down.

// handoverStep is how many leads one transaction moves: some hundredths of a second.
const handoverStep = 250

// handoverLead says to whom a lead went.
type handoverLead struct {
	HandoverID, LeadID, Receiver int64
}

// TableName tells GORM the table.
func (handoverLead) TableName() string { return "handover_leads" }

// OwnedWork counts a user's leads by status, most first. It reads an index alone.
func (s *Store) OwnedWork(ctx context.Context, userID int64) ([]models.WorkCount, error) {
	var counts []models.WorkCount
	err := seen(s.read.WithContext(ctx).Model(&models.Lead{}), "owner_id").Select("convert_status, count(*) AS leads").
		Where("owner_id = ?", userID).Group("convert_status").Order("leads DESC, convert_status").Scan(&counts).Error
	return counts, s.judge("count a user's leads", err)
}

// Handover is a user's newest hand-over; models.ErrNotFound when there never was one.
func (s *Store) Handover(ctx context.Context, userID int64) (models.Handover, error) {
	var h models.Handover
	err := s.read.WithContext(ctx).Order("id DESC").Take(&h, "user_id = ?", userID).Error
	return h, s.judge("find a hand-over", err)
}

// StartHandover begins to hand a user's leads over; RunHandovers does it. *models.Invalid when a receiver
// may not have them, models.ErrConflict while another hand-over of the user is under way.
func (s *Store) StartHandover(ctx context.Context, wish models.HandoverWish, by models.User) (models.Handover, error) {
	if err := wish.Check(); err != nil {
		return models.Handover{}, err
	}
	h := models.Handover{UserID: wish.UserID, Receivers: wish.Text(), State: models.HandoverMoving, CreatedBy: by.ID}
	err := s.change(ctx, "begin a hand-over", func(tx *gorm.DB) error {
		var from models.User
		if err := tx.Take(&from, "id = ?", wish.UserID).Error; err != nil {
			return err
		}
		for _, receiver := range wish.Receivers {
			if err := mayReceive(tx, receiver); err != nil {
				return err
			}
		}
		if err := tx.Model(&models.Lead{}).Where("owner_id = ?", wish.UserID).Count(&h.Total).Error; err != nil {
			return err
		}
		h.CreatedAt = s.instant()
		if err := tx.Create(&h).Error; s.dialect.duplicate(err) {
			return models.ErrConflict
		} else if err != nil {
			return err
		}
		return s.record(tx, models.Act{
			Action: models.ActionUserHandedOver, Subject: models.SubjectUser, SubjectID: wish.UserID,
			New: map[string]any{"handover": h.ID, "leads": h.Total, "receivers": wish.Receivers},
		})
	})
	return h, err
}

// UndoHandover begins to bring a user's leads back, also those of a hand-over that is still under way. Leads that somebody
// moved on since stay where they are. models.ErrConflict when it is too late, or undone already.
func (s *Store) UndoHandover(ctx context.Context, userID, id int64, by models.User) error {
	return s.change(ctx, "undo a hand-over", func(tx *gorm.DB) error {
		var h models.Handover
		if err := s.held(tx).Take(&h, "id = ? AND user_id = ?", id, userID).Error; err != nil {
			return err
		}
		var newer int64
		if err := tx.Model(&models.Handover{}).Where("user_id = ? AND id > ?", userID, id).Count(&newer).Error; err != nil {
			return err
		}
		if newer > 0 || !h.CanUndo(s.instant()) {
			return models.ErrConflict
		}
		err := tx.Model(&models.Handover{}).Where("id = ?", id).
			UpdateColumns(map[string]any{"state": models.HandoverReturning, "undone_by": by.ID}).Error
		if err != nil {
			return err
		}
		return s.record(tx, models.Act{
			Action: models.ActionHandoverUndone, Subject: models.SubjectUser, SubjectID: userID,
			Old: map[string]any{"handover": id, "moved": h.Moved},
		})
	})
}

// RunHandovers moves leads until no hand-over is under way, and forgets what can be undone no more. It is
// a job: what a crash interrupts, the next run goes on with.
func (s *Store) RunHandovers(ctx context.Context) error {
	for {
		var under []models.Handover
		err := s.read.WithContext(ctx).Where("state IN ?", []models.HandoverState{models.HandoverMoving, models.HandoverReturning}).
			Order("id").Limit(1).Find(&under).Error
		if err != nil {
			return s.judge("find hand-overs", err)
		}
		if len(under) == 0 {
			return s.forgetHandovers(ctx)
		}
		if err := s.change(ctx, "hand leads over", func(tx *gorm.DB) error { return s.stepHandover(tx, under[0].ID) }); err != nil {
			return err
		}
		if err := breathe(ctx); err != nil {
			return err
		}
	}
}

// stepHandover does one step of a hand-over, whichever way it goes now.
func (s *Store) stepHandover(tx *gorm.DB, id int64) error {
	var h models.Handover
	if err := s.held(tx).Take(&h, "id = ?", id).Error; err != nil {
		return err
	}
	var n int
	var err error
	switch h.State {
	case models.HandoverMoving:
		n, err = s.moveSome(tx, &h)
	case models.HandoverReturning:
		n, err = s.returnSome(tx, &h)
	default:
		return nil
	}
	if err != nil {
		return err
	}
	if n == 0 && h.State == models.HandoverMoving {
		h.State, h.FinishedAt = models.HandoverDone, s.instant()
	} else if n == 0 {
		h.State = models.HandoverUndone
	}
	return tx.Model(&models.Handover{}).Where("id = ?", id).UpdateColumns(map[string]any{
		"state": h.State, "moved": h.Moved, "returned": h.Returned, "finished_at": h.FinishedAt,
	}).Error
}

// moveSome gives the next leads to the receivers in turn, status after status, so that each gets as many
// of each as the others.
func (s *Store) moveSome(tx *gorm.DB, h *models.Handover) (int, error) {
	var ids []int64
	err := s.held(tx).Model(&models.Lead{}).Where("owner_id = ?", h.UserID).Order("convert_status, list_key").Limit(handoverStep).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	receivers, err := stillReceiving(tx, h)
	if err != nil {
		return 0, err
	}
	shares, journal := map[int64][]int64{}, make([]handoverLead, len(ids))
	for i, id := range ids {
		to := receivers[int(h.Moved)%len(receivers)]
		shares[to] = append(shares[to], id)
		journal[i] = handoverLead{h.ID, id, to}
		h.Moved++
	}
	again := clause.OnConflict{ // somebody gave a lead back meanwhile: it goes to another, and undoing follows that
		Columns: []clause.Column{{Name: "handover_id"}, {Name: "lead_id"}}, UpdateAll: true,
	}
	if err := tx.Clauses(again).Create(&journal).Error; err != nil {
		return 0, err
	}
	for to, leads := range shares {
		if err := s.moveLeads(tx, leads, models.OwnerChange{Old: h.UserID, New: to, Way: models.OwnerHandedOver}, h.CreatedBy); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

// stillReceiving are the receivers who may have leads now: some may have been disabled since the hand-over
// began. When none is left the leads go to nobody, for all to take.
func stillReceiving(tx *gorm.DB, h *models.Handover) ([]int64, error) {
	var users []models.User
	if err := tx.Where("id IN ?", h.ReceiverIDs()).Order("id").Find(&users).Error; err != nil {
		return nil, err
	}
	var still []int64
	for i := range users {
		if users[i].MayReceive(models.AllLeads()) {
			still = append(still, users[i].ID)
		}
	}
	if len(still) == 0 {
		still = []int64{models.Nobody}
	}
	return still, nil
}

// returnSome brings the next leads back that still are with those who received them.
func (s *Store) returnSome(tx *gorm.DB, h *models.Handover) (int, error) {
	var journal []handoverLead
	if err := tx.Where("handover_id = ?", h.ID).Order("lead_id").Limit(handoverStep).Find(&journal).Error; err != nil || len(journal) == 0 {
		return 0, err
	}
	shares := map[int64][]int64{}
	for _, row := range journal {
		shares[row.Receiver] = append(shares[row.Receiver], row.LeadID)
	}
	for receiver, ids := range shares {
		var still []int64
		err := s.held(tx).Model(&models.Lead{}).Where("id IN ? AND owner_id = ?", ids, receiver).Order("id").Pluck("id", &still).Error
		if err != nil {
			return 0, err
		}
		if err := s.moveLeads(tx, still, models.OwnerChange{Old: receiver, New: h.UserID, Way: models.OwnerBrought}, h.UndoneBy); err != nil {
			return 0, err
		}
		h.Returned += int64(len(still))
	}
	last := journal[len(journal)-1].LeadID
	return len(journal), tx.Where("handover_id = ? AND lead_id <= ?", h.ID, last).Delete(&handoverLead{}).Error
}

// moveLeads changes the owner of leads that are held, with an entry in the history of each.
func (s *Store) moveLeads(tx *gorm.DB, ids []int64, change models.OwnerChange, by int64) error {
	if len(ids) == 0 {
		return nil
	}
	now := s.instant()
	err := tx.Model(&models.Lead{}).Where("id IN ?", ids).UpdateColumns(map[string]any{"owner_id": change.New, "updated_at": now}).Error
	if err != nil {
		return err
	}
	details, err := changeDetails(change)
	if err != nil {
		return err
	}
	history := make([]models.Change, len(ids))
	for i, id := range ids {
		history[i] = models.Change{LeadID: id, At: now, Kind: models.ChangeOwner, UserID: by, Details: details}
	}
	return tx.Create(&history).Error
}

// forgetHandovers drops what was written down for undoing, when it is too late for it.
func (s *Store) forgetHandovers(ctx context.Context) error {
	over := s.instant().Add(-models.UndoHandover)
	err := s.dropPortions(ctx, `DELETE FROM handover_leads WHERE (handover_id, lead_id) IN (SELECT l.handover_id, l.lead_id FROM handovers h
		JOIN handover_leads l ON l.handover_id = h.id WHERE h.state = 'done' AND h.finished_at <= ? LIMIT ?)`, over)
	return s.judge("forget hand-overs", err)
}
