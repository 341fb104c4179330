package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// writeCertificate makes a certificate for 127.0.0.1 that ends then, in the two files.
func writeCertificate(t *testing.T, certificate, key string, serial int64, ends time.Time) *x509.CertPool {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: ends,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, DNSNames: []string{"leads.test"},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for path, block := range map[string]*pem.Block{certificate: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: encoded}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return pool
}

func TestHTTPSWithACertificateThatChangesWhileItRuns(t *testing.T) {
	dir := t.TempDir()
	certificate, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	pool := writeCertificate(t, certificate, key, 1, time.Now().Add(90*24*time.Hour))
	p := mustRun(t, with("--tls-cert", certificate, "--tls-key", key))
	if !strings.HasPrefix(p.address, "https://") {
		t.Fatalf("the program says %s", p.address)
	}
	client := func(pool *x509.CertPool) *http.Client {
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, ServerName: "leads.test"}, ForceAttemptHTTP2: true}
		t.Cleanup(transport.CloseIdleConnections)
		return &http.Client{Transport: transport}
	}
	answer, err := client(pool).Get(p.address + "/setup")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.ProtoMajor != 2 || answer.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("HTTP/%d, HSTS %q", answer.ProtoMajor, answer.Header.Get("Strict-Transport-Security"))
	}

	if err := os.WriteFile(certificate, []byte("half a certif"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.wait("the broken file to be noticed", func() string {
		answer, err := client(pool).Get(p.address + "/healthz")
		if err != nil {
			t.Fatalf("the old certificate does not serve on: %v", err)
		}
		answer.Body.Close()
		return regexp.MustCompile("the old one serves on").FindString(p.logged.String())
	})
	renewed := writeCertificate(t, certificate, key, 2, time.Now().Add(180*24*time.Hour))
	p.wait("the new certificate", func() string {
		answer, err := client(renewed).Get(p.address + "/healthz")
		if err != nil {
			return ""
		}
		answer.Body.Close()
		return "yes"
	})
	if strings.Contains(p.logged.String(), "PRIVATE KEY") {
		t.Error("the log holds the key")
	}
}

func TestTheCookieIsSecureUnderHTTPS(t *testing.T) {
	dir := t.TempDir()
	certificate, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	pool := writeCertificate(t, certificate, key, 1, time.Now().Add(5*24*time.Hour))
	p := mustRun(t, with("--tls-cert", certificate, "--tls-key", key), func(p *program) {
		p.transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, ServerName: "leads.test"}}
		t.Cleanup(p.transport.CloseIdleConnections)
	})
	b := p.setUp()
	body := b.get("/health").body
	if !strings.Contains(body, `data-sign="certificate" data-light="red"`) || !strings.Contains(body, "本机 HTTPS") {
		t.Error("the health page does not tell that the certificate ends")
	}
	if !strings.Contains(b.get("/leads").body, "1 项故障：证书") {
		t.Error("no banner for the certificate")
	}
	cookies := b.client.Jar.Cookies(mustURL(t, p.address))
	found := false
	for _, cookie := range cookies {
		found = found || cookie.Name == "__Host-xiansuo"
	}
	if !found {
		t.Errorf("no __Host- cookie among %d", len(cookies))
	}
}

func TestWrongHTTPSSettingsAreRefusedInWords(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none.pem")
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"a certificate without key": {[]string{"--tls-cert", "a"}, "--tls-key"},
		"no such file":              {[]string{"--tls-cert", missing, "--tls-key", missing}, "--tls-cert"},
		"both":                      {[]string{"--tls-cert", "a", "--tls-key", "b", "--acme-domain", "x.example.com"}, "exclude"},
		"a plain public address":    {[]string{"--acme-domain", "x.example.com", "--public-url", "http://x.example.com"}, "https://"},
		"http without a domain":     {[]string{"--acme-http", ":80"}, "--acme-domain"},
	} {
		var out, err strings.Builder
		status := run(t.Context(), append([]string{"serve", "--data", t.TempDir(), "--addr", "127.0.0.1:0"}, c.args...), terminal{strings.NewReader(""), &out, &err})
		if status == 0 || !strings.Contains(err.String(), c.says) || strings.Count(strings.TrimSpace(err.String()), "\n") > 0 {
			t.Errorf("%s: %d %q", name, status, err.String())
		}
	}
}

func TestAcmeRefusesOtherNamesAndSendsPlainVisitorsToHTTPS(t *testing.T) {
	p := mustRun(t, with("--acme-domain", "leads.test", "--acme-http", "127.0.0.1:0", "--acme-directory", "http://127.0.0.1:1/none"))
	if !regexp.MustCompile(`^https://leads\.test:\d+$`).MatchString(p.address) {
		t.Fatalf("the program says %s", p.address)
	}
	plain := p.wait("the plain address", func() string {
		_, rest, _ := strings.Cut(p.logged.String(), "for=--acme-http address=")
		address, _, _ := strings.Cut(rest, "\n")
		return address
	})
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := http.NewRequest("GET", "http://"+plain+"/leads?q=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "leads.test"
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode/100 != 3 || !strings.HasPrefix(answer.Header.Get("Location"), "https://leads.test/leads") {
		t.Errorf("%d to %s", answer.StatusCode, answer.Header.Get("Location"))
	}
	for _, name := range []string{"other.test", "leads.test"} { // the second for want of an authority
		if connection, err := tls.Dial("tcp", "127.0.0.1:"+strings.TrimPrefix(p.address, "https://leads.test:"), &tls.Config{ServerName: name}); err == nil {
			connection.Close()
			t.Errorf("%s got a certificate", name)
		}
	}
}

func mustURL(t *testing.T, address string) *url.URL {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}
