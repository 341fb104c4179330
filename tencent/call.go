package tencent

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"xiansuo/models"
)

// call is one operation on the platform, before it is signed.
type call struct {
	method string
	path   string // below the base
	query  url.Values
	body   []byte
}

// outcome is what a call brought: the answer when it succeeded, and what was learnt either way.
type outcome struct {
	answer
	skew    models.Skew
	reached models.Step // how far the connection got: StepAnswer when there was an answer
	secrets []string    // what no word of the answer may show
}

// do makes one attempt of a call, with a nonce and a timestamp of its own, and judges the answer.
// It never repeats anything: when to try again is for the caller to say.
func (c *Client) do(ctx context.Context, cred models.Credentials, op call) (outcome, error) {
	start := time.Now()
	out, err := c.attempt(ctx, cred, op)
	c.log.LogAttrs(ctx, slog.LevelDebug, "platform call",
		slog.String("operation", op.path), slog.Int64("account", cred.AccountID),
		slog.Duration("took", time.Since(start)), slog.Bool("ok", err == nil), slog.String("kind", kindOf(err)))
	return out, err
}

func kindOf(err error) string {
	if refused, ok := errors.AsType[*models.PlatformError](err); ok {
		return string(refused.Kind)
	}
	return ""
}

func (c *Client) attempt(ctx context.Context, cred models.Credentials, op call) (outcome, error) {
	limited, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	progress := &progress{}
	signature := Sign(cred, c.signingTime(), NewNonce())
	request, err := c.request(progress.watch(limited), cred, op, signature)
	if err != nil {
		return outcome{}, err
	}
	secrets := []string{signature, cred.Secret, cred.Token}
	sent := c.now()
	response, err := c.http.Do(request)
	if err != nil {
		return outcome{reached: progress.step()}, c.failed(ctx, op, err, progress.step(), secrets)
	}
	defer response.Body.Close() //nolint:errcheck // read already, or given up
	out := outcome{reached: models.StepAnswer, secrets: secrets, skew: c.measureSkew(response.Header, sent, c.now())}
	body, err := c.read(response)
	if err != nil {
		return out, c.cutOff(ctx, op, err, response.StatusCode, out.skew)
	}
	answer, refused := judge(response.StatusCode, body, secrets)
	if refused != nil {
		refused.Skew = out.skew
		out.answer = answer
		return out, refused
	}
	out.answer = answer
	return out, nil
}

// request builds the signed request. net/http sends a GET again by itself, with the same nonce,
// when a kept connection breaks; a body that cannot be rewound forbids it that. NopCloser hides
// how to rewind the body. Of an empty body the server sees nothing.
func (c *Client) request(ctx context.Context, cred models.Credentials, op call, signature string) (*http.Request, error) {
	address := c.base.JoinPath(op.path)
	query := url.Values{}
	if !cred.OmitID {
		query.Set(accountIDName, strconv.FormatInt(cred.AccountID, 10)) // §8.23
	}
	for name, values := range op.query {
		query[name] = values
	}
	address.RawQuery = query.Encode()
	request, err := http.NewRequestWithContext(ctx, op.method, address.String(), io.NopCloser(bytes.NewReader(op.body)))
	if err != nil {
		return nil, fmt.Errorf("tencent: %s: build request: %w", op.path, err)
	}
	if len(op.body) > 0 {
		request.ContentLength = int64(len(op.body))
	}
	algorithm := cred.Algorithm
	if algorithm == "" {
		algorithm = models.SHA1
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "xiansuo")
	request.Header.Set(HeaderSignature, signature)
	request.Header.Set(HeaderAlgorithm, string(algorithm))
	return request, nil
}

var errTooLong = errors.New("the answer is too long")

// read takes the whole body, as far as the limit. The limit counts decompressed bytes.
func (c *Client) read(response *http.Response) ([]byte, error) {
	var body bytes.Buffer
	if expected := response.ContentLength; expected > 0 && expected <= c.maxBody {
		body.Grow(int(expected) + bytes.MinRead)
	}
	n, err := body.ReadFrom(io.LimitReader(response.Body, c.maxBody+1))
	if err == nil && n > c.maxBody {
		err = errTooLong
	}
	return body.Bytes(), err
}

// encodeBody writes JSON as the platform's examples do: & and < stand for themselves.
func encodeBody(v any) ([]byte, error) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, fmt.Errorf("tencent: encode body: %w", err)
	}
	return bytes.TrimSpace(body.Bytes()), nil
}
