package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"xiansuo/models"
)

type leadLister interface {
	ListLeads(ctx context.Context, c models.Credentials, ask models.LeadListing) (models.LeadBatch, error)
}

type pullStore interface {
	Accounts(ctx context.Context) ([]models.Account, error)
	Account(ctx context.Context, id int64) (models.Account, error)
	Credentials(ctx context.Context, accountID int64, p models.Purpose) (models.Credentials, error)
	AcceptLeads(ctx context.Context, account models.Account, leads []models.Lead, arrival models.Arrival) (models.Accepted, error)
	PullState(ctx context.Context, accountID int64) (models.PullState, error)
	SavePullState(ctx context.Context, state models.PullState) error
	DoubtedTimes(ctx context.Context, accountID int64, pushedSince, before models.Instant, limit int) ([]models.Instant, error)
	RefusedAccounts(ctx context.Context, p models.Purpose) (map[int64]bool, error)
	RefuseCredentials(ctx context.Context, accountID int64, p models.Purpose, refusal *models.PlatformError) error
	AcceptCredentials(ctx context.Context, accountID int64, p models.Purpose) error
	KeepAnswer(ctx context.Context, accountID int64, e *models.PlatformError) error
	dayStore
	backfillStore
}

// Puller fetches the leads of every account (§2): the new ones by PullAll, late and changed ones by
// RereadAll and CheckDays, old ones by BackfillAll.
type Puller struct {
	Store    pullStore
	Platform leadLister
	Log      *slog.Logger
	Now      func() time.Time
	Pause    time.Duration   // between pages; the platform's rate limit is undocumented
	Base     context.Context // ends pulls that were started by hand

	// PassOn hands a pull after a push to the instance that runs the jobs; passed is false when this
	// one does. nil: there is no other.
	PassOn func(ctx context.Context, accountID int64) (passed bool, err error)

	mu      sync.Mutex
	running map[int64]bool
	turns   accountTurns
	marking sync.Mutex
	sizes   pageSizes
	byHand  sync.WaitGroup
	nudges  nudges
}

// pullBudget is how long one run catches up on an account. What is left is for the next run: the
// scheduler starts no new one while this one lasts, and other accounts wait for it.
const pullBudget = 50 * time.Second

// PullAll pulls every account that is due, a few at a time.
func (p *Puller) PullAll(ctx context.Context) error {
	accounts, err := p.readable(ctx)
	if err != nil {
		return err
	}
	return forEach(ctx, accounts, func(ctx context.Context, account *models.Account) error {
		if due, err := p.isDue(ctx, account); err != nil || !due {
			return err
		}
		return p.pullAlone(ctx, account)
	})
}

// readable lists the accounts that may be read now: not paused, with credentials that were not
// refused a moment ago.
func (p *Puller) readable(ctx context.Context) ([]models.Account, error) {
	accounts, err := p.Store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	refused, err := p.Store.RefusedAccounts(ctx, models.ForPull)
	if err != nil {
		return nil, err
	}
	var found []models.Account
	for i := range accounts {
		if account := &accounts[i]; !account.Paused && account.Has(models.ForPull) && !refused[account.ID] {
			found = append(found, *account)
		}
	}
	return found, nil
}

// dueSlack lets a run that comes a moment early count as the next one.
const dueSlack = 5 * time.Second

// isDue reports whether an account with a rest of its own has rested. One minute, the least, is
// the schedule's own rhythm. A pull that was cut short goes on at once.
func (p *Puller) isDue(ctx context.Context, account *models.Account) (bool, error) {
	if account.PullMinutes <= 1 {
		return true, nil
	}
	state, err := p.Store.PullState(ctx, account.ID)
	if err != nil {
		return false, err
	}
	rest := time.Duration(account.PullMinutes)*time.Minute - dueSlack
	return state.FinishedAt < state.StartedAt || p.instant().Sub(state.StartedAt) >= rest || !state.CaughtUp(state.StartedAt), nil
}

// byHandPatience is how long a person waits for a pull they started; it goes on after that.
const byHandPatience = 5 * time.Second

