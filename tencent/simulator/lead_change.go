package simulator

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// ChangeLead changes fields of a lead as if somebody had worked on it on the platform: the next
// pull or push shows them. A nil value takes a field away.
func (s *Simulator) ChangeLead(leadsID string, changed map[string]any) error {
	news, err := newFields(changed)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a, serial, err := s.lead(leadsID)
	if err != nil {
		return err
	}
	_, given := a.given[serial]
	for _, f := range news {
		if bare := strings.TrimPrefix(f.name, "leads_"); !given && slices.Contains(prefixed, bare) {
			f.name = bare // the names of a pull are given when it is written
		}
		a.change(serial, f.name, f.value)
	}
	return nil
}

// lead finds a lead of any account; the caller holds mu.
func (s *Simulator) lead(leadsID string) (*account, uint32, error) {
	for _, a := range s.accounts {
		if serial, ok := a.serialOf(leadsID); ok {
			return a, serial, nil
		}
	}
	return nil, 0, fmt.Errorf("simulator: no lead %s", leadsID)
}

// change notes a field's new value; the caller holds mu.
func (a *account) change(serial uint32, name string, value any) {
	changes := a.changes[serial]
	changes.set(name, value)
	a.changes[serial] = changes
}

// changeOver lays the changes over a lead as it was made up.
func changeOver(lead *fields, changes fields) {
	for _, c := range changes {
		if raw, ok := c.value.(json.RawMessage); ok && string(raw) == "null" {
			lead.remove(c.name)
			continue
		}
		lead.set(c.name, c.value)
	}
}

// Lead is a lead's JSON as a pull would show it now.
func (s *Simulator) Lead(leadsID string) (json.RawMessage, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	a, serial, err := s.lead(leadsID)
	if err != nil {
		return nil, err
	}
	return s.wireLead(a, serial, pullForm).appendJSON(nil), nil
}
