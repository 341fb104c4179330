package jobs

import (
	"context"
	"errors"
	"slices"
	"time"

	"xiansuo/models"
)

// reportBatch sends one claim and gathers what became of each report. Reports without a result keep
// their lease and come back when it ends.
type reportBatch struct {
	reporter    *Reporter
	credentials models.Credentials
	claimed     []models.OutgoingReport
	until       models.Instant // the claim is ours until then
	results     []models.ReportResult
	stopped     *models.PlatformError // why the platform judges no more: what is left shares its fate
	proof       proof
}

// leaseReserve is kept of a lease for writing down what became of a call.
const leaseReserve = 30 * time.Second

// run sends the claim. An error is ours, not the platform's.
func (b *reportBatch) run(ctx context.Context) error {
	fresh, doubted := doubted(b.claimed)
	if err := b.send(ctx, fresh); err != nil {
		return err
	}
	return b.sendDoubted(ctx, doubted)
}

// send sends reports and finds out what became of each. A batch that the platform refuses without
// saying for which report is split in halves down to the bad one, so that one bad lead never holds
// up forty-nine good ones.
func (b *reportBatch) send(ctx context.Context, reports []models.OutgoingReport) error {
	if len(reports) == 0 || b.isOver(reports) {
		return nil
	}
	refusal, err := b.call(ctx, reports)
	if err != nil {
		return err
	}
	switch {
	case refusal == nil:
		b.note(reports, nil)
		return nil
	case refusal.Kind == models.RefusedParameter:
		return b.refuse(ctx, reports, refusal)
	case isDoubtful(refusal.Kind):
		return b.doubt(ctx, reports, refusal)
	}
	b.stop(reports, refusal)
	return nil
}

// refuse finds the reports that a refusal for their content is about.
func (b *reportBatch) refuse(ctx context.Context, reports []models.OutgoingReport, refusal *models.PlatformError) error {
	if len(reports) == 1 {
		b.note(reports, refusal)
		return nil
	}
	if bad, good := named(reports, refusal.Items); len(bad) > 0 {
		b.note(bad, refusal)
		return b.send(ctx, good)
	}
	return b.halves(ctx, reports)
}

func (b *reportBatch) halves(ctx context.Context, reports []models.OutgoingReport) error {
	half := len(reports) / 2
	if err := b.send(ctx, reports[:half]); err != nil {
		return err
	}
	return b.send(ctx, reports[half:])
}

// isOver lets reports share the fate of those at which the platform stopped judging.
func (b *reportBatch) isOver(reports []models.OutgoingReport) bool {
	if b.stopped != nil {
		b.note(reports, b.stopped)
	}
	return b.stopped != nil
}

// stop ends the calls of this claim: the next one would fare the same.
func (b *reportBatch) stop(reports []models.OutgoingReport, refusal *models.PlatformError) {
	b.stopped = refusal
	b.note(reports, refusal)
}

// call makes one call, and never lets it outlive the lease: past its end another sender may tell
// the platform something newer, which a late call would overwrite. An error is ours.
func (b *reportBatch) call(ctx context.Context, reports []models.OutgoingReport) (*models.PlatformError, error) {
	left := b.until.Sub(models.At(b.reporter.Now()))
	if left < models.ReportLease/2 {
		until, err := b.reporter.Store.RenewReports(ctx, b.claimed)
		if err != nil {
			return nil, err
		}
		b.until = until
		left = b.until.Sub(models.At(b.reporter.Now()))
	}
	ctx, cancel := context.WithTimeout(ctx, left-leaseReserve)
	defer cancel()
	err := b.reporter.Platform.SendReports(ctx, b.credentials, reports)
	var refusal *models.PlatformError
	if err != nil && !errors.As(err, &refusal) {
		return nil, err
	}
	b.proof.learn(refusal, reports)
	return refusal, nil
}

func (b *reportBatch) note(reports []models.OutgoingReport, refusal *models.PlatformError) {
	for i := range reports {
		r := &reports[i]
		b.results = append(b.results, models.ReportResult{
			LeadID: r.LeadID, WorkVersion: r.WorkVersion, Work: r.Work, Lease: r.Lease, Error: refusal,
		})
	}
}

// named divides reports by the positions that the platform refused.
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