// PullNow starts a pull of one account and waits a little for its end. models.ErrConflict means
// that one is running already; a *models.PlatformError that the platform refused.
func (p *Puller) PullNow(ctx context.Context, accountID int64) error {
	account, err := p.Store.Account(ctx, accountID)
	if err != nil {
		return err
	}
	done := make(chan error, 1)
	p.byHand.Go(func() {
		panicked, err := runSafely(p.Base, func(ctx context.Context) error { return p.pullAlone(ctx, &account) })
		if panicked {
			p.Log.Error("a pull panicked", "account", accountID, "error", err)
		}
		done <- err
	})
	select {
	case err := <-done:
		return err
	case <-time.After(byHandPatience):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Wait returns when no pull that was started by hand runs.
func (p *Puller) Wait() { p.byHand.Wait() }

// pullAlone pulls an account unless a pull of it is running.
func (p *Puller) pullAlone(ctx context.Context, account *models.Account) error {
	if !p.begin(account.ID) {
		return models.ErrConflict
	}
	defer p.end(account.ID)
	return p.pull(ctx, account)
}

func (p *Puller) begin(id int64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.running[id] {
		return false
	}
	if p.running == nil {
		p.running = make(map[int64]bool)
	}
	p.running[id] = true
	return true
}

func (p *Puller) end(id int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.running, id)
}

// mark changes an account's state. Readings of one account may end at the same moment.
func (p *Puller) mark(ctx context.Context, accountID int64, change func(*models.PullState)) error {
	p.marking.Lock()
	defer p.marking.Unlock()
	state, err := p.Store.PullState(ctx, accountID)
	if err != nil {
		return err
	}
	change(&state)
	return p.Store.SavePullState(ctx, state)
}

// pull reads what came since the watermark, and keeps how it went. The watermark follows slice by
// slice, each when all of its pages are stored and nothing is missing.
func (p *Puller) pull(ctx context.Context, account *models.Account) error {
	from, err := p.source(ctx, account)
	if err != nil {
		return err
	}
	began := p.instant()
	var window models.PullWindow
	err = p.mark(ctx, account.ID, func(s *models.PullState) {
		window = s.NextWindow(began)
		s.Begin(window, began)
	})
	if err != nil {
		return err
	}
	var lacking *models.PlatformError
	failure := from.walk(ctx, window, func(r *reading) (goOn bool, err error) {
		goOn = p.instant().Sub(began) < pullBudget
		if r.missing() > 0 {
			lacking = incomplete(r)
		}
		err = p.mark(ctx, account.ID, func(s *models.PullState) {
			if r.missing() == 0 {
				s.Cover(r.window, 0, p.instant())
			} else if !s.Incompletely(r.window, r.missing(), p.instant()) {
				goOn = false // the next run reads it again
			}
		})
		return goOn, err
	})
	if failure == nil && lacking != nil {
		failure = lacking
	}
	return p.conclude(ctx, from, failure)
}

// source is an account to read from.
func (p *Puller) source(ctx context.Context, account *models.Account) (*source, error) {
	credentials, err := p.Store.Credentials(ctx, account.ID, models.ForPull)
	return &source{puller: p, account: account, credentials: credentials}, err
}

func incomplete(r *reading) *models.PlatformError {
	return &models.PlatformError{Kind: models.Incomplete, Message: fmt.Sprintf("%d / %d", r.total-r.missing(), r.total)}
}

// conclude writes what became of a pull into the account's state.
func (p *Puller) conclude(ctx context.Context, from *source, failure error) error {
	if len(from.tally.warnings) > 0 {
		p.Log.InfoContext(ctx, "pulled leads needed mending", "account", from.account.ID, "first", from.tally.warnings)
	}
	if ctx.Err() != nil {
		return ctx.Err() // stopped: the state says so by having no end
	}
	refusal, kept := p.judge(ctx, from, failure)
	err := p.mark(ctx, from.account.ID, func(s *models.PullState) {
		now := p.instant()
		s.FinishedAt = now
		s.Received, s.New, s.Changed = from.tally.received, from.tally.fresh(), int64(from.tally.accepted.Changed)
		s.Total += s.New
		s.LastKind, s.LastCode, s.LastMessage = "", 0, ""
		learnSkew(s, from, refusal)
		if refusal == nil {
			s.SucceededAt = now
		} else {
			s.LastKind, s.LastCode, s.LastMessage = refusal.Kind, refusal.Code, refusal.Message
		}
	})
	return errors.Join(failure, kept, err)
}

// judge finds the platform's part in a failure, nil without one. Refused credentials are left alone
// for a while, and an answer that nobody documented is kept; an error says that this could not be
// written down.
func (p *Puller) judge(ctx context.Context, from *source, failure error) (refusal *models.PlatformError, err error) {
	id := from.account.ID
	switch {
	case failure == nil:
		return nil, p.Store.AcceptCredentials(ctx, id, models.ForPull)
	case !errors.As(failure, &refusal):
		return &models.PlatformError{Kind: models.OurFailure}, nil
	}
	switch refusal.Kind {
	case models.RefusedPermission:
		err = p.Store.RefuseCredentials(ctx, id, models.ForPull, refusal)
	case models.RefusedUnknown, models.RefusedUncounted: // what was cut or is no JSON could hold people
		err = p.Store.KeepAnswer(ctx, id, refusal)
	}
	return refusal, err
}

// learnSkew keeps how far our clock is from the platform's, as the last answer told.
func learnSkew(s *models.PullState, from *source, refusal *models.PlatformError) {
	switch {
	case refusal != nil && refusal.Skew.Known:
		s.SkewMillis = refusal.Skew.By.Milliseconds()
	case from.tally.skew.Known:
		s.SkewMillis = from.tally.skew.By.Milliseconds()
	}
}

func (p *Puller) instant() models.Instant { return models.At(p.Now()) }
