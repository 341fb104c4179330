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
	ConcludeReports(ctx context.Context, results []models.ReportResult) error
	ShortenLeases(ctx context.Context) error
}

// Reporter tells the platform what sellers said of their leads (§3).
type Reporter struct {
	Store    reportStore
	Platform reportSender
	Log      *slog.Logger
	Now      func() time.Time

	refused   credentialsPause
	recovered atomic.Bool // what a crashed sender had claimed comes back
}

// SendAll sends every report that is due. One account's failure does not hold up the others. The
// first one takes over what a sender before it left behind.
func (r *Reporter) SendAll(ctx context.Context) error {
	if !r.recovered.Load() {
		if err := r.Store.ShortenLeases(ctx); err != nil {
			return err
		}
		r.recovered.Store(true)
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
	account, err := r.Store.Account(ctx, id)
	if err != nil {
		return err
	}
	if r.refused.covers(&account, r.Now()) {
		return nil
	}
	credentials, err := r.Store.Credentials(ctx, id, models.ForReport)
	if err != nil {
		return err
	}
	for {
		claimed, err := r.Store.ClaimReports(ctx, id, models.MaxReportBatch)
		if err != nil || len(claimed) == 0 {
			return err
		}
		results, err := r.send(ctx, credentials, claimed)
		if err := r.conclude(ctx, results); err != nil {
			return err
		}
		if err != nil {
			return err
		}
		if refusal := lastRefusal(results); refusal != nil {
			if refusal.Kind == models.RefusedPermission {
				r.refused.start(&account, r.Now())
			}
			if refusal.Kind != models.RefusedParameter {
				return refusal // the next batch would fare the same
			}
			r.Log.WarnContext(ctx, "the platform refused reports", "account", id, "code", refusal.Code)
		}
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

// send sends a batch and finds out what became of each report. A batch that the platform refuses
// without saying for which report is split in halves down to the bad one, so that one bad lead
// never holds up forty-nine good ones. Reports without a result keep their lease and come back.
func (r *Reporter) send(ctx context.Context, c models.Credentials, batch []models.OutgoingReport) ([]models.ReportResult, error) {
	err := r.Platform.SendReports(ctx, c, batch)
	if err == nil {
		return resultsOf(batch, nil), nil
	}
	var refusal *models.PlatformError
	if !errors.As(err, &refusal) {
		return nil, err
	}
	if refusal.Kind != models.RefusedParameter || len(batch) == 1 {
		return resultsOf(batch, refusal), nil
	}
	if bad, good := named(batch, refusal.Items); len(bad) > 0 {
		results := resultsOf(bad, refusal)
		if len(good) == 0 {
			return results, nil
		}
		rest, err := r.send(ctx, c, good)
		return append(results, rest...), err
	}
	half := len(batch) / 2
	results, err := r.send(ctx, c, batch[:half])
	if err != nil {
		return results, err // stopped: nobody judged the other half
	}
	if refusal := lastRefusal(results); refusal != nil && refusal.Kind != models.RefusedParameter {
		// The platform stopped judging: the other half shares the fate of the first.
		return append(results, resultsOf(batch[half:], refusal)...), nil
	}
	rest, err := r.send(ctx, c, batch[half:])
	return append(results, rest...), err
}

// named divides a batch by the positions that the platform refused.
func named(batch []models.OutgoingReport, positions []int) (bad, good []models.OutgoingReport) {
	for i, report := range batch {
		if slices.Contains(positions, i) {
			bad = append(bad, report)
		} else {
			good = append(good, report)
		}
	}
	return bad, good
}

func resultsOf(batch []models.OutgoingReport, refusal *models.PlatformError) []models.ReportResult {
	results := make([]models.ReportResult, len(batch))
	for i, report := range batch {
		results[i] = models.ReportResult{LeadID: report.LeadID, WorkVersion: report.WorkVersion, Error: refusal}
	}
	return results
}

func lastRefusal(results []models.ReportResult) *models.PlatformError {
	for _, result := range slices.Backward(results) {
		if result.Error != nil {
			return result.Error
		}
	}
	return nil
}
