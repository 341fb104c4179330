package store

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"xiansuo/models"
)

// The scope may cost so much of a list's query (issue: 15 %), and what a single query takes at all, by which very
// quick ones may differ.
const (
	limitScopeRatio = 1.15
	scopeGrace      = 0.10 // milliseconds
	scopeRounds     = 60
)

// Users of the crowded database, in which nobody's leads are all taken.
const (
	busySeller  = 20 // has half of all leads
	quietSeller = 21 // has fifty
)

// scopedActors are who asks, and in which database.
type scopedActor struct {
	name    string
	crowded bool
	scope   models.Scope
}

func scopedActors() []scopedActor {
	var team []int64
	for owner := range int64(8) {
		team = append(team, 1+owner)
	}
	return []scopedActor{
		{"a seller", false, models.LeadsOf(2)},
		{"a manager of 8", false, models.LeadsOf(team...)},
		{"a manager of 15", false, models.LeadsOf(append(team, 9, 10, 11, 12, 13, 14, 15)...)},
		{"a seller with 50 leads", true, models.LeadsOf(quietSeller)},
		{"a seller with half", true, models.LeadsOf(busySeller)},
	}
}

// crowd takes nobody's leads for one seller, and gives fifty to another.
func crowd(b *testing.B, s *Store) {
	b.Helper()
	for _, statement := range []string{
		"UPDATE leads SET owner_id = 20 WHERE owner_id IN (0, 1, 2, 3, 4, 5)",
		"UPDATE leads SET owner_id = 21 WHERE id % (SELECT max(id) / 50 FROM leads) = 7",
	} {
		if _, err := s.writer.Exec(statement); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := s.writer.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkScope compares pages, counts and searches of sellers and managers with an admin's.
func BenchmarkScope(b *testing.B) {
	plain, crowded := benchStore(b, benchLeads()), benchCopy(b, benchLeads())
	crowd(b, crowded)
	kinds := filterKinds()
	delete(kinds, "owner") // who asks for one owner asks as an admin does
	delete(kinds, "nobody's")
	for name, text := range map[string]string{"a surname": "王", "a name": "王建", "four digits": "1381", "a digit": "8", "a campaign": "推广", "nothing": "zzzz"} {
		kinds["text: "+name] = []models.LeadQuery{{Text: text}}
	}
	for _, actor := range scopedActors() {
		s := plain
		if actor.crowded {
			s = crowded
		}
		scoped := models.ActingAs(context.Background(), models.Actor{Kind: models.ActorUser, Scope: actor.scope})
		all := models.AsSystem(context.Background())
		for _, kind := range sortedKinds(kinds) {
			b.Run(strings.ReplaceAll(actor.name+"/"+kind, " ", "_"), func(b *testing.B) {
				for b.Loop() {
					var admins, theirs, adminCounts, theirCounts asked
					dice := rand.New(rand.NewPCG(benchSeed, 5))
					for round := range scopeRounds {
						q := withCursor(kinds[kind][dice.IntN(len(kinds[kind]))], round, dice)
						admins.ask(func() { pageAs(all, b, s, q) })
						theirs.ask(func() { pageAs(scoped, b, s, q) })
						adminCounts.ask(func() { countAs(all, b, s, q) })
						theirCounts.ask(func() { countAs(scoped, b, s, q) })
					}
					reportScope(b, "a page by "+kind+" of "+actor.name, admins, theirs)
					if q := kinds[kind][0]; q.Text == "" {
						reportScope(b, "a count by "+kind+" of "+actor.name, adminCounts, theirCounts)
					}
				}
			})
		}
	}
}

func pageAs(ctx context.Context, b *testing.B, s *Store, q models.LeadQuery) {
	if _, err := s.LeadPage(ctx, q); err != nil {
		b.Fatal(err)
	}
}

func countAs(ctx context.Context, b *testing.B, s *Store, q models.LeadQuery) {
	if _, err := s.CountLeads(ctx, q); err != nil {
		b.Fatal(err)
	}
}

func reportScope(b *testing.B, what string, admins, theirs asked) {
	b.Helper()
	before, after := admins.fastest.percentile(50), theirs.fastest.percentile(50)
	ratio := after / max(before, 0.001)
	b.ReportMetric(ratio, "scoped/unscoped")
	b.ReportMetric(0, "ns/op")
	verdict(b, after <= before*limitScopeRatio+scopeGrace,
		"%s at %d leads: %.2f ms, an admin's %.2f: ratio %.2f (limit %.2f and %.2f ms); p99 %.2f, an admin's %.2f",
		what, benchLeads(), after, before, ratio, limitScopeRatio, scopeGrace, theirs.fastest.percentile(99), admins.fastest.percentile(99))
}
