package tencent

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"xiansuo/models"
)

func TestAnswersAreClassifiedByCode(t *testing.T) {
	tests := []struct {
		code string
		want models.Refusal
	}{
		{"1099", models.RefusedUnknown}, {"1100", models.RefusedInternal}, {"1199", models.RefusedInternal},
		{"1200", models.RefusedUnknown}, {"1999", models.RefusedUnknown}, {"2000", models.RefusedPermission},
		{"2099", models.RefusedPermission}, {"2100", models.RefusedParameter}, {"2199", models.RefusedParameter},
		{"2200", models.RefusedUnknown}, {"10000", models.RefusedPermission}, {"60060", models.RefusedParameter}, {"60080", models.RefusedUnknown},
		{"-1", models.RefusedUnknown}, {`"2100"`, models.RefusedParameter}, {`"2.1e3"`, models.RefusedUnknown},
		{"2.1e3", models.RefusedParameter}, {"null", models.RefusedUnknown}, {`"x"`, models.RefusedUnknown},
	}
	for _, test := range tests {
		client := newPlatform(t, Options{}, answering(`{"code":`+test.code+`,"message":"参数错误"}`))
		refused, ok := errors.AsType[*models.PlatformError](listOnce(client))
		if !ok || refused.Kind != test.want || refused.Status != 200 {
			t.Errorf("code %s: %v, want %s", test.code, refused, test.want)
		}
	}
}

func TestAnswersThatAreNoneAreHTTPFailures(t *testing.T) {
	tests := []struct {
		name   string
		answer http.HandlerFunc
		status int
		kind   models.Refusal
	}{
		{"500", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, 500, models.FailedHTTP},
		{"429 with code 0", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(429); io.WriteString(w, emptyPage) }, 429, models.FailedHTTP},
		{"401 with a permission code", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401); io.WriteString(w, `{"code":2001}`) }, 401, models.FailedHTTP},
		{"nothing", answering(""), 200, models.FailedHTTP},
		{"a web page", answering("<html>维护中</html>"), 200, models.FailedHTTP},
		{"a list", answering("[]"), 200, models.FailedHTTP},
		{"a cut body", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			io.WriteString(w, emptyPage)
		}, 200, models.FailedHTTP},
		{"cut JSON", answering(emptyPage[:len(emptyPage)-4]), 200, models.FailedHTTP},
		{"a huge body", answering(strings.Repeat(" ", 5000)), 200, models.FailedTooLong},
		{"a huge body that is small on the wire", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			zipped := gzip.NewWriter(w)
			io.WriteString(zipped, emptyPage+strings.Repeat(" ", 1<<20))
			zipped.Close()
		}, 200, models.FailedTooLong},
		{"broken gzip", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			io.WriteString(w, emptyPage)
		}, 200, models.FailedHTTP},
		{"an object without a code", answering("{}"), 200, models.RefusedUnknown},
		{"a list that is none", answering(`{"code":0,"data":{"list":{}}}`), 200, models.RefusedUnknown},
		{"data of another kind", answering(`{"code":0,"data":{"items":[]}}`), 200, models.RefusedUnknown},
		{"data in words", answering(`{"code":0,"data":"none"}`), 200, models.RefusedUnknown},
		{"data in a bare list", answering(`{"code":0,"data":[{"leads_id":"1"}]}`), 200, models.RefusedUnknown},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			client := newPlatform(t, Options{MaxBody: 4096}, test.answer)
			refused, ok := errors.AsType[*models.PlatformError](listOnce(client))
			if !ok || refused.Kind != test.kind || refused.Status != test.status || refused.Message == "" || !refused.Transient() {
				t.Errorf("got %v", refused)
			}
			if !refused.Skew.Known {
				t.Error("the skew was not measured")
			}
		})
	}
}

