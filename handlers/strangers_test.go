package handlers

import (
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
	"xiansuo/static"
	"xiansuo/web"
)

// strangers says for every address with an id what a viewer, a seller and a manager are answered about what belongs to
// others: a lead of another seller in another team, that lead's parts, and what only admins have. A viewer sees every lead
// without the person. Accounts are everybody's who may manage.
var strangers = map[string][3]int{
	"GET /leads/:lead":                                     {200, 404, 404},
	"GET /leads/:lead/status":                              {403, 404, 404},
	"POST /leads/:lead/status":                             {403, 404, 404},
	"POST /leads/:lead/reveal":                             {403, 404, 404},
	"GET /leads/:lead/report":                              {200, 404, 404},
	"POST /leads/:lead/report":                             {403, 404, 404},
	"POST /leads/:lead/take":                               {403, 404, 404},
	"POST /leads/:lead/owner":                              {403, 403, 404},
	"GET /leads/:lead/raw":                                 {403, 403, 403},
	"POST /leads/:lead/raw/:event/replay":                  {403, 403, 403},
	"GET /settings/accounts/:account":                      {403, 403, 403},
	"POST /settings/accounts/:account":                     {403, 403, 403},
	"POST /settings/accounts/:account/pause":               {403, 403, 403},
	"POST /settings/accounts/:account/test":                {403, 403, 403},
	"POST /settings/accounts/:account/apply-status-system": {403, 403, 403},
	"POST /settings/accounts/:account/push":                {403, 403, 403},
	"POST /settings/accounts/:account/push/rotate":         {403, 403, 403},
	"POST /settings/accounts/:account/push/sample":         {403, 403, 403},
	"POST /sync/jobs/:job/run":                             {403, 403, 403},
	"POST /sync/:account/pull":                             {403, 403, 200},
	"GET /sync/:account/backfill":                          {403, 403, 200},
	"POST /sync/:account/backfill":                         {403, 403, 422},
	"POST /sync/:account/fetch-day":                        {403, 403, 200},
	"POST /backfills/:backfill/start":                      {403, 403, 404},
	"POST /backfills/:backfill/pause":                      {403, 403, 404},
	"POST /backfills/:backfill/cancel":                     {403, 403, 404},
	"POST /wechat/:report/retry":                           {403, 403, 404},
	"GET /settings/teams/:team":                            {403, 403, 403},
	"POST /settings/teams/:team":                           {403, 403, 403},
	"POST /settings/teams/:team/delete":                    {403, 403, 403},
	"GET /users/:user/handover":                            {403, 403, 403},
	"POST /users/:user/handover":                           {403, 403, 403},
	"POST /users/:user/handover/undo":                      {403, 403, 403},
	"GET /users/:user":                                     {403, 403, 403},
	"POST /users/:user":                                    {403, 403, 403},
	"POST /users/:user/link":                               {403, 403, 403},
	"POST /users/:user/disable":                            {403, 403, 403},
	"GET /settings/backups/:backup/download":               {403, 403, 403},
	"POST /settings/backups/:backup/download":              {403, 403, 403},
	"GET /leads/:lead/person":                              {403, 403, 403},
	"POST /leads/:lead/person/export":                      {403, 403, 403},
	"POST /leads/:lead/person/erase":                       {403, 403, 403},
	"POST /settings/retention/:rule/drop":                  {403, 403, 403},
	"GET /setup/account/:account":                          {403, 403, 403},
	"GET /setup/push/:account":                             {403, 403, 403},
	"POST /setup/account/:account":                         {403, 403, 403},
	"POST /setup/account/:account/test":                    {403, 403, 403},
	"POST /setup/push/:account/sample":                     {403, 403, 403},
	"POST /settings/tokens/:token/revoke":                  {403, 403, 403},
	"GET /api/v1/leads/:lead":                              {401, 401, 401}, // a session is no token: see api_leak_test.go
	"POST /api/v1/leads/:lead/status":                      {401, 401, 401},
	"POST /hooks/tencent/:part":                            {404, 404, 404}, // a machine's: the part is the secret
}

// realBench is the pages on a real store, in which another seller has the patient.
type realBench struct {
	*bench
	store *store.Store
	lead  models.Lead
	other models.User
}

