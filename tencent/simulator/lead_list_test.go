package simulator_test

import (
	"net/url"
	"slices"
	"strconv"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/tencent/simulator"
)

func TestListParametersAreChecked(t *testing.T) {
	p := start(t, nil)
	base := url.Values{"start_time": {"2026-03-17"}, "end_time": {"2026-03-18"}}
	tests := []struct {
		name, value string
		want        int
	}{
		{"page", "1", 0},
		{"start_time", "1773590400", 0},
		{"start_time", "", 2101},
		{"end_time", "", 2101},
		{"start_time", "2026-3-17", 2102},
		{"start_time", "2026-02-30", 2102},
		{"start_time", "1773590400000", 2102},
		{"start_time", "2026-03-17 00:00:00", 2102},
		{"start_time", "2026-03-19", 2103},
		{"time_type", "1", 0},
		{"time_type", "2", 2103},
		{"time_type", "x", 2102},
		{"page", "0", 2103},
		{"page", "-1", 2103},
		{"page", "", 2102},
		{"page_size", "200", 0},
		{"page_size", "201", 2103},
		{"page_size", "0", 2103},
		{"search_after_leads_id", "1", 2110},
	}
	for _, test := range tests {
		query := url.Values{}
		for name, values := range base {
			query[name] = values
		}
		query.Set(test.name, test.value)
		if e := p.must(p.request(schoolID, simulator.CallList, query, "")); e.Code != test.want {
			t.Errorf("%s=%s: code %d (%s), want %d", test.name, test.value, e.Code, e.Message, test.want)
		}
	}
}

