package simulator

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"xiansuo/models"
	"xiansuo/tencent"
)

const (
	pushTimeout   = 10 * time.Second
	maxPushAnswer = 64 << 10
)

// pushClient follows no redirects: the platform is not known to.
var pushClient = &http.Client{
	Timeout:       pushTimeout,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// Push sends a lead to an advertiser's address as the platform does (§1): signed with 3 fields by
// the account's push pair, X-Signature-Algorithm only where Account.PushAlgorithm names one. It
// returns the answer as it came; whether it is a good one is for the caller to judge.
func (s *Simulator) Push(ctx context.Context, url string, accountID int64, leadsID string) (status int, body []byte, err error) {
	req, err := s.pushRequest(ctx, url, accountID, leadsID)
	if err != nil {
		return 0, nil, err
	}
	resp, err := pushClient.Do(req)
	if err != nil {
		return 0, nil, fmt.Errorf("simulator: push: %w", err)
	}
	defer resp.Body.Close() //nolint:errcheck // read already, or given up
	body, err = io.ReadAll(io.LimitReader(resp.Body, maxPushAnswer))
	if err != nil {
		return resp.StatusCode, body, fmt.Errorf("simulator: push: answer: %w", err)
	}
	return resp.StatusCode, body, nil
}

func (s *Simulator) pushRequest(ctx context.Context, url string, accountID int64, leadsID string) (*http.Request, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	a, err := s.account(accountID)
	if err != nil {
		return nil, err
	}
	serial, ok := a.serialOf(leadsID)
	if !ok {
		return nil, fmt.Errorf("simulator: account %d has no lead %s", accountID, leadsID)
	}
	lead := s.wireLead(a, serial, pushForm).appendJSON(nil)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(lead))
	if err != nil {
		return nil, fmt.Errorf("simulator: push: %w", err)
	}
	pair := a.pair(models.ForPush)
	c := models.Credentials{Token: pair.Token, Secret: pair.Secret, Algorithm: a.PushAlgorithm, OldSignature: true}
	req.Header.Set(tencent.HeaderSignature, tencent.Sign(c, s.now(), ""))
	if a.PushAlgorithm != "" {
		req.Header.Set(tencent.HeaderAlgorithm, string(a.PushAlgorithm))
	}
	req.Header.Set("Content-Type", "application/json")
	return req, nil
}

// PushForm is an account's lead, by its place among all it has, as the platform pushes it, and when
// it was ingested; ok is false where there is none. It lets a history be made in which leads were
// pushed, without anybody sending them.
func (s *Simulator) PushForm(accountID int64, place int) (body []byte, ingested time.Time, ok bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	a := s.byID[accountID]
	if a == nil || place < 0 || place >= len(a.leads.entries) {
		return nil, time.Time{}, false
	}
	body = s.wireLead(a, uint32(place), pushForm).appendJSON(nil)
	return body, time.Unix(a.leads.entries[place].created, 0), true
}
