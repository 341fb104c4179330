package store

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
)

// Limits of the list, in milliseconds at a million leads.
const (
	limitListP99   = 10.0
	limitListRatio = 2.0 // of ten thousand leads
	limitCountP99  = 5.0
	limitOpen      = time.Second
	listRounds     = 200 // queries of each kind
)

// filterKinds are the list's filters, one at a time, each with all its values.
func filterKinds() map[string][]models.LeadQuery {
	kinds := map[string][]models.LeadQuery{"none": {{}}, "nobody's": {{Nobodys: true}}}
	add := func(kind string, values []string, set func(q *models.LeadQuery, value string)) {
		for _, value := range values {
			var q models.LeadQuery
			set(&q, value)
			kinds[kind] = append(kinds[kind], q)
		}
	}
	for account := range int64(len(madeUpAccounts.names)) {
		kinds["account"] = append(kinds["account"], models.LeadQuery{AccountID: 25610 + account})
	}
	for owner := range int64(15) {
		kinds["owner"] = append(kinds["owner"], models.LeadQuery{OwnerID: 1 + owner})
	}
	add("status", prefixed("LEADS_CONVERT_STATUS_", "DEPRECATED POTENTIAL_CUSTOMER ADD_WEIXIN VISIT_STORE TRANS_COMPLETED HIGH_INTENTION LOSE_PURCHASE LOSE_VISIT_STORE"),
		func(q *models.LeadQuery, value string) { q.Status = value })
	add("reason", prefixed("LEADS_INEFFECT_REASON_", "EMPTY TEL_NOT_CONNECTED NO_INTENTION ABUSIVE LONGTERM VICIOUS"),
		func(q *models.LeadQuery, value string) { q.Reason = value })
	add("score", prefixed("LEADS_INTENTION_SCORE_LEVEL_", "1 2 3 4 5 6"), func(q *models.LeadQuery, value string) { q.Score = value })
	add("source", append(slices.Clone(madeUpSources.names), "NEVER_SEEN"), func(q *models.LeadQuery, value string) { q.Source = value })
	add("report", []string{models.NoneSet, "waiting", "sent", "failed", "excluded"}, func(q *models.LeadQuery, value string) { q.Report = value })
	kinds["status"] = append(kinds["status"], models.LeadQuery{Status: models.NoneSet})
	kinds["score"] = append(kinds["score"], models.LeadQuery{Score: models.NoneSet})
	for _, days := range []int{1, 7, 30, 200} {
		for _, ago := range []int{0, 1, 30, 150} {
			to := madeUpEnd.BeijingDay().Add(time.Duration(1-ago) * 24 * time.Hour)
			kinds["dates"] = append(kinds["dates"], models.LeadQuery{From: to.Add(-time.Duration(days) * 24 * time.Hour), To: to})
		}
	}
	return kinds
}

func prefixed(prefix, names string) []string {
	list := strings.Fields(names)
	for i := range list {
		list[i] = prefix + list[i]
	}
	return list
}

func sortedKinds[T any](kinds map[string]T) []string {
	names := make([]string, 0, len(kinds))
	for name := range kinds {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// withCursor makes half the queries ask for a page in the depth of the list.
func withCursor(q models.LeadQuery, round int, dice *rand.Rand) models.LeadQuery {
	key := models.ListKeyFloor(madeUpEnd.Add(-time.Duration(dice.Int64N(int64(madeUpYear)))))
	switch round % 4 {
	case 1:
		q.After = key
	case 3:
		q.Before = key
	}
	return q
}

func readPage(b *testing.B, s *Store, q models.LeadQuery) models.LeadPage {
	page, err := s.LeadPage(models.AsSystem(context.Background()), q)
	if err != nil {
		b.Fatal(err)
	}
	return page
}

func countLeads(b *testing.B, s *Store, q models.LeadQuery) {
	if _, err := s.CountLeads(models.AsSystem(context.Background()), q); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkLeadPage reads first and deep pages with each filter, in turns from a large and a small
// database.
func BenchmarkLeadPage(b *testing.B) {
	many, few := benchStore(b, benchLeads()), benchStore(b, benchFew)
	kinds := filterKinds()
	for _, kind := range sortedKinds(kinds) {
		b.Run("filter="+kind, func(b *testing.B) {
			for b.Loop() {
				var large, small asked
				dice := rand.New(rand.NewPCG(benchSeed, 1))
				for round := range listRounds {
					q := withCursor(kinds[kind][dice.IntN(len(kinds[kind]))], round, dice)
					small.ask(func() { readPage(b, few, q) })
					large.ask(func() { readPage(b, many, q) })
				}
				reportList(b, kind, large, small)
			}
		})
	}
}

func reportList(b *testing.B, kind string, large, small asked) {
	fewP50, fewP99 := small.metrics(b)
	p50, p99 := large.metrics(b)
	ratio := p50 / fewP50
	b.ReportMetric(ratio, "many/few")
	verdict(b, p99 <= limitListP99 && ratio <= limitListRatio,
		"a page by %s at %d leads: p50 %.2f, p99 %.2f ms (limit %.0f; %.2f when first asked); at %d: p50 %.2f, p99 %.2f; ratio of the medians %.2f (limit %.0f)",
		kind, benchLeads(), p50, p99, limitListP99, large.first.percentile(99), benchFew, fewP50, fewP99, ratio, limitListRatio)
}

// BenchmarkCountLeads counts the list with each filter.
func BenchmarkCountLeads(b *testing.B) {
	s := benchStore(b, benchLeads())
	kinds := filterKinds()
	for _, kind := range sortedKinds(kinds) {
		b.Run("filter="+kind, func(b *testing.B) {
			for b.Loop() {
				var took asked
				for round := range listRounds {
					q := kinds[kind][round%len(kinds[kind])]
					took.ask(func() { countLeads(b, s, q) })
				}
				p50, p99 := took.metrics(b)
				verdict(b, p99 <= limitCountP99, "a count by %s at %d leads: p50 %.2f, p99 %.2f ms (limit %.0f; %.2f when first asked)",
					kind, benchLeads(), p50, p99, limitCountP99, took.first.percentile(99))
			}
		})
	}
}

// BenchmarkOpen opens a store that holds all leads.
func BenchmarkOpen(b *testing.B) {
	dir := benchDir(b, benchLeads())
	var took durations
	for b.Loop() {
		took.took(func() {
			s, err := Open(models.AsSystem(context.Background()), Options{Dir: dir})
			if err != nil {
				b.Fatal(err)
			}
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
	verdict(b, took.percentile(100) <= float64(limitOpen.Milliseconds()), "opening and closing %d leads took at most %.0f ms (limit %d)",
		benchLeads(), took.percentile(100), limitOpen.Milliseconds())
}
