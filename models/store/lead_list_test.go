package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

func TestTheListPagesByKeyInBothDirections(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		var leads []models.Lead
		for n := range 23 {
			leads = append(leads, lead(n%7, "客户", fmt.Sprintf("1381000%04d", n))) // many in the same minute
			leads[n].LeadsID = fmt.Sprintf("id-%02d", n)
		}
		d.accept(t, models.Pulled, leads...)
		whole := d.list(t, models.LeadQuery{Limit: 100})
		if len(whole) != 23 {
			t.Fatalf("%d leads", len(whole))
		}
		var down []models.Lead
		query := models.LeadQuery{Limit: 5}
		for {
			page, err := d.LeadPage(models.AsSystem(context.Background()), query)
			if err != nil {
				t.Fatal(err)
			}
			down = append(down, page.Leads...)
			if page.Newer != (query.After != 0) {
				t.Errorf("page says newer=%v", page.Newer)
			}
			if !page.Older {
				break
			}
			query.After = page.Leads[len(page.Leads)-1].ListKey
		}
		if !slices.EqualFunc(whole, down, sameLead) {
			t.Fatal("pages downwards are not the whole list")
		}
		page, err := d.LeadPage(models.AsSystem(context.Background()), models.LeadQuery{Limit: 5, Before: whole[10].ListKey})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.EqualFunc(whole[5:10], page.Leads, sameLead) || !page.Newer || !page.Older {
			t.Fatal("the page upwards is not the five before")
		}
	})
}

func sameLead(a, b models.Lead) bool { return a.ID == b.ID }

func TestFiltersKeepWhatTheySay(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		ctx := models.AsSystem(context.Background())
		worked, preview, plain := lead(1, "王建国", "13810001000"), lead(2, "陈思雨", "14517333711"), lead(3, "刘洋", "15224666422")
		preview.LeadsSource = "AD_PREVIEW"
		d.accept(t, models.Pulled, worked, preview, plain)
		byName := func() map[string]models.Lead {
			found := map[string]models.Lead{}
			for _, l := range d.list(t, models.LeadQuery{}) {
				found[l.LeadsName] = l
			}
			return found
		}
		wish := models.StatusWish{LeadID: byName()["王建国"].ID, Work: models.Work{
			ConvertStatus: models.StatusDeprecated, IneffectReason: models.ReasonEmpty, IntentionScore: "LEADS_INTENTION_SCORE_LEVEL_1",
		}}
		if _, err := d.SetStatus(ctx, wish, d.seller); err != nil {
			t.Fatal(err)
		}
		day := models.At(noon).BeijingDay()
		for _, c := range []struct {
			name string
			q    models.LeadQuery
			want []string
		}{
			{"all", models.LeadQuery{}, []string{"刘洋", "陈思雨", "王建国"}},
			{"account", models.LeadQuery{AccountID: 25610}, []string{"刘洋", "陈思雨", "王建国"}},
			{"another account", models.LeadQuery{AccountID: 1}, nil},
			{"status", models.LeadQuery{Status: string(models.StatusDeprecated)}, []string{"王建国"}},
			{"no status", models.LeadQuery{Status: models.NoneSet}, []string{"刘洋", "陈思雨"}},
			{"reason", models.LeadQuery{Reason: string(models.ReasonEmpty)}, []string{"王建国"}},
			{"score", models.LeadQuery{Score: "LEADS_INTENTION_SCORE_LEVEL_1"}, []string{"王建国"}},
			{"source", models.LeadQuery{Source: "AD_PREVIEW"}, []string{"陈思雨"}},
			{"report waiting", models.LeadQuery{Report: string(models.ReportWaiting)}, []string{"王建国"}},
			{"report excluded", models.LeadQuery{Report: string(models.ReportExcluded)}, []string{"陈思雨"}},
			{"report none", models.LeadQuery{Report: models.NoneSet}, []string{"刘洋"}},
			{"owner", models.LeadQuery{OwnerID: d.seller.ID}, []string{"王建国"}},
			{"nobody's", models.LeadQuery{Nobodys: true}, []string{"刘洋", "陈思雨"}},
			{"today", models.LeadQuery{From: day, To: day.Add(24 * time.Hour)}, []string{"刘洋", "陈思雨", "王建国"}},
			{"from 09:02", models.LeadQuery{From: day.Add(9*time.Hour + 2*time.Minute)}, []string{"刘洋", "陈思雨"}},
			{"to 09:02", models.LeadQuery{To: day.Add(9*time.Hour + 2*time.Minute)}, []string{"王建国"}},
			{"two filters", models.LeadQuery{Source: "XJ", Status: models.NoneSet}, []string{"刘洋"}},
		} {
			var got []string
			for _, l := range d.list(t, c.q) {
				got = append(got, l.LeadsName)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
			n, err := d.CountLeads(ctx, c.q)
			if err != nil || n != len(c.want) {
				t.Errorf("%s counts %d (%v), want %d", c.name, n, err, len(c.want))
			}
		}
	})
}

