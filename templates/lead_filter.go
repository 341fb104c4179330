package templates

import "net/url"

// LeadFilter is the list's address: its query parameters as they came.
type LeadFilter struct {
	Q       string // what is searched, as typed
	Sealed  string // the same as addresses of ours carry it
	Account string // an account's number
	Status  string // a wire value, or "none"
	Reason  string // a wire value
	Score   string // a wire value, or "none"
	Source  string // a wire value
	From    string // yyyy-mm-dd, the first day
	To      string // yyyy-mm-dd, the last day
	Report  string // a report state, or "none"
	Owner   string // a user's id, or "none" for nobody's leads
	After   string // a list key: older leads only
	Before  string // a list key: newer leads only
}

// ParseLeadFilter reads the query of the list's address.
func ParseLeadFilter(query url.Values) LeadFilter {
	var f LeadFilter
	for _, p := range f.parameters() {
		*p.value = query.Get(p.name)
	}
	return f
}

type parameter struct {
	name  string
	value *string
}

// parameters lists the filter's fields in the order of the address.
func (f *LeadFilter) parameters() []parameter {
	return []parameter{
		{"q", &f.Q}, {"s", &f.Sealed}, {"account", &f.Account}, {"status", &f.Status}, {"reason", &f.Reason},
		{"score", &f.Score}, {"source", &f.Source}, {"from", &f.From}, {"to", &f.To},
		{"report", &f.Report}, {"owner", &f.Owner}, {"after", &f.After}, {"before", &f.Before},
	}
}

// Path is the list's address with this filter; empty parameters are left out, and the search text
// where it is sealed.
func (f LeadFilter) Path() string {
	query := url.Values{}
	if f.Sealed != "" {
		f.Q = ""
	}
	for _, p := range f.parameters() {
		if *p.value != "" {
			query.Set(p.name, *p.value)
		}
	}
	if len(query) == 0 {
		return LeadsPath()
	}
	return LeadsPath() + "?" + query.Encode()
}

// Filters reports whether anything narrows the list.
func (f LeadFilter) Filters() bool {
	f.After, f.Before = "", ""
	return f != LeadFilter{}
}
