package templates

import (
	"net/url"

	"xiansuo/models"
)

// Views of the page about reports that did not go out.
const (
	ParkedReports  = ""        // 失败: a person must look
	WaitingReports = "waiting" // 待发
	HeldReports    = "held"    // kept back by the accounts' modes
)

// ReportsFilter is the page's address.
type ReportsFilter struct {
	View, Account string
	After, Before string // a models.ReportPlace
}

// Path is the page's address with this filter.
func (f ReportsFilter) Path() string {
	query := url.Values{}
	for _, p := range []struct{ name, value string }{{"view", f.View}, {"account", f.Account}, {"after", f.After}, {"before", f.Before}} {
		if p.value != "" {
			query.Set(p.name, p.value)
		}
	}
	if len(query) == 0 {
		return ReportsPath()
	}
	return ReportsPath() + "?" + query.Encode()
}

// ReportListProps fill the page about reports that did not go out.
type ReportListProps struct {
	Filter   ReportsFilter
	Lines    []ReportLine       // oldest wish first
	Earlier  bool               // there are reports before the first line
	Later    bool               // there are reports after the last line
	Counts   models.ReportCount // of the account chosen, or of all
	Accounts []Option
	Refused  []AccountState // accounts whose credentials are refused
	Strange  []models.StrangeAnswer
	Chosen   []int64         // leads whose tick is set
	Reason   string          // why to give reports up, as typed
	Errors   *models.Invalid // what was wrong with an act
}

// ReportLine is one report of the list.
type ReportLine struct {
	Row     models.ReportRow // name and phone masked
	Account *models.Account
	Body    string // on the wire
}
