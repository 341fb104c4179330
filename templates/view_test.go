package templates

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
)

func at(l models.Language) context.Context {
	return WithPage(context.Background(), samplePage(l, AutoTheme))
}

func TestTimesAreSaidAsAPersonSaysThem(t *testing.T) {
	day := func(month time.Month, d, h, m int) models.Instant {
		return models.At(time.Date(2026, month, d, h, m, 0, 0, models.Beijing))
	}
	for _, c := range []struct {
		at     models.Instant
		zh, en string
	}{
		{0, "", ""},
		{sampleNow, "刚刚", "just now"},
		{ago(59 * time.Second), "刚刚", "just now"},
		{sampleNow.Add(30 * time.Second), "刚刚", "just now"}, // the platform's clock may be ahead
		{ago(3 * time.Minute), "3 分钟前", "3 min ago"},
		{ago(59 * time.Minute), "59 分钟前", "59 min ago"},
		{day(11, 23, 9, 10), "今天 09:10", "today 09:10"},
		{day(11, 23, 0, 0), "今天 00:00", "today 00:00"},
		{day(11, 22, 17, 55), "昨天 17:55", "yest. 17:55"},
		{day(11, 20, 11, 3), "11-20 11:03", "11-20 11:03"},
		{models.At(time.Date(2025, 11, 20, 11, 3, 0, 0, models.Beijing)), "2025-11-20 11:03", "2025-11-20 11:03"},
	} {
		if got := relativeTime(at(models.Chinese), c.at); got != c.zh {
			t.Errorf("%s: %q, want %q", c.at, got, c.zh)
		}
		if got := relativeTime(at(models.English), c.at); got != c.en {
			t.Errorf("%s: %q, want %q", c.at, got, c.en)
		}
	}
}

func TestComingTimesRoundUp(t *testing.T) {
	for wait, want := range map[time.Duration]string{
		-time.Minute:           "马上",
		0:                      "马上",
		500 * time.Millisecond: "1 秒后",
		30 * time.Second:       "30 秒后",
		90 * time.Second:       "2 分钟后",
		3 * time.Hour:          "今天 17:20",
	} {
		if got := comingTime(at(models.Chinese), sampleNow.Add(wait)); got != want {
			t.Errorf("in %s: %q, want %q", wait, got, want)
		}
	}
}

func TestPhonesAreGroupedAndDialled(t *testing.T) {
	for phone, want := range map[string]string{
		"13810005678": "138 1000 5678", "138****5678": "138 **** 5678", "1511148812x": "151 1148 812x",
		"021-55556666": "021-55556666", "+8613810005678": "+8613810005678", "": "",
	} {
		if got := groupedPhone(phone); got != want {
			t.Errorf("groupedPhone(%q) = %q, want %q", phone, got, want)
		}
	}
	for phone, want := range map[string]string{
		"13810005678": "tel:13810005678", "021-5555 6666": "tel:02155556666", "+8613810005678": "tel:+8613810005678",
		"138****5678": "", "1511148812x": "", "12": "", "": "", "javascript:1": "",
	} {
		if got, ok := telURL(phone); string(got) != want || ok != (want != "") {
			t.Errorf("telURL(%q) = %q, %v, want %q", phone, got, ok, want)
		}
	}
}

func TestWorkIsSaidInTheAccountsWords(t *testing.T) {
	invalid := models.Work{ConvertStatus: models.StatusDeprecated, IneffectReason: models.ReasonEmpty, IntentionScore: "LEADS_INTENTION_SCORE_LEVEL_1"}
	standard := models.RulesFor(models.StandardSystem, models.NoIndustry)
	medical := models.RulesFor(models.IndustrySystem, models.Medical)
	for _, c := range []struct {
		rules  models.StatusRules
		work   models.Work
		zh, en string
	}{
		{medical, invalid, "无效线索-空号 · 0 分", "Invalid-Dead number · 0 points"},
		{standard, invalid, "无效线索-无效空 · 0 分", "Invalid-No reason given · 0 points"},
		{medical, models.Work{OuterConvertType: "回访", OuterIneffectReason: "忙"}, "回访-忙", "回访-忙"},
		{medical, models.Work{IntentionScore: "LEADS_INTENTION_SCORE_LEVEL_6"}, "80~100 分", "80–100 points"},
		{medical, models.Work{}, "待跟进", "To do"},
	} {
		if got := workOrNothing(at(models.Chinese), c.rules, c.work); got != c.zh {
			t.Errorf("%q, want %q", got, c.zh)
		}
		if got := workOrNothing(at(models.English), c.rules, c.work); got != c.en {
			t.Errorf("%q, want %q", got, c.en)
		}
	}
}

