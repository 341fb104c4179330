package handlers

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
)

func beijing(s string) models.Instant {
	at, ok := models.ParseBeijing(s)
	if !ok {
		panic(s)
	}
	return at
}

func TestAddressBecomesAQuery(t *testing.T) {
	known := names{accounts: []models.Account{clinic()}, users: []models.User{sales}}
	for address, want := range map[string]models.LeadQuery{
		"":              {},
		"q=+陈小雨+":       {Text: "陈小雨"},
		"account=25610": {AccountID: 25610},
		"status=none":   {Status: "none"},
		"status=LEADS_CONVERT_STATUS_ADD_WEIXIN&score=none&report=failed": {Status: "LEADS_CONVERT_STATUS_ADD_WEIXIN", Score: "none", Report: "failed"},
		"reason=LEADS_INEFFECT_REASON_UNKOWN&source=XJ":                   {Reason: "LEADS_INEFFECT_REASON_UNKOWN", Source: "XJ"},
		"from=2026-03-01&to=2026-03-01":                                   {From: beijing("2026-03-01"), To: beijing("2026-03-02")},
		"to=2025-12-31":                                                   {To: beijing("2026-01-01")},
		"owner=3":                                                         {OwnerID: 3},
		"owner=none":                                                      {Nobodys: true},
		"after=4611686018427387904":                                       {After: 4611686018427387904},
		"before=12":                                                       {Before: 12},
		"unknown=1&utm_source=x":                                          {},
	} {
		values, err := url.ParseQuery(address)
		if err != nil {
			t.Fatal(err)
		}
		want.Limit = models.PageSize
		query, filter, bad := readQuery(templates.ParseLeadFilter(values), known, models.AllLeads())
		if query != want {
			t.Errorf("%s: %+v, want %+v", address, query, want)
		}
		if bad != nil {
			t.Errorf("%s: complains of %v", address, bad)
		}
		if again, _, _ := readQuery(filter, known, models.AllLeads()); again != query {
			t.Errorf("%s: the filter that the page shows means something else", address)
		}
	}
}

func TestWhatNobodyUnderstandsDoesNotFilter(t *testing.T) {
	known := names{accounts: []models.Account{clinic()}, users: []models.User{sales}}
	for address, field := range map[string]string{
		"account=x":                     "account",
		"account=-1":                    "account",
		"account=99":                    "account",
		"account=99999999999999999999":  "account",
		"status=SOLD":                   "status",
		"reason=none":                   "reason",
		"score=5":                       "score",
		"source=none":                   "source",
		"report=lost":                   "report",
		"from=yesterday":                "from",
		"from=2026-02-30":               "from",
		"to=0001-01-01":                 "to",
		"from=2026-03-02&to=2026-03-01": "to",
		"owner=99":                      "owner",
		"owner=me":                      "owner",
		"after=last":                    "after",
		"before=0":                      "before",
		"after=5&before=9":              "before",
	} {
		values, err := url.ParseQuery(address)
		if err != nil {
			t.Fatal(err)
		}
		_, filter, bad := readQuery(templates.ParseLeadFilter(values), known, models.AllLeads())
		if _, noted := bad.Of(field); !noted {
			t.Errorf("%s: nothing is said of %s", address, field)
		}
		if cleaned := filter.Path(); strings.Contains(cleaned, field+"=") {
			t.Errorf("%s: the filter keeps it: %s", address, cleaned)
		}
	}
}

func TestLongSearchTextIsCut(t *testing.T) {
	query, _, _ := readQuery(templates.LeadFilter{Q: strings.Repeat("雨", 5000)}, names{}, models.AllLeads())
	if query.Text != strings.Repeat("雨", maxSearch) {
		t.Errorf("%d bytes are searched for", len(query.Text))
	}
}

func TestListIgnoresWhatItCannotRead(t *testing.T) {
	b := newBench(t).as(sales)
	b.expect(b.get("/leads?status=SOLD&q=%00陈&from=%zz"), 200)
	query := b.desk.queries[0]
	if query.Status != "" || query.Text != "陈" {
		t.Errorf("asked for %+v", query)
	}
}

func TestSearchTextIsInNoLog(t *testing.T) {
	b := newBench(t)
	b.get("/leads?q=13812345678")
	b.as(sales).get("/leads?q=13812345678")
	b.get("/leads?q=13812345678", htmx, "true")
	b.get("/leads/99?q=13812345678")
	if log := b.log.String(); strings.Contains(log, "13812345678") {
		t.Errorf("the log holds it: %s", log)
	}
}

func TestCountsAreRememberedForTwoSeconds(t *testing.T) {
	b := newBench(t).as(sales)
	for _, path := range []string{"/leads", "/leads?after=100", "/leads?before=1"} {
		b.expect(b.get(path), 200)
	}
	if b.desk.counted != 1 {
		t.Errorf("counted %d times for three pages of one list", b.desk.counted)
	}
	b.get("/leads?q=陈")
	b.pass(countLife)
	b.get("/leads")
	if b.desk.counted != 3 {
		t.Errorf("counted %d times, want 3", b.desk.counted)
	}
}

func TestCountsStayFew(t *testing.T) {
	desk := &fakeDesk{}
	counts := newLeadCounts(desk, time.Now)
	for i := range 3 * maxCounts {
		if _, _, err := counts.count(t.Context(), models.LeadQuery{AccountID: int64(i)}); err != nil {
			t.Fatal(err)
		}
		if len(counts.known) > maxCounts {
			t.Fatalf("%d counts are kept", len(counts.known))
		}
	}
}

func TestManyLeadsAreMoreThanTheLimit(t *testing.T) {
	for n, want := range map[int]struct {
		count int64
		more  bool
	}{0: {0, false}, models.MaxCount: {models.MaxCount, false}, models.MaxCount + 1: {models.MaxCount, true}} {
		counts := newLeadCounts(counter(n), time.Now)
		count, more, err := counts.count(t.Context(), models.LeadQuery{})
		if err != nil || count != want.count || more != want.more {
			t.Errorf("%d: %d, %v, %v", n, count, more, err)
		}
	}
}

func TestLightSumsUpTheAccountsThatArePulled(t *testing.T) {
	accounts := []models.Account{{ID: 1}, {ID: 2}, {ID: 3, Paused: true}, {ID: 4}, {ID: 5}}
	states := []models.PullState{
		{AccountID: 1, SucceededAt: 500}, {AccountID: 2, SucceededAt: 300, LastKind: models.RefusedPermission},
		{AccountID: 3, SucceededAt: 900, LastKind: models.FailedDNS},
	}
	breakers := []models.Breaker{
		{AccountID: 1, Purpose: models.ForReport, Refusals: 1}, {AccountID: 5, Purpose: models.ForReport, OpenedAt: 400},
		{AccountID: 2, Purpose: models.ForReport, OpenedAt: 400}, {AccountID: 3, Purpose: models.ForReport, OpenedAt: 400},
	}
	if got := lightOf(accounts, states, nil, breakers); got != (templates.SyncLight{Accounts: 4, Failing: 1, Held: 1, At: 500}) {
		t.Errorf("%+v", got)
	}
	checks := []models.DayCheck{{AccountID: 4, Total: 2, Ours: 1}}
	if got := lightOf(accounts, states, checks, nil); got != (templates.SyncLight{Accounts: 4, Failing: 2, At: 500}) {
		t.Errorf("%+v", got)
	}
}
