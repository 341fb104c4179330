package simulator_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/tencent"
	"xiansuo/tencent/simulator"
)

const (
	estateID  = 25610
	medicalID = 25611
	schoolID  = 25612
)

var noon = time.Date(2026, 3, 18, 12, 0, 0, 0, models.Beijing)

// testClock is the platform's clock, moved by hand.
type testClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *testClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *testClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// platform is a simulator behind a real HTTP server, and a caller that signs properly.
type platform struct {
	*simulator.Simulator
	t     testing.TB
	url   string
	clock *testClock
}

func testAccounts() []simulator.Account {
	return []simulator.Account{
		{ID: estateID, Name: "云栖府", Token: "1001", Secret: "estate-secret", Industry: models.Estate, StatusSystem: models.IndustrySystem},
		{ID: medicalID, Name: "康复门诊", Token: "1002", Secret: "medical-secret", Industry: models.Medical, StatusSystem: models.IndustrySystem,
			Report: &models.Pair{Token: "2002", Secret: "report-secret"}, Push: &models.Pair{Token: "3002", Secret: "push-secret"},
			PushAlgorithm: models.SHA256},
		{ID: schoolID, Name: "学习馆", Token: "1003", Secret: "school-secret", Industry: models.NoIndustry},
	}
}

func start(t testing.TB, adjust func(*simulator.Options)) *platform {
	clock := &testClock{now: noon}
	o := simulator.Options{Seed: 7, Now: clock.Now, Accounts: testAccounts()}
	if adjust != nil {
		adjust(&o)
	}
	p := &platform{Simulator: simulator.New(o), t: t, clock: clock}
	server := httptest.NewServer(p.Handler())
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

func credentials(account int64) models.Credentials {
	for _, a := range testAccounts() {
		if a.ID == account {
			return models.Credentials{AccountID: a.ID, Token: a.Token, Secret: a.Secret, Algorithm: models.SHA256}
		}
	}
	panic("no such account")
}

// envelope is an answer as it came.
type envelope struct {
	Code    int
	Message string
	Data    json.RawMessage
	status  int
	header  http.Header
	raw     []byte
}

// request makes a well-signed call; nothing is sent yet.
func (p *platform) request(account int64, call simulator.Call, query url.Values, body string) *http.Request {
	method := http.MethodGet
	if call != simulator.CallList {
		method = http.MethodPost
	}
	address := p.url + "/api/mv1/" + string(call)
	if query != nil {
		address += "?" + query.Encode()
	}
	r, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	c := credentials(account)
	if account == medicalID && call == simulator.CallReport {
		c.Token, c.Secret = "2002", "report-secret"
	}
	r.Header.Set(tencent.HeaderSignature, tencent.Sign(c, p.clock.Now(), tencent.NewNonce()))
	r.Header.Set(tencent.HeaderAlgorithm, string(c.Algorithm))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", "application/json")
	}
	return r
}

func (p *platform) send(r *http.Request) (envelope, error) {
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	resp, err := client.Do(r)
	if err != nil {
		return envelope{}, err
	}
	defer resp.Body.Close()
	e := envelope{status: resp.StatusCode, header: resp.Header}
	if e.raw, err = io.ReadAll(resp.Body); err != nil {
		return e, err
	}
	if json.Unmarshal(e.raw, &e) != nil {
		return e, errors.New("the answer is no JSON")
	}
	return e, nil
}

// must sends a call that has to be answered in the document's form.
func (p *platform) must(r *http.Request) envelope {
	p.t.Helper()
	e, err := p.send(r)
	if err != nil {
		p.t.Fatalf("%s: %v", r.URL.Path, err)
	}
	if e.status != http.StatusOK {
		p.t.Fatalf("%s: HTTP %d", r.URL.Path, e.status)
	}
	return e
}

// window is the query for everything ingested from three days ago until now.
func (p *platform) window() url.Values {
	now := p.clock.Now()
	return url.Values{
		"start_time": {strconv.FormatInt(now.Add(-72*time.Hour).Unix(), 10)},
		"end_time":   {strconv.FormatInt(now.Unix(), 10)},
		"time_type":  {"1"},
	}
}

type listPage struct {
	PageInfo struct {
		Page        int `json:"page"`
		PageSize    int `json:"page_size"`
		TotalNumber int `json:"total_number"`
		TotalPage   int `json:"total_page"`
	} `json:"page_info"`
	List []map[string]json.RawMessage `json:"list"`
}

// list pulls one page and the ids on it.
func (p *platform) list(account int64, query url.Values) (listPage, []string) {
	p.t.Helper()
	e := p.must(p.request(account, simulator.CallList, query, ""))
	if e.Code != 0 {
		p.t.Fatalf("list: code %d %s", e.Code, e.Message)
	}
	var page listPage
	if err := json.Unmarshal(e.Data, &page); err != nil {
		p.t.Fatal(err)
	}
	ids := make([]string, len(page.List))
	for i, lead := range page.List {
		ids[i] = text(lead["leads_id"])
	}
	return page, ids
}

// text is a string or number as text.
func text(raw json.RawMessage) string { return string(bytes.Trim(raw, `"`)) }

// addLead adds a lead at the clock's time.
func (p *platform) addLead(account int64) string {
	p.t.Helper()
	id, err := p.AddLeadAt(account, p.clock.Now())
	if err != nil {
		p.t.Fatal(err)
	}
	return id
}

func (p *platform) seed(account int64, n int, span time.Duration) {
	p.t.Helper()
	if err := p.SeedLeads(account, n, p.clock.Now().Add(-span), p.clock.Now()); err != nil {
		p.t.Fatal(err)
	}
}

func (p *platform) fail(f simulator.Fault) {
	p.t.Helper()
	if _, err := p.Fail(f); err != nil {
		p.t.Fatal(err)
	}
}
