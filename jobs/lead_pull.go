package jobs

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
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
}

// Puller fetches new leads of every account (§2).
type Puller struct {
	Store    pullStore
	Platform leadLister
	Log      *slog.Logger
	Now      func() time.Time
	Pause    time.Duration   // between pages; the platform's rate limit is undocumented
	Base     context.Context // ends pulls that were started by hand

	mu      sync.Mutex
	running map[int64]bool
	refused credentialsPause
	byHand  sync.WaitGroup
	nudges  nudges
}

// PullAll pulls every account that is not paused, one after the other. One account's failure
// does not keep the others from being pulled.
func (p *Puller) PullAll(ctx context.Context) error {
	accounts, err := p.Store.Accounts(ctx)
	if err != nil {
		return err
	}
	var failures []error
	for i := range accounts {
		account := &accounts[i]
		if account.Paused || !account.Has(models.ForPull) || p.refused.covers(account, p.Now()) {
			continue
		}
		if err := p.pullAlone(ctx, account); err != nil && !errors.Is(err, models.ErrConflict) {
			failures = append(failures, fmt.Errorf("account %d: %w", account.ID, err))
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return errors.Join(failures...)
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

// pull reads one window and keeps how it went. The watermark moves only when every page is
// stored and nothing is missing; until then the next pull reads the same window again.
func (p *Puller) pull(ctx context.Context, account *models.Account) error {
	credentials, err := p.Store.Credentials(ctx, account.ID, models.ForPull)
	if err != nil {
		return err
	}
	state, err := p.Store.PullState(ctx, account.ID)
	if err != nil {
		return err
	}
	window := state.NextWindow(p.instant())
	state.StartedAt, state.FinishedAt = p.instant(), 0
	if err := p.Store.SavePullState(ctx, state); err != nil {
		return err
	}
	run := &pullRun{puller: p, account: account, credentials: credentials, window: window}
	failure := run.read(ctx)
	if len(run.warnings) > 0 {
		p.Log.InfoContext(ctx, "pulled leads needed mending", "account", account.ID, "first", run.warnings)
	}
	if ctx.Err() != nil {
		return ctx.Err() // stopped: the state says so by having no end
	}
	run.conclude(&state, failure)
	if state.LastKind == models.RefusedPermission {
		p.refused.start(account, p.Now())
	}
	if err := p.Store.SavePullState(ctx, state); err != nil {
		return err
	}
	return failure
}

func (p *Puller) instant() models.Instant { return models.At(p.Now()) }

// pullRun is the reading of one window.
type pullRun struct {
	puller      *Puller
	account     *models.Account
	credentials models.Credentials
	window      models.PullWindow

	seen     map[uint64]bool // hashes of the leads_ids read
	refused  int             // leads that cannot be stored, because they have no id
	total    int64           // the platform's count
	accepted models.Accepted
	skew     models.Skew
	warnings []string // the first few; they name fields, never values
}

// maxWarnings is how many warnings of one pull the log holds.
const maxWarnings = 5

// read walks the window's pages, newest first, and stores each before it asks for the next. It
// ends at a short page, or at one that brings nothing new: a platform that repeats itself must
// not keep us forever.
func (r *pullRun) read(ctx context.Context) error {
	r.seen = make(map[uint64]bool)
	ask := models.LeadListing{Window: r.window, Page: 1, PageSize: models.PullPageSize}
	for {
		batch, err := r.list(ctx, ask)
		if err != nil {
			return err
		}
		r.skew, r.total = batch.Skew, max(r.total, batch.Total)
		r.refused += batch.Rows - len(batch.Leads)
		r.warnings = append(r.warnings, batch.Warnings[:min(len(batch.Warnings), maxWarnings-len(r.warnings))]...)
		fresh := r.note(batch.Leads)
		if len(batch.Leads) > 0 {
			accepted, err := r.puller.Store.AcceptLeads(ctx, *r.account, batch.Leads, models.Pulled)
			if err != nil {
				return err
			}
			r.accepted = r.accepted.Add(accepted)
		}
		if batch.Rows < ask.PageSize || fresh == 0 {
			return r.complete()
		}
		ask.After = batch.Leads[len(batch.Leads)-1].LeadsID
		if err := wait(ctx, r.puller.Pause); err != nil {
			return err
		}
	}
}

var idSeed = maphash.MakeSeed()

// note counts the leads not seen before in this run.
func (r *pullRun) note(leads []models.Lead) (fresh int) {
	for i := range leads {
		hash := maphash.String(idSeed, leads[i].LeadsID)
		if !r.seen[hash] {
			r.seen[hash] = true
			fresh++
		}
	}
	return fresh
}

func (r *pullRun) complete() error {
	if got := int64(len(r.seen) + r.refused); got < r.total {
		return &models.PlatformError{
			Kind:    models.Incomplete,
			Message: fmt.Sprintf("%d / %d", got, r.total),
		}
	}
	return nil
}

// conclude writes what became of the run into the account's state.
func (r *pullRun) conclude(state *models.PullState, failure error) {
	now := r.puller.instant()
	state.FinishedAt = now
	state.Received, state.New, state.Changed = int64(len(r.seen)), int64(r.accepted.New), int64(r.accepted.Changed)
	state.Total += int64(r.accepted.New)
	state.LastKind, state.LastCode, state.LastMessage = "", 0, ""
	if r.skew.Known {
		state.SkewMillis = r.skew.By.Milliseconds()
	}
	if failure == nil {
		state.SucceededAt, state.Watermark, state.Repeats = now, r.window.To, 0
		return
	}
	var refusal *models.PlatformError
	if !errors.As(failure, &refusal) {
		refusal = &models.PlatformError{Kind: models.OurFailure}
	}
	state.LastKind, state.LastCode, state.LastMessage = refusal.Kind, refusal.Code, refusal.Message
	if refusal.Kind == models.Incomplete {
		state.Repeats++
	}
	if refusal.Skew.Known {
		state.SkewMillis = refusal.Skew.By.Milliseconds()
	}
}

// pageRetries are the waits before one page is asked for again. A pull of many pages must not
// start over for one lost packet.
var pageRetries = []time.Duration{2 * time.Second, 5 * time.Second}

func (r *pullRun) list(ctx context.Context, ask models.LeadListing) (models.LeadBatch, error) {
	for _, delay := range pageRetries {
		batch, err := r.puller.Platform.ListLeads(ctx, r.credentials, ask)
		var refusal *models.PlatformError
		if err == nil || !errors.As(err, &refusal) || !refusal.Transient() {
			return batch, err
		}
		if err := wait(ctx, delay); err != nil {
			return models.LeadBatch{}, err
		}
	}
	return r.puller.Platform.ListLeads(ctx, r.credentials, ask)
}

// wait lets time pass unless ctx ends first.
func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
