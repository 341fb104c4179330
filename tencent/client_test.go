package tencent

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"xiansuo/models"
)

func TestNewWantsAPlainAddress(t *testing.T) {
	for _, base := range []string{"", "leads.qq.com", "ftp://leads.qq.com/", "https://", "https://u:p@leads.qq.com/", "https://leads.qq.com/?a=1", "http://a b/"} {
		if _, err := New(base, Options{}); err == nil {
			t.Errorf("%q was accepted", base)
		}
	}
	for _, base := range []string{DefaultBase, "http://127.0.0.1:8080", "https://leads.qq.com/api/mv1"} {
		if _, err := New(base, Options{}); err != nil {
			t.Errorf("%q: %v", base, err)
		}
	}
}

func TestEveryAttemptIsSignedAfresh(t *testing.T) {
	for _, cred := range []models.Credentials{
		testCredentials, credentialsFor(models.SHA1, false), credentialsFor(models.SHA1, true), credentialsFor("", false),
	} {
		nonces := map[string]bool{}
		client := newPlatform(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
			signature, err := ParseSignature(r.Header.Get(HeaderSignature))
			if err == nil {
				err = signature.Verify(r.Header.Get(HeaderAlgorithm), cred, time.Now(), time.Minute)
			}
			if err != nil || r.Header.Get(HeaderAlgorithm) == "" || signature.IsOld() != cred.OldSignature {
				t.Errorf("signature: %v, algorithm %q", err, r.Header.Get(HeaderAlgorithm))
			}
			if nonces[signature.Nonce] && !cred.OldSignature {
				t.Error("a nonce came twice")
			}
			nonces[signature.Nonce] = true
			if r.Header.Get("Accept") != "application/json" || r.Header.Get("Content-Type") != "application/json" {
				t.Errorf("headers %v", r.Header)
			}
			if r.ContentLength > 0 || len(r.TransferEncoding) > 0 {
				t.Error("a GET came with a body")
			}
			io.WriteString(w, emptyPage)
		})
		for range 3 {
			_, err := client.ListLeads(t.Context(), cred, models.LeadListing{})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

// dropper is a server that answers the first request of each connection and breaks the connection
// at the second one, unanswered. It records the nonce of every request that reached it.
type dropper struct {
	net.Listener
	mu     sync.Mutex
	nonces []string
}

func newDropper(t *testing.T) *dropper {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d := &dropper{Listener: listener}
	var connections sync.WaitGroup
	connections.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			connections.Go(func() { d.serve(conn) })
		}
	})
	t.Cleanup(func() { listener.Close(); connections.Wait() })
	return d
}

func (d *dropper) serve(conn net.Conn) {
	defer conn.Close()
	reader := bufio.NewReader(conn)
	for n := range 2 {
		request, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		io.Copy(io.Discard, request.Body)
		d.mu.Lock()
		d.nonces = append(d.nonces, request.Header.Get(HeaderSignature))
		d.mu.Unlock()
		if n == 0 {
			fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(emptyPage), emptyPage)
		}
	}
}

// repeats counts the signatures that came more than once.
func (d *dropper) repeats() (all, repeated int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	seen := map[string]bool{}
	for _, nonce := range d.nonces {
		if seen[nonce] {
			repeated++
		}
		seen[nonce] = true
	}
	return len(d.nonces), repeated
}

func TestABrokenKeptConnectionNeverReplaysACall(t *testing.T) {
	server := newDropper(t)
	client := newClient(t, "http://"+server.Addr().String(), Options{})
	failed := 0
	for i := range 20 {
		var err error
		if i%4 < 2 {
			err = listOnce(client)
		} else {
			err = client.SendReports(t.Context(), testCredentials, reportsOf("1"))
		}
		if refused, ok := errors.AsType[*models.PlatformError](err); ok && refused.Kind == models.FailedConnect {
			failed++
		} else if err != nil {
			t.Errorf("call %d: %v", i, err)
		}
	}
	if all, repeated := server.repeats(); all != 20 || repeated != 0 || failed != 10 {
		t.Errorf("%d requests arrived, %d of them repeated, %d calls failed; want 20, 0, 10", all, repeated, failed)
	}
}

