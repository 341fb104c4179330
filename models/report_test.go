package models

import (
	"testing"
	"time"
)

func TestAWorkIsShownByTheTagsThatItShouldCause(t *testing.T) {
	invalid := func(r IneffectReason) Work { return Work{ConvertStatus: StatusDeprecated, IneffectReason: r} }
	for _, c := range []struct {
		work Work
		tag  string
		want bool
	}{
		{Work{ConvertStatus: StatusPotentialCustomer}, "LEADS_FOLLOW_TAG_VALID", true},
		{Work{ConvertStatus: StatusPotentialCustomer}, "LEADS_FOLLOW_TAG_VALID_HIGH_INTENTION", false},
		{Work{ConvertStatus: StatusPotentialCustomer}, "LEADS_FOLLOW_TAG_INVALID_OTHER", false},
		{Work{ConvertStatus: StatusPotentialCustomer}, "LEADS_FOLLOW_TAG_ASSIGNED", false},
		{Work{ConvertStatus: StatusHighIntentionCustomer}, "LEADS_FOLLOW_TAG_VALID_HIGH_INTENTION", true},
		{Work{ConvertStatus: StatusTransCompleted}, "LEADS_FOLLOW_TAG_VALID_CONVERTED", true},
		{invalid(ReasonDataDuplication), "LEADS_FOLLOW_TAG_INVALID_REPEAT", true},
		{invalid(ReasonUnkown), "LEADS_FOLLOW_TAG_INVALID_OTHER", true},
		{invalid(ReasonEmpty), "LEADS_FOLLOW_TAG_INVALID_NOTTOUCH", true}, // lossy: the set is accepted
		{invalid(ReasonEmpty), "LEADS_FOLLOW_TAG_VALID", false},
		{Work{ConvertStatus: StatusVisitStore}, string(StatusVisitStore), true},
		{Work{ConvertStatus: StatusVisitStore}, string(StatusAddWeixin), false},
		{invalid(ReasonCompetitor), string(ReasonCompetitor), true},
		{invalid(ReasonCompetitor), string(ReasonVicious), false},
		{invalid(ReasonCompetitor), string(StatusDeprecated), false}, // an invalid lead shows its reason
		{Work{IntentionScore: "LEADS_INTENTION_SCORE_LEVEL_6"}, "LEADS_FOLLOW_TAG_VALID", false},
		{Work{ConvertStatus: StatusVisitStore}, "", false},
	} {
		if got := c.work.IsShownBy(c.tag); got != c.want {
			t.Errorf("%v shown by %s: %v", c.work, c.tag, got)
		}
	}
}

func TestATagIsTakenOverWhereItMeansOneThing(t *testing.T) {
	standard, estate := RulesFor(StandardSystem, NoIndustry), RulesFor(IndustrySystem, Estate)
	for _, c := range []struct {
		rules StatusRules
		tag   string
		want  Work
	}{
		{standard, "LEADS_FOLLOW_TAG_VALID_CONVERTED", Work{ConvertStatus: StatusTransCompleted}},
		{standard, "LEADS_FOLLOW_TAG_INVALID_REPEAT", Work{ConvertStatus: StatusDeprecated, IneffectReason: ReasonDataDuplication}},
		{standard, "LEADS_FOLLOW_TAG_INVALID_OTHER", Work{}},
		{standard, "LEADS_FOLLOW_TAG_FOLLOWING", Work{}},
		{standard, string(StatusVisitStore), Work{}}, // not offered here
		{standard, "LEADS_FOLLOW_TAG_NEW_ONE", Work{}},
		{estate, string(StatusVisitStore), Work{ConvertStatus: StatusVisitStore}},
		{estate, string(ReasonCompetitor), Work{ConvertStatus: StatusDeprecated, IneffectReason: ReasonCompetitor}},
		{estate, string(StatusAddWeixin), Work{}},
		{estate, string(StatusDeprecated), Work{}}, // which reason?
	} {
		got, ok := c.rules.WorkOfTag(c.tag)
		if ok == c.want.IsZero() || ok && got != c.want {
			t.Errorf("%s: %+v, %v", c.tag, got, ok)
		}
	}
}

func TestEveryStandardStatusIsShownByItsOwnTag(t *testing.T) {
	rules := RulesFor(StandardSystem, NoIndustry)
	for tag := range standardTags {
		if work, ok := rules.WorkOfTag(tag); !ok || !work.IsShownBy(tag) {
			t.Errorf("%s: %+v, %v", tag, work, ok)
		}
	}
}

