package jobs

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"xiansuo/models"
)

type healthStore interface {
	Accounts(ctx context.Context) ([]models.Account, error)
	PullStates(ctx context.Context) ([]models.PullState, error)
	ReportCounts(ctx context.Context) ([]models.ReportCount, error)
	WechatCounts(ctx context.Context) ([]models.ReportCount, error)
	DeniedReports(ctx context.Context) (map[int64]int64, error)
	PushCounts(ctx context.Context, accountID int64) ([]models.PushCount, error)
	DayChecks(ctx context.Context, since models.Instant) ([]models.DayCheck, error)
	Breakers(ctx context.Context) ([]models.Breaker, error)
	LastAuditCheck(ctx context.Context) (models.AuditCheck, error)
	DatabaseFigures(ctx context.Context) (models.DatabaseFigures, error)
	LastLead(ctx context.Context, accountID int64) (models.Instant, error)
	Arrivals(ctx context.Context, accountID int64, from, to models.Instant) (models.Arrivals, error)
}

// HealthEvery is how often health is looked at.
const HealthEvery = 15 * time.Second

// rhythmLife is how long an account's rhythm of four weeks is good for.
const rhythmLife = time.Hour

// HealthWatch looks at how the desk stands, in the background, so that no page ever waits for it.
type HealthWatch struct {
	Store     healthStore
	Log       *slog.Logger
	Now       func() time.Time
	Version   string
	StartedAt time.Time
	PullEvery time.Duration
	Panics    func() (count int64, last models.Instant) // of handlers
	Serving   func() models.ServingFigures

	latest  atomic.Pointer[models.Health]
	runs    atomic.Pointer[func() []models.JobRun]
	mu      sync.Mutex
	rhythms map[int64]rhythm
	shouted models.Light
}

type rhythm struct {
	arrivals models.Arrivals
	at       models.Instant
}

// Health is how the desk stood when it was last looked at. Its At is zero before the first look.
func (w *HealthWatch) Health() models.Health {
	if latest := w.latest.Load(); latest != nil {
		return latest.IfStale(models.At(w.Now()))
	}
	return models.Health{}
}

// Follow tells the watch whose runs to judge.
func (w *HealthWatch) Follow(runs func() []models.JobRun) { w.runs.Store(&runs) }

// Look gathers the figures and judges them. What cannot be read is missing and said to be.
func (w *HealthWatch) Look(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	figures := models.HealthFigures{
		At: models.At(w.Now()), Version: w.Version, StartedAt: models.At(w.StartedAt), PullEvery: w.PullEvery,
		Serving: w.Serving(),
	}
	figures.Panics, figures.LastPanic = w.Panics()
	if runs := w.runs.Load(); runs != nil {
		figures.Jobs = (*runs)()
	}
	err := w.collect(ctx, &figures)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		figures.OwnFailure = "the database did not answer"
	}
	health := figures.Judge()
	w.latest.Store(&health)
	w.shout(ctx, &health)
	return err
}

// collect reads what the database knows. A new kind of figure is read here.
func (w *HealthWatch) collect(ctx context.Context, f *models.HealthFigures) error {
	var errs [10]error
	f.Database, errs[0] = w.Store.DatabaseFigures(ctx)
	accounts, err := w.Store.Accounts(ctx)
	errs[1] = err
	pulls, err := w.Store.PullStates(ctx)
	errs[2] = err
	reports, err := w.Store.ReportCounts(ctx)
	errs[3] = err
	wechat, err := w.Store.WechatCounts(ctx)
	errs[4] = err
	denied, err := w.Store.DeniedReports(ctx)
	errs[5] = err
	pushes, err := w.Store.PushCounts(ctx, 0)
	errs[6] = err
	days, err := w.Store.DayChecks(ctx, f.At.Add(-comparedDays))
	errs[7] = err
	breakers, err := w.Store.Breakers(ctx)
	errs[8] = err
	f.Audit, errs[9] = w.Store.LastAuditCheck(ctx)
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	pullOf := map[int64]models.PullState{}
	for _, pull := range pulls {
		pullOf[pull.AccountID] = pull
	}
	reportsOf, wechatOf := countsByAccount(reports), countsByAccount(wechat)
	var failures []error
	for _, account := range accounts {
		a := models.AccountFigures{
			ID: account.ID, Name: account.Name, Paused: account.Paused, HasSecrets: account.Has(models.ForPull),
			Pull: pullOf[account.ID], Reports: reportsOf[account.ID], Wechat: wechatOf[account.ID], Denied: denied[account.ID],
		}
		a.PullMinutes, a.AddedAt = account.PullMinutes, account.CreatedAt
		a.PushSeen, a.Breaker = lastPush(pushes, a.ID), reportBreaker(breakers, a.ID)
		a.PushRefused, a.PushCause = lastRefusedPush(pushes, a.ID)
		a.DaysCompared, a.DaysDiffer = comparisons(days, a.ID)
		if !account.Paused {
			a.Silence, err = w.silence(ctx, &a, f.At)
			failures = append(failures, err)
		}
		f.Accounts = append(f.Accounts, a)
	}
	return errors.Join(failures...)
}

