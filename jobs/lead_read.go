package jobs

import (
	"context"
	"errors"
	"hash/maphash"
	"time"

	"xiansuo/models"
)

// source is what leads are read from, and on whose behalf.
type source struct {
	puller      *Puller
	account     *models.Account
	credentials models.Credentials
	history     models.Instant              // leads ingested before are history, not news
	repeats     int                         // how often a slice is read again that lacks leads
	proceed     func(context.Context) error // asked before every page but the first; may be nil
	tally       tally
}

// tally is what several readings of one source brought together.
type tally struct {
	received int64 // distinct leads
	accepted models.Accepted
	skew     models.Skew
	warnings []string // the first few; they name fields, never values
}

// maxWarnings is how many warnings of one pull the log holds.
const maxWarnings = 5

// fresh is how many new leads, test leads left out, are among what was accepted.
func (t *tally) fresh() int64 { return int64(t.accepted.New - t.accepted.Previews) }

// reading is the reading of one window.
type reading struct {
	*source
	window  models.PullWindow
	seen    map[uint64]struct{} // hashes of the leads_ids read
	refused int                 // leads that cannot be stored, because they have no id
	total   int64               // the platform's count
}

// open asks for the newest page of a window and stores it.
func (s *source) open(ctx context.Context, w models.PullWindow) (*reading, page, error) {
	r := &reading{source: s, window: w, seen: make(map[uint64]struct{})}
	first, err := r.turn(ctx, place{})
	return r, first, err
}

// missing is how many leads the platform counted and did not show.
func (r *reading) missing() int64 { return max(0, r.total-int64(len(r.seen)+r.refused)) }

// finish reads on from the first page to the window's end: by deep paging, and where that does not
// bring everything, page by page.
func (r *reading) finish(ctx context.Context, first page) error {
	sound, err := r.deepen(ctx, first)
	if err != nil || sound && (r.missing() == 0 || r.total <= int64(first.size)) {
		return err
	}
	return r.leaf(ctx)
}

