package handlers

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
)

const walkIn = `{"account_id":25610,"leads_name":"赵敏","leads_tel":"13900007777","bundle":"晚上打 13900007777"}`

// TestEveryDocumentedAnswerOccursAndNoOther calls each operation in every way that its description names;
// each answer is held against the description by script.
func TestEveryDocumentedAnswerOccursAndNoOther(t *testing.T) {
	s := newScriptBench(t)
	all, none := s.tokens["admin"], s.token(t, sales, models.ReadFigures)
	figures := s.token(t, admin, models.ReadLeads)
	lead := fmt.Sprintf("/api/v1/leads/%d", s.lead.ID)
	version := s.lead.WorkVersion
	set := func(version int64, status models.ConvertStatus) string {
		return fmt.Sprintf(`{"version":%d,"leads_convert_type":%q}`, version, status)
	}
	key := []string{idempotencyKey, "walk-in 1"}
	for i, call := range []struct {
		token, method, path, body string
		headers                   []string
		want                      int
	}{
		{all, "GET", "/api/v1/leads", "", nil, 200},
		{all, "GET", "/api/v1/leads?account=25610&limit=1&q=" + url.QueryEscape("陈小雨"), "", nil, 200},
		{all, "GET", "/api/v1/leads?q=%zz", "", nil, 400},
		{"", "GET", "/api/v1/leads", "", nil, 401},
		{none, "GET", "/api/v1/leads", "", nil, 403},
		{all, "GET", "/api/v1/leads?status=nonsense&limit=0&cursor=x&unknown=1&from=2026-02-30&q=1&q=2", "", nil, 422},
		{all, "GET", "/api/v1/leads?after=70", "", nil, 422},
		{all, "GET", lead, "", nil, 200},
		{all, "GET", lead + "?%zz", "", nil, 400},
		{"xs_" + strings.Repeat("x", 43), "GET", lead, "", nil, 401},
		{none, "GET", lead, "", nil, 403},
		{s.tokens["sales"], "GET", lead, "", nil, 404},
		{all, "GET", "/api/v1/leads/0", "", nil, 404},
		{all, "GET", lead + "?fields=x", "", nil, 422},
		{all, "POST", lead + "/status", set(version, models.StatusAddWeixin), nil, 200},
		{all, "POST", lead + "/status", set(version, models.StatusVisitStore), nil, 409},
		{all, "POST", lead + "/status", `{"version":1`, nil, 400},
		{all, "POST", lead + "/status", `[]`, nil, 400},
		{all, "POST", lead + "/status", "{\"version\":1,\"leads_convert_type\":\"\xff\"}", nil, 400},
		{"", "POST", lead + "/status", set(version, models.StatusAddWeixin), nil, 401},
		{none, "POST", lead + "/status", set(version, models.StatusAddWeixin), nil, 403},
		{s.tokens["viewer"], "POST", lead + "/status", set(version, models.StatusAddWeixin), nil, 403},
		{s.tokens["manager"], "POST", lead + "/status", set(version, models.StatusAddWeixin), nil, 404},
		{all, "POST", lead + "/status", `{"version":1,"outer_leads_convert_type":"` + strings.Repeat("x", 70_000) + `"}`, nil, 413},
		{all, "POST", lead + "/status", "version=1", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415},
		{all, "POST", lead + "/status", set(version+1, models.StatusDeprecated), nil, 422},
		{all, "POST", "/api/v1/leads", walkIn, key, 201},
		{all, "POST", "/api/v1/leads", walkIn, key, 200},
		{all, "POST", "/api/v1/leads", `{"account_id":25610,"leads_tel":"13900007778"}`, key, 409},
		{all, "POST", "/api/v1/leads", `"x"`, key, 400},
		{"", "POST", "/api/v1/leads", walkIn, key, 401},
		{s.tokens["viewer"], "POST", "/api/v1/leads", walkIn, key, 403},
		{all, "POST", "/api/v1/leads", strings.Repeat(" ", 70_000) + walkIn, key, 413},
		{all, "POST", "/api/v1/leads", walkIn, append([]string{"Content-Type", "text/plain"}, key...), 415},
		{all, "POST", "/api/v1/leads", walkIn, nil, 422},
		{all, "GET", "/api/v1/accounts", "", nil, 200},
		{all, "GET", "/api/v1/accounts?%zz", "", nil, 400},
		{"", "GET", "/api/v1/accounts", "", nil, 401},
		{none, "GET", "/api/v1/accounts", "", nil, 403},
		{all, "GET", "/api/v1/accounts?x=1", "", nil, 422},
		{none, "GET", "/api/v1/enums", "", nil, 200},
		{none, "GET", "/api/v1/enums?%zz", "", nil, 400},
		{"", "GET", "/api/v1/enums", "", nil, 401},
		{none, "GET", "/api/v1/enums?x=1", "", nil, 422},
		{all, "GET", "/api/v1/figures?from=2026-03-01&to=2026-03-31", "", nil, 200},
		{all, "GET", "/api/v1/figures?%zz", "", nil, 400},
		{"", "GET", "/api/v1/figures", "", nil, 401},
		{figures, "GET", "/api/v1/figures", "", nil, 403},
		{all, "GET", "/api/v1/figures?from=2026-03-01&to=2026-04-30", "", nil, 422},
		{all, "GET", "/api/v1/figures", "", nil, 422},
		{all, "GET", "/api/v1/figures?from=2026-03-02&to=2026-03-01", "", nil, 422},
		{all, "GET", "/api/v1/nothing", "", nil, 404},
		{all, "DELETE", lead, "", nil, 405},
	} {
		got := s.script(call.token, call.method, call.path, call.body, call.headers...)
		if got.Code != call.want {
			t.Errorf("%d: %s %s answers %d, want %d: %s", i, call.method, call.path, got.Code, call.want, got.Body)
		}
	}
	system := models.AsSystem(t.Context())
	made, err := s.store.LeadPage(system, models.LeadQuery{Source: models.ManualSource})
	if err != nil || len(made.Leads) != 1 {
		t.Fatalf("%d manual leads (%v)", len(made.Leads), err)
	}
	seller := s.tokens["sales"]
	if got := s.script(seller, "POST", "/api/v1/leads", walkIn, key...); got.Code != 201 {
		t.Fatal(got.Code, got.Body)
	} else if err := s.store.AssignLead(system, models.AssignWish{LeadID: s.read(got)["id"], To: s.other.ID}, admin); err != nil {
		t.Fatal(err)
	}
	if got := s.script(seller, "POST", "/api/v1/leads", walkIn, key...); got.Code != 404 {
		t.Errorf("the key of a lead that became another's: %d %s", got.Code, got.Body)
	}
	s.tooOften(t)
	for path, operations := range s.document["paths"].(map[string]any) {
		for method, operation := range operations.(map[string]any) {
			for status := range operation.(map[string]any)["responses"].(map[string]any) {
				if id := operation.(map[string]any)["operationId"].(string); status != "default" && !s.seen[id+" "+status] {
					t.Errorf("%s %s never answered %s", method, path, status)
				}
			}
		}
	}
	s.hides(answer{body: s.log.String()}, slices.Concat(personal, []string{"13900007777", "赵敏", "xs_"})...)
}

