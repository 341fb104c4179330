package store

import (
	"context"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"xiansuo/models"
)

// TestEachFilterHasItsIndex holds every filter of the list to an index that ends in the list's
// key: no scan of the table, no sorting.
func TestEachFilterHasItsIndex(t *testing.T) {
	s := openHere(t)
	for name, q := range map[string]models.LeadQuery{
		"leads_by_key":     {},
		"leads_by_account": {AccountID: 1},
		"leads_by_status":  {Status: "LEADS_CONVERT_STATUS_DEPRECATED"},
		"leads_by_reason":  {Reason: "LEADS_INEFFECT_REASON_EMPTY"},
		"leads_by_score":   {Score: models.NoneSet},
		"leads_by_source":  {Source: "XJ"},
		"leads_by_report":  {Report: "failed"},
		"leads_by_owner":   {OwnerID: 7},
	} {
		for _, cursor := range []models.LeadQuery{{}, {After: 1 << 60}, {From: 1, To: 1 << 40}} {
			q.After, q.From, q.To = cursor.After, cursor.From, cursor.To
			c := filters(&q)
			b := boundsOf(&q)
			c.and("l.list_key BETWEEN ? AND ?", b.low, b.high)
			plan := planOf(t, s, listSelect+c.where()+" ORDER BY l.list_key DESC LIMIT 51", c.values...)
			if !strings.Contains(plan, "INDEX "+name+" ") || strings.Contains(plan, "TEMP B-TREE") {
				t.Errorf("%+v: %s", q, plan)
			}
		}
	}
}

// TestEachOwnersLeadsLieInTheirIndex holds what sellers and managers ask to the indexes of one owner's leads: nothing is
// scanned, and nothing but the page is put in order.
func TestEachOwnersLeadsLieInTheirIndex(t *testing.T) {
	s := openHere(t)
	oneLead(t, s)
	for name, q := range map[string]models.LeadQuery{
		"leads_by_owner":         {},
		"leads_by_owner_account": {AccountID: 1},
		"leads_by_owner_status":  {Status: "LEADS_CONVERT_STATUS_DEPRECATED"},
		"leads_by_owner_reason":  {Reason: "LEADS_INEFFECT_REASON_EMPTY"},
		"leads_by_owner_score":   {Score: models.NoneSet},
		"leads_by_owner_source":  {Source: "XJ"},
		"leads_by_owner_report":  {Report: "failed"},
	} {
		for _, owners := range [][]int64{{1}, {1, 2, 3, 4, 5, 6, 7, 8, 9}} {
			ctx := models.ActingAs(context.Background(), models.Actor{Kind: models.ActorUser, Scope: models.LeadsOf(owners...)})
			for _, cursor := range []models.LeadQuery{{}, {After: 1 << 60}, {Before: 1}, {From: 1, To: 1 << 40}} {
				q.After, q.Before, q.From, q.To = cursor.After, cursor.Before, cursor.From, cursor.To
				s.listQueries = listQueries{}
				if _, err := s.LeadPage(ctx, q); err != nil {
					t.Fatal(err)
				}
				if _, err := s.CountLeads(ctx, q); err != nil {
					t.Fatal(err)
				}
				if len(s.listQueries.prepared) != 2 {
					t.Fatalf("%d statements", len(s.listQueries.prepared))
				}
				for query := range s.listQueries.prepared {
					plan := planOf(t, s, query, make([]any, strings.Count(query, "?"))...)
					found := strings.Count(plan, "SEARCH l USING COVERING INDEX "+name+" (")
					isPage := strings.Contains(query, "UNION ALL")
					if strings.Contains(query, "LIMIT ?") == isPage { // see walkOwners
						t.Errorf("a limit of another kind: %s", query)
					}
					if isPage && found != len(owners)+1 || !isPage && found != 1 || strings.Contains(plan, "TEMP B-TREE") || strings.Contains(plan, "SCAN l ") {
						t.Errorf("%+v of %d owners: %s", q, len(owners), plan)
					}
				}
			}
		}
	}
}

func planOf(t *testing.T, s *Store, query string, values ...any) string {
	t.Helper()
	rows, err := s.readSQL.Query("EXPLAIN QUERY PLAN "+query, values...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, detail)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(plan, "; ")
}

// oneLead stores a lead with a report that waits, so that every query has something to find.
func oneLead(t *testing.T, s *Store) models.Lead {
	t.Helper()
	ctx := models.AsSystem(context.Background())
	account, err := s.SaveAccount(ctx, models.AccountEdit{
		ID: 25610, Name: "账户", Industry: models.NoIndustry, StatusSystem: models.StandardSystem, Algorithm: models.SHA256,
		Pull: models.Pair{Token: "123456789", Secret: "0123456789abcdef"},
	}, models.System)
	if err != nil {
		t.Fatal(err)
	}
	lead := madeUp{1, 1}.lead(0)
	if _, err := s.AcceptLeads(ctx, account, []models.Lead{lead}, models.Pulled); err != nil {
		t.Fatal(err)
	}
	page, err := s.LeadPage(ctx, models.LeadQuery{})
	if err != nil || len(page.Leads) != 1 {
		t.Fatal(len(page.Leads), err)
	}
	wish := models.StatusWish{LeadID: page.Leads[0].ID, Work: models.Work{ConvertStatus: models.StatusPotentialCustomer}}
	if lead, err = s.SetStatus(ctx, wish, models.System); err != nil {
		t.Fatal(err)
	}
	return lead
}

