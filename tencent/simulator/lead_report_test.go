package simulator_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/tencent/simulator"
)

func (p *platform) report(account int64, body string) envelope {
	p.t.Helper()
	return p.must(p.request(account, simulator.CallReport, nil, body))
}

func TestReportsAreJudgedByTheDocument(t *testing.T) {
	p := start(t, nil)
	id := p.addLead(estateID)
	other := p.addLead(medicalID)
	item := func(fields string) string { return fmt.Sprintf(`{"list":[{"leads_id":"%s",%s}]}`, id, fields) }
	tests := []struct {
		name, body string
		want       int
	}{
		{"a status", item(`"leads_convert_type":"LEADS_CONVERT_STATUS_VISIT_STORE"`), 0},
		{"the id as a number", fmt.Sprintf(`{"list":[{"leads_id":%s,"leads_intention_score":"LEADS_INTENTION_SCORE_LEVEL_6"}]}`, id), 0},
		{"an own status alone", item(`"outerLeadsConvertType":"已约看"`), 0},
		{"invalid with a reason", item(`"leads_convert_type":"LEADS_CONVERT_STATUS_DEPRECATED","leads_ineffect_reason":"LEADS_INEFFECT_REASON_SUSPENDED"`), 0},
		{"64 bytes of own status", item(`"outerLeadsConvertType":"` + strings.Repeat("a", 64) + `","outerLeadsIneffectReason":"` + strings.Repeat("b", 32) + `"`), 0},
		{"no JSON", `{"list":`, 2102},
		{"no list", `{}`, 2101},
		{"an empty list", `{"list":[]}`, 2101},
		{"51 items", `{"list":[` + strings.Repeat(`{},`, 50) + `{}]}`, 2103},
		{"no id", `{"list":[{"leads_intention_score":"LEADS_INTENTION_SCORE_LEVEL_6"}]}`, 2101},
		{"an item that is no object", `{"list":["1"]}`, 2102},
		{"an unknown lead", `{"list":[{"leads_id":"1","outerLeadsConvertType":"x"}]}`, 2110},
		{"another account's lead", fmt.Sprintf(`{"list":[{"leads_id":"%s","outerLeadsConvertType":"x"}]}`, other), 2110},
		{"none of the three", item(`"leads_ineffect_reason":"LEADS_INEFFECT_REASON_OTHER"`), 2101},
		{"a status that is a number", item(`"leads_convert_type":1`), 2102},
		{"a status of the standard system", item(`"leads_convert_type":"LEADS_CONVERT_STATUS_HIGH_INTENTION_CUSTOMER"`), 2112},
		{"a status of another industry", item(`"leads_convert_type":"LEADS_CONVERT_STATUS_ADD_WEIXIN"`), 2112},
		{"a reason of another industry", item(`"leads_convert_type":"LEADS_CONVERT_STATUS_DEPRECATED","leads_ineffect_reason":"LEADS_INEFFECT_REASON_DATA_DUPLICATION_IN_TENCENT"`), 2112},
		{"the misprinted reason", item(`"leads_convert_type":"LEADS_CONVERT_STATUS_DEPRECATED","leads_ineffect_reason":"LEADS_INEFFECT_REASION_OTHER"`), 2112},
		{"a reason without a status", item(`"leads_intention_score":"LEADS_INTENTION_SCORE_LEVEL_1","leads_ineffect_reason":"LEADS_INEFFECT_REASON_OTHER"`), 2101},
		{"a reason with a status that is not invalid", item(`"leads_convert_type":"LEADS_CONVERT_STATUS_VISIT_STORE","leads_ineffect_reason":"LEADS_INEFFECT_REASON_EMPTY"`), 2112},
		{"an unknown score", item(`"leads_intention_score":"LEADS_INTENTION_SCORE_LEVEL_7"`), 2112},
		{"an own reason without an own status", item(`"leads_intention_score":"LEADS_INTENTION_SCORE_LEVEL_1","outerLeadsIneffectReason":"x"`), 2101},
		{"66 bytes in 22 characters", item(`"outerLeadsConvertType":"` + strings.Repeat("约", 22) + `"`), 2113},
		{"33 bytes of own reason", item(`"outerLeadsConvertType":"x","outerLeadsIneffectReason":"` + strings.Repeat("约", 11) + `"`), 2113},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			accepted := len(p.Reports(estateID))
			e := p.report(estateID, test.body)
			if e.Code != test.want {
				t.Errorf("code %d (%s), want %d", e.Code, e.Message, test.want)
			}
			if grown := len(p.Reports(estateID)) - accepted; (test.want == 0) != (grown == 1) {
				t.Errorf("%d reports were taken", grown)
			}
		})
	}
}