// comparedDays is how far back the daily comparison with the platform's count reaches.
const comparedDays = 8 * 24 * time.Hour

// lastPush is when a push of the account was last taken in, new or repeated.
func lastPush(counts []models.PushCount, account int64) (last models.Instant) {
	for _, c := range counts {
		if c.AccountID == account && c.Outcome.IsAccepted() {
			last = max(last, c.LastAt)
		}
	}
	return last
}

// lastRefusedPush is when a push of the account was last refused, and why.
func lastRefusedPush(counts []models.PushCount, account int64) (last models.Instant, why models.PushOutcome) {
	for _, c := range counts {
		if c.AccountID == account && !c.Outcome.IsAccepted() && c.LastAt > last {
			last, why = c.LastAt, c.Outcome
		}
	}
	return last, why
}

func comparisons(days []models.DayCheck, account int64) (compared, differ int64) {
	for i := range days {
		if days[i].AccountID != account {
			continue
		}
		compared++
		if days[i].Differs() {
			differ++
		}
	}
	return compared, differ
}

func reportBreaker(breakers []models.Breaker, account int64) models.Breaker {
	for _, b := range breakers {
		if b.AccountID == account && b.Purpose == models.ForReport {
			return b
		}
	}
	return models.Breaker{}
}

func countsByAccount(counts []models.ReportCount) map[int64]models.ReportCount {
	byAccount := make(map[int64]models.ReportCount, len(counts))
	for _, count := range counts {
		byAccount[count.AccountID] = count
	}
	return byAccount
}

// silence compares the time since the last lead with the rhythm of the weeks before it.
func (w *HealthWatch) silence(ctx context.Context, a *models.AccountFigures, now models.Instant) (models.Silence, error) {
	last, err := w.Store.LastLead(ctx, a.ID)
	if err != nil || last.IsZero() || a.Pull.Watermark.IsZero() {
		return models.Silence{}, err
	}
	known, ok := w.rhythms[a.ID]
	if !ok || now.Sub(known.at) >= rhythmLife {
		known.at = now
		if known.arrivals, err = w.Store.Arrivals(ctx, a.ID, last.Add(-models.SilenceHistory), last); err != nil {
			return models.Silence{}, err
		}
		if w.rhythms == nil {
			w.rhythms = make(map[int64]rhythm)
		}
		w.rhythms[a.ID] = known
	}
	return models.NewSilence(&known.arrivals, last, min(now, a.Pull.Watermark)), nil
}

// shout writes to the log when the desk turns red, and when it is over.
func (w *HealthWatch) shout(ctx context.Context, h *models.Health) {
	worst := h.Worst()
	if worst == w.shouted {
		return
	}
	switch {
	case worst == models.LightRed:
		for _, sign := range h.Signs {
			if sign.Light == models.LightRed {
				w.Log.ErrorContext(ctx, "health is red", "sign", string(sign.Name), "account", sign.AccountID)
			}
		}
	case w.shouted == models.LightRed:
		w.Log.InfoContext(ctx, "health is red no more", "light", string(worst))
	}
	w.shouted = worst
}
