package templates

import (
	"strconv"
	"time"

	"xiansuo/models"
)

// The samples are made up. Personal values are masked, as handlers pass them.

var sampleNow = models.At(time.Date(2026, 11, 23, 14, 20, 0, 0, models.Beijing))

func ago(d time.Duration) models.Instant { return sampleNow.Add(-d) }

func samplePage(l models.Language, theme Theme) Page {
	return Page{
		User:      &models.User{ID: 7, Username: "lixiaoyan", Name: "李晓燕", Role: models.Admin},
		Language:  l,
		Theme:     theme,
		RequestID: "01JD8X4Y6Z",
		Path:      "/leads?status=none",
		Now:       sampleNow,
		Sync:      SyncLight{Accounts: 2, At: ago(time.Minute)},
	}
}

func sampleAccount() *models.Account {
	return &models.Account{
		ID: 25610, Name: "华东口腔", Industry: models.Medical, StatusSystem: models.IndustrySystem,
		Algorithm: models.SHA256, Version: 3, CreatedAt: ago(90 * 24 * time.Hour), UpdatedAt: ago(72 * time.Hour),
		Pull:       models.CredentialsSummary{TokenTail: "6789", SecretTail: "cdef", ChangedAt: ago(75 * time.Hour), ChangedBy: "李晓燕"},
		ReportMode: models.ReportOn, ReportDeadlineDays: 7, ConfirmReports: true,
		Report: models.CredentialsSummary{TokenTail: "4321", SecretTail: "9876", ChangedAt: ago(2 * time.Hour), ChangedBy: "周涛"},
	}
}

func sampleLead(id int64) models.Lead {
	at := ago(time.Duration(id*id) * time.Minute)
	return models.Lead{
		ID: id, ListKey: models.NewListKey(at, id), AccountID: 25610, LeadsID: "90071992547409" + strconv.FormatInt(90+id, 10),
		PlatformFields: models.PlatformFields{
			LeadsName: "王建国", LeadsTel: "138****5678", TelLocation: "浙江 杭州", LeadsArea: "上海 浦东", LeadsWechat: "w****",
			LeadsGender: "GENDER_TYPE_MALE", Age: "34", Address: "上****",
			LeadsType: "LEADS_TYPE_FORM", LeadsSubType: "FORM_SUBMIT__FORM_SUBMIT", LeadsTags: "高意向;疑似空号",
			Bundle:           `{"项目":"种植牙","预算":"1–2 万","您希望什么时间到店面诊？":"本周末"}`,
			LayerFormContent: `{"门店"："静安旗舰店"`,
			LeadsSource:      "XJ_GUANFANG_H5", CampaignName: "双十一种植牙-华东", CampaignID: "8800012345", AdgroupName: "25–45 岁女性", AdgroupID: "8800067890",
			PageName: "种植牙专题页", PageURL: "https://page.example.com/lp/8812?gdt_vid=1", AccountType: "ACCOUNT_TYPE_GDT", ClickID: "wx0abcdef123",
			CallTouchTag: "已接通", CallDuration: "83", CallRecordURL: "https://rec.example.com/r/1.mp3",
			LeadsActionTime: "2026-11-23 14:10:03", LeadsCreateTime: "2026-11-23 14:12:40", LeadsFollowTag: "LEADS_INEFFECT_REASON_EMPTY",
			AllFollowRecords: "首次联系未接通\n已加企业微信",
		},
		Extra:      `{"live_room":"1024","ext":{"store":"静安"}}`,
		IngestedAt: at, ReceivedAt: at.Add(20 * time.Second), UpdatedAt: at, Arrival: models.Pushed,
	}
}

// sampleWork are the states that a list shows.
var sampleWork = []struct {
	work   models.Work
	report models.ReportState
	owner  string
}{
	{models.Work{}, models.ReportNone, ""},
	{models.Work{ConvertStatus: models.StatusDeprecated, IneffectReason: models.ReasonEmpty, IntentionScore: "LEADS_INTENTION_SCORE_LEVEL_1"}, models.ReportSent, "李晓燕"},
	{models.Work{ConvertStatus: models.StatusAddWeixin, IntentionScore: "LEADS_INTENTION_SCORE_LEVEL_4"}, models.ReportWaiting, "周涛"},
	{models.Work{ConvertStatus: models.StatusHighIntention, IntentionScore: "LEADS_INTENTION_SCORE_LEVEL_6"}, models.ReportFailed, "张伟"},
	{models.Work{ConvertStatus: models.StatusVisitStore}, models.ReportSent, "陈静"},
	{models.Work{ConvertStatus: models.StatusTransCompleted, IntentionScore: "LEADS_INTENTION_SCORE_LEVEL_6"}, models.ReportSent, "李晓燕"},
	{models.Work{ConvertStatus: models.StatusPotentialCustomer}, models.ReportExcluded, "周涛"},
	{models.Work{OuterConvertType: "二次回访"}, models.ReportSent, "周涛"},
	{models.Work{ConvertStatus: models.StatusDeprecated, IneffectReason: models.ReasonDataDuplicationInTencent}, models.ReportWaiting, "陈静"},
}

