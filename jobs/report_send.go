package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"xiansuo/models"
)

type reportSender interface {
	SendReports(ctx context.Context, c models.Credentials, reports []models.OutgoingReport) error
}

type reportStore interface {
	Account(ctx context.Context, id int64) (models.Account, error)
	AccountsWithDueReports(ctx context.Context) ([]int64, error)
	Credentials(ctx context.Context, accountID int64, p models.Purpose) (models.Credentials, error)
	ClaimReports(ctx context.Context, accountID int64, limit int) ([]models.OutgoingReport, error)
	RenewReports(ctx context.Context, claimed []models.OutgoingReport) (until models.Instant, err error)
	ConcludeReports(ctx context.Context, results []models.ReportResult) error
	ShortenLeases(ctx context.Context) error
	RecallReports(ctx context.Context) error
}

// Reporter tells the platform what sellers said of their leads (§3).
type Reporter struct {
	Store    reportStore
	Platform reportSender
	Log      *slog.Logger
	Now      func() time.Time

	recovered atomic.Bool // what a crashed sender had claimed comes back
	recalled  time.Time   // when what a wrong clock put off was last looked for; SendAll never runs twice at once
}

// recallEvery is how often is looked for what a clock that was ahead put off.
const recallEvery = time.Minute

// SendAll sends every report that is due. One account's failure does not hold up the others. The
// first one takes over what a sender before it left behind.
func (r *Reporter) SendAll(ctx context.Context) error {
	if !r.recovered.Load() {
		if err := r.Store.ShortenLeases(ctx); err != nil {
			return err
		}
		r.recovered.Store(true)
	}
	if now := r.Now(); now.Sub(r.recalled).Abs() >= recallEvery {
		if err := r.Store.RecallReports(ctx); err != nil {
			return err
		}
		r.recalled = now
	}
	ids, err := r.Store.AccountsWithDueReports(ctx)
	if err != nil {
		return err
	}
	var failures []error
	for _, id := range ids {
		if err := r.sendAccount(ctx, id); err != nil {
			failures = append(failures, fmt.Errorf("account %d: %w", id, err))
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return errors.Join(failures...)
}

func (r *Reporter) sendAccount(ctx context.Context, id int64) error {
	credentials, err := r.Store.Credentials(ctx, id, models.ForReport)
	if err != nil {
		return err
	}
	var known proof
	for {
		claimed, err := r.Store.ClaimReports(ctx, id, models.MaxReportBatch)
		if err != nil || len(claimed) == 0 {
			return err
		}
		batch := &reportBatch{reporter: r, credentials: credentials, claimed: claimed, until: claimed[0].LeasedUntil, proof: known}
		sent := batch.run(ctx)
		if err := r.conclude(ctx, batch.results); err != nil {
			return err
		}
		if sent != nil {
			return sent
		}
		if batch.stopped != nil {
			return batch.stopped // the next batch would fare the same
		}
		if refusal := lastRefusal(batch.results); refusal != nil {
			r.Log.WarnContext(ctx, "the platform refused reports", "account", id, "code", refusal.Code)
		}
		known = batch.proof
		known.witness = nil // no longer ours to send
	}
}

// concludePatience bounds the writing of outcomes while the program stops.
const concludePatience = 5 * time.Second

// conclude records outcomes even when the program is about to stop: what the platform accepted
// must not be sent again without need.
func (r *Reporter) conclude(ctx context.Context, results []models.ReportResult) error {
	if len(results) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), concludePatience)
	defer cancel()
	return r.Store.ConcludeReports(ctx, results)
}

func lastRefusal(results []models.ReportResult) *models.PlatformError {
	for _, result := range slices.Backward(results) {
		if result.Error != nil {
			return result.Error
		}
	}
	return nil
}
