package jobs

import (
	"context"
	"errors"
	"math"
	"time"

	"xiansuo/models"
)

type backfillStore interface {
	Backfill(ctx context.Context, id int64) (models.Backfill, error)
	RunningBackfills(ctx context.Context) ([]models.Backfill, error)
	SaveBackfillProgress(ctx context.Context, b models.Backfill) error
}

// backfillBudget is how long one run works on a backfill before it looks around for others.
const backfillBudget = 30 * time.Second

// backfillRest is the wait after a day that could not be fetched.
const backfillRest = time.Minute

// errHalted ends a reading that somebody paused or cancelled.
var errHalted = errors.New("the backfill was halted")

// BackfillAll goes on with what people asked for: of every account the oldest backfill that runs,
// slice by slice, taking turns with the account's pull.
func (p *Puller) BackfillAll(ctx context.Context) error {
	running, err := p.Store.RunningBackfills(ctx)
	if err != nil || len(running) == 0 {
		return err
	}
	accounts, err := p.readable(ctx)
	if err != nil {
		return err
	}
	first := make(map[int64]models.Backfill)
	for _, b := range running {
		if _, taken := first[b.AccountID]; !taken {
			first[b.AccountID] = b
		}
	}
	return forEach(ctx, accounts, func(ctx context.Context, account *models.Account) error {
		b, ok := first[account.ID]
		if !ok || b.LastKind != "" && p.instant().Sub(b.UpdatedAt) < backfillRest {
			return nil
		}
		return p.goOnWith(ctx, account, &b)
	})
}

// CountRange asks for the platform's count of a window, before anybody fetches it.
func (p *Puller) CountRange(ctx context.Context, accountID int64, w models.PullWindow) (int64, error) {
	account, err := p.Store.Account(ctx, accountID)
	if err != nil {
		return 0, err
	}
	from, err := p.source(ctx, &account)
	if err != nil {
		return 0, err
	}
	batch, err := p.Platform.ListLeads(ctx, from.credentials, models.LeadListing{Window: w, Page: 1, PageSize: 1})
	return batch.Total, err
}

// goOnWith fetches days until the budget is spent, the backfill is done, or somebody halts it.
func (p *Puller) goOnWith(ctx context.Context, account *models.Account, b *models.Backfill) error {
	from, err := p.source(ctx, account)
	if err != nil {
		return err
	}
	from.history, from.repeats = math.MaxInt64, models.PullMaxRepeats-1
	from.proceed = func(ctx context.Context) error {
		now, err := p.Store.Backfill(ctx, b.ID)
		if err == nil && now.State != models.BackfillRunning {
			return errHalted
		}
		return err
	}
	began := p.instant()
	for p.instant().Sub(began) < backfillBudget {
		err := from.proceed(ctx)
		if err == nil {
			err = p.fetchDay(ctx, from, b, began)
		}
		switch {
		case errors.Is(err, errHalted):
			return errors.Join(p.gather(ctx, from, b), p.Store.SaveBackfillProgress(ctx, *b))
		case err != nil:
			return p.noteFailure(ctx, from, b, err)
		case b.State == models.BackfillDone:
			return nil
		}
	}
	return nil
}

// fetchDay fetches what is left of the day that the backfill has come to. A day that is complete is
// compared with the platform's count.
func (p *Puller) fetchDay(ctx context.Context, from *source, b *models.Backfill, began models.Instant) error {
	window, ok := b.Next()
	if !ok {
		b.State = models.BackfillDone
		return p.Store.SaveBackfillProgress(ctx, *b)
	}
	day := window.From.BeijingDay()
	if window.From == day {
		b.DayReceived = 0
	}
	if now := p.instant(); window.To > now { // today: as far as it has come
		window.To = max(window.From, now.Add(-models.PullSafety)/1000*1000)
	}
	cover := p.cover(ctx)
	err := from.walk(ctx, window, func(r *reading) (bool, error) {
		b.DoneTo = r.window.To.Add(time.Second)
		if r.window.To == window.To {
			b.DoneTo = min(day.Add(24*time.Hour), b.To)
		}
		b.DayReceived += int64(len(r.seen))
		b.Received += int64(len(r.seen))
		b.Missing += r.missing()
		b.LastKind, b.LastCode, b.LastMessage = "", 0, ""
		if _, err := cover(r); err != nil {
			return false, err
		}
		if err := p.gather(ctx, from, b); err != nil {
			return false, err
		}
		return p.instant().Sub(began) < backfillBudget, p.Store.SaveBackfillProgress(ctx, *b)
	})
	if err != nil || b.DoneTo < day.Add(24*time.Hour) || window.To < models.DayWindow(day).To {
		return err
	}
	_, err = p.compare(ctx, from, day, b.DayReceived)
	return err
}

// gather adds what was stored to the backfill's figures and to the account's.
func (p *Puller) gather(ctx context.Context, from *source, b *models.Backfill) error {
	b.New += from.tally.fresh()
	b.Changed += int64(from.tally.accepted.Changed)
	return p.mark(ctx, from.account.ID, func(s *models.PullState) { p.addUp(s, from) })
}

// noteFailure keeps why a backfill does not go on. It is tried again after a rest.
func (p *Puller) noteFailure(ctx context.Context, from *source, b *models.Backfill, failure error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	refusal, kept := p.judge(ctx, from, failure)
	b.LastKind, b.LastCode, b.LastMessage = refusal.Kind, refusal.Code, refusal.Message
	return errors.Join(failure, kept, p.gather(ctx, from, b), p.Store.SaveBackfillProgress(ctx, *b))
}