func (s *scriptBench) read(got *httptest.ResponseRecorder) map[string]int64 {
	var numbers map[string]any
	if err := json.Unmarshal(got.Body.Bytes(), &numbers); err != nil {
		s.t.Fatal(err)
	}
	id, _ := numbers["id"].(float64)
	version, _ := numbers["version"].(float64)
	return map[string]int64{"id": int64(id), "version": int64(version)}
}

// tooOften calls each operation more often than a token may.
func (s *scriptBench) tooOften(t *testing.T) {
	t.Helper()
	for _, operation := range []string{
		"GET /api/v1/leads", "GET /api/v1/leads/1", "POST /api/v1/leads/1/status", "POST /api/v1/leads", "GET /api/v1/accounts", "GET /api/v1/enums", "GET /api/v1/figures",
	} {
		method, path, _ := strings.Cut(operation, " ")
		s.pass(time.Minute)
		limited := 0
		for range 30 {
			r := httptest.NewRequest(method, path, nil)
			r.Header.Set("Authorization", "Bearer "+s.tokens["viewer"])
			got := httptest.NewRecorder()
			s.site.ServeHTTP(got, r)
			if got.Code == 429 {
				limited++
				s.check(method, path, got)
				if got.Header().Get("Retry-After") != "1" {
					t.Errorf("Retry-After %q", got.Header().Get("Retry-After"))
				}
			}
		}
		if limited != 10 {
			t.Errorf("%s: %d of 30 at once were refused, want 10", operation, limited)
		}
	}
	s.pass(time.Second)
	if got := s.script(s.tokens["viewer"], "GET", "/api/v1/enums", ""); got.Code != 200 {
		t.Errorf("a second later: %d", got.Code)
	}
}

