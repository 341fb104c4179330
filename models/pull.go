package models

import "time"

// How leads are pulled (§2, §8.17, §8.18).
const (
	PullPageSize   = 200
	PullOverlap    = 10 * time.Minute // read again before the watermark: late leads
	PullFirstReach = 24 * time.Hour   // how far back an account's first pull goes
	PullPause      = time.Second      // between pages: the rate limit is undocumented
	PullMaxRepeats = 3                // of a window that came back incomplete
	PullSafety     = 2 * time.Second  // the platform's clock may be behind ours
)

// PullState is how an account's pulling stands.
type PullState struct {
	AccountID    int64   `gorm:"primaryKey;autoIncrement:false"`
	Watermark    Instant // every lead ingested before is stored
	StartedAt    Instant // of the last pull
	FinishedAt   Instant // zero while it runs
	SucceededAt  Instant // the last pull that was complete
	Received     int64   // distinct leads of the last pull
	New, Changed int64   // of those
	Total        int64   // new leads ever
	Repeats      int     // incomplete reads of the same window, in a row
	LastKind     Refusal // empty: the last pull succeeded
	LastCode     int
	LastMessage  string
	SkewMillis   int64 // our clock minus the platform's, from the last answer
}

// PullWindow is the span of ingestion times that one pull reads; both ends belong to it.
type PullWindow struct{ From, To Instant }

// NextWindow is what to read now: from the watermark less an overlap, to a fixed end.
func (s *PullState) NextWindow(now Instant) PullWindow {
	to := now.Add(-PullSafety)
	from := s.Watermark
	if from == 0 {
		from = to.Add(-PullFirstReach)
	}
	return PullWindow{From: min(from, to).Add(-PullOverlap), To: to}
}

// Incomplete is the kind of a pull whose answer held fewer leads than the platform counted.
const Incomplete Refusal = "incomplete"

// OurFailure is the kind of a pull that failed on our side: the database, most likely.
const OurFailure Refusal = "ours"

// Accepted counts what became of leads that came in.
type Accepted struct {
	New, Changed, Same int
}

// Add sums two counts.
func (a Accepted) Add(b Accepted) Accepted {
	return Accepted{a.New + b.New, a.Changed + b.Changed, a.Same + b.Same}
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