func TestARefusedBatchChangesNothing(t *testing.T) {
	for _, named := range []bool{false, true} {
		p := start(t, func(o *simulator.Options) { o.NameRefusedItems = named })
		good := p.addLead(estateID)
		tagBefore := p.tag(good)
		e := p.report(estateID, fmt.Sprintf(`{"list":[{"leads_id":"%s","leads_convert_type":"LEADS_CONVERT_STATUS_VISIT_STORE"},
			{"leads_id":"77","leads_convert_type":"LEADS_CONVERT_STATUS_VISIT_STORE"}]}`, good))
		if e.Code != 2110 {
			t.Errorf("code %d, want 2110", e.Code)
		}
		if _, reported := p.LastReport(good); reported || p.tag(good) != tagBefore {
			t.Error("the good item of a refused batch took effect")
		}
		var data struct {
			Errors []struct {
				Index   int    `json:"index"`
				LeadsID string `json:"leads_id"`
			} `json:"error_list"`
		}
		if err := json.Unmarshal(e.Data, &data); err != nil {
			t.Fatal(err)
		}
		if named && (len(data.Errors) != 1 || data.Errors[0].Index != 1 || data.Errors[0].LeadsID != "77") {
			t.Errorf("the refused item is not named: %s", e.Data)
		}
		if !named && len(data.Errors) != 0 {
			t.Errorf("items are named without being asked: %s", e.Data)
		}
	}
}

func TestTheSameLeadTwiceInABatchIsRefused(t *testing.T) {
	p := start(t, nil)
	item := fmt.Sprintf(`{"leads_id":"%s","outerLeadsConvertType":"x"}`, p.addLead(estateID))
	if e := p.report(estateID, `{"list":[`+item+`,`+item+`]}`); e.Code != 2111 {
		t.Errorf("code %d, want 2111", e.Code)
	}
}

func TestTheReportTokenReportsAndThePullTokenMayNot(t *testing.T) {
	p := start(t, nil)
	body := fmt.Sprintf(`{"list":[{"leads_id":"%s","leads_convert_type":"LEADS_CONVERT_STATUS_ADD_WEIXIN"}]}`, p.addLead(medicalID))
	if e := p.report(medicalID, body); e.Code != 0 {
		t.Errorf("report token: code %d (%s)", e.Code, e.Message)
	}
	r := p.request(medicalID, simulator.CallReport, nil, body)
	r.Header = p.request(medicalID, simulator.CallStatusSystem, nil, "").Header // signed with the pull pair
	if e := p.must(r); e.Code != 2003 {
		t.Errorf("pull token: code %d, want 2003", e.Code)
	}
}

func TestOldLeadsAreRefusedWhereADeadlineIsSet(t *testing.T) {
	p := start(t, func(o *simulator.Options) { o.ReportDeadline = 7 * 24 * time.Hour })
	id := p.addLead(estateID)
	body := fmt.Sprintf(`{"list":[{"leads_id":"%s","outerLeadsConvertType":"x"}]}`, id)
	p.clock.Advance(7 * 24 * time.Hour)
	if e := p.report(estateID, body); e.Code != 0 {
		t.Errorf("after exactly 7 days: code %d", e.Code)
	}
	p.clock.Advance(time.Second)
	if e := p.report(estateID, body); e.Code != 60060 {
		t.Errorf("after more than 7 days: code %d, want 60060", e.Code)
	}
}

// tag is a lead's leads_follow_tag as a pull shows it.
func (p *platform) tag(leadsID string) string {
	p.t.Helper()
	lead, err := p.Lead(leadsID)
	if err != nil {
		p.t.Fatal(err)
	}
	return field(p.t, lead, "leads_follow_tag")
}

func field(t testing.TB, lead json.RawMessage, name string) string {
	t.Helper()
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(lead, &fields); err != nil {
		t.Fatal(err)
	}
	return text(fields[name])
}