// TestAnErrorNamesTheFieldAndTheRule in the language that is asked for.
func TestAnErrorNamesTheFieldAndTheRule(t *testing.T) {
	s := newScriptBench(t)
	path := fmt.Sprintf("/api/v1/leads/%d/status", s.lead.ID)
	for body, want := range map[string][]string{
		`{"version":"1"}`: {`"field":"version","rule":"number"`}, `{"version":1.5}`: {`"field":"version","rule":"number"`},
		`{}`: {`"field":"version","rule":"required"`}, `{"version":null}`: {`"rule":"number"`},
		`{"version":1,"version":2}`:                   {`"field":"version","rule":"twice"`},
		`{"version":1,"Version":1}`:                   {`"field":"Version","rule":"unknown_field"`},
		`{"version":1,"138 1234 5678":1}`:             {`"field":"?","rule":"unknown_field"`},
		`{"version":1,"leads_convert_type":["x"]}`:    {`"field":"leads_convert_type","rule":"text"`},
		`{"version":1,"leads_convert_type":"x13812"}`: {`"field":"leads_convert_type","rule":"status_not_offered"`},
		`{"version":1,"leads_convert_type":"LEADS_CONVERT_STATUS_DEPRECATED","leads_intention_score":"x"}`: {`"rule":"reason_required"`, `"field":"leads_intention_score"`},
		`{"version":1}`: {`"rule":"nothing_to_report"`},
	} {
		for _, language := range []string{"", "en"} {
			got := s.script(s.tokens["admin"], "POST", path, body, "Accept-Language", language)
			if got.Code != 422 {
				t.Errorf("%s: %d %s", body, got.Code, got.Body)
			}
			s.shows(answer{body: got.Body.String()}, want...)
			s.hides(answer{body: got.Body.String()}, "x13812", "1234 5678")
			if english := strings.Contains(got.Body.String(), "Some fields"); english != (language == "en") {
				t.Errorf("%q: %s", language, got.Body)
			}
		}
	}
}

// TestPagesOfTheAPIHoldEachLeadOnce, and the conflict tells what the lead says now.
func TestPagesOfTheAPIHoldEachLeadOnce(t *testing.T) {
	s := newScriptBench(t)
	for i := range 7 {
		if got := s.script(s.tokens["sales"], "POST", "/api/v1/leads", walkIn, idempotencyKey, fmt.Sprint(i)); got.Code != 201 || got.Header().Get("Location") == "" {
			t.Fatal(got.Code, got.Body)
		}
	}
	seen, next, pages := map[int64]bool{}, "", 0
	for {
		got := s.script(s.tokens["sales"], "GET", "/api/v1/leads?limit=3&cursor="+next, "")
		var page apiLeadPage
		if err := json.Unmarshal(got.Body.Bytes(), &page); err != nil || got.Code != 200 {
			t.Fatal(got.Code, err)
		}
		for _, lead := range page.Leads {
			if seen[lead.ID] || lead.Phone != "139****7777" || lead.Report != string(models.ReportExcluded) {
				t.Errorf("%+v", lead)
			}
			seen[lead.ID] = true
		}
		pages++
		if next = page.Next; next == "" {
			break
		}
	}
	if len(seen) != 7 || pages != 3 {
		t.Errorf("%d leads on %d pages", len(seen), pages)
	}
	path := fmt.Sprintf("/api/v1/leads/%d", s.lead.ID)
	got := s.script(s.tokens["other"], "GET", path, "")
	if got.Code != 200 || !strings.Contains(got.Body.String(), "138****5678") {
		t.Error(got.Code, got.Body)
	}
	s.hides(answer{body: got.Body.String()}, secrets...)
	stale := fmt.Sprintf(`{"version":%d,"leads_convert_type":%q}`, s.lead.WorkVersion-1, models.StatusAddWeixin)
	got = s.script(s.tokens["other"], "POST", path+"/status", stale)
	var conflict apiStatusConflict
	if err := json.Unmarshal(got.Body.Bytes(), &conflict); err != nil || got.Code != 409 || conflict.By != s.other.Name || conflict.Current == nil ||
		conflict.Current.Version != s.lead.WorkVersion || conflict.Current.ConvertStatus != string(models.StatusPotentialCustomer) {
		t.Errorf("%d %s", got.Code, got.Body)
	}
}

