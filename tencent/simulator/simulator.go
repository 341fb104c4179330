package simulator

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"xiansuo/models"
)

// Account is an advertiser account on the simulated platform.
type Account struct {
	ID            int64
	Name          string
	Token, Secret string       // the pair for pulling, and for whatever has none of its own
	Report        *models.Pair // nil: the pull pair
	Push          *models.Pair // nil: the pull pair
	PushAlgorithm models.Algorithm
	Industry      models.Industry     // empty: NoIndustry
	StatusSystem  models.StatusSystem // empty: StandardSystem
}

// Options say how a Simulator behaves. The zero value plus accounts is a platform with all quirks.
type Options struct {
	Seed     uint64
	Now      func() time.Time // the platform's clock; nil: time.Now
	Accounts []Account

	NoQuirks           bool          // clean wire: documented types, names and values only
	RefuseOldSignature bool          // accept 4-field signatures alone
	NameRefusedItems   bool          // a refused batch says in `data` which positions are wrong (§8.19)
	ReportDeadline     time.Duration // refuse reports for leads older than this (§8.20); 0: never
}

// Simulator is the stand-in for the platform. It may be used by any number of goroutines.
type Simulator struct {
	options Options
	now     func() time.Time

	mu       sync.RWMutex // guards what the accounts hold, and received
	accounts []*account
	byID     map[int64]*account
	received received

	faults faultList
	calls  callCounts
}

// New makes a platform with these accounts and no leads. It panics when two accounts share an id
// or a token, which is a mistake of the program that calls it.
func New(o Options) *Simulator {
	s := &Simulator{options: o, now: o.Now, byID: map[int64]*account{}}
	if s.now == nil {
		s.now = time.Now
	}
	tokens := map[string]int64{}
	for i := range o.Accounts {
		a := newAccount(o.Seed, i, o.Accounts[i])
		if s.byID[a.ID] != nil {
			panic(fmt.Sprintf("simulator: account %d is given twice", a.ID))
		}
		for _, pair := range a.pairs() {
			if owner, taken := tokens[pair.Token]; taken && owner != a.ID {
				panic(fmt.Sprintf("simulator: accounts %d and %d share a token", owner, a.ID))
			}
			tokens[pair.Token] = a.ID
		}
		s.accounts = append(s.accounts, a)
		s.byID[a.ID] = a
	}
	s.faults.dice = rand.New(rand.NewPCG(o.Seed, streamFaults))
	s.received.wechatUUIDs = map[string]bool{}
	s.received.last = map[string]Received{}
	return s
}

// Handler serves the platform's addresses and the control address; see the package's description.
func (s *Simulator) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+basePath+string(CallList), s.serve(CallList, s.listLeads))
	mux.HandleFunc("POST "+basePath+string(CallReport), s.serve(CallReport, s.acceptReport))
	mux.HandleFunc("POST "+basePath+string(CallStatusSystem), s.serve(CallStatusSystem, s.setStatusSystem))
	mux.HandleFunc("POST "+basePath+string(CallWechat), s.serve(CallWechat, s.acceptWechat))
	mux.Handle("/simulator/", s.control())
	return mux
}

// account finds an account by its number; the caller holds mu.
func (s *Simulator) account(id int64) (*account, error) {
	if a := s.byID[id]; a != nil {
		return a, nil
	}
	return nil, fmt.Errorf("simulator: no account %d", id)
}
