package simulator

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"xiansuo/models"
)

// SeedLeads gives an account a history: n leads ingested from one time to another, more in the
// evening than at night. What lies in the future shows when its time comes. A lead costs about
// 20 bytes: it is made up again whenever somebody asks for it.
func (s *Simulator) SeedLeads(accountID int64, n int, from, to time.Time) error {
	if n < 0 || to.Before(from) {
		return errors.New("simulator: seed leads: wrong number or times")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a, err := s.account(accountID)
	if err != nil {
		return err
	}
	entries := make([]entry, n)
	first := uint64(len(a.leads.entries))
	c := newChance(mix(a.seed, first), streamTimes, uint64(n))
	rhythm := newRhythm(from, to)
	for i := range entries {
		at := rhythm.at((float64(i) + c.Float64()) / float64(n))
		entries[i] = entry{created: at, lag: madeUpLag(a.seed, first+uint64(i)), seeded: true}
	}
	a.leads.add(entries...)
	return nil
}

// madeUpLag is how many seconds the platform took from submission to ingestion.
func madeUpLag(seed, serial uint64) int32 {
	c := newChance(seed, streamTimes, serial)
	switch n := c.IntN(100); {
	case n < 70:
		return int32(c.IntN(30))
	case n < 97:
		return int32(30 + c.IntN(600))
	}
	return int32(600 + c.IntN(3*3600))
}

// Late leads are ingested with a time that lies back, so that a pull which reads only what is
// newer than the last one misses them.
const (
	latePercent = 8
	latest      = 8 * time.Minute
)

// AddLead makes up a lead that arrives now and returns its id. With quirks, some are late.
func (s *Simulator) AddLead(accountID int64) (leadsID string, err error) {
	at := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	a, err := s.account(accountID)
	if err != nil {
		return "", err
	}
	c := newChance(a.seed, streamArrivals, uint64(len(a.leads.entries)))
	if !s.options.NoQuirks && c.percent(latePercent) {
		at = at.Add(-time.Minute - time.Duration(c.Int64N(int64(latest-time.Minute))))
	}
	return a.arrive(at), nil
}

// AddLeadAt makes up a lead that is there from now on, but bears another ingestion time.
func (s *Simulator) AddLeadAt(accountID int64, ingested time.Time) (leadsID string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, err := s.account(accountID)
	if err != nil {
		return "", err
	}
	return a.arrive(ingested), nil
}

func (a *account) arrive(ingested time.Time) string {
	serial := uint64(len(a.leads.entries))
	return a.leadsID(a.leads.add(entry{created: ingested.Unix(), lag: madeUpLag(a.seed, serial)}))
}

// AddRaw adds a lead exactly as given, for tests. Values are marshalled as they are; leads_id and
// leads_create_time are filled in when they are missing.
func (s *Simulator) AddRaw(accountID int64, lead map[string]any) (leadsID string, err error) {
	given, err := newFields(lead)
	if err != nil {
		return "", err
	}
	now := models.At(s.now())
	s.mu.Lock()
	defer s.mu.Unlock()
	a, err := s.account(accountID)
	if err != nil {
		return "", err
	}
	serial := uint32(len(a.leads.entries))
	if given.text("leads_id") == "" {
		given.set("leads_id", a.leadsID(serial))
	}
	leadsID = given.text("leads_id")
	if _, taken := a.serialOf(leadsID); taken {
		return "", fmt.Errorf("simulator: account %d has a lead %s already", accountID, leadsID)
	}
	created, ok := models.ParseBeijing(given.text("leads_create_time"))
	if !ok {
		created = now
		if given.find("leads_create_time") < 0 {
			given.set("leads_create_time", created.String())
		}
	}
	submitted, ok := models.ParseBeijing(given.text("leads_action_time"))
	if !ok {
		submitted = created
	}
	a.given[serial], a.givenIDs[leadsID] = given, serial
	a.leads.add(entry{created: created.Time().Unix(), lag: int32(max(0, created.Sub(submitted).Seconds()))})
	return leadsID, nil
}

// newFields turns a map into fields, ordered by name.
func newFields(m map[string]any) (fields, error) {
	made := make(fields, 0, len(m))
	for name, value := range m {
		raw, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("simulator: field %s: %w", name, err)
		}
		made = append(made, field{name, json.RawMessage(raw)})
	}
	slices.SortFunc(made, func(a, b field) int { return cmp.Compare(a.name, b.name) })
	return made, nil
}

// RunArrivals lets a lead arrive about every so often, at any of the accounts, until ctx ends.
// arrived, which may be nil, hears of each.
func (s *Simulator) RunArrivals(ctx context.Context, every time.Duration, arrived func(accountID int64, leadsID string)) error {
	if every <= 0 || len(s.accounts) == 0 {
		return errors.New("simulator: arrivals need an account and a positive time between them")
	}
	c := newChance(s.options.Seed, streamArrivals, 0)
	for {
		timer := time.NewTimer(every/2 + time.Duration(c.Int64N(int64(every)+1)))
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-timer.C:
		}
		a := pick(c, s.accounts)
		leadsID, err := s.AddLead(a.ID)
		if err != nil {
			return err
		}
		if arrived != nil {
			arrived(a.ID, leadsID)
		}
	}
}