var sampleNames = []string{"王建国", "陈思雨", "刘洋", "赵敏", "孙浩然", "黄丽华", "周子轩", "", "欧阳若兰"}

func sampleRows(n int) []LeadRowProps {
	rows := make([]LeadRowProps, n)
	for i := range rows {
		lead := sampleLead(int64(i) + 1)
		state := sampleWork[i%len(sampleWork)]
		lead.Work, lead.ReportState = state.work, state.report
		lead.LeadsName = sampleNames[i%len(sampleNames)]
		if !lead.Work.IsZero() {
			lead.WorkVersion = 2
		}
		if i%9 == 6 {
			lead.Preview, lead.LeadsSource = true, "AD_PREVIEW"
		}
		if i%9 == 7 {
			lead.LeadsTel, lead.Bundle, lead.LayerFormContent, lead.LeadsType = "", "", "", "LEADS_TYPE_PROMOTION_FOLLOW"
		}
		lead.Summary = lead.Summarise() // as the store does
		rows[i] = LeadRowProps{Lead: lead, Account: sampleAccount(), Owner: state.owner, CanWork: true}
	}
	return rows
}

func sampleList(n int) LeadListProps {
	return LeadListProps{
		Filter:   LeadFilter{Status: models.NoneSet, From: "2026-11-17", Q: "王"},
		Rows:     sampleRows(n),
		Newer:    true,
		Older:    true,
		Count:    1477,
		Accounts: []Option{{"25610", "华东口腔"}, {"25611", "华北家居"}},
		Owners:   []Option{{"7", "李晓燕"}, {"8", "周涛"}},
	}
}

func sampleStatusForm() StatusFormProps {
	lead := sampleLead(4)
	lead.Work = sampleWork[1].work
	lead.WorkVersion = 2
	return StatusFormProps{Lead: lead, Account: sampleAccount(), Work: lead.Work, Version: 2}
}

func sampleDetail() LeadDetailProps {
	form := sampleStatusForm()
	lead := form.Lead
	lead.ReportState, lead.WorkedAt = models.ReportFailed, ago(5*time.Minute)
	return LeadDetailProps{
		Lead: lead, Account: sampleAccount(), Owner: "李晓燕", CanReveal: true, CanWork: true, Status: form,
		Report: &models.OutgoingReport{
			LeadID: lead.ID, Work: lead.Work, WorkVersion: 2, State: models.ReportFailed, Attempts: 1,
			LastAttemptAt: ago(3 * time.Minute), LastKind: models.RefusedParameter, LastCode: 2101, LastMessage: "leads_convert_type is invalid",
		},
		Changes: sampleChanges(lead.Work),
		Back:    "/leads?status=none",
	}
}

func sampleChanges(work models.Work) []models.Change {
	return []models.Change{
		{ID: 6, At: ago(time.Minute), Kind: models.ChangeReveal, UserID: 7, UserName: "李晓燕"},
		{ID: 5, At: ago(3 * time.Minute), Kind: models.ChangeReport, Report: &models.ReportChange{
			State: models.ReportFailed, Version: 2, Kind: models.RefusedParameter, Code: 2101, Message: "leads_convert_type is invalid"}},
		{ID: 4, At: ago(5 * time.Minute), Kind: models.ChangeStatus, UserID: 7, UserName: "李晓燕", Status: &models.StatusChange{
			Old: models.Work{ConvertStatus: models.StatusAddWeixin, IntentionScore: "LEADS_INTENTION_SCORE_LEVEL_4"}, New: work, Version: 2}},
		{ID: 3, At: ago(20 * time.Minute), Kind: models.ChangePlatform, Platform: []models.FieldChange{
			{Name: "leads_tel", Old: "", New: "13810005678"},
			{Name: "leads_touch_tag", Old: "LEADS_TOUCH_TAG_NEVER_CONTACT", New: "LEADS_TOUCH_TAG_RESPONSED"}}},
		{ID: 2, At: ago(26 * time.Hour), Kind: models.ChangeReport, Report: &models.ReportChange{State: models.ReportSent, Version: 1}},
		{ID: 1, At: ago(27 * time.Hour), Kind: models.ChangeReceived},
	}
}