func TestAFormKeepsAValueThatIsNotOfferedAnyMore(t *testing.T) {
	rules := models.RulesFor(models.StandardSystem, models.NoIndustry)
	list := statusChoices(at(models.Chinese), rules, models.Work{ConvertStatus: models.StatusAddWeixin})
	if first := list[0]; !first.Gone || !first.Chosen || first.Value != string(models.StatusAddWeixin) || first.Label != "已加微" {
		t.Errorf("first choice is %+v", first)
	}
	if len(list) != len(rules.Statuses())+1 {
		t.Errorf("%d choices, want one more than is offered", len(list))
	}
}

func TestOnlyRecentUntouchedLeadsAreNew(t *testing.T) {
	for name, c := range map[string]struct {
		lead models.Lead
		want bool
	}{
		"recent":  {models.Lead{IngestedAt: ago(time.Hour)}, true},
		"old":     {models.Lead{IngestedAt: ago(25 * time.Hour)}, false},
		"worked":  {models.Lead{IngestedAt: ago(time.Hour), WorkVersion: 1}, false},
		"preview": {models.Lead{IngestedAt: ago(time.Hour), Preview: true}, false},
	} {
		if got := isFresh(&c.lead, sampleNow); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestEveryFieldWithAValueIsOnTheLeadsPage(t *testing.T) {
	props := sampleDetail()
	for i := range models.LeadFields {
		field := &models.LeadFields[i]
		if value := field.At(&props.Lead.PlatformFields); field.Enum == nil && *value == "" {
			*value = "value-of-" + field.Name
		}
	}
	text := render(t, page{component: LeadDetail(props)}, samplePage(models.Chinese, AutoTheme))
	for i := range models.LeadFields {
		field := &models.LeadFields[i]
		if value := "value-of-" + field.Name; *field.At(&props.Lead.PlatformFields) == value && !strings.Contains(text, value) {
			t.Errorf("%s is not shown", field.Name)
		}
	}
	if !strings.Contains(text, "live_room") || !strings.Contains(text, "1024") {
		t.Error("the fields that the document does not know are not shown")
	}
}

func TestFilterAndAddressAreTheSame(t *testing.T) {
	full := LeadFilter{Q: "王 &x", Account: "1", Status: "none", Reason: "r", Score: "s", Source: "o", From: "2026-11-01", To: "2026-11-02", Report: "failed", Owner: "7", After: "9", Before: "8"}
	address, err := url.Parse(full.Path())
	if err != nil {
		t.Fatal(err)
	}
	if got := ParseLeadFilter(address.Query()); got != full {
		t.Errorf("%+v, want %+v", got, full)
	}
	if got := (LeadFilter{}).Path(); got != "/leads" {
		t.Errorf("no filter is %s", got)
	}
	if full.without("q").Path() == full.Path() || (LeadFilter{After: "9"}).Filters() {
		t.Error("a place in the list counts as a filter")
	}
}

func TestChipsTakeOneFilterAwayAndReturnToTheFirstPage(t *testing.T) {
	props := LeadListProps{
		Filter:   LeadFilter{Q: "王", Account: "25610", Score: models.NoneSet, After: "99"},
		Accounts: []Option{{"25610", "华东口腔"}},
	}
	want := []chip{
		{"搜索", "王", "/leads?account=25610&score=none"},
		{"账户", "华东口腔", "/leads?q=%E7%8E%8B&score=none"},
		{"评分", "未评", "/leads?account=25610&q=%E7%8E%8B"},
	}
	got := chips(at(models.Chinese), &props)
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%+v, want %+v", got[i], want[i])
		}
	}
}

func TestDayRangesAreBeijingDays(t *testing.T) {
	ranges := dayRanges(at(models.Chinese), LeadFilter{From: "2026-11-17", Q: "王"})
	for i, want := range []dayRange{
		{"全部", "/leads?q=%E7%8E%8B", false},
		{"今天", "/leads?from=2026-11-23&q=%E7%8E%8B", false},
		{"近 7 天", "/leads?from=2026-11-17&q=%E7%8E%8B", true},
		{"本月", "/leads?from=2026-11-01&q=%E7%8E%8B", false},
	} {
		if ranges[i] != want {
			t.Errorf("%+v, want %+v", ranges[i], want)
		}
	}
}

func TestPagerLeadsToTheNeighboursOfTheRowsInSight(t *testing.T) {
	props := sampleList(3)
	props.Filter = LeadFilter{Status: "none", After: "5", Before: "6"}
	first, last := accountNumber(props.Rows[0].Lead.ListKey), accountNumber(props.Rows[2].Lead.ListKey)
	if got := newerPath(&props); got != "/leads?before="+first+"&status=none" {
		t.Error(got)
	}
	if got := olderPath(&props); got != "/leads?after="+last+"&status=none" {
		t.Error(got)
	}
}

