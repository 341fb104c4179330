package handlers

import (
	"context"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
)

// syncLightLife is how old the lamp on every page may be.
const syncLightLife = 5 * time.Second

// pullWatcher knows how pulling stands.
type pullWatcher interface {
	PullStates(ctx context.Context) ([]models.PullState, error)
	DayChecks(ctx context.Context, since models.Instant) ([]models.DayCheck, error)
	Breakers(ctx context.Context) ([]models.Breaker, error)
}

// syncLight reads the lamp of every page. A lamp that cannot be read stays dark: the page
// matters more.
type syncLight struct {
	light *remembered[templates.SyncLight]
}

func newSyncLight(pulls pullWatcher, names *directory, now func() time.Time) syncLight {
	return syncLight{remember(syncLightLife, now, func(ctx context.Context) (templates.SyncLight, error) {
		accounts, err := names.accounts.read(ctx)
		if err != nil {
			return templates.SyncLight{}, err
		}
		states, err := pulls.PullStates(ctx)
		if err != nil {
			return templates.SyncLight{}, err
		}
		checks, err := pulls.DayChecks(ctx, shownDays(now()))
		if err != nil {
			return templates.SyncLight{}, err
		}
		breakers, err := pulls.Breakers(ctx)
		return lightOf(accounts, states, checks, breakers), err
	})}
}

func (l syncLight) read(ctx context.Context) templates.SyncLight {
	light, err := l.light.read(ctx)
	if err != nil {
		return templates.SyncLight{}
	}
	return light
}

// lightOf sums up the accounts that are pulled.
func lightOf(accounts []models.Account, states []models.PullState, checks []models.DayCheck, breakers []models.Breaker) templates.SyncLight {
	differ := map[int64]bool{}
	for i := range checks {
		differ[checks[i].AccountID] = differ[checks[i].AccountID] || checks[i].Differs()
	}
	held := map[int64]bool{}
	for i := range breakers {
		held[breakers[i].AccountID] = held[breakers[i].AccountID] || breakers[i].IsOpen()
	}
	var light templates.SyncLight
	byAccount := map[int64]models.PullState{}
	for _, state := range states {
		byAccount[state.AccountID] = state
	}
	for _, account := range accounts {
		if account.Paused {
			continue
		}
		state := byAccount[account.ID]
		light.Accounts++
		switch {
		case state.LastKind != "" || state.Behind() || differ[account.ID]:
			light.Failing++
		case held[account.ID]:
			light.Held++
		}
		light.At = max(light.At, state.SucceededAt)
	}
	return light
}
