package handlers

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"xiansuo/models"
)

// hookPart is the secret part of the fake desk's only push address.
const hookPart = "0123456789abcdefghij0123456789abcdefghij"

// fakePushes is what the fake desk knows of pushes and raw events. A push is true when its
// X-Signature says "true", and its lead's id is its body.
type fakePushes struct {
	pushMu   sync.Mutex
	pushed   []models.Push
	pushErr  error
	doorErr  error
	doors    int // how often a door was asked for
	outcomes map[models.PushOutcome]int
	nudged   []int64
	rotated  int
	rules    models.PushRules
	days     int
	replayed []int64
	since    models.Instant
	replayIs error
	sample   models.PushSample
	dropped  []string
}

func (f *fakePushes) PushDoor(_ context.Context, hash []byte) (models.PushDoor, error) {
	f.pushMu.Lock()
	defer f.pushMu.Unlock()
	f.doors++
	if f.doorErr != nil {
		return models.PushDoor{}, f.doorErr
	}
	if !bytes.Equal(hash, models.HashPushSecret(hookPart)) {
		return models.PushDoor{}, models.ErrNotFound
	}
	return models.PushDoor{Account: clinic(), Window: models.PushWindow}, nil
}

func (f *fakePushes) AcceptPush(_ context.Context, p models.Push) (models.PushOutcome, error) {
	f.pushMu.Lock()
	defer f.pushMu.Unlock()
	if f.pushErr != nil {
		return "", f.pushErr
	}
	f.pushed = append(f.pushed, p)
	return models.PushNew, nil
}

func (f *fakePushes) CountPush(_ int64, outcome models.PushOutcome) {
	f.pushMu.Lock()
	defer f.pushMu.Unlock()
	if f.outcomes == nil {
		f.outcomes = map[models.PushOutcome]int{}
	}
	f.outcomes[outcome]++
}

func (f *fakePushes) Nudge(id int64) {
	f.pushMu.Lock()
	defer f.pushMu.Unlock()
	f.nudged = append(f.nudged, id)
}

func (f *fakePushes) Verify(h http.Header, _ *models.PushDoor, _ time.Time) (models.PushSignature, error) {
	if h.Get("X-Signature") != "true" {
		return models.PushSignature{}, &models.PushRefusal{Cause: models.PushWrongDigest}
	}
	return models.PushSignature{Algorithm: models.SHA1, Fields: 3}, nil
}

func (f *fakePushes) Signed(h http.Header) string { return h.Get("X-Signature") }

func (f *fakePushes) Decode(body []byte, accountID int64) (models.Lead, error) {
	if len(body) == 0 {
		return models.Lead{}, &models.PushRefusal{Cause: models.PushNoLead}
	}
	return models.Lead{AccountID: accountID, LeadsID: string(body)}, nil
}

func (f *fakePushes) MaskedLead(body []byte) string { return "masked " + strings.ToUpper(string(body)) }

func (f *fakePushes) PushAddress(_ context.Context, id int64) (models.PushAddress, error) {
	return models.PushAddress{AccountID: id, Secret: hookPart}, nil
}

func (f *fakePushes) RotatePushAddress(_ context.Context, id int64, _ models.User) (models.PushAddress, error) {
	f.rotated++
	return models.PushAddress{AccountID: id, Secret: hookPart}, nil
}

func (f *fakePushes) SavePushRules(_ context.Context, _ int64, rules models.PushRules) error {
	if err := rules.Check(); err != nil {
		return err
	}
	f.rules = rules
	return nil
}

func (f *fakePushes) PushCounts(context.Context, int64) ([]models.PushCount, error) {
	return []models.PushCount{{Outcome: models.PushWrongTime, Count: 41, LastAt: 1}}, nil
}

func (f *fakePushes) DropSample(_ context.Context, _ int64, leadsID string) (bool, error) {
	f.dropped = append(f.dropped, leadsID)
	return f.sample.Error == nil, nil
}

func (f *fakePushes) SendSample(_ context.Context, address string, _ models.Credentials, _ models.Algorithm) (models.PushSample, error) {
	f.sample.URL, f.sample.LeadsID = address, "sample-1"
	return f.sample, nil
}

func (f *fakePushes) RawEvents(_ context.Context, lead int64) ([]models.RawEvent, error) {
	if lead != 7 {
		return nil, nil
	}
	return []models.RawEvent{{ID: 3, LeadID: 7, Source: models.Pushed, Warnings: "bundle: not JSON\nage: came twice", Body: []byte("body of 13812345678")}}, nil
}

func (f *fakePushes) RawEventDays(context.Context) (int, error) { return max(f.days, 180), nil }

func (f *fakePushes) SetRawEventDays(_ context.Context, days int) error {
	if err := models.CheckRawEventDays(days); err != nil {
		return err
	}
	f.days = days
	return nil
}

func (f *fakePushes) ReplayEvent(_ context.Context, _, event int64) (bool, error) {
	f.replayed = append(f.replayed, event)
	return true, f.replayIs
}

func (f *fakePushes) StartReplay(since models.Instant) error {
	f.since = since
	return f.replayIs
}

func (f *fakePushes) ReplayState() models.Replay { return models.Replay{} }

func (f *fakePushes) StopReplay() {}
