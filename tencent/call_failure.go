package tencent

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"

	"xiansuo/models"
)

// progress follows how far a request gets. Its hooks run on the transport's goroutines, possibly
// after the request has ended.
type progress struct{ furthest atomic.Int32 }

// progressSteps are the steps that progress counts.
var progressSteps = []models.Step{models.StepDNS, models.StepConnect, models.StepTLS, models.StepAnswer}

func (p *progress) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		ConnectStart:      func(_, _ string) { p.advance(1) },
		TLSHandshakeStart: func() { p.advance(2) },
		GotConn:           func(httptrace.GotConnInfo) { p.advance(3) },
	})
}

func (p *progress) advance(to int32) {
	for {
		now := p.furthest.Load()
		if now >= to || p.furthest.CompareAndSwap(now, to) {
			return
		}
	}
}

func (p *progress) step() models.Step { return progressSteps[p.furthest.Load()] }

// failed explains a request that brought no answer: by the chain of causes, and where that says
// nothing, by how far the request got.
func (c *Client) failed(ctx context.Context, op call, err error, step models.Step, secrets []string) error {
	if ended := ctx.Err(); ended != nil {
		return fmt.Errorf("tencent: %s: %w", op.path, ended)
	}
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err // the wrapping repeats the whole address
	}
	return &models.PlatformError{
		Kind:    failureKind(err, step),
		Message: cleanMessage(shortCause(err), secrets),
		Err:     err,
	}
}

func failureKind(err error, step models.Step) models.Refusal {
	_, isDNS := errors.AsType[*net.DNSError](err)
	network, isNetwork := errors.AsType[net.Error](err)
	switch {
	case isDNS:
		return models.FailedDNS
	case isNetwork && network.Timeout():
		return models.FailedTimeout
	case step == models.StepTLS || isTLS(err):
		return models.FailedTLS
	}
	return models.FailedConnect
}

func isTLS(err error) bool {
	_, unverified := errors.AsType[*tls.CertificateVerificationError](err)
	_, noTLS := errors.AsType[tls.RecordHeaderError](err)
	return unverified || noTLS
}

// shortCause is the innermost error's words, without the addresses around it.
func shortCause(err error) string {
	if unresolved, ok := errors.AsType[*net.DNSError](err); ok {
		return unresolved.Err
	}
	if operation, ok := errors.AsType[*net.OpError](err); ok {
		return operation.Op + ": " + operation.Err.Error()
	}
	return err.Error()
}

// cutOff explains an answer that began and did not end well.
func (c *Client) cutOff(ctx context.Context, op call, err error, status int, skew models.Skew) error {
	if ended := ctx.Err(); ended != nil {
		return fmt.Errorf("tencent: %s: %w", op.path, ended)
	}
	failed := &models.PlatformError{
		Kind: models.FailedHTTP, Status: status, Message: "the answer was cut off", Skew: skew, Err: err,
	}
	network, isNetwork := errors.AsType[net.Error](err)
	switch {
	case isNetwork && network.Timeout():
		failed.Kind, failed.Message = models.FailedTimeout, "the answer took too long"
	case errors.Is(err, errTooLong):
		failed.Kind, failed.Message = models.FailedTooLong, fmt.Sprintf("the answer is longer than %d bytes", c.maxBody)
	}
	return failed
}
