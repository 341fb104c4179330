package store

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"xiansuo/models"
)

// Person finds every lead of the person behind one: those with the same phone or WeChat id.
// models.ErrNotFound when there is no such lead, or its person was erased already.
func (s *Store) Person(ctx context.Context, leadID int64) (models.Person, error) {
	lead, err := s.Lead(ctx, leadID)
	if err != nil {
		return models.Person{}, err
	}
	if lead.IsErased() {
		return models.Person{}, fmt.Errorf("lead %d is anonymous: %w", leadID, models.ErrNotFound)
	}
	person, err := s.person(ctx, &lead)
	return person, s.judge("find a person", err)
}

func (s *Store) person(ctx context.Context, lead *models.Lead) (person models.Person, err error) {
	keys := map[int64]bool{lead.ListKey: true}
	wanted := lead.PersonKeys()
	for _, key := range wanted {
		byWechat, err := s.byWechat(ctx, key.Text)
		if err != nil {
			return person, err
		}
		byPhone, err := s.byPhone(ctx, key.Phone)
		if err != nil {
			return person, err
		}
		for _, listKey := range append(byWechat, byPhone...) {
			keys[listKey] = true
		}
	}
	list := make([]int64, 0, len(keys))
	for key := range keys {
		list = append(list, key)
	}
	slices.Sort(list)
	if person.TooMany = len(list) > models.MaxPersonLeads; person.TooMany {
		list = list[:models.MaxPersonLeads]
	}
	person.Leads, err = s.queryList(ctx, len(list), listSelect+"WHERE l.list_key IN ("+s.dialect.eachNumber()+") ORDER BY l.list_key ASC", keyList(list))
	return person, err
}

func (s *Store) byWechat(ctx context.Context, id string) ([]int64, error) {
	rows, err := s.query(ctx, "SELECT list_key FROM leads WHERE leads_wechat = ? AND leads_wechat <> '' LIMIT ?", id, models.MaxPersonLeads+1)
	if err != nil {
		return nil, err
	}
	return scanKeys(rows)
}

// byPhone asks the index of grams, which every phone is in, and looks at what it finds: grams alone
// also find a longer number.
func (s *Store) byPhone(ctx context.Context, phone string) ([]int64, error) {
	if phone == "" {
		return nil, nil
	}
	r := &search{store: s, grams: models.QueryGrams(phone)}
	candidates, err := r.byGrams(ctx, bounds{0, 1<<63 - 1}, 2*models.MaxPersonLeads)
	if err != nil || len(candidates) == 0 {
		return nil, err
	}
	leads, err := s.queryList(ctx, len(candidates), listSelect+"WHERE l.list_key IN ("+s.dialect.eachNumber()+") ORDER BY l.list_key ASC", keyList(candidates))
	var found []int64
	for i := range leads {
		if models.PhoneOf(leads[i].LeadsTel) == phone {
			found = append(found, leads[i].ListKey)
		}
	}
	return found, err
}

// ErasePerson removes a person from everything: every lead, its raw events, its history and the
// queue of WeChat reports, in one transaction, and writes it into the audit by the leads' numbers.
// seen is how many leads whoever asks for it was shown: models.ErrConflict when they are others now.
func (s *Store) ErasePerson(ctx context.Context, leadID int64, seen int) (erased []int64, err error) {
	if err := s.fillClues(ctx); err != nil {
		return nil, err
	}
	person, err := s.Person(ctx, leadID)
	if err != nil {
		return nil, err
	}
	if person.TooMany || len(person.Leads) != seen {
		return nil, models.ErrConflict
	}
	ids, accounts := make([]int64, len(person.Leads)), make([]int64, len(person.Leads))
	for i := range person.Leads {
		ids[i], accounts[i] = person.Leads[i].ID, person.Leads[i].AccountID
	}
	err = s.change(ctx, "erase a person", func(tx *gorm.DB) error {
		if err := s.lockAccounts(tx, accounts); err != nil {
			return err
		}
		e := &erasure{store: s, tx: tx, now: s.instant(), by: actingUser(ctx)}
		if erased, err = e.run(ids, &condition{}); err != nil {
			return err
		}
		return s.record(tx, models.Act{Action: models.ActPersonErased, Subject: models.SubjectLead, SubjectID: leadID, New: map[string]any{"leads": erased}})
	})
	return erased, err
}

// actingUser is the user that acts, 0 when it is nobody who signed in.
func actingUser(ctx context.Context) int64 {
	if actor := models.ActorOf(ctx); actor.Kind == models.ActorUser {
		return actor.ID
	}
	return 0
}
