package jobs

import (
	"context"
	"slices"

	"xiansuo/models"
)

// Some answers may be about everything, credentials that are refused or a platform that fails in a
// new way, or about a single lead of the batch: codes of 2000 to 2099, and codes that nobody
// documented. A single report tells which: while the platform takes others, the batch is split down
// to the leads at fault; else nothing more is sent.
func isDoubtful(kind models.Refusal) bool {
	return kind == models.RefusedPermission || kind == models.RefusedUnknown
}

// proof is what a run knows of the platform taking reports of an account.
type proof struct {
	holds   bool                   // it took or judged one, and nothing has shown otherwise since
	latest  bool                   // the last call was such a one
	before  bool                   // and the one before it
	witness *models.OutgoingReport // a report of this claim that it took or judged: to ask again does no harm (§8.22)
}

func (p *proof) learn(refusal *models.PlatformError, reports []models.OutgoingReport) {
	p.before, p.latest = p.latest, refusal == nil || refusal.Kind == models.RefusedParameter
	if p.latest {
		p.holds, p.witness = true, &reports[0]
	}
}

// doubted tells reports that met a doubtful answer at their last attempt from the others, which
// shall not suffer with them.
func doubted(claimed []models.OutgoingReport) (fresh, doubted []models.OutgoingReport) {
	for _, report := range claimed {
		if isDoubtful(report.LastKind) {
			doubted = append(doubted, report)
		} else {
			fresh = append(fresh, report)
		}
	}
	return fresh, doubted
}

// sendDoubted sends one alone before all, unless the platform has just taken others: while it fails,
// a retry of many is one call.
func (b *reportBatch) sendDoubted(ctx context.Context, reports []models.OutgoingReport) error {
	if len(reports) < 2 || b.proof.holds {
		return b.send(ctx, reports)
	}
	probe, rest := probe(reports)
	if err := b.send(ctx, probe); err != nil {
		return err
	}
	return b.send(ctx, rest)
}

// doubt finds out what a doubtful answer is about.
func (b *reportBatch) doubt(ctx context.Context, reports []models.OutgoingReport, refusal *models.PlatformError) error {
	if len(reports) == 1 {
		atFault, err := b.isAtFault(ctx)
		switch {
		case err != nil:
			return err
		case atFault:
			b.note(reports, ofLead(refusal))
		default:
			b.stop(reports, refusal)
		}
		return nil
	}
	if b.proof.holds {
		return b.halves(ctx, reports)
	}
	probe, rest := probe(reports)
	if err := b.send(ctx, probe); err != nil {
		return err
	}
	if len(rest) == 1 || b.stopped != nil {
		return b.send(ctx, rest)
	}
	return b.halves(ctx, rest) // the whole was refused a moment ago
}

// isAtFault reports whether a lead that was just refused alone is itself the reason: the platform
// takes others before it, or still does.
func (b *reportBatch) isAtFault(ctx context.Context) (bool, error) {
	if !b.proof.holds || b.proof.before || b.proof.witness == nil {
		return b.proof.holds, nil
	}
	if _, err := b.call(ctx, []models.OutgoingReport{*b.proof.witness}); err != nil {
		return false, err
	}
	b.proof.holds = b.proof.latest
	return b.proof.holds, nil
}

// ofLead is a refusal that is about one lead alone. An unknown one may still pass, and is tried again.
func ofLead(refusal *models.PlatformError) *models.PlatformError {
	if refusal.Kind != models.RefusedPermission {
		return refusal
	}
	own := *refusal
	own.Kind = models.RefusedLead
	return &own
}

// probe takes one report out of several to be sent alone: another one than at the last attempt, so
// that a bad lead, or bad ones beside each other, do not speak for all.
func probe(reports []models.OutgoingReport) (probe, rest []models.OutgoingReport) {
	at := 0
	if isDoubtful(reports[0].LastKind) {
		at = (len(reports)/2 + reports[0].Attempts) % len(reports)
	}
	return reports[at : at+1], slices.Concat(reports[:at], reports[at+1:])
}