func newRealBench(t *testing.T) *realBench {
	t.Helper()
	r := &realBench{bench: newEmptyBench(t)}
	r.store = storetest.New(t, r.now)
	r.log = &logBuffer{}
	site, err := web.NewSite(web.Options{Users: r.store, Sessions: r.store, Now: r.now, Log: slog.New(slog.NewJSONHandler(r.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	r.site = site
	Register(site, Parts{
		Store: r.store, Jobs: r.desk, Platform: r.desk, Wire: r.desk, Base: "https://leads.example.com", Now: r.now,
		Passwords: web.NewPasswords(), Static: static.Handler(), Health: r.desk,
	})
	r.server = httptest.NewServer(site)
	t.Cleanup(r.server.Close)
	for _, user := range []models.User{admin, manager, sales, viewer, {ID: 5, Username: "other", Name: "销售戊", Role: models.Sales}} {
		user.PasswordHash = passwordHash
		if r.other, err = r.store.CreateUser(t.Context(), user); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.store.SaveTeam(t.Context(), models.TeamEdit{Name: "一组", Members: []int64{manager.ID, sales.ID}}); err != nil {
		t.Fatal(err)
	}
	r.admit(t)
	return r
}

// admit stores the patient, as another seller's, with a report that failed.
func (r *realBench) admit(t *testing.T) {
	t.Helper()
	system := models.AsSystem(t.Context())
	account, err := r.store.SaveAccount(system, models.AccountEdit{
		ID: 25610, Name: "口腔门诊", Industry: models.Medical, StatusSystem: models.IndustrySystem, Algorithm: models.SHA256, ReportMode: models.ReportOn,
		Pull: models.Pair{Token: "123456789", Secret: "0123456789abcdef"},
	}, models.System)
	if err != nil {
		t.Fatal(err)
	}
	lead := patient()
	lead.Work, lead.WorkVersion, lead.IngestedAt, lead.Raw = models.Work{}, 0, models.At(r.now()), `{"leads_name":"陈小雨"}`
	if _, err := r.store.AcceptLeads(system, account, []models.Lead{lead}, models.Pulled); err != nil {
		t.Fatal(err)
	}
	page, err := r.store.LeadPage(system, models.LeadQuery{})
	if err != nil || len(page.Leads) != 1 {
		t.Fatal(len(page.Leads), err)
	}
	wish := models.StatusWish{LeadID: page.Leads[0].ID, Work: models.Work{ConvertStatus: models.StatusPotentialCustomer}}
	if _, err := r.store.SetStatus(system, wish, r.other); err != nil {
		t.Fatal(err)
	}
	r.pass(time.Hour)
	claimed, err := r.store.ClaimReports(system, account.ID, 50)
	if err != nil || len(claimed) != 1 {
		t.Fatal(len(claimed), err)
	}
	refused := models.ReportResult{LeadID: claimed[0].LeadID, WorkVersion: claimed[0].WorkVersion, Lease: claimed[0].Lease, Error: &models.PlatformError{Kind: models.RefusedParameter, Code: 2100, Message: "x"}}
	if err := r.store.ConcludeReports(system, []models.ReportResult{refused}); err != nil {
		t.Fatal(err)
	}
	if r.lead, err = r.store.Lead(system, claimed[0].LeadID); err != nil || r.lead.OwnerID != r.other.ID || r.lead.ReportState != models.ReportFailed {
		t.Fatal(r.lead.OwnerID, r.lead.ReportState, err)
	}
}

// state is everything that is kept of the lead, and what the audit says of leads.
func (r *realBench) state(t *testing.T) string {
	t.Helper()
	system := models.AsSystem(t.Context())
	lead, err := r.store.Lead(system, r.lead.ID)
	changes, changesErr := r.store.Changes(system, r.lead.ID)
	report, reportErr := r.store.Report(system, r.lead.ID)
	acts, _, auditErr := r.store.AuditEntries(system, models.AuditQuery{Subject: models.SubjectLead, Limit: 100}) // a pull by hand is an account's
	teams, teamErr := r.store.Teams(t.Context())
	for _, err := range []error{err, changesErr, reportErr, auditErr, teamErr} {
		if err != nil {
			t.Fatal(err)
		}
	}
	text, err := json.Marshal([]any{lead, changes, report, acts, teams})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestNobodyReachesWhatIsOthersByItsID tries every address that has an id in it, as each role, plainly and by htmx.
func TestNobodyReachesWhatIsOthersByItsID(t *testing.T) {
	r := newRealBench(t)
	events, err := r.store.RawEvents(models.AsSystem(t.Context()), r.lead.ID)
	if err != nil || len(events) == 0 {
		t.Fatal(len(events), err)
	}
	id := strconv.FormatInt(r.lead.ID, 10)
	fill := strings.NewReplacer(":lead", id, ":event", strconv.FormatInt(events[0].ID, 10), ":account", "25610", ":report", "4711", ":user", "5", ":token", "1", ":team", "1",
		":backfill", "4711", ":job", "pull", ":part", "guessed")
	form := url.Values{
		"version": {strconv.FormatInt(r.lead.WorkVersion, 10)}, "leads_convert_type": {string(models.StatusAddWeixin)}, "act": {"cancel"},
		"from": {"5"}, "owner": {"3"}, "name": {"x"}, "receivers": {"3"}, "handover": {"1"}, "paused": {"true"}, "day": {"2026-03-01"},
	}
	tried := 0
	for i, user := range []models.User{viewer, sales, manager} {
		r.as(user)
		for _, route := range r.site.Routes() {
			method, pattern, _ := strings.Cut(route, " ")
			if !strings.Contains(pattern, ":") {
				continue
			}
			want, known := strangers[route]
			if !known {
				t.Errorf("%s has an id and no row in the table of strangers", route)
				continue
			}
			for _, headers := range [][]string{nil, {htmx, "true"}} {
				before := r.state(t)
				got := r.ask(method, fill.Replace(pattern), form.Encode(), headers...)
				tried++
				status := got.status
				if status == 303 { // the same as htmx is told to move
					status = 200
				}
				if status != want[i] {
					t.Errorf("%s by %s answers %d, want %d", route, user.Username, got.status, want[i])
				}
				r.hides(got, personal...)
				if after := r.state(t); before != after {
					t.Errorf("%s by %s changed something:\n%s\n%s", route, user.Username, before, after)
				}
			}
		}
	}
	if tried < 150 {
		t.Errorf("only %d tries", tried)
	}
	r.hides(answer{body: r.log.String()}, personal...)
}

// TestListsAndBulkActsLeaveOthersLeadsAlone asks for the lead by every filter, and chooses it in a bulk act.
func TestListsAndBulkActsLeaveOthersLeadsAlone(t *testing.T) {
	r := newRealBench(t)
	id := strconv.FormatInt(r.lead.ID, 10)
	for _, user := range []models.User{sales, manager} {
		r.as(user)
		for _, query := range []string{"", "?q=陈小雨", "?q=5678", "?q=" + r.lead.LeadsID, "?q=春季", "?owner=5", "?report=failed", "?account=25610", "?status=" + string(models.StatusPotentialCustomer)} {
			got := r.get("/leads" + query)
			r.expect(got, 200)
			r.hides(got, "138****5678", "data-lead=\""+id+"\"", `value="5"`)
			if strings.Contains(query, "q=") {
				continue // the page repeats what was typed
			}
			r.hides(got, "陈小雨")
		}
	}
	before := r.state(t)
	got := r.get("/reports")
	r.expect(got, 200)
	r.hides(got, "陈小雨", "138****5678", `data-report="`+id+`"`)
	r.goes(r.post("/reports/replay", url.Values{"lead": {id}}), "/reports")
	r.goes(r.post("/reports/replay", url.Values{"all": {"true"}}), "/reports")
	r.goes(r.post("/reports/discard", url.Values{"lead": {id}, "reason": {"不用了"}}), "/reports")
	if r.state(t) != before {
		t.Error("a bulk act touched another team's lead")
	}
	r.as(admin)
	r.shows(r.get("/reports"), "陈小雨", `data-report="`+id+`"`)
	r.shows(r.get("/leads?owner=5"), "陈小雨")
}

// TestTheSecondToTakeALeadIsToldWhoWasFirst, on the page and in the form over the list.
func TestTheSecondToTakeALeadIsToldWhoWasFirst(t *testing.T) {
	r := newRealBench(t)
	system := models.AsSystem(t.Context())
	back := models.AssignWish{LeadID: r.lead.ID, From: r.other.ID, To: models.Nobody}
	if err := r.store.AssignLead(system, back, admin); err != nil {
		t.Fatal(err)
	}
	path := "/leads/" + strconv.FormatInt(r.lead.ID, 10)
	r.as(manager)
	managers := r.client
	r.as(sales)
	r.shows(r.get(path), "领取")
	r.client = managers
	r.goes(r.post(path+"/owner", url.Values{"from": {"0"}, "owner": {"3"}}), path)
	r.expect(r.post(path+"/owner", url.Values{"from": {"0"}, "owner": {"2"}}), 409)
	r.expect(r.post(path+"/owner", url.Values{"from": {"3"}, "owner": {"5"}}), 422)
	r.expect(r.post(path+"/owner", url.Values{}), 422)
	r.goes(r.post(path+"/owner", url.Values{"from": {"3"}, "owner": {"0"}}), path)
	if err := r.store.TakeLead(models.ActingAs(t.Context(), r.other.Actor("", models.LeadsOf(r.other.ID))), r.lead.ID, r.other); err != nil {
		t.Fatal(err)
	}
	r.as(sales)
	got := r.post(path+"/take", nil)
	r.expect(got, 409)
	r.shows(got, r.other.Name)
	r.hides(got, personal...)
	form := url.Values{"version": {"1"}, "leads_convert_type": {string(models.StatusAddWeixin)}}
	for _, headers := range [][]string{nil, {htmx, "true"}} {
		got := r.post(path+"/status", form, headers...)
		r.expect(got, 409)
		r.shows(got, r.other.Name)
		r.hides(got, personal...)
	}
	r.pass(models.TakenRecently)
	r.expect(r.post(path+"/take", nil), 404)
}