// TestSearchingReadsOnlyIndexes holds every statement of lists, counts and searches, in both directions
// and with a filter, to an index, without sorting leads.
func TestSearchingReadsOnlyIndexes(t *testing.T) {
	s := openHere(t)
	lead := oneLead(t, s)
	ctx := models.AsSystem(context.Background())
	for _, text := range []string{"", lead.LeadsName, lead.LeadsTel, lead.LeadsID, lead.CampaignName, "1", "王 138"} {
		for _, cursor := range []models.LeadQuery{{}, {After: 1 << 62}, {Before: 1}, {Source: lead.LeadsSource}} {
			cursor.Text = text
			if _, err := s.LeadPage(ctx, cursor); err != nil {
				t.Fatal(err)
			}
			if _, err := s.CountLeads(ctx, cursor); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(s.listQueries.prepared) < 10 {
		t.Fatalf("only %d statements were seen", len(s.listQueries.prepared))
	}
	for query := range s.listQueries.prepared {
		plan := planOf(t, s, query, make([]any, strings.Count(query, "?"))...)
		for _, step := range strings.Split(plan, "; ") {
			if strings.HasPrefix(step, "SCAN l") && !strings.HasPrefix(step, "SCAN lead_grams VIRTUAL TABLE INDEX") ||
				strings.Contains(step, "TEMP B-TREE FOR ORDER BY") {
				t.Errorf("%s: %s", query, plan)
			}
		}
	}
}

// TestReportsReadOnlyIndexes holds what the sender asks every few seconds, and the sync page, to the
// indexes over what waits and what failed: most reports are done with.
func TestReportsReadOnlyIndexes(t *testing.T) {
	s := openHere(t)
	lead := oneLead(t, s)
	ctx := models.AsSystem(context.Background())
	var seen []string
	record := func(db *gorm.DB) {
		query := db.Statement.SQL.String()
		if strings.Contains(query, "outgoing_reports") || strings.Contains(query, "changes") {
			seen = append(seen, planOf(t, s, query, db.Statement.Vars...))
		}
	}
	for _, db := range []*gorm.DB{s.read, s.write} {
		for _, err := range []error{
			db.Callback().Query().After("gorm:query").Register("plan", record),
			db.Callback().Row().After("gorm:row").Register("plan", record),
			db.Callback().Update().After("gorm:update").Register("plan", record),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	_, reportError := s.Report(ctx, lead.ID)
	_, countError := s.ReportCounts(ctx)
	_, dueError := s.AccountsWithDueReports(ctx)
	_, claimError := s.ClaimReports(ctx, lead.AccountID, models.MaxReportBatch)
	concludeError := s.ConcludeReports(ctx, []models.ReportResult{{LeadID: lead.ID, WorkVersion: 1}})
	_, changesError := s.Changes(ctx, lead.ID)
	for _, err := range []error{reportError, countError, dueError, claimError, concludeError, changesError} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"outgoing_reports_due", "outgoing_reports_failed", "changes_by_lead", "PRIMARY KEY"} {
		if !slices.ContainsFunc(seen, func(plan string) bool { return strings.Contains(plan, want) }) {
			t.Errorf("nothing uses %s: %q", want, seen)
		}
	}
	for _, plan := range seen {
		for _, step := range strings.Split(plan, "; ") {
			if strings.HasPrefix(step, "SCAN") && !strings.Contains(step, "USING") &&
				step != "SCAN accounts" && step != "SCAN each" {
				t.Errorf("reads a whole table: %s", plan)
			}
		}
	}
}

// TestAPageOfReportsIsReadFromItsIndex: nothing is sorted, however much is parked.
func TestAPageOfReportsIsReadFromItsIndex(t *testing.T) {
	s := openHere(t)
	place := models.ReportPlace{WishedAt: 5, LeadID: 5}
	for name, q := range map[string]models.ReportQuery{"first": {}, "next": {After: place}, "back": {Before: place}, "of one account": {AccountID: 1, After: place}} {
		q.State = models.ReportFailed
		statement := reportPage(s.read.Session(&gorm.Session{DryRun: true}), &q).Limit(51).Find(&[]models.ReportRow{}).Statement
		plan := planOf(t, s, statement.SQL.String(), statement.Vars...)
		if !strings.Contains(plan, "INDEX outgoing_reports_left") || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s: %s", name, plan)
		}
	}
}

// TestTheLastPushIsFoundInTheIndexOfThePushed: an account of a million pulled leads is not read through
// to find that none was pushed.
func TestTheLastPushIsFoundInTheIndexOfThePushed(t *testing.T) {
	s := openHere(t)
	plan := planOf(t, s, s.lastPushed(), models.SamplePrefix+"%")
	if !strings.Contains(plan, "INDEX leads_by_push ") || strings.Contains(plan, "TEMP B-TREE") {
		t.Error(plan)
	}
}