func sampleStates() []AccountState {
	second := *sampleAccount()
	second.ID, second.Name, second.Industry, second.StatusSystem = 25611, "华北家居（北京 / 天津 / 石家庄联合投放账户）", models.Home, models.StandardSystem
	second.ReportMode = models.ReportDryRun
	third := second
	third.ID, third.Name, third.Paused = 25612, "加盟招商", true
	return []AccountState{
		{
			Account: *sampleAccount(),
			Pull: models.PullState{AccountID: 25610, Watermark: ago(time.Minute), StartedAt: ago(61 * time.Second), FinishedAt: ago(time.Minute),
				SucceededAt: ago(time.Minute), Received: 12, New: 3, Changed: 1, Total: 1477},
			Reports: models.ReportCount{AccountID: 25610, Waiting: 2, OldestWaiting: ago(2 * time.Minute)},
			Days:    sampleDays(25610),
		},
		{
			Account: second,
			Pull: models.PullState{AccountID: 25611, Watermark: ago(3 * time.Hour), StartedAt: ago(time.Minute), FinishedAt: ago(time.Minute),
				SucceededAt: ago(3 * time.Hour), Total: 86, LastKind: models.RefusedPermission, LastCode: 10000, LastMessage: "用户身份验证未通过", SkewMillis: 130_000},
			Reports: models.ReportCount{AccountID: 25611, Failed: 4, Held: 3},
			Breaker: models.Breaker{AccountID: 25611, Purpose: models.ForReport, Refusals: 3, OpenedAt: ago(40 * time.Minute), ProbeAt: sampleNow.Add(5 * time.Minute), LastCode: 10000, LastMessage: "用户身份验证未通过"},
		},
		{Account: third},
	}
}

// sampleDays are eight days, two of which differ.
func sampleDays(account int64) []models.DayCheck {
	var days []models.DayCheck
	for i, day := range models.CheckedDays(sampleNow) {
		n := int64(1200 - 31*i)
		days = append(days, models.DayCheck{AccountID: account, Day: day, Pushed: n - int64(i), Pulled: n, Total: n, Ours: n, CheckedAt: ago(12 * time.Hour)})
	}
	days[1].Total += 17
	days[4].Ours++
	return days
}

// sampleGap is an account whose platform keeps leads back.
func sampleGap() AccountState {
	a := AccountState{Account: *sampleAccount(), Days: sampleDays(25610)[2:4]}
	a.Pull = models.PullState{AccountID: 25610, Watermark: ago(3 * time.Hour), ReadTo: ago(time.Minute), GapTo: ago(2 * time.Hour), Missing: 17,
		StartedAt: ago(61 * time.Second), FinishedAt: ago(time.Minute), SucceededAt: ago(time.Minute), RereadAt: ago(40 * time.Minute), NightlyAt: ago(12 * time.Hour)}
	return a
}

func sampleBackfills() BackfillProps {
	day := func(n int) models.Instant { return ago(time.Duration(n) * 24 * time.Hour).BeijingDay() }
	return BackfillProps{
		Account: sampleAccount(), From: "2026-11-16", To: "2026-11-22",
		Backfills: []models.Backfill{
			{ID: 6, From: day(9), To: day(2), State: models.BackfillPlanned, Expected: 8123, CreatedAt: ago(time.Minute)},
			{ID: 5, From: day(40), To: day(10), State: models.BackfillRunning, Expected: 31_400, DoneTo: day(28), Received: 12_560, New: 12_001, Changed: 40},
			{ID: 4, From: day(3), To: day(2), State: models.BackfillRunning, LastKind: models.FailedTimeout},
			{ID: 3, From: day(80), To: day(70), State: models.BackfillPaused, Expected: 5000, DoneTo: day(75), Received: 2500, New: 2500},
			{ID: 2, From: day(90), To: day(89), State: models.BackfillDone, Expected: 300, DoneTo: day(89), Received: 283, New: 3, Missing: 17},
			{ID: 1, From: day(120), To: day(100), State: models.BackfillDone, Expected: 9000, DoneTo: day(100), Received: 9000, New: 9000},
			{ID: 7, From: day(8), To: day(7), State: models.BackfillCancelled},
		},
	}
}

