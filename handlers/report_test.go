package handlers

import (
	"net/url"
	"strings"
	"testing"

	"xiansuo/models"
)

// withReports is a desk with one parked report and one that a dry run keeps back.
func withReports(t *testing.T) *bench {
	b := newBench(t)
	row := func(id int64, state models.ReportState) models.ReportRow {
		return models.ReportRow{
			OutgoingReport: models.OutgoingReport{
				LeadID: id, AccountID: 25610, LeadsID: "9007199254740993", State: state, Attempts: 3,
				Work: models.Work{ConvertStatus: models.StatusPotentialCustomer},
			},
			LeadsName: "陈小雨", LeadsTel: "13812345678",
		}
	}
	parked := row(7, models.ReportFailed)
	parked.LastKind, parked.LastCode, parked.LastMessage = models.RefusedParameter, 2112, "leads_convert_type 不属于当前线索状态体系"
	b.desk.rows = []models.ReportRow{parked, row(8, models.ReportHeld)}
	b.desk.breakers = []models.Breaker{{AccountID: 25610, Purpose: models.ForReport, OpenedAt: 1, ProbeAt: 2, LastCode: 2004, LastMessage: "签名不正确"}}
	b.desk.strange = []models.StrangeAnswer{{AccountID: 25610, Status: 200, Code: 77777, Answer: `{"code":77777,"note":"answer-canary"}`, Times: 2}}
	return b
}

func TestParkedReportsAreShownWithTheirCauseAndWhoCanMendIt(t *testing.T) {
	b := withReports(t)
	got := b.as(admin).get("/reports")
	b.expect(got, 200)
	b.shows(got, "陈小雨", "138 **** 5678", "不属于账户在平台上的状态体系", "代码 2112", "/settings/accounts/25610#system",
		`&#34;leads_id&#34;:&#34;9007199254740993&#34;`, "凭证被拒", "签名不正确", "77777", "answer-canary", "/leads/7#status")
	b.hides(got, "13812345678", "138 1234 5678", `data-report="8"`)
	b.shows(b.get("/reports?view=held"), `data-report="8"`)
	b.shows(b.get("/sync"), "回传暂停")
	got = b.as(manager).get("/reports")
	b.hides(got, "/settings/accounts/", "answer-canary") // only an admin can mend it, and reads raw answers
	b.expect(b.get("/reports?view=nonsense&account=999"), 200)
}

func TestReportsAreReadPageByPage(t *testing.T) {
	b := withReports(t)
	row := b.desk.rows[0]
	b.desk.rows = nil
	for id := range int64(models.ReportPageSize + 3) {
		row.LeadID, row.WishedAt = id+1, models.At(b.now())
		b.desk.rows = append(b.desk.rows, row)
	}
	b.as(manager)
	got := b.get("/reports?account=25610")
	place := models.ReportPlace{WishedAt: models.At(b.now()), LeadID: models.ReportPageSize}.String()
	next := "/reports?account=25610&amp;after=" + place
	b.shows(got, `data-report="1"`, `data-report="50"`, `href="`+next+`"`)
	b.hides(got, `data-report="51"`, `rel="prev"`)
	got = b.get(strings.ReplaceAll(next, "&amp;", "&"))
	b.shows(got, `data-report="51"`, `data-report="53"`, "before=", `name="after" value="`+place+`"`)
	b.hides(got, `data-report="50"`, `rel="next"`)
	form := url.Values{"one": {"51"}, "account": {"25610"}, "after": {place}}
	b.goes(b.post("/reports/replay", form), strings.ReplaceAll(next, "&amp;", "&"))
	form.Set("reason", "")
	got = b.post("/reports/discard", form)
	b.expect(got, 422)
	b.shows(got, `data-report="51"`)
	b.desk.rows = b.desk.rows[:3] // the rest was sent meanwhile
	got = b.get(strings.ReplaceAll(next, "&amp;", "&"))
	b.shows(got, `data-report="1"`)
	b.hides(got, `rel="prev"`)
	got = b.get("/reports?after=nonsense&before=<script>")
	b.shows(got, `data-report="1"`)
	b.hides(got, "<script>")
}

func TestParkedReportsAreReplayedOneSomeOrAll(t *testing.T) {
	for _, c := range []struct {
		form url.Values
		want int
	}{
		{url.Values{"one": {"7"}, "lead": {"8"}}, 1},
		{url.Values{"lead": {"7", "8", "x"}}, 2},
		{url.Values{"all": {"true"}, "account": {"25610"}}, 2},
		{url.Values{"all": {"true"}, "account": {""}, "lead": {"7"}}, 2},
		{url.Values{}, 0},
	} {
		b := withReports(t).as(manager)
		to := "/reports"
		if account := c.form.Get("account"); account != "" {
			to += "?account=" + account
		}
		b.goes(b.post("/reports/replay", c.form), to)
		if len(b.desk.replayed) != c.want {
			t.Errorf("%v replayed %v", c.form, b.desk.replayed)
		}
	}
}

