package simulator_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"xiansuo/tencent/simulator"
)

// control calls the control address and reads the answer into an object.
func (p *platform) control(method, path, body string, want int, into any) {
	p.t.Helper()
	r, err := http.NewRequest(method, p.url+"/simulator/"+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	if resp.StatusCode != want {
		p.t.Errorf("%s %s: HTTP %d %s, want %d", method, path, resp.StatusCode, answer, want)
	}
	if into != nil {
		if err := json.Unmarshal(answer, into); err != nil {
			p.t.Errorf("%s %s: %v in %s", method, path, err, answer)
		}
	}
}

func TestTheControlAddressSetsShowsAndClearsFaults(t *testing.T) {
	p := start(t, nil)
	var added struct{ ID int }
	p.control("POST", "faults", `{"kind":"slow","call":"leads/list","delay":"1.5s","times":3}`, 200, &added)
	var shown []map[string]any
	p.control("GET", "faults", "", 200, &shown)
	if len(shown) != 1 || shown[0]["kind"] != "slow" || shown[0]["delay"] != "1.5s" || shown[0]["id"] != float64(added.ID) {
		t.Errorf("shown as %v", shown)
	}
	p.control("POST", "faults", `{"kind":"none such"}`, 400, nil)
	p.control("POST", "faults", `{"kind":"slow","delya":"1s"}`, 400, nil)
	p.control("POST", "faults", `{"kind":"slow","delay":"1"}`, 400, nil)
	p.control("DELETE", "faults/x", "", 400, nil)
	p.control("DELETE", "faults/1", "", 204, nil)
	p.control("POST", "faults", `{"kind":"internal"}`, 200, nil)
	p.control("DELETE", "faults", "", 204, nil)
	if n := len(p.Faults()); n != 0 {
		t.Errorf("%d faults are left", n)
	}
}

func TestTheControlAddressAddsChangesAndPushesLeads(t *testing.T) {
	p := start(t, nil)
	var added struct {
		IDs []string `json:"leads_ids"`
	}
	p.control("POST", "leads", `{"account_id":25610,"count":3}`, 200, &added)
	if len(added.IDs) != 3 {
		t.Fatalf("added %v", added.IDs)
	}
	p.control("POST", "leads", `{"account_id":25610,"fields":{"leads_id":"5","leads_name":"张三"}}`, 200, &added)
	p.control("POST", "leads", `{"account_id":1}`, 400, nil)
	p.control("POST", "leads", `{"account_id":25610,"count":5000}`, 400, nil)
	var lead map[string]any
	p.control("PATCH", "leads/5", `{"call_duration":"63"}`, 200, &lead)
	if lead["leads_name"] != "张三" || lead["call_duration"] != "63" {
		t.Errorf("changed to %v", lead)
	}
	p.control("PATCH", "leads/6", `{}`, 400, nil)

	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	defer receiver.Close()
	var pushed struct{ Status int }
	p.control("POST", "push", `{"url":"`+receiver.URL+`","account_id":25610,"leads_id":"5"}`, 200, &pushed)
	if pushed.Status != http.StatusTeapot {
		t.Errorf("the push was answered %d", pushed.Status)
	}
	p.control("POST", "push", `{"account_id":25610,"leads_id":"5"}`, 400, nil)
}

func TestTheControlAddressShowsWhatWasReceived(t *testing.T) {
	p := start(t, nil)
	id := p.addLead(estateID)
	p.report(estateID, `{"list":[{"leads_id":"`+id+`","outerLeadsConvertType":"已约看"}]}`)
	var reports []simulator.Received
	p.control("GET", "reports?account_id=25610", "", 200, &reports)
	if len(reports) != 1 || reports[0].LeadsID != id || reports[0].Fields["outerLeadsConvertType"] != "已约看" {
		t.Errorf("reports %+v", reports)
	}
	p.control("GET", "reports?account_id=25611", "", 200, &reports)
	if len(reports) != 0 {
		t.Errorf("another account has %d reports", len(reports))
	}
	p.control("GET", "reports?account_id=x", "", 400, nil)
	var authorisations []simulator.WechatReport
	p.control("GET", "wechat_reports", "", 200, &authorisations)
	var overview struct {
		Accounts []map[string]any
		Calls    map[string]simulator.CallCount
	}
	p.control("GET", "", "", 200, &overview)
	if len(overview.Accounts) != 3 || overview.Accounts[0]["leads"] != float64(1) || overview.Calls["leads/report"].Accepted != 1 {
		t.Errorf("overview %+v", overview)
	}
	shown, err := json.Marshal(overview)
	if err != nil || strings.Contains(string(shown), "secret") {
		t.Errorf("the overview shows a secret: %s", shown)
	}
}

func TestAnotherOriginsPageMayNotUseTheControlAddress(t *testing.T) {
	p := start(t, nil)
	r, err := http.NewRequest(http.MethodPost, p.url+"/simulator/faults", strings.NewReader(`{"kind":"internal"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden || len(p.Faults()) != 0 {
		t.Errorf("HTTP %d, %d faults", resp.StatusCode, len(p.Faults()))
	}
}