func TestAnAcceptedReportShowsInTheFollowTag(t *testing.T) {
	tests := []struct {
		account              int64
		status, reason, want string
	}{
		{schoolID, "POTENTIAL_CUSTOMER", "", "LEADS_FOLLOW_TAG_VALID"},
		{schoolID, "HIGH_INTENTION_CUSTOMER", "", "LEADS_FOLLOW_TAG_VALID_HIGH_INTENTION"},
		{schoolID, "TRANS_COMPLETED", "", "LEADS_FOLLOW_TAG_VALID_CONVERTED"},
		{schoolID, "DEPRECATED", "DATA_DUPLICATION", "LEADS_FOLLOW_TAG_INVALID_REPEAT"},
		{schoolID, "DEPRECATED", "IDENTITY_MISMATCHED", "LEADS_FOLLOW_TAG_INVALID_NOTSELF"},
		{schoolID, "DEPRECATED", "TEL_NOT_CONNECTED", "LEADS_FOLLOW_TAG_INVALID_NOTTOUCH"},
		{schoolID, "DEPRECATED", "NO_INTENTION", "LEADS_FOLLOW_TAG_INVALID_NOTINTENTION"},
		{schoolID, "DEPRECATED", "REGION_MISMATCHED", "LEADS_FOLLOW_TAG_INVALID_REGION_MISMATCHED"},
		{schoolID, "DEPRECATED", "UNKOWN", "LEADS_FOLLOW_TAG_INVALID_OTHER"},
		{schoolID, "DEPRECATED", "", "LEADS_FOLLOW_TAG_INVALID_OTHER"},
		{estateID, "LOSE_VISIT_STORE", "", "LEADS_CONVERT_STATUS_LOSE_VISIT_STORE"},
		{medicalID, "DEPRECATED", "DATA_DUPLICATION_IN_TENCENT", "LEADS_INEFFECT_REASON_DATA_DUPLICATION_IN_TENCENT"},
		{medicalID, "DEPRECATED", "", "LEADS_INEFFECT_REASON_OTHER"},
	}
	p := start(t, nil)
	for _, test := range tests {
		id := p.addLead(test.account)
		fields := `"leads_convert_type":"LEADS_CONVERT_STATUS_` + test.status + `"`
		if test.reason != "" {
			fields += `,"leads_ineffect_reason":"LEADS_INEFFECT_REASON_` + test.reason + `"`
		}
		if e := p.report(test.account, fmt.Sprintf(`{"list":[{"leads_id":"%s",%s}]}`, id, fields)); e.Code != 0 {
			t.Fatalf("%s %s: code %d (%s)", test.status, test.reason, e.Code, e.Message)
		}
		if tag := p.tag(id); tag != test.want {
			t.Errorf("%s %s: tag %s, want %s", test.status, test.reason, tag, test.want)
		}
		last, ok := p.LastReport(id)
		if !ok || last.AccountID != test.account || !last.At.Equal(noon) ||
			last.Fields["leads_convert_type"] != "LEADS_CONVERT_STATUS_"+test.status {
			t.Errorf("%s %s: remembered as %+v", test.status, test.reason, last)
		}
	}
}

func TestEveryStatusAndReasonOfTheMatrixIsAcceptedAndNoOther(t *testing.T) {
	for _, industry := range models.Industries {
		for _, system := range []models.StatusSystem{models.StandardSystem, models.IndustrySystem} {
			account := simulator.Account{
				ID: schoolID, Token: "1003", Secret: "school-secret",
				Industry: models.Industry(industry.Value), StatusSystem: system,
			}
			p := start(t, func(o *simulator.Options) { o.Accounts = []simulator.Account{account} })
			rules := models.RulesFor(system, account.Industry)
			id := p.addLead(schoolID)
			for _, status := range models.AllStatuses() {
				want := rules.Statuses().Has(status.Value)
				body := fmt.Sprintf(`{"list":[{"leads_id":"%s","leads_convert_type":"%s"}]}`, id, status.Value)
				if got := p.report(schoolID, body).Code == 0; got != want {
					t.Errorf("%s %s: %s accepted: %v", industry.Value, system, status.Value, got)
				}
			}
			for _, reason := range models.AllReasons() {
				want := rules.Reasons().Has(reason.Value)
				body := fmt.Sprintf(`{"list":[{"leads_id":"%s","leads_convert_type":"LEADS_CONVERT_STATUS_DEPRECATED","leads_ineffect_reason":"%s"}]}`, id, reason.Value)
				if got := p.report(schoolID, body).Code == 0; got != want {
					t.Errorf("%s %s: %s accepted: %v", industry.Value, system, reason.Value, got)
				}
			}
		}
	}
}