func TestDeepPagingWalksEveryLeadExactlyOnce(t *testing.T) {
	for _, timeType := range []string{"0", "1"} {
		p := start(t, nil)
		p.seed(estateID, 600, 200*time.Second) // three share a second
		query := p.window()
		query.Set("time_type", timeType)
		query.Set("page_size", "200")
		seen := map[string]bool{}
		var order []string
		for {
			page, ids := p.list(estateID, query)
			if page.PageInfo.TotalNumber != 600 {
				t.Fatalf("total_number %d, want 600", page.PageInfo.TotalNumber)
			}
			if len(ids) == 0 {
				break
			}
			for i, id := range ids {
				if seen[id] {
					t.Fatalf("lead %s came twice", id)
				}
				seen[id] = true
				order = append(order, text(page.List[i]["leads_create_time"])+" "+id)
			}
			query.Set("search_after_leads_id", ids[len(ids)-1])
			query.Set("page", "3") // ignored
		}
		if len(seen) != 600 {
			t.Errorf("time_type %s: %d leads, want 600", timeType, len(seen))
		}
		if !slices.IsSortedFunc(order, func(a, b string) int { return -compare(a, b) }) {
			t.Errorf("time_type %s: not newest first with ties by the higher id", timeType)
		}
	}
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func TestNumberedPagesHoldTheSameLeadsAsDeepPaging(t *testing.T) {
	p := start(t, nil)
	p.seed(estateID, 130, 24*time.Hour)
	query := p.window()
	var walked []string
	for n := 1; n <= 4; n++ {
		query.Set("page", strconv.Itoa(n))
		page, ids := p.list(estateID, query)
		if page.PageInfo.PageSize != 50 || page.PageInfo.TotalPage != 3 || page.PageInfo.Page != n {
			t.Errorf("page %d: page_info %+v", n, page.PageInfo)
		}
		walked = append(walked, ids...)
	}
	all := p.window()
	all.Set("page_size", "200")
	if _, ids := p.list(estateID, all); !slices.Equal(walked, ids) {
		t.Errorf("the pages hold %d leads in another order than one page of all %d", len(walked), len(ids))
	}
}

func TestBothEndsBelongToTheWindowAndADayHasAllItsHours(t *testing.T) {
	p := start(t, nil)
	for _, at := range []time.Time{noon.Add(-36*time.Hour - time.Second), noon.Add(-36 * time.Hour), noon.Add(-12*time.Hour - time.Second), noon.Add(-12 * time.Hour)} {
		if _, err := p.AddLeadAt(schoolID, at); err != nil {
			t.Fatal(err)
		}
	}
	day := url.Values{"start_time": {"2026-03-17"}, "end_time": {"2026-03-17"}, "time_type": {"1"}}
	if page, _ := p.list(schoolID, day); page.PageInfo.TotalNumber != 2 {
		t.Errorf("2026-03-17 has %d leads, want 2", page.PageInfo.TotalNumber)
	}
	second := strconv.FormatInt(noon.Add(-36*time.Hour).Unix(), 10)
	if page, _ := p.list(schoolID, url.Values{"start_time": {second}, "end_time": {second}, "time_type": {"1"}}); page.PageInfo.TotalNumber != 1 {
		t.Errorf("one second has %d leads, want 1", page.PageInfo.TotalNumber)
	}
}

func TestTimeTypeChoosesBetweenSubmissionAndIngestion(t *testing.T) {
	p := start(t, nil)
	_, err := p.AddRaw(schoolID, map[string]any{
		"leads_id": "5", "leads_create_time": "2026-03-18 09:00:00", "leads_action_time": "2026-03-17 23:00:00",
	})
	if err != nil {
		t.Fatal(err)
	}
	day := url.Values{"start_time": {"2026-03-17"}, "end_time": {"2026-03-17"}}
	for timeType, want := range map[string]int{"0": 1, "1": 0} {
		day.Set("time_type", timeType)
		if page, _ := p.list(schoolID, day); page.PageInfo.TotalNumber != want || len(page.List) != want {
			t.Errorf("time_type %s: %d leads, want %d", timeType, page.PageInfo.TotalNumber, want)
		}
	}
}

func TestLeadsOfTheFutureShowWhenTheirTimeComes(t *testing.T) {
	p := start(t, nil)
	if err := p.SeedLeads(schoolID, 100, noon, noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	query := url.Values{"start_time": {"2026-03-18"}, "end_time": {"2026-03-18"}, "time_type": {"1"}}
	before, _ := p.list(schoolID, query)
	p.clock.Advance(2 * time.Hour)
	after, _ := p.list(schoolID, query)
	if before.PageInfo.TotalNumber > 1 || after.PageInfo.TotalNumber != 100 {
		t.Errorf("%d leads at once and %d later, want hardly any and 100", before.PageInfo.TotalNumber, after.PageInfo.TotalNumber)
	}
}

func TestALateLeadAppearsBetweenOlderOnes(t *testing.T) {
	p := start(t, nil)
	p.seed(schoolID, 50, time.Hour)
	_, ids := p.list(schoolID, p.window())
	late, err := p.AddLeadAt(schoolID, noon.Add(-30*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	query := p.window()
	query.Set("page_size", "200")
	_, now := p.list(schoolID, query)
	at := slices.Index(now, late)
	if at <= 0 || at == len(now)-1 {
		t.Fatalf("the late lead is at place %d of %d", at, len(now))
	}
	if !slices.Equal(slices.Delete(now, at, at+1), ids) {
		t.Error("the late lead disturbed the others")
	}
}

func TestSomeArrivalsAreLate(t *testing.T) {
	p := start(t, nil)
	late := 0
	for range 300 {
		id, err := p.AddLead(estateID)
		if err != nil {
			t.Fatal(err)
		}
		lead, err := p.Lead(id)
		if err != nil {
			t.Fatal(err)
		}
		created, _ := models.ParseBeijing(field(t, lead, "leads_create_time"))
		switch behind := noon.Sub(created.Time()); {
		case behind < 0 || behind > 8*time.Minute:
			t.Fatalf("an arrival is %v late", behind)
		case behind > 0:
			late++
		}
	}
	if late < 5 || late > 60 {
		t.Errorf("%d of 300 arrivals are late", late)
	}
}
