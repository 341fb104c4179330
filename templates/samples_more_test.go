package templates

import (
	"time"

	"xiansuo/models"
)

func sampleWechat() WechatProps {
	second := *sampleAccount()
	second.ID, second.Name = 25611, "华北家居（北京 / 天津 / 石家庄联合投放账户）"
	person := models.WechatAuthorisation{AppID: "wx0123456789abcdef", OpenID: "o6****P0001", Nickname: "小****", AvatarURL: "h****", ClickID: "wx0abc", ActionTime: ago(3 * time.Minute)}
	return WechatProps{
		Accounts: []models.Account{*sampleAccount(), second},
		Next:     1,
		Reports: []models.WechatReport{
			{ID: 5, UUID: "JTQ7", AccountID: 25610, Authorisation: person, State: models.WechatWaiting, CreatedAt: ago(time.Minute), CreatedBy: "李晓燕", DueAt: sampleNow},
			{ID: 4, UUID: "JTQ6", AccountID: 25611, Authorisation: person, State: models.WechatWaiting, CreatedAt: ago(time.Hour), CreatedBy: "李晓燕", DueAt: sampleNow.Add(5 * time.Minute), LastKind: models.FailedTimeout},
			{ID: 3, UUID: "JTQ5", AccountID: 25610, Authorisation: person, State: models.WechatSent, CreatedAt: ago(time.Hour), CreatedBy: "周涛", SentAt: ago(time.Hour), Inferred: true},
			{ID: 2, UUID: "JTQ4", AccountID: 25610, Authorisation: person, State: models.WechatFailed, CreatedAt: ago(30 * time.Hour), CreatedBy: "命令行", LastKind: models.RefusedParameter, LastCode: 2101, LastMessage: "请求参数错误: 缺少必填参数 click_id"},
			{ID: 1, UUID: "JTQ3", AccountID: 25610, Authorisation: person, State: models.WechatFailed, CreatedAt: ago(90 * time.Hour), CreatedBy: "命令行", LastKind: models.FailedHTTP, MaybeAccepted: true},
		},
		Form: WechatForm{AccountID: "25610", ActionTime: sampleNow.String()},
	}
}

func sampleWechatInvalid() WechatProps {
	props := sampleWechat()
	props.Reports, props.Next, props.State = nil, 0, models.WechatFailed
	props.Form = WechatForm{AccountID: "25611", AppID: "wx1", AvatarURL: "x", ActionTime: "gestern", LoginNameType: "12"}
	props.Errors = invalid("open_id", "invalid.required", "avatar_url", "invalid.web_address", "action_time", WordTime, "login_name_type", WordChoice)
	return props
}

func sampleEffect() models.SystemEffect {
	return models.SystemEffect{Worked: 1204, Misfits: []models.WorkCount{
		{ConvertStatus: models.StatusHighIntentionCustomer, Leads: 37, Waiting: 2},
		{ConvertStatus: models.StatusDeprecated, IneffectReason: models.ReasonUnkown, Leads: 5},
	}}
}

func sampleAnswers() []models.SystemAnswer {
	return []models.SystemAnswer{
		{AccountID: 25610, At: ago(time.Hour), UserName: "李晓燕", StatusSystem: models.IndustrySystem, Industry: models.Medical},
		{AccountID: 25610, At: ago(26 * time.Hour), UserName: "李晓燕", StatusSystem: models.IndustrySystem, Industry: models.Medical, Kind: models.RefusedUnknown, Code: 60080, Message: "子账户不能切换行业状态体系"},
	}
}

// sampleHealth is the health of the sample accounts, with something of every light.
func sampleHealth() models.Health {
	figures := models.HealthFigures{
		At: sampleNow.Add(-8 * time.Second), Version: "1.0.0", StartedAt: ago(50 * time.Hour), PullEvery: time.Minute,
		Database: models.DatabaseFigures{Size: 734_003_200, Log: 16_777_216, Free: 600 << 20},
		Serving:  models.ServingFigures{Transport: models.TransportTLS, Certificate: true, EndsAt: sampleNow.Add(12 * 24 * time.Hour)},
		Audit:    models.AuditCheck{Sound: 41, Broken: 42, At: ago(time.Hour)},
		Jobs:     sampleRuns(), Panics: 1, LastPanic: ago(20 * time.Minute),
	}
	for _, state := range sampleStates() {
		figures.Accounts = append(figures.Accounts, models.AccountFigures{
			ID: state.Account.ID, Name: state.Account.Name, Paused: state.Account.Paused, HasSecrets: true, Pull: state.Pull, Reports: state.Reports,
			DaysCompared: 8,
		})
	}
	figures.Accounts[0].Silence = models.Silence{Known: true, Last: ago(49 * time.Minute), Until: ago(time.Minute), Expected: 7.25, UsualGap: 6 * time.Minute, Counted: 1390, Since: ago(27 * 24 * time.Hour)}
	figures.Accounts[0].PushSeen, figures.Accounts[0].PushRefused, figures.Accounts[0].PushCause = ago(3*time.Hour), ago(time.Minute), models.PushOtherDigest
	figures.Accounts[0].Wechat = models.ReportCount{AccountID: 25610, Waiting: 1, Failed: 2, OldestWaiting: ago(time.Minute)}
	return figures.Judge()
}

// sampleRuns are the sample jobs without their history.
func sampleRuns() []models.JobRun {
	var runs []models.JobRun
	for _, state := range sampleJobs() {
		runs = append(runs, state.JobRun)
	}
	return runs
}