func TestAPullConfirmsOrContradictsWhatWasSent(t *testing.T) {
	const before, ours, theirs = "LEADS_FOLLOW_TAG_ASSIGNED", "LEADS_FOLLOW_TAG_VALID", "LEADS_FOLLOW_TAG_INVALID_OTHER"
	sent := At(time.Date(2026, 11, 23, 12, 0, 0, 0, Beijing))
	for name, c := range map[string]struct {
		tags   []string // one a minute
		want   ReportState
		missed bool
	}{
		"the tag from before means nothing":           {[]string{before, before, before}, ReportSent, false},
		"ours confirms":                               {[]string{before, ours}, ReportConfirmed, false},
		"another one differs":                         {[]string{before, theirs}, ReportMismatch, false},
		"another one after ours differs":              {[]string{ours, ours, theirs}, ReportMismatch, false},
		"back to before, once confirmed, differs":     {[]string{ours, before}, ReportMismatch, false},
		"ours after another one confirms":             {[]string{before, theirs, ours}, ReportConfirmed, false},
		"no tag means nothing":                        {[]string{"", "", ""}, ReportSent, false},
		"never shown is noted after the grace":        {make12(before), ReportSent, true},
		"shown late is no longer missed in its state": {append(make12(before), ours), ReportConfirmed, true},
	} {
		r := OutgoingReport{State: ReportSent, SentAt: sent, SentTag: before, SentWork: Work{ConvertStatus: StatusPotentialCustomer}}
		for i, tag := range c.tags {
			r.Observe(tag, sent.Add(time.Duration(i+1)*time.Minute))
		}
		if r.State != c.want || r.Missed != c.missed {
			t.Errorf("%s: %s, missed %v", name, r.State, r.Missed)
		}
	}
	r := OutgoingReport{State: ReportSent, SentAt: sent, SentTag: before, SentWork: Work{ConvertStatus: StatusPotentialCustomer}}
	if r.Observe(theirs, sent.Add(2*time.Second)) {
		t.Error("a page asked for before the report contradicts it")
	}
	r.State = ReportWaiting
	if r.Observe(ours, sent.Add(time.Hour)) {
		t.Error("a newer wish was confirmed before it was sent")
	}
}

func make12(tag string) []string {
	tags := make([]string, 12)
	for i := range tags {
		tags[i] = tag
	}
	return tags
}

func TestConfirmationThatNeverWorksEndsItself(t *testing.T) {
	a := Account{ConfirmReports: true}
	missed := &OutgoingReport{State: ReportSent, Missed: true}
	for range MaxMisses - 1 {
		a.CountConfirmation(missed, 7)
	}
	a.CountConfirmation(&OutgoingReport{State: ReportConfirmed}, 8)
	for range MaxMisses - 1 {
		a.CountConfirmation(missed, 9)
	}
	if !a.ConfirmReports {
		t.Fatal("ended though one was confirmed in between")
	}
	a.CountConfirmation(missed, 10)
	if a.ConfirmReports || a.ConfirmEndedAt != 10 {
		t.Fatalf("%+v", a)
	}
}

func TestOnlyTheHolderOfTheLeaseConcludes(t *testing.T) {
	r := OutgoingReport{WorkVersion: 1, State: ReportWaiting, Lease: "second", LeasedUntil: 99}
	before := r
	if r.Conclude(ReportResult{WorkVersion: 1, Lease: "first"}, "", 5, 0) || r != before {
		t.Fatalf("%+v", r)
	}
	if !r.Conclude(ReportResult{WorkVersion: 1, Lease: "second"}, "tag", 6, 0) || r.State != ReportSent || r.SentTag != "tag" || r.Lease != "" {
		t.Fatalf("%+v", r)
	}
	if r.Conclude(ReportResult{WorkVersion: 1, Lease: ""}, "", 7, 0) {
		t.Fatal("concluded without a lease")
	}
}

func TestCausesAreFoundByCodeWordsAndKind(t *testing.T) {
	for _, c := range []struct {
		kind    Refusal
		code    int
		message string
		skew    time.Duration
		want    ReportCause
	}{
		{RefusedPermission, 2005, "权限校验失败: 时间戳已过期", 0, CauseClock},
		{RefusedPermission, 2004, "权限校验失败: 签名不正确", 0, CauseCredentials},
		{RefusedPermission, 2004, "签名不正确", -6 * time.Minute, CauseClock},
		{RefusedPermission, 10000, "用户身份验证未通过", 0, CauseCredentials},
		{RefusedParameter, 2112, "leads_convert_type 不属于当前线索状态体系", 0, CauseSystem},
		{RefusedParameter, 2110, "线索不存在", 0, CauseLead},
		{RefusedParameter, 2113, "不能超过 64 字节", 0, CauseContent},
		{RefusedParameter, CodeTooLate, "", 0, CauseTooLate},
		{RefusedUnknown, CodeNoIndustry, "", 0, CauseIndustry},
		{RefusedUnknown, 77777, "", 0, CauseUnknown},
		{RefusedInternal, 1100, "", 0, CausePlatform},
		{FailedDNS, 0, "no such host", 0, CauseNetwork},
	} {
		if got := CauseOf(c.kind, c.code, c.message, c.skew); got != c.want {
			t.Errorf("%s %d %s: %s, want %s", c.kind, c.code, c.message, got, c.want)
		}
	}
}

func TestTheDeadlineOnlyWarns(t *testing.T) {
	a := Account{ReportDeadlineDays: 7}
	day := 24 * time.Hour
	now := At(time.Date(2026, 11, 23, 12, 0, 0, 0, Beijing))
	for age, want := range map[time.Duration]string{day: "", 4*day - time.Second: "", 4 * day: "due", 7*day - time.Second: "due", 7 * day: "late", 30 * day: "late"} {
		lead := Lead{LeadsID: "1", IngestedAt: now.Add(-age)}
		got := ""
		switch {
		case a.IsReportDue(&lead, now):
			got = "due"
		case a.IsReportLate(&lead, now):
			got = "late"
		}
		if got != want {
			t.Errorf("%v old: %q, want %q", age, got, want)
		}
		lead.ReportState = ReportSent
		if a.IsReportDue(&lead, now) || a.IsReportLate(&lead, now) {
			t.Errorf("%v old, reported: warned of", age)
		}
	}
}
