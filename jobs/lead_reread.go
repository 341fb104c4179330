package jobs

import (
	"context"
	"errors"

	"xiansuo/models"
)

// RereadAll reads the last models.RereadReach of every account again, once an hour: there is no
// other way to hear of late leads and of changes (§8.17).
func (p *Puller) RereadAll(ctx context.Context) error {
	return p.again(ctx, p.reread, func(s *models.PullState, now models.Instant) bool {
		return now.Sub(s.RereadAt) >= models.RereadEvery
	})
}

// CheckDays reads the last days of every account again, once a night and once a day, and compares each
// with the platform's count.
func (p *Puller) CheckDays(ctx context.Context) error {
	return p.again(ctx, p.checkDays, (*models.PullState).IsLookDue)
}

// again does a reading for every account where it is due. An account that still catches up is left
// to its pull.
func (p *Puller) again(ctx context.Context, read func(context.Context, *source) error, due func(*models.PullState, models.Instant) bool) error {
	accounts, err := p.readable(ctx)
	if err != nil {
		return err
	}
	return forEach(ctx, accounts, func(ctx context.Context, account *models.Account) error {
		state, err := p.Store.PullState(ctx, account.ID)
		if err != nil || !state.CaughtUp(p.instant()) || !due(&state, p.instant()) {
			return err
		}
		from, err := p.source(ctx, account)
		if err != nil {
			return err
		}
		from.history = state.Since
		failure := read(ctx, from)
		if ctx.Err() != nil {
			return failure
		}
		_, err = p.judge(ctx, from, failure)
		return errors.Join(failure, err)
	})
}

func (p *Puller) reread(ctx context.Context, from *source) error {
	began := p.instant()
	state, err := p.Store.PullState(ctx, from.account.ID)
	if err != nil {
		return err
	}
	to := state.NextWindow(began).To
	if err := from.walk(ctx, models.PullWindow{From: to.Add(-models.RereadReach), To: to}, p.cover(ctx)); err != nil {
		return err
	}
	return p.mark(ctx, from.account.ID, func(s *models.PullState) { p.addUp(s, from); s.RereadAt = began })
}

// cover lets a reading that is not the pull's own close the gap that a pull left.
func (p *Puller) cover(ctx context.Context) func(*reading) (bool, error) {
	return func(r *reading) (bool, error) {
		if r.missing() > 0 {
			return true, nil // the night's comparison tells
		}
		return true, p.mark(ctx, r.account.ID, func(s *models.PullState) { s.Cover(r.window, 0, p.instant()) })
	}
}

// addUp adds what a reading found to the account's figures.
func (p *Puller) addUp(s *models.PullState, from *source) {
	s.Total += from.tally.fresh()
	learnSkew(s, from, nil)
	from.tally = tally{}
}

func (p *Puller) checkDays(ctx context.Context, from *source) error {
	began := p.instant()
	days := models.CheckedDays(began)
	for i := len(days) - 1; i >= 0; i-- { // oldest first
		if err := p.rereadDay(ctx, from, days[i]); err != nil {
			return err
		}
	}
	return p.mark(ctx, from.account.ID, func(s *models.PullState) { s.NightlyAt = began })
}

// rereadDay reads a day and compares it, again while it differs: one spoilt answer is no alarm.
func (p *Puller) rereadDay(ctx context.Context, from *source, day models.Instant) error {
	for range models.PullMaxRepeats {
		err := from.walk(ctx, models.DayWindow(day), p.cover(ctx))
		if err != nil {
			return err
		}
		pulled := from.tally.received
		if err := p.mark(ctx, from.account.ID, func(s *models.PullState) { p.addUp(s, from) }); err != nil {
			return err
		}
		if differs, err := p.compare(ctx, from, day, pulled); err != nil || !differs {
			return err
		}
	}
	return nil
}

// compare keeps how a day that was just read stands against the platform's count.
func (p *Puller) compare(ctx context.Context, from *source, day models.Instant, pulled int64) (differs bool, err error) {
	if err := wait(ctx, p.Pause); err != nil {
		return false, err
	}
	check := models.DayCheck{AccountID: from.account.ID, Day: day, Pulled: pulled}
	if check.Total, err = from.count(ctx, models.DayWindow(day)); err != nil {
		return false, err
	}
	if check.Ours, err = p.Store.CountIngested(ctx, check.AccountID, models.DayWindow(day)); err != nil {
		return false, err
	}
	if check.Pushed, err = p.Store.CountPushed(ctx, check.AccountID, models.DayWindow(day)); err != nil {
		return false, err
	}
	return check.Differs(), p.Store.SaveDayCheck(ctx, check)
}

type dayStore interface {
	CountIngested(ctx context.Context, accountID int64, w models.PullWindow) (int64, error)
	CountPushed(ctx context.Context, accountID int64, w models.PullWindow) (int64, error)
	SaveDayCheck(ctx context.Context, check models.DayCheck) error
}
