package web

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"time"

	"xiansuo/models"
)

// certificateLook is how often a handshake looks whether the certificate's files changed.
const certificateLook = time.Second

// CertificateFiles is a certificate from two files. When they change, the next visitor gets the new
// one, without a restart; while they cannot be read together the old one serves on.
type CertificateFiles struct {
	certificate, key string
	log              *slog.Logger
	now              func() time.Time

	mu      sync.Mutex
	current *tls.Certificate
	stamps  [2]fileStamp
	looked  time.Time
	problem string
}

// fileStamp changes with a file's content.
type fileStamp struct {
	changed time.Time
	size    int64
}

// OpenCertificate loads the certificate for the first time; the error says which file is wrong.
func OpenCertificate(certificate, key string, log *slog.Logger, now func() time.Time) (*CertificateFiles, error) {
	c := &CertificateFiles{certificate: certificate, key: key, log: log, now: now}
	if err := c.load(); err != nil {
		return nil, err
	}
	return c, nil
}

// Config serves HTTPS with the certificate.
func (c *CertificateFiles) Config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			return c.newest(), nil
		},
	}
}

// Figures say until when the certificate is good, and why a newer one could not be loaded.
func (c *CertificateFiles) Figures() models.ServingFigures {
	c.newest()
	c.mu.Lock()
	defer c.mu.Unlock()
	return models.ServingFigures{Transport: models.TransportTLS, Certificate: true, EndsAt: models.At(c.current.Leaf.NotAfter), Problem: c.problem}
}

func (c *CertificateFiles) newest() *tls.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.now(); now.Sub(c.looked) >= certificateLook {
		c.looked = now
		if stamps, err := c.stat(); err != nil || stamps != c.stamps {
			c.reload()
		}
	}
	return c.current
}

// reload keeps what it has when the files are half written: it looks again the next time.
func (c *CertificateFiles) reload() {
	if err := c.load(); err != nil {
		if c.problem == "" {
			c.log.Warn("the changed certificate cannot be loaded; the old one serves on", "error", err)
		}
		c.problem = err.Error()
		return
	}
	c.problem = ""
	c.log.Info("the certificate was loaded anew", "until", c.current.Leaf.NotAfter.UTC().Format(time.DateOnly))
}

func (c *CertificateFiles) load() error {
	stamps, err := c.stat()
	if err != nil {
		return err
	}
	pair, err := tls.LoadX509KeyPair(c.certificate, c.key)
	if err != nil {
		return fmt.Errorf("the certificate %s and its key do not load: %w", c.certificate, err)
	}
	c.current, c.stamps = &pair, stamps
	return nil
}

func (c *CertificateFiles) stat() (stamps [2]fileStamp, err error) {
	for i, path := range []string{c.certificate, c.key} {
		info, err := os.Stat(path)
		if err != nil {
			var cause *fs.PathError
			if errors.As(err, &cause) {
				err = cause.Err
			}
			return stamps, fmt.Errorf("%s: %w", path, err)
		}
		stamps[i] = fileStamp{info.ModTime(), info.Size()}
	}
	return stamps, nil
}