func TestConnectionsThatFailAreNamed(t *testing.T) {
	secure := httptest.NewUnstartedServer(answering(emptyPage))
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // it complains of clients that do not trust it
	secure.StartTLS()
	defer secure.Close()
	plain := httptest.NewServer(answering(emptyPage))
	defer plain.Close()
	closed := httptest.NewServer(answering(emptyPage))
	closed.Close()
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer silent.Close()
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, emptyPage[:10])
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}))
	defer slow.Close()
	nameless := newTransport()
	nameless.Proxy = nil
	nameless.DialContext = (&net.Dialer{Resolver: &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("no name server")
	}}}).DialContext
	tests := []struct {
		name, base string
		opts       Options
		want       models.Refusal
		step       models.Step
	}{
		{"unknown certificate", secure.URL, Options{}, models.FailedTLS, models.StepTLS},
		{"no TLS at all", "https" + strings.TrimPrefix(plain.URL, "http"), Options{}, models.FailedTLS, models.StepTLS},
		{"nobody listens", closed.URL, Options{}, models.FailedConnect, models.StepConnect},
		{"no such name", "http://platform.invalid", Options{Transport: nameless}, models.FailedDNS, models.StepDNS},
		{"no answer", silent.URL, Options{Timeout: 50 * time.Millisecond}, models.FailedTimeout, models.StepAnswer},
		{"half an answer", slow.URL, Options{Timeout: 50 * time.Millisecond}, models.FailedTimeout, models.StepAnswer},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			client := newClient(t, test.base, test.opts)
			refused, ok := errors.AsType[*models.PlatformError](listOnce(client))
			if !ok || refused.Kind != test.want || refused.Message == "" || refused.Err == nil || !refused.Transient() {
				t.Errorf("got %v, want %s", refused, test.want)
			}
			check := client.CheckConnection(t.Context(), testCredentials)
			if step := firstFailure(check); step != test.step {
				t.Errorf("the check failed at %q, want %q: %+v", step, test.step, check)
			}
		})
	}
}

func TestMessagesKeepNothingSecretOrPersonal(t *testing.T) {
	secrets := []string{"c2lnbmF0dXJl", "0123456789abcdef", "123456789"}
	tests := []struct{ message, want string }{
		{"参数错误: leads_id 9007199254740993 不存在", "参数错误: leads_id 9007199254740993 不存在"},
		{"a\x00b\u202ec\r\nd", "abc  d"},
		{"token 123456789 refused, secret 0123456789abcdef", "token *** refused, secret ***"},
		{"signature c2lnbmF0dXJl is bad", "signature *** is bad"},
		{"手机13800138000,13900139000重复", "手机***,***重复"},
		{"+86 138-0013-8000 and 8613800138000", "*** and ***"},
		{"座机 0755-86013388", "座机 ***"},
		{"身份证 11010519491231002X", "身份证 ***"},
		{strings.Repeat("错", 700), strings.Repeat("错", 500)},
	}
	for _, test := range tests {
		if got := cleanMessage(test.message, secrets); got != test.want {
			t.Errorf("%.60q became %q", test.message, got)
		}
	}
	huge := cleanMessage(strings.Repeat("线", 1<<20), nil)
	if utf8.RuneCountInString(huge) != maxMessage || !utf8.ValidString(huge) {
		t.Errorf("a huge message became %d characters", utf8.RuneCountInString(huge))
	}
}

func TestNoErrorShowsCredentials(t *testing.T) {
	echo := newPlatform(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"code":2000,"message":"%s of %s and %s"}`,
			r.Header.Get(HeaderSignature), testCredentials.Token, testCredentials.Secret)
	})
	closed := httptest.NewServer(answering(emptyPage))
	closed.Close()
	for _, err := range []error{listOnce(echo), listOnce(newClient(t, closed.URL, Options{}))} {
		refused, ok := errors.AsType[*models.PlatformError](err)
		if !ok {
			t.Fatal(err)
		}
		shown := fmt.Sprintf("%v %+v %#v %v", err, refused, refused, refused.Err)
		for _, secret := range []string{testCredentials.Token, testCredentials.Secret, "MTIzNDU2Nzg5LD"} {
			if strings.Contains(shown, secret) {
				t.Errorf("%q is in %s", secret, shown)
			}
		}
	}
}
