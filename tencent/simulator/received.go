package simulator

import (
	"encoding/json"
	"sync"
	"time"
)

// Received is one accepted item of a report (§3).
type Received struct {
	At        time.Time         `json:"at"`
	AccountID int64             `json:"account_id"`
	LeadsID   string            `json:"leads_id"`
	Fields    map[string]string `json:"fields"` // as named on the wire, without leads_id; no empty ones
	Raw       json.RawMessage   `json:"raw"`
}

// maxReceived bounds what a simulator that runs for weeks remembers.
const maxReceived = 200_000

type received struct {
	reports     []Received
	last        map[string]Received // by leads_id
	wechat      []WechatReport
	wechatUUIDs map[string]bool
}

func (r *received) addReport(report Received) {
	if len(r.reports) == maxReceived {
		r.reports = append([]Received(nil), r.reports[maxReceived/2:]...)
	}
	r.reports = append(r.reports, report)
	r.last[report.LeadsID] = report
}

// Reports are the accepted reports of an account, or of all for account 0, oldest first.
func (s *Simulator) Reports(accountID int64) []Received {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var found []Received
	for _, r := range s.received.reports {
		if accountID == 0 || r.AccountID == accountID {
			found = append(found, r)
		}
	}
	return found
}

// LastReport is the newest accepted report of a lead.
func (s *Simulator) LastReport(leadsID string) (Received, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r, ok := s.received.last[leadsID]
	return r, ok
}

// CallCount says how often an operation was called.
type CallCount struct {
	Received int `json:"received"` // every call that arrived, whatever became of it
	Accepted int `json:"accepted"` // answered with code 0, though a fault may have spoilt the answer
	Faulted  int `json:"faulted"`  // met by a fault
}

type callCounts struct {
	mu sync.Mutex
	of map[Call]CallCount
}

func (c *callCounts) change(call Call, with func(*CallCount)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil {
		c.of = map[Call]CallCount{}
	}
	n := c.of[call]
	with(&n)
	c.of[call] = n
}

func (c *callCounts) count(call Call, faulted bool) {
	c.change(call, func(n *CallCount) {
		n.Received++
		if faulted {
			n.Faulted++
		}
	})
}

func (c *callCounts) accepted(call Call) { c.change(call, func(n *CallCount) { n.Accepted++ }) }

// Calls counts the calls so far.
func (s *Simulator) Calls() map[Call]CallCount {
	s.calls.mu.Lock()
	defer s.calls.mu.Unlock()
	counts := map[Call]CallCount{}
	for call, n := range s.calls.of {
		counts[call] = n
	}
	return counts
}