func sampleJobs() []JobState {
	return []JobState{
		{models.JobRun{Name: "pull", LastStart: ago(30 * time.Second), LastFinish: ago(29 * time.Second), NextStart: sampleNow.Add(30 * time.Second)}, []models.PastRun{
			{Job: "pull", StartedAt: ago(30 * time.Second), FinishedAt: ago(29 * time.Second)},
			{Job: "pull", StartedAt: ago(90 * time.Second), FinishedAt: ago(80 * time.Second), Panicked: true, Error: "panic: index out of range\nmain.go:12"},
		}},
		{models.JobRun{Name: "report", LastStart: ago(3 * time.Second), Running: true, NextStart: sampleNow.Add(2 * time.Second)}, []models.PastRun{
			{Job: "report", StartedAt: ago(time.Minute), FinishedAt: ago(time.Minute).Add(12 * time.Millisecond), Unwritten: 29},
		}},
		{JobRun: models.JobRun{Name: "sessions", LastStart: ago(time.Hour), LastFinish: ago(time.Hour), NextStart: sampleNow.Add(50 * time.Minute), LastError: "database is busy"}},
	}
}

func sampleCheck(failed models.Step) models.ConnectionCheck {
	check := models.ConnectionCheck{Skew: models.Skew{Known: true, By: 1500 * time.Millisecond}, Count: 128}
	result := models.StepPassed
	for _, step := range models.Steps {
		found := models.CheckStep{Step: step, Result: result}
		if step == failed {
			found.Result, result = models.StepFailed, models.StepSkipped
			found.Error = &models.PlatformError{Kind: models.RefusedPermission, Status: 200, Code: 10000, Message: "用户身份验证未通过"}
		}
		check.Steps = append(check.Steps, found)
	}
	return check
}

func sampleAccountForm() AccountFormProps {
	account := sampleAccount()
	check := sampleCheck(models.StepSignature)
	return AccountFormProps{
		Stored: account, Edit: NewAccountEdit(account), Push: samplePush(),
		Check: &check, Apply: &ApplyResult{System: models.IndustrySystem}, Effect: sampleEffect(), Answers: sampleAnswers(),
	}
}

func samplePush() *PushProps {
	return &PushProps{
		AccountID: 25610, URL: "https://leads.example.com/hooks/tencent/0123456789abcdef0123456789abcdef01234567",
		Address: models.PushAddress{AccountID: 25610, OldHash: []byte{1}, OldUntil: sampleNow.Add(20 * time.Hour)},
		Rules:   models.PushRules{Algorithm: models.SHA1, WindowSeconds: 300},
		Counts: []models.PushCount{
			{AccountID: 25610, Outcome: models.PushNew, Count: 1477, LastAt: ago(2 * time.Minute)},
			{AccountID: 25610, Outcome: models.PushRepeated, Count: 12, LastAt: ago(time.Hour)},
			{AccountID: 25610, Outcome: models.PushWrongDigest, Count: 3, LastAt: ago(26 * time.Hour)},
			{AccountID: 25610, Outcome: models.PushWrongTime, Count: 1, LastAt: ago(27 * time.Hour)},
		},
		Sample: &models.PushSample{Took: 42 * time.Millisecond, Status: 200, Arrived: true},
	}
}

func sampleRaw() RawEventsProps {
	lead := sampleLead(4)
	lead.Unverified = true
	return RawEventsProps{Lead: lead, Events: []RawEventView{
		{
			Event: models.RawEvent{ID: 9, At: ago(3 * time.Minute), Source: models.Pushed, Signature: "SHA1/3", Size: 812},
			Text:  "{\n  \"leads_id\": \"9007199254740994\",\n  \"leads_name\": \"王建国\",\n  \"leads_tel\": \"138****5678\"\n}", Warnings: []string{"bundle: not JSON", "leads_create_time: not a time"},
		},
		{Event: models.RawEvent{ID: 4, At: ago(30 * time.Hour), Source: models.Pulled, Size: 2311}},
	}}
}

func invalid(pairs ...string) *models.Invalid {
	bad := &models.Invalid{}
	for i := 0; i < len(pairs); i += 2 {
		bad.AddLimit(pairs[i], pairs[i+1], 10)
	}
	return bad
}
