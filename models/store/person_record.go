package store

import (
	"context"
	"errors"

	"xiansuo/models"
)

// recordStep is how many rows of a history are read at a time.
const recordStep = 200

// PersonRecord is everything kept of one lead, in the clear. It is for the person alone: who asks
// for it is written into the audit by the caller, before anything is handed out.
func (s *Store) PersonRecord(ctx context.Context, leadID int64) (models.PersonRecord, error) {
	lead, err := s.Lead(ctx, leadID)
	if err != nil {
		return models.PersonRecord{}, err
	}
	record, err := models.NewPersonRecord(&lead)
	if err != nil {
		return record, err
	}
	for _, add := range []func(context.Context, *models.Lead, *models.PersonRecord) error{
		s.addAccount, s.addReport, s.addHistory, s.addRawEvents, s.addWechat,
	} {
		if err := add(ctx, &lead, &record); err != nil {
			return record, s.judge("collect what is kept of a lead", err)
		}
	}
	return record, nil
}

func (s *Store) addAccount(ctx context.Context, lead *models.Lead, record *models.PersonRecord) error {
	account, err := s.Account(ctx, lead.AccountID)
	if errors.Is(err, models.ErrNotFound) {
		return nil
	}
	record.Account = account.Name
	return err
}

func (s *Store) addReport(ctx context.Context, lead *models.Lead, record *models.PersonRecord) (err error) {
	record.Report, err = s.Report(ctx, lead.ID)
	return err
}

// addHistory adds every entry, oldest first; a page shows the newest only.
func (s *Store) addHistory(ctx context.Context, lead *models.Lead, record *models.PersonRecord) error {
	for after := int64(0); ; {
		var changes []models.Change
		err := s.read.WithContext(ctx).Where("lead_id = ? AND id > ?", lead.ID, after).Order("id").Limit(recordStep).Find(&changes).Error
		if err != nil || len(changes) == 0 {
			return err
		}
		for _, change := range changes {
			details, err := models.JSONOrText(change.Details)
			if err != nil {
				return err
			}
			record.History = append(record.History, models.PersonChange{At: change.At.String(), Kind: change.Kind, By: change.UserID, Details: details})
			after = change.ID
		}
	}
}

func (s *Store) addRawEvents(ctx context.Context, lead *models.Lead, record *models.PersonRecord) error {
	for after := int64(0); ; {
		var events []models.RawEvent
		err := s.read.WithContext(ctx).Where("lead_id = ? AND id > ?", lead.ID, after).Order("id").Limit(recordStep).Find(&events).Error
		if err != nil || len(events) == 0 {
			return err
		}
		for i := range events {
			if err := s.openRaw(&events[i]); err != nil {
				return err
			}
			body, err := models.JSONOrText(string(events[i].Body))
			if err != nil {
				return err
			}
			record.RawEvents = append(record.RawEvents, models.PersonRawEvent{At: events[i].At.String(), Source: events[i].Source, Body: body})
			after = events[i].ID
		}
	}
}

func (s *Store) addWechat(ctx context.Context, lead *models.Lead, record *models.PersonRecord) error {
	if lead.ClickID == "" {
		return nil
	}
	if err := s.fillClues(ctx); err != nil {
		return err
	}
	var rows []wechatRow
	err := s.read.WithContext(ctx).Where("clue = ?", s.wechatClue(lead.AccountID, lead.ClickID)).Order("id").Find(&rows).Error
	for i := range rows {
		report, err := s.openWechat(&rows[i])
		if err != nil {
			return err
		}
		record.Wechat = append(record.Wechat, report.Authorisation)
	}
	return err
}
