package tencent

import (
	"io"
	"net/http"
	"testing"

	"xiansuo/models"
)

// expectBody is a platform that accepts one body at one address.
func expectBody(t *testing.T, address, want string) *Client {
	t.Helper()
	return newPlatform(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.Method != http.MethodPost || r.URL.String() != address || string(body) != want {
			t.Errorf("%s %s %s, %v", r.Method, r.URL, body, err)
		}
		io.WriteString(w, `{"code":0,"message":"success","data":{}}`)
	})
}

func TestSetStatusSystemEncodesExactly(t *testing.T) {
	for system, want := range map[models.StatusSystem]string{
		models.StandardSystem: `{"account_id":25610,"leads_status_system_option":1}`,
		models.IndustrySystem: `{"account_id":25610,"leads_status_system_option":2}`,
	} {
		client := expectBody(t, "/leads/set_leads_status_system?account_id=25610", want)
		if err := client.SetStatusSystem(t.Context(), testCredentials, system); err != nil {
			t.Errorf("%s: %v", system, err)
		}
	}
	client := newPlatform(t, Options{}, func(http.ResponseWriter, *http.Request) { t.Error("the platform was called") })
	if err := client.SetStatusSystem(t.Context(), testCredentials, "other"); err == nil {
		t.Error("a status system that does not exist was accepted")
	}
}
