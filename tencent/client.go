package tencent

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"xiansuo/models"
)

// DefaultBase is the real platform.
const DefaultBase = "https://leads.qq.com/api/mv1/"

// Defaults and limits of a call.
const (
	DefaultTimeout = 15 * time.Second
	DefaultMaxBody = 16 << 20 // bytes, after decompression

	dialTimeout      = 10 * time.Second
	handshakeTimeout = 10 * time.Second
	idleTimeout      = 20 * time.Second // shorter than any server's, so that kept connections are live ones
	maxHeaderBytes   = 64 << 10
	correctedSkew    = 30 * time.Second // from here on our timestamps are corrected
)

// Options adjust a Client; the zero value is right for production.
type Options struct {
	Timeout   time.Duration     // of one call, from the name look-up to the last byte; default DefaultTimeout
	MaxBody   int64             // bytes of an answer; default DefaultMaxBody
	Transport http.RoundTripper // default: our own, see newTransport
	Now       func() time.Time  // default time.Now
	Logger    *slog.Logger      // a debug line a call; default none
}

// Client calls the platform. It is safe for concurrent use and serves every account. Every
// failed call returns a *models.PlatformError, unless its context ended or its input was wrong.
type Client struct {
	base    *url.URL // ends in a slash
	http    *http.Client
	timeout time.Duration
	maxBody int64
	now     func() time.Time
	log     *slog.Logger

	skew atomic.Int64 // nanoseconds that our clock is ahead, as the last answer told
}

// New makes a client for a base address such as DefaultBase.
func New(base string, opts Options) (*Client, error) {
	address, err := parseBase(base)
	if err != nil {
		return nil, err
	}
	c := &Client{base: address, timeout: opts.Timeout, maxBody: opts.MaxBody, now: opts.Now, log: opts.Logger}
	if c.timeout <= 0 {
		c.timeout = DefaultTimeout
	}
	if c.maxBody <= 0 {
		c.maxBody = DefaultMaxBody
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	transport := opts.Transport
	if transport == nil {
		transport = newTransport()
	}
	c.http = &http.Client{Transport: transport, CheckRedirect: refuseRedirect}
	return c, nil
}

func parseBase(base string) (*url.URL, error) {
	address, err := url.Parse(strings.TrimSpace(base))
	if err != nil {
		return nil, errors.New("tencent: the platform's address is not a URL")
	}
	switch {
	case address.Scheme != "https" && address.Scheme != "http":
		return nil, errors.New("tencent: the platform's address must start with https:// or http://")
	case address.Host == "" || address.User != nil || address.RawQuery != "" || address.Fragment != "":
		return nil, fmt.Errorf("tencent: the platform's address must be a host and a path, such as %s", DefaultBase)
	}
	if !strings.HasSuffix(address.Path, "/") {
		address.Path += "/"
	}
	return address, nil
}

// newTransport speaks HTTP/1.1 alone: HTTP/2 has replays of its own, which cannot be refused.
func newTransport() *http.Transport {
	t := &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: dialTimeout}).DialContext,
		TLSHandshakeTimeout:    handshakeTimeout,
		IdleConnTimeout:        idleTimeout,
		MaxIdleConnsPerHost:    4,
		MaxResponseHeaderBytes: maxHeaderBytes,
		Protocols:              new(http.Protocols),
	}
	t.Protocols.SetHTTP1(true)
	return t
}

// refuseRedirect makes a redirect the answer itself: following one would carry the signature to
// another host.
func refuseRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Close drops the connections that are kept for the next call.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// signingTime is the platform's time as well as we know it: ours, corrected when the last answer
// showed that it is far off.
func (c *Client) signingTime() time.Time {
	now := c.now()
	if skew := time.Duration(c.skew.Load()); skew.Abs() > correctedSkew {
		return now.Add(-skew)
	}
	return now
}

// measureSkew compares an answer's Date with our clock in the middle of the call, and remembers
// the difference. A Date is whole seconds, so the measure is up to a second high.
func (c *Client) measureSkew(header http.Header, sent, answered time.Time) models.Skew {
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return models.Skew{}
	}
	middle := sent.Add(answered.Sub(sent) / 2)
	skew := middle.Sub(date)
	c.skew.Store(int64(skew))
	return models.Skew{Known: true, By: skew}
}
