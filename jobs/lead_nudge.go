package jobs

import (
	"context"
	"errors"
	"sync"
	"time"

	"xiansuo/models"
)

// A push is confirmed by a pull soon after it. Pushes that come close together share one pull,
// and pulls keep a distance: the platform's rate limit is undocumented.
const (
	nudgeDelay = 3 * time.Second
	nudgeGap   = 15 * time.Second
	nudgeTries = 20 // while another pull of the account runs
)

// nudges are the pulls that pushes asked for and that have not begun.
type nudges struct {
	mu   sync.Mutex
	next map[int64]time.Time // when the account's coming pull begins, or its last one began
	wait map[int64]bool      // it has not begun
}

// take notes a wish; ok is false when a pull is coming anyway.
func (n *nudges) take(account int64, now time.Time) (delay time.Duration, ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.wait[account] {
		return 0, false
	}
	if n.wait == nil {
		n.wait, n.next = make(map[int64]bool), make(map[int64]time.Time)
	}
	delay = nudgeDelay
	if earliest := n.next[account].Add(nudgeGap); earliest.After(now.Add(delay)) {
		delay = earliest.Sub(now)
	}
	n.wait[account], n.next[account] = true, now.Add(delay)
	return delay, true
}

func (n *nudges) begin(account int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.wait[account] = false
}

// Nudge lets an account be pulled a few seconds from now, because the platform pushed a lead. It
// returns at once; Wait waits for what it started.
func (p *Puller) Nudge(accountID int64) {
	delay, ok := p.nudges.take(accountID, p.Now())
	if !ok {
		return
	}
	p.byHand.Go(func() {
		panicked, err := runSafely(p.Base, func(ctx context.Context) error { return p.pullNudged(ctx, accountID, delay) })
		switch {
		case panicked:
			p.Log.Error("a pull after a push panicked", "account", accountID, "error", err)
		case err != nil && p.Base.Err() == nil:
			p.Log.Warn("a pull after a push failed", "account", accountID, "error", err)
		}
	})
}

func (p *Puller) pullNudged(ctx context.Context, accountID int64, delay time.Duration) error {
	err := wait(ctx, delay)
	p.nudges.begin(accountID) // pushes from here on want another pull
	if err != nil {
		return err
	}
	if p.PassOn != nil {
		if passed, err := p.PassOn(ctx, accountID); passed || err != nil {
			return err
		}
	}
	account, err := p.Store.Account(ctx, accountID)
	if err != nil {
		return err
	}
	refused, err := p.Store.RefusedAccounts(ctx, models.ForPull)
	if err != nil || refused[accountID] || account.Paused || !account.Has(models.ForPull) {
		return err
	}
	for range nudgeTries {
		if err = p.pullAlone(ctx, &account); err == nil {
			return p.confirm(ctx, &account)
		}
		if !errors.Is(err, models.ErrConflict) {
			return err
		}
		if err = wait(ctx, nudgeDelay); err != nil { // the one that runs may have begun before the push
			return err
		}
	}
	return nil
}
