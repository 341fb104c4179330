package models

import "time"

// How leads are pulled (§2, §8.17, §8.18).
const (
	PullPageSize    = 200
	PullOverlap     = 10 * time.Minute // read again before the watermark: late leads
	PullFirstReach  = 24 * time.Hour   // how far back an account's first pull goes
	PullMaxRepeats  = 3                // of a window that came back incomplete
	PullSafety      = 2 * time.Second  // a second may still be filling up, and a Date is whole seconds
	PullSliceLeads  = 5000             // a longer window is read in slices: deep paging begins here at the sibling (§8.17)
	PullMinSlice    = time.Minute      // a slice is not cut further
	MaxPullMinutes  = 60               // the longest rest between an account's pulls
	RereadReach     = 49 * time.Hour   // read again every hour, 48 h and the hour between: late leads, changed fields
	RereadEvery     = 55 * time.Minute // so that begin and end of a reading lie within an hour
	NightlyDays     = 8                // read again and counted every LookEvery, today not among them
	NightlyHour     = 2                // in Beijing, when the night's reading begins
	LookEvery       = 12 * time.Hour   // and once more in the day: a lead seven days late is found within 24 h
	MaxBackfillDays = 365              // of one backfill: the sibling's longest window (§8.17)
)

// PullState is how an account's pulling stands.
type PullState struct {
	AccountID    int64   `gorm:"primaryKey;autoIncrement:false"`
	Watermark    Instant // every lead ingested before is stored
	Since        Instant // where the account's first pull began; zero: not yet
	ReadTo       Instant // everything before was read, though perhaps not all of it came
	GapTo        Instant // the end of what the platform did not show in full; zero: nothing is missing
	Missing      int64   // how many leads were missing when a window was last given up
	StartedAt    Instant // of the last pull
	FinishedAt   Instant // zero while it runs
	SucceededAt  Instant // the last pull that was complete
	RereadAt     Instant // the last reading of RereadReach that came to its end
	NightlyAt    Instant // the last reading of NightlyDays that came to its end
	Received     int64   // distinct leads of the last pull
	New, Changed int64   // of those; test leads of previews are not counted (§8.14)
	Total        int64   // new leads ever, likewise
	Repeats      int     // incomplete reads of the same window, in a row
	LastKind     Refusal // empty: the last pull succeeded
	LastCode     int
	LastMessage  string
	SkewMillis   int64 // our clock minus the platform's, from the last answer
}

// PullWindow is the span of ingestion times that one pull reads; both ends belong to it.
type PullWindow struct{ From, To Instant }

// Platform is what the platform's clock shows when ours shows now.
func (s *PullState) Platform(now Instant) Instant { return now - Instant(s.SkewMillis) }

// NextWindow is what to read now: from the watermark less an overlap, to a fixed end on the
// platform's clock. Past a gap that was given up, reading goes on where it ended.
func (s *PullState) NextWindow(now Instant) PullWindow {
	to := s.Platform(now).Add(-PullSafety) / 1000 * 1000 // the platform counts in seconds
	from := max(s.Watermark, s.Since)
	if s.Behind() {
		from = s.ReadTo
	}
	if from == 0 {
		from = to.Add(-PullFirstReach)
	}
	return PullWindow{From: min(from, to).Add(-PullOverlap), To: to}
}

// Begin notes that a pull of a window starts.
func (s *PullState) Begin(w PullWindow, now Instant) {
	s.StartedAt, s.FinishedAt = now, 0
	if s.Watermark == 0 && s.Since == 0 {
		s.Since = w.From.Add(PullOverlap)
	}
}

// IsLookDue reports whether the last days are to be read again: the latest look that was due, tonight's
// or an older one that was missed, did not come to its end.
func (s *PullState) IsLookDue(now Instant) bool {
	first := now.BeijingDay().Add(NightlyHour*time.Hour - 24*time.Hour)
	latest := first.Add(now.Sub(first) / LookEvery * LookEvery)
	return s.NightlyAt < latest
}

