package handlers

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"

	"xiansuo/models"
)

func ruleForm(more ...string) url.Values {
	form := url.Values{"account": {""}, "status": {"none"}, "days": {"365"}, "active": {"true"}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

func TestTheFormTellsWhatItsRuleWouldDo(t *testing.T) {
	b := newBench(t).as(admin)
	b.desk.hits = 37
	got := b.get("/settings/retention/preview?" + ruleForm("account", "25610", "days", "90").Encode())
	b.expect(got, 200)
	b.shows(got, "现在会有 37 条线索匿名")
	last := b.desk.weighed[len(b.desk.weighed)-1]
	if last.AccountID != 25610 || last.Days != 90 || last.Status != models.NoneSet {
		t.Errorf("%+v", last)
	}
	before := len(b.desk.weighed)
	for _, bad := range []url.Values{ruleForm("days", "3"), ruleForm("days", "x"), ruleForm("days", "99999999999999999999"), ruleForm("status", "x")} {
		got := b.get("/settings/retention/preview?" + bad.Encode())
		b.expect(got, 200)
		b.hides(got, "线索匿名")
	}
	if len(b.desk.weighed) != before {
		t.Error("a rule that cannot be was counted")
	}
	b.desk.hits = models.MaxCount + 1
	b.shows(b.get("/settings/retention/preview?"+ruleForm().Encode()), "超过 10,000 条")
}

func TestARuleThatHitsLeadsAtOnceIsSavedOnceSomebodyAgreed(t *testing.T) {
	b := newBench(t).as(admin)
	b.desk.hits = 37
	got := b.post("/settings/retention", ruleForm())
	b.expect(got, 422)
	b.shows(got, "立即使 37 条线索匿名", `value="37"`)
	b.expect(b.post("/settings/retention", ruleForm("confirm", "36")), 422) // one more came meanwhile
	if len(b.desk.kept) != 0 {
		t.Fatal("saved without an agreement")
	}
	b.goes(b.post("/settings/retention", ruleForm("confirm", "37")), "/settings/retention")
	b.goes(b.post("/settings/retention", ruleForm("active", "")), "/settings/retention") // one that is off harms nobody
	if len(b.desk.kept) != 2 || !b.desk.kept[0].Active || b.desk.kept[1].Active {
		t.Errorf("%+v", b.desk.kept)
	}
	b.desk.hits = 0
	b.goes(b.post("/settings/retention", ruleForm()), "/settings/retention")
}

func TestARuleThatIsWrongIsRefusedInWordsAtTheField(t *testing.T) {
	b := newBench(t).as(admin)
	for _, days := range []string{"", "6", "3651", "-1", "七", "1e3"} {
		got := b.post("/settings/retention", ruleForm("days", days))
		b.expect(got, 422)
		b.shows(got, `id="days-error"`)
	}
	got := b.post("/settings/retention", ruleForm("status", "LEADS_CONVERT_STATUS_NONE"))
	b.expect(got, 422)
	b.shows(got, `id="status-error"`)
	b.desk.ruleErr = models.ErrConflict
	got = b.post("/settings/retention", ruleForm("rule", "1", "version", "2"))
	b.expect(got, 409)
	b.shows(got, "刚被别人改过")
	b.expect(b.post("/settings/retention/1/drop", url.Values{}), 409)
	b.goes(b.post("/settings/retention/1/drop", url.Values{"version": {"2"}}), "/settings/retention")
}

func TestTheRulesAreAppliedInTheBackground(t *testing.T) {
	b := newBench(t).as(admin)
	b.goes(b.post("/settings/retention/apply", nil), "/settings/retention")
	if len(b.desk.appliedBy) != 1 || b.desk.appliedBy[0].ID != admin.ID {
		t.Errorf("%+v", b.desk.appliedBy)
	}
	b.desk.retaining = models.RetentionRun{StartedAt: 1, Leads: 1800}
	b.shows(b.get("/settings/retention"), "已匿名 1,800 条")
	got := b.get("/settings/retention", "HX-Request", "true")
	b.expect(got, 200)
	b.shows(got, "正在执行")
	if got.header.Get("HX-Refresh") != "" || strings.Contains(got.body, "<html") {
		t.Error("more than the progress")
	}
	b.desk.applyingErr = models.ErrConflict
	b.goes(b.post("/settings/retention/apply", nil), "/settings/retention")
}

func TestAPersonIsErasedForThePasswordAndTheLeadsThatWereShown(t *testing.T) {
	b := newBench(t).as(admin)
	got := b.get("/leads/7/person")
	b.expect(got, 200)
	b.shows(got, "找到 1 条线索", "陈小雨", "138 **** 5678")
	b.hides(got, secrets...)
	for _, c := range []struct {
		password, leads string
		status          int
	}{{"", "1", 422}, {"wrong-wrong-wrong", "1", 422}, {password, "2", 409}, {password, "", 409}} {
		got := b.post("/leads/7/person/erase", url.Values{"password": {c.password}, "leads": {c.leads}})
		b.expect(got, c.status)
		if len(b.desk.erased) != 0 {
			t.Fatalf("erased with %+v", c)
		}
	}
	b.goes(b.post("/leads/7/person/erase", url.Values{"password": {password}, "leads": {"1"}}), "/leads/7")
	if len(b.desk.erased) != 1 || b.desk.erased[0] != 7 {
		t.Errorf("%v", b.desk.erased)
	}
	b.desk.personErr = models.ErrNotFound
	b.expect(b.get("/leads/7/person"), 404)
	b.expect(b.post("/leads/7/person/export", url.Values{"password": {password}}), 404)
}

func TestAPersonsDataIsHandedOutForThePasswordAndWrittenDown(t *testing.T) {
	b := newBench(t).as(admin)
	second := patient()
	second.ID = 8
	b.desk.person.Leads = append(b.desk.person.Leads, second)
	b.expect(b.post("/leads/7/person/export", url.Values{"password": {"wrong-wrong-wrong"}}), 422)
	if len(b.desk.acts) != 0 {
		t.Errorf("%v", b.desk.acts)
	}
	got := b.post("/leads/7/person/export", url.Values{"password": {password}})
	b.expect(got, 200)
	var file struct {
		Leads []models.PersonRecord `json:"leads"`
	}
	if err := json.Unmarshal([]byte(got.body), &file); err != nil || len(file.Leads) != 2 {
		t.Fatalf("%v: %s", err, got.body)
	}
	if file.Leads[0].Fields["leads_tel"] != "13812345678" || file.Leads[1].Lead != 8 || len(file.Leads[0].RawEvents) != 1 {
		t.Errorf("%+v", file.Leads[0])
	}
	if got.header.Get("Cache-Control") != "no-store" || got.header.Get("Content-Disposition") != `attachment; filename="person-7.json"` {
		t.Errorf("%v", got.header)
	}
	if len(b.desk.acts) != 1 || b.desk.acts[0].Action != "person.exported" {
		t.Fatalf("%+v", b.desk.acts)
	}
	written, err := json.Marshal(b.desk.acts[0])
	if err != nil || strings.Contains(string(written), "13812345678") || !strings.Contains(string(written), "[7,8]") {
		t.Errorf("%s %v", written, err)
	}
	for _, secret := range secrets {
		if strings.Contains(b.log.String(), secret) {
			t.Errorf("the log says %s", secret)
		}
	}
}

func TestAnExportThatBreaksOffIsNoWholeFile(t *testing.T) {
	b := newBench(t).as(admin)
	second := patient()
	second.ID = 8
	b.desk.person.Leads, b.desk.partErr = append(b.desk.person.Leads, second), errors.New("disk on fire")
	response, err := b.client.PostForm(b.server.URL+"/leads/7/person/export", url.Values{"password": {password}})
	if err == nil {
		defer response.Body.Close()
		var all any
		err = json.NewDecoder(response.Body).Decode(&all)
	}
	if err == nil {
		t.Error("half an export looks like a whole one")
	}
	if !strings.Contains(b.log.String(), "disk on fire") {
		t.Error("the log does not say why")
	}
}

func TestSomebodySharedByManyIsNoPerson(t *testing.T) {
	b := newBench(t).as(admin)
	b.desk.person.TooMany = true
	got := b.get("/leads/7/person")
	b.shows(got, "不像是同一个人")
	b.hides(got, "/person/erase")
	b.expect(b.post("/leads/7/person/export", url.Values{"password": {password}}), 409)
}

func TestAnAnonymousLeadIsShownAsSuch(t *testing.T) {
	b := newBench(t).as(admin)
	lead := patient()
	lead.PlatformFields, lead.Extra, lead.Summary, lead.ErasedAt = models.PlatformFields{CampaignName: "春季种植牙"}, "", "", models.At(b.now())
	b.desk.leads[7] = lead
	got := b.get("/leads/7")
	b.expect(got, 200)
	b.shows(got, "已匿名", "春季种植牙")
	b.hides(got, `action="/leads/7/status"`, "/leads/7/person", "/leads/7/reveal", "没有填写")
	got = b.get("/leads")
	b.shows(got, "已匿名")
	b.hides(got, `hx-get="/leads/7/status"`)
}
