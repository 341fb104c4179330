package templates

import "xiansuo/models"

// LeadListProps fill the list of leads. Personal values come masked.
type LeadListProps struct {
	Filter   LeadFilter
	Errors   *models.Invalid // parameters that could not be read; they did not filter
	Rows     []LeadRowProps  // newest first
	Newer    bool            // there are leads before the first row
	Older    bool            // there are leads after the last row
	GaveUp   bool            // the search stopped before it had read everything
	GoOn     int64           // the list key from which a search that stopped goes on; 0: nowhere
	Count    int64           // matching leads; at most models.MaxCount
	More     bool            // there are more than Count
	Accounts []Option        // Value = the account's number
	Owners   []Option        // Value = the user's id
	NoLeads  bool            // there is no lead at all, whatever the filter

	Checklist *ChecklistProps // what is still to set up; nil: nothing, or not this user's business
}

// Option is one choice of a select.
type Option struct{ Value, Label string }

// LeadRowProps fill one row of the list.
type LeadRowProps struct {
	Lead    models.Lead     // personal fields masked
	Account *models.Account // nil: the account is not known any more
	Owner   string          // the owner's name; empty: nobody
	CanWork bool            // the user may set the status
}
