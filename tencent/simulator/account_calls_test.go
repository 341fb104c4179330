package simulator_test

import (
	"fmt"
	"testing"

	"xiansuo/models"
	"xiansuo/tencent/simulator"
)

func TestTheStatusSystemCanBeSwitched(t *testing.T) {
	p := start(t, nil)
	tests := []struct {
		account    int64
		body       string
		code       int
		afterwards models.StatusSystem
	}{
		{estateID, `{"account_id":25610,"leads_status_system_option":1}`, 0, models.StandardSystem},
		{estateID, `{"account_id":25610,"leads_status_system_option":2}`, 0, models.IndustrySystem},
		{estateID, `{"account_id":"25610","leads_status_system_option":"1"}`, 0, models.StandardSystem},
		{estateID, `{"account_id":25610}`, 2101, models.StandardSystem},
		{estateID, `{"leads_status_system_option":2}`, 2101, models.StandardSystem},
		{estateID, `{"account_id":25610,"leads_status_system_option":3}`, 2103, models.StandardSystem},
		{estateID, `{"account_id":25611,"leads_status_system_option":2}`, 2007, models.StandardSystem},
		{estateID, `[]`, 2102, models.StandardSystem},
		{schoolID, `{"account_id":25612,"leads_status_system_option":2}`, 60080, models.StandardSystem},
	}
	for _, test := range tests {
		e := p.must(p.request(test.account, simulator.CallStatusSystem, nil, test.body))
		if e.Code != test.code {
			t.Errorf("%s: code %d (%s), want %d", test.body, e.Code, e.Message, test.code)
		}
		if now := p.StatusSystem(test.account); now != test.afterwards {
			t.Errorf("%s: now on %s, want %s", test.body, now, test.afterwards)
		}
	}
	body := fmt.Sprintf(`{"list":[{"leads_id":"%s","leads_convert_type":"LEADS_CONVERT_STATUS_VISIT_STORE"}]}`, p.addLead(estateID))
	if e := p.report(estateID, body); e.Code != 2112 {
		t.Errorf("an industry status after the switch to the standard system: code %d, want 2112", e.Code)
	}
}

func TestWechatAuthorisationsNeedTheirFieldsAndANewUUID(t *testing.T) {
	p := start(t, nil)
	complete := `"uuid":"u1","account_id":25612,"app_id":"wx1","open_id":"o1","avatar_url":"https://example.com/a.png",` +
		`"nickname":"小城","click_id":"c1"`
	tests := []struct {
		name, body string
		want       int
	}{
		{"without a time", `{` + complete + `}`, 2101},
		{"with a bad time", `{` + complete + `,"action_time":"2026-03-18"}`, 2102},
		{"with a bad kind of login", `{` + complete + `,"action_time":"2026-03-18 11:00:00","login_name_type":2}`, 2103},
		{"complete", `{` + complete + `,"action_time":"2026-03-18 11:00:00","login_name_type":12}`, 0},
		{"the same again", `{` + complete + `,"action_time":"2026-03-18 11:00:00","login_name_type":12}`, 2111},
		{"of another account", `{"uuid":"u2","account_id":25610,"app_id":"a","open_id":"o","avatar_url":"u","nickname":"n","click_id":"c","action_time":"2026-03-18 11:00:00"}`, 2007},
	}
	for _, test := range tests {
		if e := p.must(p.request(schoolID, simulator.CallWechat, nil, test.body)); e.Code != test.want {
			t.Errorf("%s: code %d (%s), want %d", test.name, e.Code, e.Message, test.want)
		}
	}
	got := p.WechatReports()
	if len(got) != 1 || got[0].Fields["uuid"] != "u1" || got[0].Fields["login_name_type"] != "12" || got[0].AccountID != schoolID {
		t.Errorf("remembered as %+v", got)
	}
}
