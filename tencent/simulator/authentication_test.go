package simulator_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/tencent"
	"xiansuo/tencent/simulator"
)

func TestSignaturesAreJudgedAsStrictlyAsTheDocument(t *testing.T) {
	school := credentials(schoolID)
	sign := func(change func(c *models.Credentials, at *time.Time, nonce *string)) func(*http.Request) {
		return func(r *http.Request) {
			c, at, nonce := school, noon, tencent.NewNonce()
			change(&c, &at, &nonce)
			r.Header.Set(tencent.HeaderSignature, tencent.Sign(c, at, nonce))
			r.Header.Set(tencent.HeaderAlgorithm, string(c.Algorithm))
		}
	}
	tests := []struct {
		name   string
		change func(*http.Request)
		want   int
	}{
		{"as it should be", func(*http.Request) {}, 0},
		{"SHA1", sign(func(c *models.Credentials, _ *time.Time, _ *string) { c.Algorithm = models.SHA1 }), 0},
		{"SHA1 without the algorithm header", func(r *http.Request) {
			sign(func(c *models.Credentials, _ *time.Time, _ *string) { c.Algorithm = models.SHA1 })(r)
			r.Header.Del(tencent.HeaderAlgorithm)
		}, 0},
		{"SHA256 without the algorithm header", func(r *http.Request) { r.Header.Del(tencent.HeaderAlgorithm) }, 2004},
		{"an algorithm nobody knows", func(r *http.Request) { r.Header.Set(tencent.HeaderAlgorithm, "MD5") }, 2002},
		{"no signature", func(r *http.Request) { r.Header.Del(tencent.HeaderSignature) }, 2001},
		{"no base64", func(r *http.Request) { r.Header.Set(tencent.HeaderSignature, "*") }, 2002},
		{"a nonce of 33 characters", sign(func(_ *models.Credentials, _ *time.Time, n *string) { *n = strings.Repeat("n", 33) }), 2002},
		{"an unknown token", sign(func(c *models.Credentials, _ *time.Time, _ *string) { c.Token = "9" }), 2003},
		{"another secret", sign(func(c *models.Credentials, _ *time.Time, _ *string) { c.Secret = "9" }), 2004},
		{"5 minutes ago", sign(func(_ *models.Credentials, at *time.Time, _ *string) { *at = at.Add(-5 * time.Minute) }), 0},
		{"over 5 minutes ago", sign(func(_ *models.Credentials, at *time.Time, _ *string) { *at = at.Add(-301 * time.Second) }), 2005},
		{"over 5 minutes ahead", sign(func(_ *models.Credentials, at *time.Time, _ *string) { *at = at.Add(301 * time.Second) }), 2005},
		{"the old scheme", sign(func(c *models.Credentials, _ *time.Time, _ *string) { c.OldSignature = true }), 0},
		{"its own account", func(r *http.Request) { r.URL.RawQuery += "&account_id=25612" }, 0},
		{"another's account", func(r *http.Request) { r.URL.RawQuery += "&account_id=25610" }, 2007},
		{"an account that is no number", func(r *http.Request) { r.URL.RawQuery += "&account_id=" }, 2007},
		{"another account's token", sign(func(c *models.Credentials, _ *time.Time, _ *string) { *c = credentials(estateID) }), 0},
		{"the report token for a pull", sign(func(c *models.Credentials, _ *time.Time, _ *string) { c.Token, c.Secret = "2002", "report-secret" }), 2003},
	}
	p := start(t, nil)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := p.request(schoolID, simulator.CallList, p.window(), "")
			test.change(r)
			if e := p.must(r); e.Code != test.want {
				t.Errorf("code %d (%s), want %d", e.Code, e.Message, test.want)
			}
		})
	}
}

func TestANonceWorksOnce(t *testing.T) {
	p := start(t, nil)
	r := p.request(schoolID, simulator.CallList, p.window(), "")
	if e := p.must(r); e.Code != 0 {
		t.Fatalf("first use: code %d", e.Code)
	}
	if e := p.must(r); e.Code != 2006 {
		t.Errorf("second use: code %d, want 2006", e.Code)
	}
	// A fresh timestamp does not make an old nonce new.
	p.clock.Advance(time.Hour)
	header, err := base64.StdEncoding.DecodeString(r.Header.Get(tencent.HeaderSignature))
	if err != nil {
		t.Fatal(err)
	}
	nonce := strings.Split(string(header), ",")[2]
	again := p.request(schoolID, simulator.CallList, p.window(), "")
	again.Header.Set(tencent.HeaderSignature, tencent.Sign(credentials(schoolID), p.clock.Now(), nonce))
	if e := p.must(again); e.Code != 2006 {
		t.Errorf("an hour later: code %d, want 2006", e.Code)
	}
}

func TestTheOldSchemeCanBeRefused(t *testing.T) {
	p := start(t, func(o *simulator.Options) { o.RefuseOldSignature = true })
	r := p.request(schoolID, simulator.CallList, p.window(), "")
	c := credentials(schoolID)
	c.OldSignature = true
	r.Header.Set(tencent.HeaderSignature, tencent.Sign(c, noon, ""))
	if e := p.must(r); e.Code != 2008 {
		t.Errorf("code %d, want 2008", e.Code)
	}
}

func TestCallsWithABodyNeedTheirHeaders(t *testing.T) {
	p := start(t, nil)
	for _, header := range []string{"Content-Type", "Accept"} {
		r := p.request(schoolID, simulator.CallReport, nil, `{"list":[]}`)
		r.Header.Set(header, "text/plain")
		if e := p.must(r); e.Code != 2102 {
			t.Errorf("%s: code %d, want 2102", header, e.Code)
		}
	}
}

func TestAddressesOutsideTheDocumentAreNotThere(t *testing.T) {
	p := start(t, nil)
	for path, want := range map[string]int{"/leads/list": 404, "/api/mv1/leads/get": 404, "/api/mv1/leads/report": 405} {
		resp, err := http.Get(p.url + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s: HTTP %d, want %d", path, resp.StatusCode, want)
		}
	}
}