func TestAReportIsGivenUpForAReason(t *testing.T) {
	b := withReports(t).as(manager)
	got := b.post("/reports/discard", url.Values{"lead": {"7"}, "reason": {"  "}})
	b.expect(got, 422)
	b.shows(got, "field-error", `value="7" checked`)
	b.expect(b.post("/reports/discard", url.Values{"lead": {"7"}, "reason": {strings.Repeat("长", 201)}}), 422)
	if b.desk.discarded != nil {
		t.Fatal("given up without a reason")
	}
	b.goes(b.post("/reports/discard", url.Values{"lead": {"7"}, "reason": {"客户退款"}}), "/reports")
	if b.desk.discarded[7] != "客户退款" {
		t.Fatalf("%v", b.desk.discarded)
	}
}

func TestALeadsReportIsActedOn(t *testing.T) {
	b := newBench(t).as(sales)
	for _, act := range []string{"cancel", "keep", "take"} {
		b.goes(b.post("/leads/7/report", url.Values{"act": {act}, "version": {"2"}}), "/leads/7")
	}
	if got := strings.Join(b.desk.acted, " "); got != "cancel keep take" {
		t.Errorf("acted: %s", got)
	}
	b.desk.actErr = models.ErrConflict
	b.goes(b.post("/leads/7/report", url.Values{"act": {"cancel"}, "version": {"2"}}), "/leads/7")
	b.shows(b.get("/leads/7"), "来不及了")
	b.expect(b.post("/leads/7/report", url.Values{"act": {"explode"}, "version": {"2"}}), 422)
}

func TestTheReportsPanelSaysWhereItStands(t *testing.T) {
	b := newBench(t)
	now := models.At(b.now())
	lead := b.desk.leads[7]
	lead.ReportState = models.ReportWaiting
	b.desk.leads[7] = lead
	b.desk.changes[7] = []models.Change{{Kind: models.ChangeStatus, Status: &models.StatusChange{New: lead.Work, Version: 2}}}
	b.desk.reports[7] = &models.OutgoingReport{LeadID: 7, AccountID: 25610, LeadsID: lead.LeadsID, Work: lead.Work, WorkVersion: 2,
		State: models.ReportWaiting, WishedAt: now, DueAt: now.Add(models.ReportSettle)}
	got := b.as(sales).get("/leads/7/report", htmx, "true")
	b.expect(got, 200)
	b.shows(got, "5 秒后", `hx-trigger="load delay:6s"`, `name="act" value="cancel"`, "leads_id")
	if strings.Contains(got.body, "<html") {
		t.Error("htmx got the whole page")
	}
	b.goes(b.get("/leads/7/report"), "/leads/7")
	b.hides(b.as(viewer).get("/leads/7"), `value="cancel"`, "9007199254740993&#34;}")
}

func TestAnAccountOnADryRunSaysSoOnItsLeads(t *testing.T) {
	b := newBench(t)
	b.desk.accounts[0].ReportMode = models.ReportDryRun
	b.desk.reports[7] = &models.OutgoingReport{LeadID: 7, AccountID: 25610, LeadsID: "1", WorkVersion: 2, State: models.ReportHeld}
	b.shows(b.as(sales).get("/leads/7"), "未回传", "试运行", "{&#34;list&#34;")
	b.shows(b.get("/leads"), "未回传")
}

func TestTheFormOfANewAccountBeginsWithADryRunAndKeepsWhatItLeavesOut(t *testing.T) {
	b := newBench(t).as(admin)
	b.shows(b.get("/settings/accounts/new"), `<option value="dry" selected>`, `name="report_deadline_days" value="7"`)
	b.desk.accounts[0].ReportMode, b.desk.accounts[0].ReportDeadlineDays = models.ReportOff, 5
	form := accountForm("")
	form.Set("version", "3")
	b.goes(b.post("/settings/accounts/25610", form), "/settings/accounts/25610")
	if got := b.desk.edits[0]; got.ReportMode != models.ReportOff || got.ReportDeadlineDays != 5 {
		t.Errorf("a form without the fields changed them: %+v", got)
	}
	for field, value := range map[string]string{"report_deadline_days": "31", "report_mode": "maybe"} {
		form := accountForm("30001")
		form.Set(field, value)
		b.expect(b.post("/settings/accounts", form), 422)
	}
	form = accountForm("30001")
	form.Set("report_deadline_days", "0")
	b.expect(b.post("/settings/accounts", form), 422)
}

func TestTheListOfWhatIsNearlyTooLateAsksForNow(t *testing.T) {
	b := newBench(t).as(sales)
	b.expect(b.get("/leads?report=due"), 200)
	if q := b.desk.queries[len(b.desk.queries)-1]; q.Report != models.ReportDue || q.DueAt != models.At(b.now()) {
		t.Errorf("%+v", q)
	}
}
