package jobs

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"xiansuo/models"
)

// accountTurns let one reading at a time speak to the platform for an account: pulls, re-reads and
// backfills take turns slice by slice, in the order in which they ask.
type accountTurns struct {
	mu    sync.Mutex
	turns map[int64]chan struct{}
}

// take waits for the account's turn. The caller ends it with done.
func (a *accountTurns) take(ctx context.Context, accountID int64) (done func(), err error) {
	turn := a.of(accountID)
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (a *accountTurns) of(accountID int64) chan struct{} {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.turns == nil {
		a.turns = make(map[int64]chan struct{})
	}
	if a.turns[accountID] == nil {
		a.turns[accountID] = make(chan struct{}, 1)
	}
	return a.turns[accountID]
}

// accountsAtOnce is how many accounts are read at the same time: one that has much to catch up on
// must not hold up the others.
const accountsAtOnce = 4

// forEach does something for every account, a few at a time. One account's failure does not keep the
// others from it; models.ErrConflict, somebody is at it already, is none. A panic goes on in the
// caller once the others are done.
func forEach(ctx context.Context, accounts []models.Account, do func(context.Context, *models.Account) error) error {
	var group sync.WaitGroup
	room := make(chan struct{}, accountsAtOnce)
	failures := make([]error, len(accounts))
	panics := make([]error, len(accounts))
	for i := range accounts {
		room <- struct{}{}
		group.Go(func() {
			defer func() { <-room }()
			panicked, err := runSafely(ctx, func(ctx context.Context) error { return do(ctx, &accounts[i]) })
			switch {
			case panicked:
				panics[i] = err
			case err != nil && !errors.Is(err, models.ErrConflict):
				failures[i] = fmt.Errorf("account %d: %w", accounts[i].ID, err)
			}
		})
	}
	group.Wait()
	if err := errors.Join(panics...); err != nil {
		panic(err)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return errors.Join(failures...)
}
