package handlers

import (
	"context"
	"encoding/json"

	"xiansuo/models"
)

// fakeRetention are the rules and persons in memory.
type fakeRetention struct {
	kept        []models.RetentionRule
	hits        int
	weighed     []models.RetentionRule // what was counted
	ruleErr     error
	appliedBy   []models.Actor
	applyingErr error
	retaining   models.RetentionRun

	person    models.Person
	personErr error
	erased    []int64
	eraseErr  error
	partErr   error
}

func (f *fakeRetention) RetentionRules(context.Context) ([]models.RetentionRule, error) {
	return f.kept, nil
}

func (f *fakeRetention) SaveRetentionRule(_ context.Context, rule models.RetentionRule) (models.RetentionRule, error) {
	if f.ruleErr == nil {
		f.kept = append(f.kept, rule)
	}
	return rule, f.ruleErr
}

func (f *fakeRetention) DropRetentionRule(_ context.Context, id, version int64) error {
	if id == 1 && version == noVersion {
		return models.ErrConflict
	}
	f.kept = nil
	return nil
}

func (f *fakeRetention) CountExpired(_ context.Context, rule models.RetentionRule) (int, error) {
	f.weighed = append(f.weighed, rule)
	return f.hits, nil
}

func (f *fakeRetention) StartRetention(by models.Actor) error {
	f.appliedBy = append(f.appliedBy, by)
	return f.applyingErr
}

func (f *fakeRetention) RetentionRun() models.RetentionRun { return f.retaining }

func (f *fakeRetention) Person(context.Context, int64) (models.Person, error) {
	return f.person, f.personErr
}

func (f *fakeRetention) PersonRecord(_ context.Context, id int64) (models.PersonRecord, error) {
	if f.partErr != nil && id != 7 {
		return models.PersonRecord{}, f.partErr
	}
	lead := patient()
	lead.ID = id
	record, err := models.NewPersonRecord(&lead)
	record.RawEvents = append(record.RawEvents, models.PersonRawEvent{Body: json.RawMessage(`{"leads_tel":"13812345678"}`)})
	return record, err
}

func (f *fakeRetention) ErasePerson(_ context.Context, id int64, seen int) ([]int64, error) {
	if f.eraseErr != nil || seen != len(f.person.Leads) {
		if f.eraseErr == nil {
			return nil, models.ErrConflict
		}
		return nil, f.eraseErr
	}
	f.erased = append(f.erased, id)
	return f.erased, nil
}
