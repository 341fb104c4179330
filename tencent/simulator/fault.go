package simulator

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// FaultKind is a way in which the platform, or the network before it, fails.
type FaultKind string

// Faults that keep a call from happening.
const (
	Internal        FaultKind = "internal"   // code 1100, or Code
	Permission      FaultKind = "permission" // code 2000, or Code; with LeadsIDs only for batches with one of them
	RefuseParameter FaultKind = "parameter"  // code 2100, or Code; with LeadsIDs only for batches with one of them
	UnknownCode     FaultKind = "code"       // code 77777, or Code; with LeadsIDs likewise
	HTTPStatus      FaultKind = "http"       // Status (default 502) with an HTML body
	Redirect        FaultKind = "redirect"   // HTTP 302 to Location
	Reset           FaultKind = "reset"      // connection reset, nothing answered
	Hang            FaultKind = "hang"       // nothing is answered until the client gives up
)

// Faults after which the call happens, but its answer is spoilt.
const (
	Slow       FaultKind = "slow"        // after Delay
	HTMLBody   FaultKind = "html"        // HTTP 200 with a page for a body
	EmptyBody  FaultKind = "empty"       // HTTP 200 with nothing
	Truncated  FaultKind = "truncated"   // HTTP 200 with the first half of the JSON, well delivered
	CutBody    FaultKind = "cut"         // connection closed in the middle of the body
	LostAnswer FaultKind = "lost_answer" // the call takes effect, then the connection is reset
	WrongDate  FaultKind = "wrong_date"  // Date header off by Skew
	WrongClock FaultKind = "wrong_clock" // the platform's whole clock off by Skew, for this call
	HideRows   FaultKind = "hide_rows"   // list answers lack rows: those of LeadsIDs, or every third
	Reorder    FaultKind = "reorder"     // list answers in another order
	RepeatRows FaultKind = "repeat_rows" // list answers hold their first row twice
	WrongTotal FaultKind = "wrong_total" // total_number is off by Delta (default 7)
)

var faultKinds = []FaultKind{
	Internal, Permission, RefuseParameter, UnknownCode, HTTPStatus, Redirect, Reset, Hang,
	Slow, HTMLBody, EmptyBody, Truncated, CutBody, LostAnswer, WrongDate, WrongClock,
	HideRows, Reorder, RepeatRows, WrongTotal,
}

// Fault is a failure to come. Several may meet one call.
type Fault struct {
	Kind        FaultKind
	Call        Call    // empty: every operation
	AccountID   int64   // 0: every account
	Times       int     // how many calls it meets; 0: until cleared
	Probability float64 // of meeting a call, decided by the seed; 0: certain

	Code     int
	Message  string
	Status   int
	Location string
	Delay    time.Duration
	Skew     time.Duration // positive: the platform is ahead
	Delta    int
	LeadsIDs []string
}

func (f Fault) check() error {
	switch {
	case !slices.Contains(faultKinds, f.Kind):
		return fmt.Errorf("simulator: unknown kind of fault %q", f.Kind)
	case !slices.Contains([]Call{"", CallList, CallReport, CallStatusSystem, CallWechat}, f.Call):
		return fmt.Errorf("simulator: unknown call %q", f.Call)
	case f.Times < 0 || f.Probability < 0 || f.Probability > 1 || f.Delay < 0:
		return errors.New("simulator: times, probability or delay out of range")
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return errors.New("simulator: status must be 200 to 599")
	}
	return nil
}

func (f Fault) code(standard int) int {
	if f.Code != 0 {
		return f.Code
	}
	return standard
}

func (f Fault) message(standard string) string {
	if f.Message != "" {
		return f.Message
	}
	return standard
}

// names reports whether the fault is about a lead.
func (f Fault) names(leadsID string) bool { return slices.Contains(f.LeadsIDs, leadsID) }

type faultList struct {
	mu     sync.Mutex
	dice   *rand.Rand
	lastID int
	all    []*fault // in force
}

type fault struct {
	id int
	Fault
}

// Fail lets a fault come. The number it returns clears it.
func (s *Simulator) Fail(f Fault) (id int, err error) {
	if err := f.check(); err != nil {
		return 0, err
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.lastID++
	s.faults.all = append(s.faults.all, &fault{s.faults.lastID, f})
	return s.faults.lastID, nil
}

// Clear ends one fault.
func (s *Simulator) Clear(id int) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.all = slices.DeleteFunc(s.faults.all, func(f *fault) bool { return f.id == id })
}

// ClearAll ends all faults.
func (s *Simulator) ClearAll() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.all = nil
}

// Faults are the faults in force, by number; Times is what is left of it.
func (s *Simulator) Faults() map[int]Fault {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	found := map[int]Fault{}
	for _, f := range s.faults.all {
		found[f.id] = f.Fault
	}
	return found
}

// take picks the faults that meet a call and uses them up.
func (l *faultList) take(call Call, accountID int64, body []byte) []Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	var met []Fault
	l.all = slices.DeleteFunc(l.all, func(f *fault) bool {
		if !f.meets(call, accountID, body) || f.Probability > 0 && l.dice.Float64() >= f.Probability {
			return false
		}
		met = append(met, f.Fault)
		if f.Times == 0 {
			return false
		}
		f.Times--
		return f.Times == 0
	})
	return met
}

func (f *fault) meets(call Call, accountID int64, body []byte) bool {
	if f.Call != "" && f.Call != call || f.AccountID != 0 && f.AccountID != accountID {
		return false
	}
	switch f.Kind {
	case HideRows, Reorder, RepeatRows, WrongTotal:
		return call == CallList
	case RefuseParameter, Permission, UnknownCode:
		return len(f.LeadsIDs) == 0 || call == CallReport && mentions(body, f.LeadsIDs)
	}
	return true
}
