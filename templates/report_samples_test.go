package templates

import (
	"strings"
	"time"

	"xiansuo/models"
)

const sampleBody = `{"list":[{"leads_id":"9007199254740994","leads_convert_type":"LEADS_CONVERT_STATUS_ADD_WEIXIN","leads_intention_score":"LEADS_INTENTION_SCORE_LEVEL_4"}]}`

// sampleReport is a lead's page whose report stands in some way.
func sampleReport(state models.ReportState) LeadDetailProps {
	props := sampleDetail()
	account := *props.Account
	props.Account, props.Body = &account, sampleBody
	props.Changes = sampleChanges(props.Lead.Work)[2:]
	props.Lead.ReportState = state.OnLead()
	r := &models.OutgoingReport{
		LeadID: props.Lead.ID, AccountID: account.ID, Work: props.Lead.Work, WorkVersion: 2, State: state,
		WishedAt: ago(time.Second), DueAt: sampleNow.Add(4 * time.Second),
	}
	props.Report = r
	switch state {
	case models.ReportHeld:
		account.ReportMode = models.ReportDryRun
		props.Lead.IngestedAt = ago(5*24*time.Hour + 3*time.Hour)
	case models.ReportConfirmed, models.ReportMismatch:
		r.WishedAt, r.DueAt, r.SentAt, r.LastAttemptAt = ago(3*time.Hour), ago(3*time.Hour), ago(2*time.Hour), ago(2*time.Hour)
		r.SentVersion, r.SentWork, r.ConfirmedAt = 2, r.Work, ago(time.Hour)
		props.Lead.LeadsFollowTag = string(models.StatusVisitStore)
	case models.ReportDiscarded:
		props.Changes = []models.Change{{ID: 9, At: ago(time.Minute), Kind: models.ChangeReport, UserID: 7, UserName: "李晓燕",
			Report: &models.ReportChange{State: models.ReportDiscarded, Reason: "客户已退款"}}}
	}
	return props
}

// sampleReportRefused waits for better credentials and is past its deadline.
func sampleReportRefused() LeadDetailProps {
	props := sampleReport(models.ReportWaiting)
	props.Report.LastKind, props.Report.LastCode, props.Report.LastMessage = models.RefusedPermission, 10000, "用户身份验证未通过"
	props.Report.LastAttemptAt = ago(time.Minute)
	props.Breaker = sampleStates()[1].Breaker
	props.Lead.IngestedAt = ago(9 * 24 * time.Hour)
	return props
}

func sampleReportList() ReportListProps {
	account := sampleAccount()
	line := func(id int64, name string, kind models.Refusal, code int, message string, work models.Work) ReportLine {
		return ReportLine{Account: account, Body: sampleBody, Row: models.ReportRow{
			OutgoingReport: models.OutgoingReport{LeadID: id, AccountID: account.ID, Work: work, State: models.ReportFailed, Attempts: int(id),
				LastKind: kind, LastCode: code, LastMessage: message, WishedAt: ago(time.Duration(id) * 7 * time.Hour)},
			LeadsName: name, LeadsTel: "138****5678",
		}}
	}
	return ReportListProps{
		Lines: []ReportLine{
			line(4, "王建国", models.RefusedParameter, 2112, "leads_convert_type 不属于当前线索状态体系", sampleWork[1].work),
			line(3, strings.Repeat("名字很长", 12), models.RefusedParameter, models.CodeTooLate, "线索创建时间超过 7 天", sampleWork[2].work),
			line(2, "", models.RefusedUnknown, 77777, "请稍后", sampleWork[3].work),
		},
		Counts:   models.ReportCount{Failed: 3, Waiting: 1204, Held: 3, OldestWaiting: ago(40 * time.Minute)},
		Accounts: []Option{{"25610", "华东口腔"}, {"25611", "华北家居"}},
		Refused:  sampleStates()[1:2],
		Strange: []models.StrangeAnswer{
			{AccountID: 25610, Digest: "x", Status: 200, Code: 77777, Answer: `{"code":77777,"message":"请稍后"}`, Times: 12, FirstAt: ago(time.Hour), LastAt: ago(time.Minute)},
		},
		Reason: "", Errors: invalid("reason", "invalid.required"), Chosen: []int64{3},
	}
}

func sampleHeldReports() ReportListProps {
	props := sampleReportList()
	props.Filter = ReportsFilter{View: HeldReports, Account: "25610"}
	props.Errors, props.Refused, props.Strange, props.Chosen = nil, nil, nil, nil
	account := *sampleAccount()
	account.ReportMode = models.ReportDryRun
	for i := range props.Lines {
		props.Lines[i].Account = &account
		props.Lines[i].Row.LastKind, props.Lines[i].Row.State, props.Lines[i].Row.Attempts = "", models.ReportHeld, 0
	}
	return props
}
