package tencent

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"xiansuo/models"
)

// What a sample may take and answer.
const (
	sampleTimeout   = 15 * time.Second
	maxSampleAnswer = 64 << 10
)

// sampleLead is the wire form of a made-up lead: a preview, so that it counts nowhere (§8.14).
type sampleLead struct {
	LeadsID     string `json:"leads_id"`
	AccountID   int64  `json:"account_id"`
	LeadsSource string `json:"leads_source"`
	LeadsType   string `json:"leads_type"`
	LeadsName   string `json:"leads_name"`
	LeadsTel    string `json:"leads_tel"`
	CreateTime  string `json:"leads_create_time"`
	ActionTime  string `json:"leads_action_time"`
}

// SendSample pushes a made-up lead to an address as the platform does (§1): signed with 3 fields.
// What comes of it is its result, not its failure; it fails only when ctx ends.
func (c *Client) SendSample(ctx context.Context, address string, cred models.Credentials, pinned models.Algorithm) (models.PushSample, error) {
	sample := models.PushSample{LeadsID: models.SamplePrefix + strings.ToLower(rand.Text())}
	now := models.At(c.now())
	body, err := json.Marshal(sampleLead{
		LeadsID: sample.LeadsID, AccountID: cred.AccountID, LeadsSource: "AD_PREVIEW", LeadsType: "LEADS_TYPE_FORM",
		LeadsName: "推送测试", LeadsTel: "17400000000", CreateTime: now.String(), ActionTime: now.String(),
	})
	if err != nil {
		return sample, err
	}
	if pinned != "" {
		cred.Algorithm = pinned
	}
	cred.OldSignature = true
	limited, cancel := context.WithTimeout(ctx, sampleTimeout)
	defer cancel()
	progress := &progress{}
	request, err := http.NewRequestWithContext(progress.watch(limited), http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return sample, err
	}
	signature := Sign(cred, c.now(), "") // by our own clock: the receiver is ourselves
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "xiansuo")
	request.Header.Set(HeaderSignature, signature)
	request.Header.Set(HeaderAlgorithm, string(cred.Algorithm))
	begun := time.Now()
	sample.Status, sample.Code, sample.Message, err = sendSample(request, []string{signature, cred.Secret, cred.Token})
	sample.Took = time.Since(begun)
	if err == nil {
		return sample, nil
	}
	if ended := ctx.Err(); ended != nil {
		return sample, ended
	}
	if !errors.As(err, &sample.Error) {
		if wrapped, ok := errors.AsType[*url.Error](err); ok {
			err = wrapped.Err
		}
		sample.Error = &models.PlatformError{Kind: failureKind(err, progress.step()), Message: cleanMessage(shortCause(err), nil), Err: err}
	}
	return sample, nil
}

// sendSample uses a connection of its own, so that every sample goes the whole way. Redirects are
// not followed: the platform is not known to.
func sendSample(request *http.Request, secrets []string) (status, code int, message string, err error) {
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	client := &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, 0, "", err
	}
	defer response.Body.Close() //nolint:errcheck // read already, or given up
	body, err := io.ReadAll(io.LimitReader(response.Body, maxSampleAnswer))
	if err != nil {
		return response.StatusCode, 0, "", err
	}
	a, isJSON := readAnswer(body)
	message = cleanMessage(a.message, secrets)
	switch {
	case !isJSON || !a.hasCode:
		err = &models.PlatformError{Kind: models.FailedHTTP, Status: response.StatusCode, Message: "not an answer of this program"}
	case a.code != codeSuccess || response.StatusCode != http.StatusOK:
		err = &models.PlatformError{Kind: classify(a.code), Status: response.StatusCode, Code: a.code, Message: message}
	}
	return response.StatusCode, a.code, message, err
}