// TestWhatAScriptDoesIsWrittenDownAsTheTokens, and ends with its user.
func TestWhatAScriptDoesIsWrittenDownAsTheTokens(t *testing.T) {
	s := newScriptBench(t)
	system := models.AsSystem(t.Context())
	path := fmt.Sprintf("/api/v1/leads/%d", s.lead.ID)
	body := fmt.Sprintf(`{"version":%d,"leads_convert_type":%q}`, s.lead.WorkVersion, models.StatusAddWeixin)
	if got := s.script(s.tokens["other"], "POST", path+"/status", body); got.Code != 200 {
		t.Fatal(got.Code, got.Body)
	}
	acts, _, err := s.store.AuditEntries(system, models.AuditQuery{ActorKind: models.ActorToken, Limit: 10})
	if err != nil || len(acts) != 1 || acts[0].Action != models.ActStatusSet || acts[0].ActorName != "脚本 other" || acts[0].IP == "" {
		t.Errorf("%+v %v", acts, err)
	}
	if err := s.store.DisableUser(system, s.other.ID, true); err != nil {
		t.Fatal(err)
	}
	if got := s.script(s.tokens["other"], "GET", path, ""); got.Code != 401 || got.Header().Get("WWW-Authenticate") == "" {
		t.Errorf("of a disabled user: %d", got.Code)
	}
	if got := s.script(s.tokens["viewer"], "GET", path, ""); got.Code != 200 {
		t.Errorf("a viewer: %d", got.Code)
	} else {
		s.hides(answer{body: got.Body.String()}, personal...)
	}
	if got := s.script("", "GET", path, "", "Authorization", "Basic "+s.tokens["admin"]); got.Code != 401 {
		t.Errorf("another scheme: %d", got.Code)
	}
}

// TestATokenIsShownOnce on the answer to its making, and nowhere afterwards.
func TestATokenIsShownOnce(t *testing.T) {
	s := newScriptBench(t)
	s.as(admin)
	form := url.Values{"name": {"BI"}, "scopes": {"leads:read"}, "user": {"3"}, "days": {"30"}}
	got := s.post("/settings/tokens", form)
	s.expect(got, 200)
	at := strings.Index(got.body, "<code>xs_")
	if at < 0 {
		t.Fatal("the page lacks the token")
	}
	secret := got.body[at+len("<code>"):][:46]
	if answer := s.script(secret, "GET", "/api/v1/enums", ""); answer.Code != 200 {
		t.Errorf("the token as shown answers %d", answer.Code)
	}
	for _, page := range []string{"/settings/tokens", "/audit", "/help/api"} {
		later := s.get(page)
		s.expect(later, 200)
		s.hides(later, secret)
	}
	s.hides(answer{body: s.log.String()}, secret)
	form.Del("scopes")
	s.expect(s.post("/settings/tokens", form), 422)
	list, err := s.store.APITokens(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.goes(s.post(fmt.Sprintf("/settings/tokens/%d/revoke", list[0].ID), nil), "/settings/tokens")
	if answer := s.script(secret, "GET", "/api/v1/enums", ""); answer.Code != 401 {
		t.Errorf("revoked, it answers %d", answer.Code)
	}
	s.expect(s.post("/settings/tokens/4711/revoke", nil), 404)
}
