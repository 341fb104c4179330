package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"xiansuo/models"
)

type rawStore interface {
	Account(ctx context.Context, id int64) (models.Account, error)
	AcceptLeads(ctx context.Context, account models.Account, leads []models.Lead, arrival models.Arrival) (models.Accepted, error)
	RawEvents(ctx context.Context, leadID int64) ([]models.RawEvent, error)
	CountRawLeads(ctx context.Context, since models.Instant) (int64, error)
	RawLeads(ctx context.Context, since models.Instant, after int64, limit int) ([]int64, error)
}

type leadDecoder interface {
	DecodeLead(body []byte, accountID int64) (models.Lead, error)
}

// Replayer decodes kept raw events anew and lets the leads take over what came out. Events of a
// lead are folded in the order in which they came, up to the newest, so that an old one never
// undoes what a newer one said.
type Replayer struct {
	Store  rawStore
	Decode leadDecoder
	Log    *slog.Logger
	Now    func() time.Time
	Base   context.Context // ends a replay of many

	mu      sync.Mutex
	state   models.Replay
	stop    context.CancelFunc
	running sync.WaitGroup
}

// replayPortion is how many leads are listed at a time.
const replayPortion = 100

// ReplayEvent replays one event of a lead, and those after it. It fails with models.ErrNotFound,
// and with models.ErrUnreadable when the decoder cannot read this event.
func (r *Replayer) ReplayEvent(ctx context.Context, leadID, eventID int64) (changed bool, err error) {
	events, err := r.Store.RawEvents(ctx, leadID)
	if err != nil {
		return false, err
	}
	for i := range events {
		if events[i].ID != eventID {
			continue
		}
		if _, err := r.Decode.DecodeLead(events[i].Body, events[i].AccountID); err != nil {
			return false, models.ErrUnreadable
		}
		changed, _, err := r.fold(ctx, events[:i+1])
		return changed, err
	}
	return false, models.ErrNotFound
}

// fold makes one lead of events, given newest first, and accepts it. Events that cannot be read
// are left out and counted.
func (r *Replayer) fold(ctx context.Context, events []models.RawEvent) (changed bool, unreadable int, err error) {
	var lead models.Lead
	for i := len(events) - 1; i >= 0; i-- {
		read, err := r.Decode.DecodeLead(events[i].Body, events[i].AccountID)
		switch {
		case err != nil:
			unreadable++
		case lead.LeadsID == "":
			lead = read
		default:
			lead.Absorb(&read)
		}
	}
	if lead.LeadsID == "" {
		return false, unreadable, nil
	}
	account, err := r.Store.Account(ctx, events[0].AccountID)
	if err != nil {
		return false, unreadable, err
	}
	accepted, err := r.Store.AcceptLeads(ctx, account, []models.Lead{lead}, models.Replayed)
	return accepted.Changed+accepted.New > 0, unreadable, err
}

// StartReplay replays every lead that has an event since a moment, in the background;
// models.ErrConflict while another replay runs.
func (r *Replayer) StartReplay(since models.Instant) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.state.Running() {
		return models.ErrConflict
	}
	ctx, stop := context.WithCancel(r.Base)
	r.stop = stop
	r.state = models.Replay{Since: since, StartedAt: models.At(r.Now())}
	r.running.Go(func() {
		defer stop()
		_, err := runSafely(ctx, func(ctx context.Context) error { return r.replayAll(ctx, since) })
		if err != nil && ctx.Err() == nil {
			r.Log.Error("a replay failed", "error", err)
		}
		r.note(func(s *models.Replay) {
			s.FinishedAt, s.Stopped, s.Trouble = models.At(r.Now()), ctx.Err() != nil, err != nil && ctx.Err() == nil
		})
	})
	return nil
}

func (r *Replayer) replayAll(ctx context.Context, since models.Instant) error {
	total, err := r.Store.CountRawLeads(ctx, since)
	if err != nil {
		return err
	}
	r.note(func(s *models.Replay) { s.Leads = total })
	for after := int64(0); ; {
		ids, err := r.Store.RawLeads(ctx, since, after, replayPortion)
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			if err := r.replayLead(ctx, id, since); err != nil {
				return err
			}
		}
		after = ids[len(ids)-1]
	}
}

func (r *Replayer) replayLead(ctx context.Context, id int64, since models.Instant) error {
	events, err := r.Store.RawEvents(ctx, id)
	if err != nil {
		return err
	}
	n := 0
	for n < len(events) && events[n].At >= since {
		n++
	}
	changed, unreadable := false, 0
	if n > 0 {
		if changed, unreadable, err = r.fold(ctx, events[:n]); err != nil {
			return err
		}
	}
	r.note(func(s *models.Replay) {
		s.Done++
		s.Failed += int64(unreadable)
		if changed {
			s.Changed++
		}
	})
	return ctx.Err()
}

func (r *Replayer) note(what func(*models.Replay)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	what(&r.state)
}

// ReplayState tells how the last replay of many stands.
func (r *Replayer) ReplayState() models.Replay {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.state
}

// StopReplay ends a replay of many; what it has replayed stays.
func (r *Replayer) StopReplay() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stop != nil {
		r.stop()
	}
}

// WaitForReplay returns when no replay runs.
func (r *Replayer) WaitForReplay() { r.running.Wait() }
