package simulator

import (
	"encoding/json"
	"fmt"
	"time"
)

// form is which of the document's two spellings of a lead is written.
type form int

const (
	pullForm form = iota
	pushForm
)

// wireLead is a lead as the platform writes it: as given, or made up with its quirks, and in both
// cases with what changed since. The caller holds mu.
func (s *Simulator) wireLead(a *account, serial uint32, in form) fields {
	if given, ok := a.given[serial]; ok {
		lead := given.clone()
		changeOver(&lead, a.changes[serial])
		return lead
	}
	lead := a.makeUp(serial, a.leads.entries[serial])
	return s.dress(lead, a, serial, in)
}

// dress gives a lead that was made up its quirks, its changes and the names of a form.
func (s *Simulator) dress(lead fields, a *account, serial uint32, in form) fields {
	c := newChance(a.seed, streamQuirks, uint64(serial))
	if !s.options.NoQuirks {
		c.distort(&lead)
	}
	changeOver(&lead, a.changes[serial])
	lead.spell(in)
	if !s.options.NoQuirks {
		c.misspell(lead)
		c.drift(&lead)
	}
	return lead
}

// prefixed are the fields that have the prefix leads_ in pulled leads only (§6, §8.12).
var prefixed = []string{"nationality", "working_years", "age", "profession", "id_number", "address"}

// spell gives the fields the names of one form.
func (f *fields) spell(in form) {
	if in == pushForm {
		f.remove("leads_come_from") // left the push on 2020-04-14
		f.remove("page_tools")      // never was in it
		return
	}
	for _, name := range prefixed {
		f.rename(name, "leads_"+name)
	}
}

// Generate makes up a lead of an account (by its place in Options.Accounts) that nobody added: the
// JSON of a pull, with quirks. The same time gives the same lead.
func (s *Simulator) Generate(accountIndex int, at time.Time) (json.RawMessage, error) {
	if accountIndex < 0 || accountIndex >= len(s.accounts) {
		return nil, fmt.Errorf("simulator: no account at place %d", accountIndex)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	a := s.accounts[accountIndex]
	serial := uint32(at.Unix()) // far above any serial in use
	lead := a.makeUp(serial, entry{created: at.Unix(), lag: madeUpLag(a.seed, uint64(serial))})
	return s.dress(lead, a, serial, pullForm).appendJSON(nil), nil
}
