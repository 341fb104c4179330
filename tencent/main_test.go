package tencent

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"go.uber.org/goleak"

	"xiansuo/models"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var testCredentials = models.Credentials{
	AccountID: 25610, Token: "123456789", Secret: "0123456789abcdef", Algorithm: models.SHA256,
}

// newPlatform starts a platform that answers as told, and a client for it.
func newPlatform(t *testing.T, opts Options, answer http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return newClient(t, server.URL, opts)
}

func newClient(t *testing.T, base string, opts Options) *Client {
	t.Helper()
	client, err := New(base, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// answering is a platform that always answers the same.
func answering(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) }
}

const emptyPage = `{"code":0,"message":"success","data":{"page_info":{"total_number":0},"list":[]}}`

// listOnce makes one call, the kind of which does not matter.
func listOnce(client *Client) error {
	_, err := client.ListLeads(context.Background(), testCredentials, models.LeadListing{
		Window: models.PullWindow{From: models.At(time.Unix(1700000000, 0)), To: models.At(time.Unix(1700000600, 0))},
	})
	return err
}
