package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"

	"golang.org/x/sync/errgroup"

	"xiansuo/handlers"
	"xiansuo/jobs"
	"xiansuo/models"
	"xiansuo/web"
)

// secureFlags say how the desk is reached by HTTPS without a reverse proxy, and how monitors look in.
type secureFlags struct {
	TLSCert       string   `name:"tls-cert" env:"XIANSUO_TLS_CERT" placeholder:"FILE" help:"Certificate for HTTPS; loaded anew when it changes (${env})."`
	TLSKey        string   `name:"tls-key" env:"XIANSUO_TLS_KEY" placeholder:"FILE" help:"Its key (${env})."`
	ACMEDomain    []string `name:"acme-domain" env:"XIANSUO_ACME_DOMAIN" placeholder:"NAME" help:"Fetch and renew a certificate for this name by itself (${env})."`
	ACMEEmail     string   `name:"acme-email" env:"XIANSUO_ACME_EMAIL" placeholder:"ADDRESS" help:"Where the authority may write to (${env})."`
	ACMEDirectory string   `name:"acme-directory" env:"XIANSUO_ACME_DIRECTORY" placeholder:"URL" help:"The authority. Default: Let's Encrypt (${env})."`
	ACMEHTTP      string   `name:"acme-http" env:"XIANSUO_ACME_HTTP" placeholder:"ADDR" help:"Also answer the authority on this plain address, such as :80, and send visitors to HTTPS (${env})."`
	MetricsAddr   string   `name:"metrics-addr" env:"XIANSUO_METRICS_ADDR" placeholder:"ADDR" help:"Serve /metrics on an address of its own (${env})."`
	MetricsToken  string   `name:"metrics-token" env:"XIANSUO_METRICS_TOKEN" secret:"" placeholder:"T" help:"Bearer token of /metrics; with it the desk's own address serves it too (${env}, or ${env}_FILE)."`
}

func (f *secureFlags) check(publicURL string) error {
	switch {
	case (f.TLSCert == "") != (f.TLSKey == ""):
		return errors.New("--tls-cert and --tls-key go together")
	case f.TLSCert != "" && len(f.ACMEDomain) > 0:
		return errors.New("--tls-cert and --acme-domain exclude each other")
	case f.ACMEHTTP != "" && len(f.ACMEDomain) == 0:
		return errors.New("--acme-http needs --acme-domain")
	case (f.TLSCert != "" || len(f.ACMEDomain) > 0) && strings.HasPrefix(publicURL, "http:"):
		return errors.New("--public-url must begin with https:// when the desk serves HTTPS")
	}
	return nil
}

// entry is how the desk is reached: its listener, and what health says of it.
type entry struct {
	net.Listener
	tls     bool
	name    string // of the host, when the certificate decides it
	acme    *web.Acme
	figures func() models.ServingFigures
}

// secure puts HTTPS on the listener when the settings say so.
func (d *desk) secure(listener net.Listener) (*entry, error) {
	f := &d.flags.secureFlags
	switch {
	case f.TLSCert != "":
		files, err := web.OpenCertificate(f.TLSCert, f.TLSKey, d.log, d.now)
		if err != nil {
			return nil, fmt.Errorf("--tls-cert, --tls-key: %w", err)
		}
		return &entry{Listener: tls.NewListener(listener, files.Config()), tls: true, figures: files.Figures}, nil
	case len(f.ACMEDomain) > 0:
		acme := web.NewAcme(web.AcmeOptions{
			Domains: f.ACMEDomain, Email: f.ACMEEmail, Directory: f.ACMEDirectory, Folder: filepath.Join(d.flags.Data, "acme"), Log: d.log,
		})
		return &entry{Listener: tls.NewListener(listener, acme.Config()), tls: true, name: f.ACMEDomain[0], acme: acme, figures: acme.Figures}, nil
	}
	transport := d.plainTransport(listener)
	if transport == models.TransportPlain {
		d.log.Warn("passwords and leads cross the network unencrypted: use --tls-cert or --acme-domain, or a reverse proxy with --trusted-proxy and --public-url")
	}
	return &entry{Listener: listener, figures: func() models.ServingFigures { return models.ServingFigures{Transport: transport} }}, nil
}

// plainTransport is how safe plain HTTP is on this listener.
func (d *desk) plainTransport(listener net.Listener) models.Transport {
	public, err := url.Parse(d.flags.PublicURL)
	byProxy := err == nil && public.Scheme == "https"
	address, isTCP := listener.Addr().(*net.TCPAddr)
	loopback := isTCP && address.IP.IsLoopback()
	switch {
	case byProxy && (loopback || len(d.flags.TrustedProxy) > 0):
		return models.TransportProxy
	case loopback:
		return models.TransportLoopback
	}
	return models.TransportPlain
}

// address is where people reach the entry.
func (e *entry) address() string {
	if !e.tls {
		return "http://" + e.Addr().String()
	}
	if e.name == "" {
		return "https://" + e.Addr().String()
	}
	if _, port, err := net.SplitHostPort(e.Addr().String()); err == nil && port != "443" {
		return "https://" + net.JoinHostPort(e.name, port)
	}
	return "https://" + e.name
}

// aside serves the small listeners beside the desk's own: the authority's question and metrics.
func (d *desk) aside(ctx context.Context, group *errgroup.Group, e *entry, watch *jobs.HealthWatch) error {
	for _, side := range []struct {
		flag, address string
		handler       func() http.Handler
	}{
		{"--acme-http", d.flags.ACMEHTTP, func() http.Handler { return e.acme.Challenges() }},
		{"--metrics-addr", d.flags.MetricsAddr, func() http.Handler {
			mux := http.NewServeMux()
			mux.Handle("GET /metrics", handlers.Metrics(watch, d.flags.MetricsToken))
			return mux
		}},
	} {
		if side.address == "" {
			continue
		}
		listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", side.address)
		if err != nil {
			return fmt.Errorf("%s: cannot listen on %s: %w", side.flag, side.address, err)
		}
		d.log.Info("listening beside the desk", "for", side.flag, "address", listener.Addr().String())
		handler := web.WithHeaders(side.handler())
		group.Go(func() error { return web.Serve(ctx, listener, handler, d.log) })
	}
	return nil
}