func TestSearchFindsByNamePhoneIDAndCampaign(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		wang, chen, liu := lead(1, "王建国", "138 1000 1000"), lead(2, "陈思雨", "14517333711"), lead(3, "刘洋Ｌｅｏ", "13131000000")
		liu.CampaignName, liu.CampaignID = "双十一 团购", "78"
		d.accept(t, models.Pulled, wang, chen, liu)
		for text, want := range map[string][]string{
			"王":               {"王建国"},
			"建国":              {"王建国"},
			"王建国":             {"王建国"},
			"思雨":              {"陈思雨"},
			"13810001000":     {"王建国"},
			"138 1000 1000":   {"王建国"},
			"+86 13810001000": {"王建国"},
			"138-1000":        nil, // of a phone in part, the last four digits only
			"138":             nil,
			"0100":            nil,
			"81000100":        nil,
			"1000":            {"王建国"},
			"3711":            {"陈思雨"},
			"00":              {"刘洋Ｌｅｏ", "王建国"},
			"0000":            {"刘洋Ｌｅｏ"},
			"131310":          nil,
			"13131000000":     {"刘洋Ｌｅｏ"},
			"1313131":         nil,
			"leo":             {"刘洋Ｌｅｏ"},
			"王 000":           {"王建国"},
			"王 711":           nil,
			"植发":              {"陈思雨", "王建国"},
			"双十一":             {"刘洋Ｌｅｏ"},
			chen.LeadsID:      {"陈思雨"},
			"不存在":             nil,
			"%":               nil,
			`" OR grams:"1`:   nil,
			"'; DROP TABLE x": nil,
		} {
			var got []string
			for _, l := range d.list(t, models.LeadQuery{Text: text}) {
				got = append(got, l.LeadsName)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%q finds %v, want %v", text, got, want)
			}
		}
	})
}

func TestASearchForWhoMayNotSeeThemLeavesOutNamesAndPhones(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(now func() time.Time) *store.Store) {
		d := newDesk(t, open)
		wang := lead(1, "王建国", "13810001000")
		d.accept(t, models.Pulled, wang)
		for text, want := range map[string]int{"王建国": 0, "13810001000": 0, "1000": 0, "王": 0, wang.LeadsID: 1, "植发": 1} {
			if n := len(d.list(t, models.LeadQuery{Text: text, Nameless: true})); n != want {
				t.Errorf("%q finds %d leads, want %d", text, n, want)
			}
		}
	})
}

func TestASearchPagesLikeAList(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		var leads []models.Lead
		for n := range 40 {
			name := "王小明"
			if n%3 == 0 {
				name = "李小红"
			}
			leads = append(leads, lead(n, name, fmt.Sprintf("1381000%04d", n)))
		}
		d.accept(t, models.Pulled, leads...)
		whole := d.list(t, models.LeadQuery{Text: "王小", Limit: 100})
		if len(whole) != 26 {
			t.Fatalf("%d leads", len(whole))
		}
		page, err := d.LeadPage(models.AsSystem(context.Background()), models.LeadQuery{Text: "王小", Limit: 10, After: whole[9].ListKey})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.EqualFunc(page.Leads, whole[10:20], sameLead) || !page.Older || !page.Newer || page.GaveUp {
			t.Errorf("the second page: %d leads, older %v", len(page.Leads), page.Older)
		}
		back, err := d.LeadPage(models.AsSystem(context.Background()), models.LeadQuery{Text: "王小", Limit: 10, Before: whole[10].ListKey})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.EqualFunc(back.Leads, whole[:10], sameLead) || back.Newer {
			t.Errorf("back: %d leads, newer %v", len(back.Leads), back.Newer)
		}
		filtered := d.list(t, models.LeadQuery{Text: "王小", Source: "CMS"})
		if len(filtered) != 0 {
			t.Errorf("a filter beside the text was forgotten: %d leads", len(filtered))
		}
	})
}
