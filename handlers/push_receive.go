package handlers

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"xiansuo/models"
	"xiansuo/web"
)

// pushKeeper finds what stands behind a push address and keeps what comes.
type pushKeeper interface {
	pushDoorFinder
	AcceptPush(ctx context.Context, push models.Push) (models.PushOutcome, error)
	CountPush(accountID int64, outcome models.PushOutcome)
}

// pushReader reads the platform's form of a push; it fails with *models.PushRefusal.
type pushReader interface {
	Verify(h http.Header, door *models.PushDoor, now time.Time) (models.PushSignature, error)
	Signed(h http.Header) string
	Decode(body []byte, accountID int64) (models.Lead, error)
}

// nudger lets an account be pulled soon.
type nudger interface{ Nudge(accountID int64) }

// Limits of what comes in. The rates are above what one machine stores: true traffic never meets
// them, a flood does.
const (
	pushesPerAddress = 5_000  // a second, from one IP address
	pushesInAll      = 10_000 // a second
	pushesAtOnce     = 256    // whose bodies are in memory
)

// pushReceiver is the address that the platform pushes leads to (§1). It stands outside sessions
// and is open to everybody: what comes is hostile until its signature is verified, and not yet
// believed after that, because the signature does not cover the body.
type pushReceiver struct {
	pushes pushKeeper
	wire   pushReader
	jobs   nudger

	doors  *pushDoors
	limit  *web.RateLimit
	room   chan struct{}
	bodies *sync.Pool
	now    func() time.Time
}

func newPushReceiver(pushes pushKeeper, wire pushReader, jobs nudger, now func() time.Time) *pushReceiver {
	return &pushReceiver{
		pushes: pushes, wire: wire, jobs: jobs, now: now,
		doors:  newPushDoors(pushes, now),
		limit:  web.NewRateLimit(now, pushesPerAddress, pushesInAll),
		room:   make(chan struct{}, pushesAtOnce),
		bodies: &sync.Pool{New: func() any { return new(bytes.Buffer) }},
	}
}

// receive answers a push once it is durable. An unknown part is a page that does not exist.
func (p *pushReceiver) receive(c *web.Context) error {
	if !p.limit.Allow(c.ClientIP()) {
		return answerPush(c, models.PushTooFast)
	}
	door, err := p.doors.find(c.Ctx(), c.Param("part"))
	switch {
	case errors.Is(err, models.ErrNotFound):
		return err
	case err != nil:
		c.Warn("a push could not be judged", err)
		return answerPush(c, models.PushNotStored)
	}
	outcome, err := p.take(c, door)
	if err != nil {
		c.Warn("a push was not stored", err)
	}
	p.pushes.CountPush(door.Account.ID, outcome)
	if outcome == models.PushNew || outcome == models.PushChanged {
		p.jobs.Nudge(door.Account.ID)
	}
	return answerPush(c, outcome)
}

// take verifies, reads and stores. Nothing is read before the signature is found true.
func (p *pushReceiver) take(c *web.Context, door *models.PushDoor) (models.PushOutcome, error) {
	signature, err := p.wire.Verify(c.Request.Header, door, p.now())
	if err != nil {
		return refusal(err)
	}
	select {
	case p.room <- struct{}{}:
		defer func() { <-p.room }()
	default:
		return models.PushTooFast, nil
	}
	body := p.bodies.Get().(*bytes.Buffer)
	defer p.bodies.Put(body)
	body.Reset()
	if cause := readPush(c, body); cause != "" {
		return cause, nil
	}
	lead, err := p.wire.Decode(body.Bytes(), door.Account.ID)
	if err != nil {
		return refusal(err)
	}
	outcome, err := p.pushes.AcceptPush(c.Ctx(), models.Push{
		Account: door.Account, Lead: lead, Signature: signature, Pinned: door.Pinned,
		Key: models.PushKey(door.Account.ID, p.wire.Signed(c.Request.Header), body.Bytes()),
	})
	if err != nil {
		return refusal(err)
	}
	return outcome, nil
}

// readPush reads the body as far as the limit; it returns why it could not.
func readPush(c *web.Context, into *bytes.Buffer) models.PushOutcome {
	if c.Request.ContentLength > models.MaxPushBody {
		return models.PushTooBig
	}
	_, err := io.Copy(into, http.MaxBytesReader(c.Writer, c.Request.Body, models.MaxPushBody))
	var tooBig *http.MaxBytesError
	switch {
	case errors.As(err, &tooBig):
		return models.PushTooBig
	case err != nil:
		return models.PushCutOff
	}
	return ""
}

// refusal tells what the sender did wrong from what went wrong with us.
func refusal(err error) (models.PushOutcome, error) {
	var refused *models.PushRefusal
	if errors.As(err, &refused) {
		return refused.Cause, nil
	}
	return models.PushNotStored, err
}
