package web

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net/http"
	"sync"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"xiansuo/models"
)

// AcmeOptions say for which names a certificate is fetched, and where it is kept.
type AcmeOptions struct {
	Domains   []string
	Email     string // for the authority's warnings; may be empty
	Directory string // the authority's address; empty: Let's Encrypt
	Folder    string // keeps the certificate and its key
	Log       *slog.Logger
}

// Acme fetches and renews certificates by itself (RFC 8555).
type Acme struct {
	manager *autocert.Manager
	log     *slog.Logger

	mu      sync.Mutex
	serving *tls.Certificate
	problem string
}

// NewAcme prepares it; nothing is fetched before the first visitor comes.
func NewAcme(o AcmeOptions) *Acme {
	manager := &autocert.Manager{
		Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(o.Folder), Email: o.Email,
		HostPolicy: autocert.HostWhitelist(o.Domains...),
	}
	if o.Directory != "" {
		manager.Client = &acme.Client{DirectoryURL: o.Directory}
	}
	return &Acme{manager: manager, log: o.Log}
}

// Config serves HTTPS with the certificates, and answers the authority's question over TLS.
func (a *Acme) Config() *tls.Config {
	config := a.manager.TLSConfig()
	config.MinVersion = tls.VersionTLS12
	config.GetCertificate = a.certificate
	return config
}

// Challenges answers the authority's question over plain HTTP, and sends everybody else to HTTPS.
func (a *Acme) Challenges() http.Handler { return a.manager.HTTPHandler(nil) }

// Figures say until when the certificate that visitors get is good, and why the last one could not
// be had.
func (a *Acme) Figures() models.ServingFigures {
	a.mu.Lock()
	defer a.mu.Unlock()
	figures := models.ServingFigures{Transport: models.TransportTLS, Certificate: true, Problem: a.problem}
	if a.serving != nil && a.serving.Leaf != nil {
		figures.EndsAt = models.At(a.serving.Leaf.NotAfter)
	}
	return figures
}

func (a *Acme) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	certificate, err := a.manager.GetCertificate(hello)
	if err == nil && len(hello.SupportedProtos) == 1 && hello.SupportedProtos[0] == acme.ALPNProto {
		return certificate, nil // the authority's question, not a visitor
	}
	if hostErr := a.manager.HostPolicy(hello.Context(), hello.ServerName); err != nil && hostErr != nil {
		return nil, fmt.Errorf("no certificate for this name: %w", err) // scanners ask for anything
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if err != nil {
		if a.problem == "" {
			a.log.Warn("no certificate could be fetched", "error", err)
		}
		a.problem = err.Error()
		return nil, err
	}
	a.serving, a.problem = certificate, ""
	return certificate, nil
}