func TestPathsFillTheirRoutes(t *testing.T) {
	for got, want := range map[string]string{
		LeadPath(4):           "/leads/4",
		LeadStatusPath(4):     "/leads/4/status",
		LeadRevealPath(4):     "/leads/4/reveal",
		AccountPath(25610):    "/settings/accounts/25610",
		AccountTestPath(1):    "/settings/accounts/1/test",
		AccountApplyPath(1):   "/settings/accounts/1/apply-status-system",
		AccountPausePath(1):   "/settings/accounts/1/pause",
		SyncPullPath(1):       "/sync/1/pull",
		(LeadFilter{}).Path(): "/leads",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestWaysBackStayOnThisSite(t *testing.T) {
	for _, elsewhere := range []string{"//evil.example", "https://evil.example", `/\evil.example`, "javascript:x", "", "/\t/evil.example"} {
		if isOurs(elsewhere) {
			t.Errorf("%q counts as ours", elsewhere)
		}
		if got := backPath(elsewhere); got != "/leads" {
			t.Errorf("back to %q", got)
		}
	}
	if !isOurs("/leads?q=1") || backPath("/leads?q=1") != "/leads?q=1" {
		t.Error("our own list is refused")
	}
}

func TestEachStepThatFailsSaysWhatToDo(t *testing.T) {
	for _, step := range models.Steps {
		for _, result := range []models.StepResult{models.StepFailed, models.StepWarned} {
			if stepAdvice(at(models.Chinese), models.CheckStep{Step: step, Result: result}) == "" {
				t.Errorf("%s %s: no advice", step, result)
			}
		}
		if stepAdvice(at(models.Chinese), models.CheckStep{Step: step, Result: models.StepPassed}) != "" {
			t.Errorf("%s passed, and still has advice", step)
		}
	}
}

func TestClockWarningsStartAtAMinute(t *testing.T) {
	for by, want := range map[time.Duration]string{
		0: "", 59 * time.Second: "", -59 * time.Second: "",
		time.Minute: "快 60 秒", 3 * time.Minute: "快 3 分钟", -4 * time.Minute: "慢 4 分钟",
	} {
		got := skewSentence(at(models.Chinese), by)
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", by, got, want)
		}
	}
}

func TestSyncLightSaysTheWorstFirst(t *testing.T) {
	for _, c := range []struct {
		light       SyncLight
		tone, words string
	}{
		{SyncLight{}, "off", "尚未接入账户"},
		{SyncLight{Accounts: 1}, "off", "等待首次同步"},
		{SyncLight{Accounts: 2, At: ago(time.Minute)}, "ok", "同步正常 · 1 分钟前"},
		{SyncLight{Accounts: 2, Failing: 1, At: ago(time.Minute)}, "bad", "1 个账户同步失败"},
		{SyncLight{Accounts: 2, Held: 1, At: ago(time.Minute)}, "bad", "1 个账户回传暂停"},
		{SyncLight{Accounts: 2, Failing: 1, Held: 1, At: ago(time.Minute)}, "bad", "1 个账户同步失败"},
	} {
		shell := samplePage(models.Chinese, AutoTheme)
		shell.Sync = c.light
		if tone, words := syncTone(c.light), syncWords(WithPage(context.Background(), shell)); tone != c.tone || words != c.words {
			t.Errorf("%+v: %s %q", c.light, tone, words)
		}
	}
}

func TestOnlyAdminsSeeTheAlarm(t *testing.T) {
	for role, want := range map[models.Role]bool{models.Admin: true, models.Manager: false} {
		shell := samplePage(models.Chinese, AutoTheme)
		shell.User.Role = role
		if role == models.Admin { // package web fills it for admins alone
			health := sampleHealth()
			shell.Alarm = AlarmOf(&health)
		}
		text := render(t, page{component: LeadList(sampleList(1))}, shell)
		if got := strings.Contains(text, "项故障：华北家居"); got != want {
			t.Errorf("%s sees the alarm: %v", role, got)
		}
	}
}

func TestEverySignHasWordsAndAdvice(t *testing.T) {
	for name := range signTitles {
		for _, l := range models.Languages {
			sign := models.HealthSign{Name: name, Light: models.LightRed}
			if title := signTitle(at(l), &sign); strings.Contains(title, "health.") {
				t.Errorf("%s has no title", name)
			}
			advice := signAdvice(at(l), &sign)
			if never := name == models.HealthDatabase || name == models.HealthVersion; (advice == "") != never {
				t.Errorf("%s: advice %q", name, advice)
			}
		}
	}
}

func TestOnlyAdminsSeeTheSettings(t *testing.T) {
	for role, want := range map[models.Role]bool{models.Admin: true, models.Manager: false, models.Sales: false, models.Viewer: false} {
		shell := samplePage(models.Chinese, AutoTheme)
		shell.User.Role = role
		text := render(t, page{component: LeadList(sampleList(1))}, shell)
		if got := strings.Contains(text, `href="`+AccountsPath()+`"`); got != want {
			t.Errorf("%s sees the settings: %v", role, got)
		}
	}
}
