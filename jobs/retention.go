package jobs

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"xiansuo/models"
)

type retentionStore interface {
	PrepareErasure(ctx context.Context) error
	RetentionRules(ctx context.Context) ([]models.RetentionRule, error)
	EraseExpired(ctx context.Context, rule models.RetentionRule) (erased int, done bool, err error)
	ConcludeRetention(ctx context.Context, id int64) error
	Purge(ctx context.Context) error
}

// retentionBreath is the rest after each portion: sellers and pulls write too.
const retentionBreath = 50 * time.Millisecond

// Retainer applies the retention rules, by itself every hour and when an admin asks for it.
type Retainer struct {
	Store retentionStore
	Log   *slog.Logger
	Now   func() time.Time
	Base  context.Context //nolint:containedctx // the program's: a run outlives the request that asks for it

	turn    sync.Mutex     // held by whoever erases or purges
	looked  models.Instant // when the rules were last applied by themselves; of whoever has the turn
	mu      sync.Mutex     // guards state
	state   models.RetentionRun
	running sync.WaitGroup
}

// Look applies the rules when their hour has come, and overwrites what an erasure left behind.
// While a run is under way there is nothing to do: that one does both.
func (r *Retainer) Look(ctx context.Context) error {
	if !r.turn.TryLock() {
		return nil
	}
	defer r.turn.Unlock()
	now := models.At(r.Now())
	if now.Sub(r.looked) < models.RetentionEvery {
		return r.Store.Purge(ctx)
	}
	r.looked = now
	return r.run(ctx)
}

// StartRetention applies the rules now, in the background; models.ErrConflict while that is going on.
func (r *Retainer) StartRetention(by models.Actor) error {
	if !r.turn.TryLock() {
		return models.ErrConflict
	}
	r.note(func(s *models.RetentionRun) { *s = models.RetentionRun{StartedAt: models.At(r.Now())} })
	r.running.Go(func() {
		defer r.turn.Unlock()
		ctx := models.ActingAs(r.Base, by)
		if err := r.run(ctx); err != nil && ctx.Err() == nil {
			r.Log.Error("applying the retention rules failed", "error", err)
		}
	})
	return nil
}

// run applies the rules and keeps how that went.
func (r *Retainer) run(ctx context.Context) error {
	r.note(func(s *models.RetentionRun) { *s = models.RetentionRun{StartedAt: models.At(r.Now())} })
	_, err := runSafely(ctx, r.apply)
	r.note(func(s *models.RetentionRun) {
		s.FinishedAt, s.Stopped, s.Trouble = models.At(r.Now()), ctx.Err() != nil, err != nil && ctx.Err() == nil
	})
	return err
}

// apply takes the rules one after the other, portion by portion.
func (r *Retainer) apply(ctx context.Context) error {
	if err := r.Store.PrepareErasure(ctx); err != nil {
		return err
	}
	rules, err := r.Store.RetentionRules(ctx)
	if err != nil {
		return err
	}
	for _, rule := range rules {
		if !rule.Active {
			continue
		}
		if err := r.applyRule(ctx, rule); err != nil {
			return err
		}
	}
	return r.Store.Purge(ctx)
}

// applyRule goes on until no lead is left. A rule that somebody changes or switches off meanwhile
// ends where it is; what was done is written down all the same.
func (r *Retainer) applyRule(ctx context.Context, rule models.RetentionRule) error {
	for {
		erased, done, err := r.Store.EraseExpired(ctx, rule)
		switch {
		case errors.Is(err, models.ErrNotFound):
			return nil // dropped: the audit was told then
		case errors.Is(err, models.ErrConflict):
			done = true
		case err != nil:
			return err
		}
		r.note(func(s *models.RetentionRun) { s.Leads += int64(erased) })
		if done {
			err := r.Store.ConcludeRetention(ctx, rule.ID)
			if errors.Is(err, models.ErrNotFound) {
				return nil
			}
			return err
		}
		if err := wait(ctx, retentionBreath); err != nil {
			return err
		}
	}
}

func (r *Retainer) note(what func(*models.RetentionRun)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	what(&r.state)
}

// RetentionRun tells how the last run stands.
func (r *Retainer) RetentionRun() models.RetentionRun {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.state
}

// WaitForRetention returns when no run that somebody asked for is under way.
func (r *Retainer) WaitForRetention() { r.running.Wait() }
