package simulator

import (
	"xiansuo/models"
)

// account is an Account with what it holds. Simulator.mu guards all of it but the nonces.
type account struct {
	Account
	index      int
	seed       uint64 // of everything that is made up for this account
	trade      *trade
	placements []placement
	city       int // most of the account's leads come from here
	leads      leadIndex
	changes    map[uint32]fields // by serial: what changed since the lead was made up
	given      map[uint32]fields // by serial: leads that a test gave field by field
	givenIDs   map[string]uint32 // their ids
	nonces     nonces
}

func newAccount(seed uint64, index int, a Account) *account {
	if a.Industry == "" {
		a.Industry = models.NoIndustry
	}
	if a.StatusSystem == "" {
		a.StatusSystem = models.StandardSystem
	}
	made := &account{
		Account:  a,
		index:    index,
		seed:     mix(seed, uint64(a.ID)),
		trade:    tradeOf(a.Industry),
		changes:  map[uint32]fields{},
		given:    map[uint32]fields{},
		givenIDs: map[string]uint32{},
	}
	made.city = int(made.seed % uint64(len(cities)))
	made.placements = newPlacements(made)
	made.leads.idLess = made.lowerID
	return made
}

func (a *account) rules() models.StatusRules { return models.RulesFor(a.StatusSystem, a.Industry) }

// pairs are all credentials of the account, the pull pair first.
func (a *account) pairs() []models.Pair {
	pairs := []models.Pair{{Token: a.Token, Secret: a.Secret}}
	for _, p := range []*models.Pair{a.Report, a.Push} {
		if p != nil {
			pairs = append(pairs, *p)
		}
	}
	return pairs
}

// pair is what must sign a purpose.
func (a *account) pair(p models.Purpose) models.Pair {
	switch {
	case p == models.ForReport && a.Report != nil:
		return *a.Report
	case p == models.ForPush && a.Push != nil:
		return *a.Push
	}
	return models.Pair{Token: a.Token, Secret: a.Secret}
}
