package store

import (
	"context"
	"slices"
	"strings"
	"testing"

	"xiansuo/models"
)

func keysOf(leads []models.Lead) (keys []int64) {
	for _, lead := range leads {
		keys = append(keys, lead.ListKey)
	}
	return keys
}

// TestEachWayThroughTwoFiltersFindsTheSame compares every way that a list with two or more filters may be read,
// and its count, with the leads that pass them.
func TestEachWayThroughTwoFiltersFindsTheSame(t *testing.T) {
	s := ownedLeads(t, 600)
	if err := workMadeUp(s, 0, 600); err != nil {
		t.Fatal(err)
	}
	ctx := models.AsSystem(context.Background())
	everything, err := s.LeadPage(ctx, models.LeadQuery{Limit: 600})
	if err != nil || len(everything.Leads) < 500 {
		t.Fatal(len(everything.Leads), err)
	}
	middle := everything.Leads[300].ListKey
	const deprecated, empty = "LEADS_CONVERT_STATUS_DEPRECATED", "LEADS_INEFFECT_REASON_EMPTY"
	for _, q := range []models.LeadQuery{
		{AccountID: 25610, Status: deprecated}, {AccountID: 25610, Source: "XJ"}, {AccountID: 25611, Status: models.NoneSet},
		{Status: models.NoneSet, Report: "sent"}, {Status: deprecated, Reason: empty}, {Report: "sent", Score: "LEADS_INTENTION_SCORE_LEVEL_1", Source: "XJ"},
	} {
		for _, cursor := range []models.LeadQuery{{}, {After: middle}, {Before: middle}, {From: everything.Leads[400].IngestedAt, To: everything.Leads[50].IngestedAt}} {
			q.After, q.Before, q.From, q.To, q.Limit = cursor.After, cursor.Before, cursor.From, cursor.To, 600
			b, upwards := boundsOf(&q), q.Before != 0
			var want []int64
			for _, lead := range everything.Leads {
				if lead.ListKey >= b.low && lead.ListKey <= b.high && passes(&lead, &q) {
					want = append(want, lead.ListKey)
				}
			}
			if upwards {
				slices.Reverse(want)
			}
			if len(want) == 0 && q.Report == "" {
				t.Errorf("%+v proves nothing", q)
			}
			counted := q
			counted.After, counted.Before = 0, 0
			if n, err := s.CountLeads(ctx, counted); err != nil || cursor.After == 0 && cursor.Before == 0 && n != len(want) {
				t.Errorf("%+v: counted %d, want %d (%v)", q, n, len(want), err)
			}
			for _, limit := range []int{600, 5} {
				q.Limit = limit
				want := want[:min(limit, len(want))]
				parts := filterParts(&q)
				ways := map[string]func() ([]models.Lead, error){
					"walk":    func() ([]models.Lead, error) { return s.walkParts(ctx, &q, parts, upwards) },
					"walkAll": func() ([]models.Lead, error) { return s.walkAll(ctx, &q, parts, upwards) },
				}
				for i := range parts {
					ways[parts[i].index] = func() ([]models.Lead, error) { return s.walkPart(ctx, &q, &parts[i], 600, upwards) }
				}
				for way, read := range ways {
					if leads, err := read(); err != nil || !slices.Equal(keysOf(leads), want) {
						t.Errorf("%s, %+v: %d leads, want %d (%v)", way, q, len(leads), len(want), err)
					}
				}
			}
		}
	}
}

// passes is what the filters of the test mean.
func passes(l *models.Lead, q *models.LeadQuery) bool {
	same := func(value, wanted string) bool {
		return wanted == "" || value == wanted || wanted == models.NoneSet && value == ""
	}
	return (q.AccountID == 0 || l.AccountID == q.AccountID) && same(string(l.ConvertStatus), q.Status) && same(string(l.IneffectReason), q.Reason) &&
		same(string(l.IntentionScore), q.Score) && same(l.LeadsSource, q.Source) && same(string(l.ReportState), q.Report)
}

// TestTwoFiltersAreReadFromTheirIndexes holds the intersection and each way through one filter to covering
// indexes, without sorting.
func TestTwoFiltersAreReadFromTheirIndexes(t *testing.T) {
	s := openHere(t)
	ctx := models.AsSystem(context.Background())
	q := models.LeadQuery{AccountID: 1, Status: "a", Reason: "b", Score: "c", Source: "d", Report: "e", Limit: 51}
	parts := filterParts(&q)
	for _, upwards := range []bool{false, true} {
		if _, err := s.walkAll(ctx, &q, parts, upwards); err != nil {
			t.Fatal(err)
		}
		if _, err := s.rarest(ctx, parts, pairRare); err != nil {
			t.Fatal(err)
		}
		for i := range parts {
			if _, err := s.walkPart(ctx, &q, &parts[i], pairReach, upwards); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := s.countParts(ctx, &q, parts); err != nil {
		t.Fatal(err)
	}
	for query := range s.listQueries.prepared {
		plan := planOf(t, s, query, make([]any, strings.Count(query, "?"))...)
		if !strings.Contains(plan, "SEARCH l USING COVERING INDEX leads_by_") && !strings.Contains(query, "SELECT 1 FROM leads l") ||
			strings.Contains(plan, "TEMP B-TREE") || strings.Contains(plan, "SCAN l ") {
			t.Errorf("%s: %s", query, plan)
		}
	}
	if len(parts) != 6 || len(s.listQueries.prepared) < 15 {
		t.Errorf("%d filters, %d statements", len(parts), len(s.listQueries.prepared))
	}
}
