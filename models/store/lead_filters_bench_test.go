package store

import (
	"math/rand/v2"
	"strings"
	"testing"

	"xiansuo/models"
)

// pairRounds is small: the worst pairs take long.
const pairRounds = 4

// filterPairs are two filters at once, among them the ones that ask for leads that hardly are there.
func filterPairs() map[string]models.LeadQuery {
	const status, reason = "LEADS_CONVERT_STATUS_", "LEADS_INEFFECT_REASON_"
	return map[string]models.LeadQuery{
		"frequent account, frequent status": {AccountID: 25610, Status: status + "DEPRECATED"},
		"frequent account, rare status":     {AccountID: 25610, Status: status + "LOSE_PURCHASE"},
		"rare account, frequent status":     {AccountID: 25614, Status: status + "DEPRECATED"},
		"rare account, rare status":         {AccountID: 25614, Status: status + "LOSE_PURCHASE"},
		"account, another account's owner":  {AccountID: 25610, OwnerID: 15},
		"account, unseen source":            {AccountID: 25610, Source: "NEVER_SEEN"},
		"account, waiting report":           {AccountID: 25612, Report: "waiting"},
		"account, failed report":            {AccountID: 25614, Report: "failed"},
		"source, owner":                     {Source: "YOUJU", OwnerID: 13},
		"frequent source, owner":            {Source: "XJ", OwnerID: 3},
		"status, nobody's":                  {Status: models.NoneSet, Nobodys: true},
		"owner, status":                     {OwnerID: 2, Status: status + "POTENTIAL_CUSTOMER"},
		"owner, rare status":                {OwnerID: 2, Status: status + "LOSE_PURCHASE"},
		"owner, score":                      {OwnerID: 14, Score: "LEADS_INTENTION_SCORE_LEVEL_6"},
		"reason, score":                     {Reason: reason + "LONGTERM", Score: "LEADS_INTENTION_SCORE_LEVEL_6"},
		"status, impossible reason":         {Status: status + "POTENTIAL_CUSTOMER", Reason: reason + "EMPTY"},
		"status none, report sent":          {Status: models.NoneSet, Report: "sent"},
		"status, 30 days":                   {Status: status + "LOSE_PURCHASE", From: madeUpEnd.Add(-madeUpYear / 12), To: madeUpEnd},
		"text, rare status":                 {Text: "13", Status: status + "LOSE_PURCHASE"},
		"text, account":                     {Text: "王", AccountID: 25614},
		"text, unseen source":               {Text: "138", Source: "NEVER_SEEN"},
		"campaign's text, rare status":      {Text: "推广", Status: status + "LOSE_PURCHASE"},
	}
}

// BenchmarkTwoFilters tells what pages and counts with two filters take. They have no limit of their own.
func BenchmarkTwoFilters(b *testing.B) {
	s := benchStore(b, benchLeads())
	pairs := filterPairs()
	for _, name := range sortedKinds(pairs) {
		b.Run(strings.ReplaceAll(name, " ", "_"), func(b *testing.B) {
			for b.Loop() {
				var pages, counts asked
				var page models.LeadPage
				dice := rand.New(rand.NewPCG(benchSeed, 4))
				for round := range pairRounds {
					q := withCursor(pairs[name], round, dice)
					pages.ask(func() { page = readPage(b, s, q) })
					counts.ask(func() { countLeads(b, s, pairs[name]) })
				}
				p50, p99 := pages.metrics(b)
				b.ReportMetric(counts.fastest.percentile(50), "count-ms")
				b.Logf("%s at %d leads: a page p50 %.1f, most %.1f ms (last: %d leads, gave up %v); a count %.1f ms",
					name, benchLeads(), p50, p99, len(page.Leads), page.GaveUp, counts.fastest.percentile(50))
			}
		})
	}
}
