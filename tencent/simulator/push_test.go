package simulator_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/tencent"
)

func TestAPushIsSignedWithTheOldSchemeAndNamedAsInThePushTable(t *testing.T) {
	p := start(t, nil)
	var got *http.Request
	var body []byte
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		if body, _ = io.ReadAll(r.Body); r.URL.Path == "/elsewhere" {
			t.Error("a redirect was followed")
		}
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(http.StatusFound)
		if _, err := io.WriteString(w, "moved"); err != nil {
			t.Error(err)
		}
	}))
	defer receiver.Close()
	for _, test := range []struct {
		account   int64
		pair      models.Credentials
		algorithm string
	}{
		{estateID, credentials(estateID), ""},
		{medicalID, models.Credentials{Token: "3002", Secret: "push-secret"}, "SHA256"},
	} {
		id := p.addLead(test.account)
		status, answer, err := p.Push(t.Context(), receiver.URL, test.account, id)
		if err != nil || status != http.StatusFound || string(answer) != "moved" {
			t.Fatalf("HTTP %d %q %v", status, answer, err)
		}
		header := got.Header.Get(tencent.HeaderSignature)
		if err := tencent.Verify(header, got.Header.Get(tencent.HeaderAlgorithm), test.pair, noon, time.Minute); err != nil {
			t.Error(err)
		}
		if s, err := tencent.ParseSignature(header); err != nil || !s.IsOld() {
			t.Errorf("not the old scheme: %v", err)
		}
		if got.Header.Get(tencent.HeaderAlgorithm) != test.algorithm {
			t.Errorf("algorithm header %q, want %q", got.Header.Get(tencent.HeaderAlgorithm), test.algorithm)
		}
		if got.Method != http.MethodPost || !json.Valid(body) || field(t, body, "leads_id") != id {
			t.Errorf("%s %s", got.Method, body)
		}
		if field(t, body, "page_tools") != "" {
			t.Error("page_tools is in a push")
		}
	}
	if _, _, err := p.Push(t.Context(), receiver.URL, estateID, "1"); err == nil {
		t.Error("a lead that is not there was pushed")
	}
}