// CaughtUp reports whether an account's leads were read up to about an instant. One that was never
// pulled is not.
func (s *PullState) CaughtUp(at Instant) bool {
	return max(s.Watermark, s.ReadTo) >= s.Platform(at).Add(-caughtUpSlack)
}

// caughtUpSlack is more than the longest rest between two pulls.
const caughtUpSlack = (MaxPullMinutes + 10) * time.Minute

// Behind reports whether a window was given up: newer leads come in, but some before GapTo may
// be missing, and the watermark waits for them.
func (s *PullState) Behind() bool { return s.GapTo > s.Watermark }

// Cover notes that a window was read to its end, and how many leads were missing from it. Only
// what joins what is known already moves a mark, and no mark passes our own clock: a wrong Date
// header must not let us skip time.
func (s *PullState) Cover(w PullWindow, missing int64, now Instant) {
	to := min(w.To, now.Add(-PullSafety))
	if missing == 0 && w.joins(max(s.Watermark, s.Since)) {
		s.Watermark, s.Repeats = max(s.Watermark, to), 0
	}
	if w.joins(max(s.ReadTo, s.Watermark, s.Since)) {
		s.ReadTo = max(s.ReadTo, to)
	}
	if s.GapTo > 0 && s.Watermark >= s.GapTo { // whatever was read after the gap was complete
		s.Watermark = max(s.Watermark, s.ReadTo)
		s.GapTo, s.Missing = 0, 0
	}
}

// clockSlack is how far the clocks of two instances may differ.
const clockSlack = time.Minute

// ForgetFuture forgets what was done at a time that is yet to come: a clock that was ahead wrote it,
// and nothing would be due until that time comes. The marks stay, see NextWindow.
func (s *PullState) ForgetFuture(now Instant) {
	for _, at := range []*Instant{&s.StartedAt, &s.FinishedAt, &s.SucceededAt, &s.RereadAt, &s.NightlyAt} {
		if *at > now.Add(clockSlack) {
			*at = 0
		}
	}
}

// joins reports whether no second lies between a mark and the window.
func (w PullWindow) joins(mark Instant) bool { return w.From <= mark.Add(time.Second) }

// Incompletely notes that a window was read and leads were missing. It reports whether the window is
// given up: after PullMaxRepeats readings, or at once where an older gap keeps the watermark anyway.
func (s *PullState) Incompletely(w PullWindow, missing int64, now Instant) (givenUp bool) {
	s.Repeats++
	if s.Repeats < PullMaxRepeats && !s.Behind() {
		return false
	}
	s.GapTo = max(s.GapTo, min(w.To, now.Add(-PullSafety)))
	s.Missing = missing
	s.Cover(w, missing, now)
	return true
}

// Incomplete is the kind of a pull whose answer held fewer leads than the platform counted.
const Incomplete Refusal = "incomplete"

// OurFailure is the kind of a pull that failed on our side: the database, most likely.
const OurFailure Refusal = "ours"

// Accepted counts what became of leads that came in.
type Accepted struct {
	New, Changed, Same int
	Previews           int // of New: test leads, which figures leave out (§8.14)
}

// Add sums two counts.
func (a Accepted) Add(b Accepted) Accepted {
	return Accepted{a.New + b.New, a.Changed + b.Changed, a.Same + b.Same, a.Previews + b.Previews}
}

// Skew is our clock minus the platform's, as far as an answer's Date header tells it.
type Skew struct {
	Known bool
	By    time.Duration
}

// MaxSkew is how far off a timestamp may be before the platform refuses it.
const MaxSkew = 5 * time.Minute

// LeadBatch is one page of pulled leads.
type LeadBatch struct {
	Leads    []Lead
	Rows     int   // of the page: Leads and those without a usable leads_id; tells a short page
	Total    int64 // the platform's count for the whole window
	Warnings []string
	Skew     Skew
}

// LeadListing asks for one page of an account's leads (§2).
type LeadListing struct {
	Window   PullWindow
	Page     int    // from 1; ignored when After is set
	PageSize int    // at most 200
	After    string // deep paging: the last lead of the page before
}
