package tencent

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
)

func door() *models.PushDoor {
	return &models.PushDoor{Credentials: vectorCredentials, Window: models.PushWindow}
}

func headers(signature, algorithm string) http.Header {
	h := http.Header{}
	h.Set(HeaderSignature, signature)
	h.Set(HeaderAlgorithm, algorithm)
	return h
}

func TestPushesAreVerifiedInBothFormsAndByThePinnedDigest(t *testing.T) {
	for _, v := range signatureVectors {
		got, err := Pushes{}.Verify(headers(v.header, ""), door(), vectorTime)
		if err != nil || got.Algorithm != v.algorithm || (got.Fields == 3) != v.old || got.SignedAt != models.At(vectorTime) {
			t.Errorf("%+v, %v", got, err)
		}
		pinned := door()
		pinned.Pinned = models.SHA1
		_, err = Pushes{}.Verify(headers(v.header, ""), pinned, vectorTime)
		if (err == nil) != (v.algorithm == models.SHA1) || err != nil && causeOf(err) != models.PushOtherDigest {
			t.Errorf("%s where SHA1 is pinned: %v", v.algorithm, err)
		}
	}
}

func causeOf(err error) models.PushOutcome {
	var refused *models.PushRefusal
	if !errors.As(err, &refused) {
		return ""
	}
	return refused.Cause
}

func TestRefusedPushesNameTheirCause(t *testing.T) {
	good := signatureVectors[0].header
	noCredentials := door()
	noCredentials.Credentials = models.Credentials{}
	wide := door()
	wide.Window = time.Hour
	for name, c := range map[string]struct {
		header string
		door   *models.PushDoor
		off    time.Duration
		want   models.PushOutcome
	}{
		"none":              {"", door(), 0, models.PushUnsigned},
		"malformed":         {"***", door(), 0, models.PushBadSignature},
		"no credentials":    {good, noCredentials, 0, models.PushWrongToken},
		"too old":           {good, door(), 6 * time.Minute, models.PushWrongTime},
		"old in its window": {good, wide, 6 * time.Minute, ""},
	} {
		if _, err := (Pushes{}).Verify(headers(c.header, ""), c.door, vectorTime.Add(c.off)); causeOf(err) != c.want || (err == nil) != (c.want == "") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for body, want := range map[string]models.PushOutcome{
		"":                                    models.PushNoLead,
		`{"leads_name":"a"}`:                  models.PushNoID,
		`{"leads_id":"1","account_id":2}`:     models.PushOtherAccount,
		`{"leads_id":"1","account_id":25610}`: "",
		`{"leads_id":"1"}`:                    "",
	} {
		if lead, err := (Pushes{}).Decode([]byte(body), 25610); causeOf(err) != want || (err == nil) != (want == "") || err == nil && lead.AccountID != 25610 {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestARawFormHoldsNoIDNumberUnderAnyName(t *testing.T) {
	for _, body := range []string{
		`{"leads_id":"1","id_number":"110101199001011234","age":"3"}`,
		`{"leads_id":"1","leads_id_number":110101199001011234,"age":"3"}`,
		`{"leads_id":"1","id\u005fnumber":"110101199001011234","age":"3"}`,
		`{"leads_id":"1","id_number":{"n":["110101199001011234"]},"id_number":"110101199001011234","age":"3"}`,
	} {
		lead, _, err := DecodeLead([]byte(body), 1)
		if err != nil || strings.Contains(lead.Raw, "110101199001011234") || !strings.Contains(lead.Raw, `"age":"3"`) {
			t.Errorf("%s is kept as %s, %v", body, lead.Raw, err)
		}
		again, _, err := DecodeLead([]byte(lead.Raw), 1)
		if err != nil || again.LeadsID != "1" || again.Age != "3" || again.IDNumber != "" {
			t.Errorf("%s decodes as %+v, %v", lead.Raw, again, err)
		}
	}
	plain := `{ "leads_id" : "1", "x": [1, 2] }`
	if lead, _, err := DecodeLead([]byte(plain), 1); err != nil || lead.Raw != plain {
		t.Errorf("kept as %s, %v", lead.Raw, err)
	}
}

func TestAShownRawFormIsMaskedByFieldAndKeepsItsTypes(t *testing.T) {
	shown := MaskedLead([]byte(`{"leads_id":9007199254740993,"account_id":"25610","leads_name":"王建国","leads_tel":13810005678,"leads_wechat":"wx_secret",
		"leads_address":"长安街一号","leads_email":"","bundle":"{\"备用\":\"13900001111\"}","new_field":{"call":["13700002222",1]},"age":36,"leads_qq":null,"ad_id":13810001234}`))
	for _, want := range []string{`"leads_id": 9007199254740993`, `"account_id": "25610"`, "王建国", `"138****5678"`, `"w****"`, `"长****"`, `"leads_email": ""`, `"age": 36`, `"leads_qq": null`, `"ad_id": 13810001234`, "备用"} {
		if !strings.Contains(shown, want) {
			t.Errorf("lacks %s:\n%s", want, shown)
		}
	}
	for _, secret := range []string{"13810005678", "wx_secret", "长安街", "13900001111", "13700002222"} {
		if strings.Contains(shown, secret) {
			t.Errorf("shows %s", secret)
		}
	}
	for _, bad := range []string{"", "[]", "{", "x"} {
		if got := MaskedLead([]byte(bad)); got != "" {
			t.Errorf("%q is shown as %q", bad, got)
		}
	}
}

func TestASampleSaysHowFarItGot(t *testing.T) {
	answer := func(status int, body string) *httptest.Server {
		return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := Verify(r.Header.Get(HeaderSignature), r.Header.Get(HeaderAlgorithm), vectorCredentials, time.Now(), time.Minute); err != nil {
				t.Errorf("not signed as the platform does: %v", err)
			}
			if s, err := ParseSignature(r.Header.Get(HeaderSignature)); err != nil || !s.IsOld() {
				t.Errorf("not the old form: %v", err)
			}
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(status)
			if _, err := w.Write([]byte(body)); err != nil {
				t.Error(err)
			}
		}))
	}
	client, err := New(DefaultBase, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		status int
		body   string
		kind   models.Refusal // empty: it was accepted
	}{
		"accepted":       {200, `{"code":0,"message":"success","data":[{}]}`, ""},
		"refused":        {401, `{"code":2001,"message":"wrong signature"}`, models.RefusedPermission},
		"another server": {404, "<html>", models.FailedHTTP},
		"a redirect":     {302, "", models.FailedHTTP},
		"a blank page":   {200, "", models.FailedHTTP},
	} {
		server := answer(c.status, c.body)
		sample, err := client.SendSample(t.Context(), server.URL, vectorCredentials, models.SHA256)
		server.Close()
		if err != nil || sample.Status != c.status || (sample.Error == nil) != (c.kind == "") || sample.Error != nil && sample.Error.Kind != c.kind {
			t.Errorf("%s: %+v, %v", name, sample, err)
		}
	}
	gone := answer(200, "")
	gone.Close()
	sample, err := client.SendSample(t.Context(), gone.URL, vectorCredentials, "")
	if err != nil || sample.Error == nil || sample.Error.Kind != models.FailedConnect || sample.Status != 0 {
		t.Errorf("nobody there: %+v, %v", sample, err)
	}
}