// deepen walks towards older leads, each page after the last lead of the one before (§8.17). It
// stops at the end, or where the platform is out of order or repeats itself: then it is not sound.
func (r *reading) deepen(ctx context.Context, last page) (sound bool, err error) {
	for !last.isEnd(r) {
		if !last.inOrder || 2*last.fresh < last.rows {
			return false, nil
		}
		last, err = r.next(ctx, place{after: last.oldest})
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

// leaf turns the pages by number. It ends where there are no more, or where one brings nothing that
// an earlier one did not: a platform that repeats itself must not keep us forever.
func (r *reading) leaf(ctx context.Context) error {
	r.total, r.refused = 0, 0
	all := r.seen
	defer func() { r.seen = all }()
	leafed := make(map[uint64]struct{})
	for at := (place{}); ; {
		r.seen = leafed
		last, err := r.next(ctx, at)
		if err != nil {
			return err
		}
		for id := range leafed {
			all[id] = struct{}{}
		}
		r.seen = all
		if last.isEnd(r) || last.fresh == 0 {
			return nil
		}
		at.row = last.to
	}
}

// place is where a page begins: after a lead, or at a row counted from the newest. Pages by number
// begin where their size lets them; one whose size has changed repeats rows rather than leave any out.
type place struct {
	after string
	row   int
}

func (at place) listing(w models.PullWindow, size int) models.LeadListing {
	return models.LeadListing{Window: w, Page: at.row/size + 1, PageSize: size, After: at.after}
}

// page is what matters of a page once its leads are stored.
type page struct {
	size    int    // how many were asked for
	to      int    // the row after its last, of a page by number
	rows    int    // as the platform sent them
	fresh   int    // of those, not seen before
	oldest  string // the leads_id of the last one
	inOrder bool   // newest first
}

// isEnd reports whether nothing comes after the page. A short page is the end only where nothing is
// missing: a platform that hides rows sends short pages in the middle.
func (p page) isEnd(r *reading) bool {
	return p.rows == 0 || p.rows < p.size && r.missing() == 0
}

// next turns another page, after the pause.
func (r *reading) next(ctx context.Context, at place) (page, error) {
	if err := wait(ctx, r.puller.Pause); err != nil {
		return page{}, err
	}
	if r.proceed != nil {
		if err := r.proceed(ctx); err != nil {
			return page{}, err
		}
	}
	return r.turn(ctx, at)
}

// ask asks for a page, as large as the answers may be.
func (r *reading) ask(ctx context.Context, at place) (batch models.LeadBatch, size int, err error) {
	sizes, account := &r.puller.sizes, r.account.ID
	for {
		size = sizes.of(account)
		batch, err = r.list(ctx, at.listing(r.window, size))
		switch kind := refusalOf(err); {
		case err == nil:
			sizes.fit(account)
		case kind == models.FailedTooLong && sizes.shrink(account, size):
			if err := wait(ctx, r.puller.Pause); err != nil {
				return batch, size, err
			}
			continue
		case kind == models.RefusedUncounted && r.total > 0:
			err = nil // past the end of leads that were counted before: those that are missing tell
		}
		return batch, size, err
	}
}

// refusalOf is the kind of the platform's failure; empty of any other error and of none.
func refusalOf(err error) models.Refusal {
	var refusal *models.PlatformError
	if errors.As(err, &refusal) {
		return refusal.Kind
	}
	return ""
}

// turn asks for a page and stores its leads.
func (r *reading) turn(ctx context.Context, at place) (page, error) {
	batch, size, err := r.ask(ctx, at)
	if err != nil {
		return page{}, err
	}
	t := &r.tally
	if batch.Skew.Known {
		t.skew = batch.Skew
	}
	t.warnings = append(t.warnings, batch.Warnings[:min(len(batch.Warnings), maxWarnings-len(t.warnings))]...)
	r.total = max(r.total, batch.Total)
	r.refused += batch.Rows - len(batch.Leads)
	turned := page{size: size, to: (at.row/size + 1) * size, rows: batch.Rows, fresh: r.note(batch.Leads), inOrder: newestFirst(batch.Leads)}
	if n := len(batch.Leads); n > 0 {
		turned.oldest = batch.Leads[n-1].LeadsID
	}
	return turned, r.accept(ctx, batch.Leads)
}

// accept stores a page's leads; what is older than the account's first pull is marked as history.
func (r *reading) accept(ctx context.Context, leads []models.Lead) error {
	news, old := make([]models.Lead, 0, len(leads)), []models.Lead(nil)
	for _, lead := range leads {
		if lead.IngestedAt != 0 && lead.IngestedAt < r.history {
			old = append(old, lead)
		} else {
			news = append(news, lead)
		}
	}
	for _, part := range []struct {
		leads   []models.Lead
		arrival models.Arrival
	}{{news, models.Pulled}, {old, models.Backfilled}} {
		if len(part.leads) == 0 {
			continue
		}
		accepted, err := r.puller.Store.AcceptLeads(ctx, *r.account, part.leads, part.arrival)
		if err != nil {
			return err
		}
		r.tally.accepted = r.tally.accepted.Add(accepted)
	}
	return nil
}

var idSeed = maphash.MakeSeed()

// note counts the leads not seen before in this reading.
func (r *reading) note(leads []models.Lead) (fresh int) {
	before := len(r.seen)
	for i := range leads {
		r.seen[maphash.String(idSeed, leads[i].LeadsID)] = struct{}{}
	}
	return len(r.seen) - before
}

// newestFirst reports whether deep paging can rely on the order of a page.
func newestFirst(leads []models.Lead) bool {
	for i := 1; i < len(leads); i++ {
		if leads[i].IngestedAt > leads[i-1].IngestedAt {
			return false
		}
	}
	return true
}

// pageRetries are the waits before one page is asked for again. A pull of many pages must not
// start over for one lost packet.
var pageRetries = []time.Duration{2 * time.Second, 5 * time.Second}

func (s *source) list(ctx context.Context, ask models.LeadListing) (models.LeadBatch, error) {
	for _, delay := range pageRetries {
		batch, err := s.puller.Platform.ListLeads(ctx, s.credentials, ask)
		var refusal *models.PlatformError
		if err == nil || !errors.As(err, &refusal) || !refusal.Transient() || refusal.Kind == models.FailedTooLong {
			return batch, err
		}
		if err := wait(ctx, delay); err != nil {
			return models.LeadBatch{}, err
		}
	}
	return s.puller.Platform.ListLeads(ctx, s.credentials, ask)
}

// count asks for the platform's count of a window alone.
func (s *source) count(ctx context.Context, w models.PullWindow) (int64, error) {
	batch, err := s.list(ctx, models.LeadListing{Window: w, Page: 1, PageSize: 1})
	return batch.Total, err
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