// The trap itself, so that the test above is known to be able to fail.
func TestPlainNetHTTPReplaysAGet(t *testing.T) {
	server := newDropper(t)
	plain := &http.Client{Transport: newTransport()}
	defer plain.CloseIdleConnections()
	for n := range 2 {
		request, err := http.NewRequest(http.MethodGet, "http://"+server.Addr().String(), nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set(HeaderSignature, fmt.Sprint("signature ", n))
		response, err := plain.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
	if _, repeated := server.repeats(); repeated == 0 {
		t.Error("net/http no longer replays: the precaution may go")
	}
}

func TestTimestampsAreCorrectedOnceTheSkewIsKnown(t *testing.T) {
	platform := time.Date(2024, 12, 19, 8, 0, 0, 0, time.UTC)
	for _, test := range []struct{ ahead, want time.Duration }{
		{0, 0},
		{20 * time.Second, 20 * time.Second}, // small: left alone
		{-30 * time.Second, -30 * time.Second},
		{31 * time.Second, 0},
		{-240 * time.Second, 0},
		{time.Hour, 0},
	} {
		var offs []time.Duration
		client := newPlatform(t, Options{Now: func() time.Time { return platform.Add(test.ahead) }},
			func(w http.ResponseWriter, r *http.Request) {
				signature, err := ParseSignature(r.Header.Get(HeaderSignature))
				if err != nil {
					t.Error(err)
				}
				offs = append(offs, signature.Time().Sub(platform))
				w.Header().Set("Date", platform.Format(http.TimeFormat))
				io.WriteString(w, emptyPage)
			})
		for range 2 {
			batch, err := client.ListLeads(t.Context(), testCredentials, models.LeadListing{})
			if err != nil || batch.Skew != (models.Skew{Known: true, By: test.ahead}) {
				t.Errorf("skew %v, %v", batch.Skew, err)
			}
		}
		if !slices.Equal(offs, []time.Duration{test.ahead, test.want}) {
			t.Errorf("clock ahead by %v: timestamps off by %v", test.ahead, offs)
		}
	}
}

func TestARefusalCarriesTheSkew(t *testing.T) {
	client := newPlatform(t, Options{Now: func() time.Time { return time.Unix(1700000400, 0) }},
		func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", time.Unix(1700000000, 0).UTC().Format(http.TimeFormat))
			io.WriteString(w, `{"code":2001,"message":"签名过期"}`)
		})
	refused, ok := errors.AsType[*models.PlatformError](listOnce(client))
	if !ok || refused.Skew != (models.Skew{Known: true, By: 400 * time.Second}) {
		t.Errorf("refusal %+v", refused)
	}
}

func TestAnEndedContextIsPassedThrough(t *testing.T) {
	for _, begun := range []string{"", emptyPage[:10]} {
		ctx, cancel := context.WithCancel(t.Context())
		client := newPlatform(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, begun)
			if begun != "" {
				w.(http.Flusher).Flush()
			}
			cancel()
			<-r.Context().Done()
		})
		_, err := client.ListLeads(ctx, testCredentials, models.LeadListing{})
		_, isRefusal := errors.AsType[*models.PlatformError](err)
		if !errors.Is(err, context.Canceled) || isRefusal {
			t.Errorf("answer begun with %q: got %v", begun, err)
		}
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the signature went to another host")
	}))
	defer elsewhere.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		client := newPlatform(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL, status)
		})
		refused, ok := errors.AsType[*models.PlatformError](listOnce(client))
		if !ok || refused.Kind != models.FailedHTTP || refused.Status != status {
			t.Errorf("%d: %v", status, refused)
		}
	}
}
