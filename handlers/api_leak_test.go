package handlers

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"xiansuo/models"
)

var (
	apiCalls = flag.Int("api-calls", 500, "random calls of the API by each role's token")
	apiSeed  = flag.Uint64("api-seed", 1, "seed of the random calls")
)

// TestRandomCallsOfScriptsLeakNothing has tokens of every role read and write at random. Each lead's name
// and phone tell whose it is, so that whatever an answer holds is judged by the scope alone.
// The figure is go test ./handlers -run RandomCalls -api-calls 10000.
func TestRandomCallsOfScriptsLeakNothing(t *testing.T) {
	calls := *apiCalls
	if testing.Short() {
		calls = min(calls, 300)
	}
	s := newScriptBench(t)
	dice := rand.New(rand.NewPCG(*apiSeed, 1))
	owned := s.crowd(t)
	for _, user := range []models.User{admin, manager, sales, viewer, s.other} {
		scope, err := s.store.ScopeOf(t.Context(), user)
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for range calls {
			lead := owned[dice.IntN(len(owned))]
			method, path, body := randomCall(dice, lead)
			got := s.script(s.tokens[user.Username], method, path, body, idempotencyKey, fmt.Sprint(dice.IntN(5)))
			text := got.Body.String()
			if got.Code >= 500 || got.Code == 429 {
				t.Fatalf("%s: %s %s answers %d: %s", user.Username, method, path, got.Code, text)
			}
			for _, other := range owned {
				seen := strings.Contains(text, other.LeadsName) || strings.Contains(text, `"`+other.LeadsID+`"`)
				named := strings.Contains(text, other.LeadsName)
				if strings.Contains(text, other.LeadsTel) || seen && !scope.Sees(other.OwnerID) || named && !user.CanWork() {
					t.Fatalf("%s: %s %s leaks lead %d of user %d: %s", user.Username, method, path, other.ID, other.OwnerID, text)
				}
				if seen {
					found++
				}
			}
			s.hides(answer{body: text}, secrets...)
		}
		if found == 0 {
			t.Errorf("%s never saw a lead: nothing was tried", user.Username)
		}
	}
	for _, lead := range owned { // and nothing was written that may not be
		now, err := s.store.Lead(models.AsSystem(t.Context()), lead.ID)
		if err != nil || now.OwnerID != lead.OwnerID {
			t.Errorf("lead %d: owner %d, was %d (%v)", lead.ID, now.OwnerID, lead.OwnerID, err)
		}
		changes, err := s.store.Changes(models.AsSystem(t.Context()), lead.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range changes {
			by := []models.User{{}, admin, manager, sales, viewer, s.other}[change.UserID]
			scope, err := s.store.ScopeOf(t.Context(), by)
			if change.Kind == models.ChangeStatus && change.UserID != 0 && (err != nil || !scope.Sees(lead.OwnerID) || !by.CanWork()) {
				t.Errorf("lead %d of user %d was changed by %s", lead.ID, lead.OwnerID, by.Username)
			}
		}
	}
	secretTokens := make([]string, 0, len(s.tokens))
	for _, token := range s.tokens {
		secretTokens = append(secretTokens, token)
	}
	s.hides(answer{body: s.log.String()}, append(secretTokens, secrets...)...)
}

// crowd gives every user leads of their own.
func (s *scriptBench) crowd(t *testing.T) []models.Lead {
	t.Helper()
	system := models.AsSystem(t.Context())
	account, err := s.store.Account(system, 25610)
	if err != nil {
		t.Fatal(err)
	}
	var leads []models.Lead
	for i := range 40 {
		lead := models.Lead{LeadsID: fmt.Sprintf("lead-%03d", i), IngestedAt: models.At(s.now())}
		lead.LeadsName, lead.LeadsTel = fmt.Sprintf("客户%03d号", i), fmt.Sprintf("137%08d", 1+i*7919)
		lead.Bundle, lead.CampaignName = `{"留言":"请打 `+lead.LeadsTel+`"}`, "夏季"
		leads = append(leads, lead)
	}
	if _, err := s.store.AcceptLeads(system, account, leads, models.Pulled); err != nil {
		t.Fatal(err)
	}
	page, err := s.store.LeadPage(system, models.LeadQuery{Source: models.NoneSet, Limit: 100})
	if err != nil || len(page.Leads) < 40 {
		t.Fatal(len(page.Leads), err)
	}
	var owned []models.Lead
	for i, lead := range slices.DeleteFunc(page.Leads, func(l models.Lead) bool { return l.ID == s.lead.ID }) {
		owner := []int64{admin.ID, manager.ID, sales.ID, s.other.ID}[i%4]
		if err := s.store.AssignLead(system, models.AssignWish{LeadID: lead.ID, To: owner}, admin); err != nil {
			t.Fatal(err)
		}
		if lead, err = s.store.Lead(system, lead.ID); err != nil {
			t.Fatal(err)
		}
		owned = append(owned, lead)
	}
	return owned
}

// randomCall is about a lead, or about many.
func randomCall(dice *rand.Rand, lead models.Lead) (method, path, body string) {
	one := fmt.Sprintf("/api/v1/leads/%d", lead.ID)
	status := []models.ConvertStatus{models.StatusPotentialCustomer, models.StatusAddWeixin, models.StatusHighIntention, "nonsense"}[dice.IntN(4)]
	work, _ := json.Marshal(map[string]any{"version": dice.IntN(4), "leads_convert_type": status})
	fresh, _ := json.Marshal(map[string]any{"account_id": 25610, "leads_name": "新客", "leads_tel": fmt.Sprintf("1360000%04d", dice.IntN(5))})
	query := url.Values{"limit": {fmt.Sprint(1 + dice.IntN(100))}}
	for name, values := range map[string][]string{
		"q": {lead.LeadsName, lead.LeadsTel, lead.LeadsTel[7:], lead.LeadsID, "夏季", "客户"}, "owner": {"none", "1", "2", "3", "4", "5"},
		"status": {"none", string(models.StatusAddWeixin)}, "report": {"none", "waiting", "due"}, "account": {"25610"}, "cursor": {cursorOf(lead.ListKey), "x"},
	} {
		if dice.IntN(4) == 0 {
			query.Set(name, values[dice.IntN(len(values))])
		}
	}
	switch dice.IntN(8) {
	case 0, 1, 2:
		return "GET", "/api/v1/leads?" + query.Encode(), ""
	case 3, 4:
		return "GET", one, ""
	case 5:
		return "POST", one + "/status", string(work)
	case 6:
		return "POST", "/api/v1/leads", string(fresh)
	}
	return "GET", "/api/v1/figures?from=2026-03-01&to=2026-03-31", ""
}
