package models

// LeadQuery asks for one page of the list, newest first. Empty fields do not filter.
type LeadQuery struct {
	Text      string // part of a name or phone, a whole lead id, part of a campaign's name
	Nameless  bool   // Text must not be compared with names and phones: the asker may not see them
	AccountID int64
	Status    string // a wire value, or "none"
	Reason    string
	Score     string // a wire value, or "none"
	Source    string
	Report    string  // a ReportState, "none", or ReportDue
	DueAt     Instant // for ReportDue: the moment at which they are due
	OwnerID   int64
	Nobodys   bool    // leads without an owner
	From, To  Instant // ingestion time: From <= t < To
	After     int64   // a list key: only older leads
	Before    int64   // a list key: only newer leads, the nearest ones
	Limit     int
}

// NoneSet is the value of a filter for leads that have no status, score or report.
const NoneSet = "none"

// PageSize is how many leads a page of the list holds.
const PageSize = 50

// MaxCount is where counting a list stops: "10,000+".
const MaxCount = 10_000

// LeadPage is one page of the list, newest first. Leads carry only what a list shows.
type LeadPage struct {
	Leads  []Lead
	Newer  bool  // there are newer leads than the first
	Older  bool  // there are older leads than the last
	GaveUp bool  // the search stopped before it had read everything that could match
	GoOn   int64 // of a search that stopped: the list key from which it goes on; 0 = nowhere
}
