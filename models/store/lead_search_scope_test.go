package store

import (
	"context"
	"slices"
	"testing"

	"xiansuo/models"
)

// ownedLeads stores leads of owners 1 to 4 and of nobody; the fourth owner has so few that a search looks at
// each.
func ownedLeads(t *testing.T, n int) *Store {
	t.Helper()
	s := openHere(t)
	oneLead(t, s)
	ctx := models.AsSystem(context.Background())
	err := madeUp{1, n}.pages(1, n, func(account int64, page []models.Lead) error {
		_, err := s.AcceptLeads(ctx, models.Account{ID: account}, page, models.Pulled)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.writer.ExecContext(ctx, "UPDATE leads SET owner_id = CASE WHEN id % 40 = 0 THEN 4 WHEN id % 10 = 5 THEN 0 ELSE 1 + id % 3 END"); err != nil {
		t.Fatal(err)
	}
	return s
}

// listKeys pages through a list in one direction.
func listKeys(ctx context.Context, t *testing.T, s *Store, q models.LeadQuery, upwards bool) (keys []int64) {
	t.Helper()
	if upwards {
		q.Before = 1
	}
	for {
		page, err := s.LeadPage(ctx, q)
		if err != nil || page.GaveUp {
			t.Fatal(page.GaveUp, err)
		}
		for _, lead := range page.Leads {
			if !models.ScopeOf(ctx).Sees(lead.OwnerID) {
				t.Fatalf("a lead of owner %d is shown", lead.OwnerID)
			}
			keys = append(keys, lead.ListKey)
		}
		more := page.Older
		if upwards {
			more = page.Newer
			slices.Sort(keys)
		}
		switch {
		case !more:
			return keys
		case upwards:
			q.Before = keys[len(keys)-1]
		default:
			q.After = keys[len(keys)-1]
		}
	}
}

// TestPagesOfASearchWithinAScopeSkipNothing turns every page in both directions, where all leads of the actor
// are looked at and where they are picked out of everybody's.
func TestPagesOfASearchWithinAScopeSkipNothing(t *testing.T) {
	s := ownedLeads(t, 1200)
	all := models.AsSystem(context.Background())
	page, err := s.LeadPage(all, models.LeadQuery{OwnerID: 2})
	if err != nil || len(page.Leads) == 0 {
		t.Fatal(len(page.Leads), err)
	}
	scopes := map[string]models.Scope{"a seller": models.LeadsOf(1), "a seller with few": models.LeadsOf(4), "a manager": models.LeadsOf(1, 2, 4)}
	for name, scope := range scopes {
		ctx := models.ActingAs(context.Background(), models.Actor{Kind: models.ActorUser, Scope: scope})
		for _, q := range []models.LeadQuery{
			{Text: "王"}, {Text: "先生"}, {Text: "8"}, {Text: "13"}, {Text: "138"}, {Text: "推广"}, {Text: "推广", Nameless: true}, {Text: "zzzz"},
			{Text: page.Leads[0].LeadsID}, {Text: "1", Source: "XJ"}, {Text: "女士", AccountID: 25611}, {AccountID: 25610, Source: "XJ"},
		} {
			q.Limit = 1200
			admins, err := s.LeadPage(all, q)
			if err != nil {
				t.Fatal(err)
			}
			var want []int64
			for _, lead := range admins.Leads {
				if scope.Sees(lead.OwnerID) {
					want = append(want, lead.ListKey)
				}
			}
			if len(want) == 0 && name == "a manager" && q.Text != "zzzz" {
				t.Errorf("%+v proves nothing", q)
			}
			q.Limit = 7
			if got := listKeys(ctx, t, s, q, false); !slices.Equal(got, want) {
				t.Errorf("%s, %+v: %d leads downwards, want %d", name, q, len(got), len(want))
			}
			slices.Reverse(want)
			if got := listKeys(ctx, t, s, q, true); !slices.Equal(got, want) {
				t.Errorf("%s, %+v: %d leads upwards, want %d", name, q, len(got), len(want))
			}
		}
	}
}
