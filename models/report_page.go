package models

import (
	"strconv"
	"strings"
)

// ReportRow is a report in a list, with what tells its lead from another.
type ReportRow struct {
	OutgoingReport `gorm:"embedded"`
	LeadsName      string
	LeadsTel       string
	IngestedAt     Instant
}

// Place is where the row stands in its list.
func (r *ReportRow) Place() ReportPlace { return ReportPlace{r.WishedAt, r.LeadID} }

// ReportPlace is a place in the list of reports, oldest wish first. Zero is none.
type ReportPlace struct {
	WishedAt Instant
	LeadID   int64
}

// IsZero reports whether it names no place.
func (p ReportPlace) IsZero() bool { return p == ReportPlace{} }

// String writes the place for an address.
func (p ReportPlace) String() string {
	return strconv.FormatInt(int64(p.WishedAt), 10) + "-" + strconv.FormatInt(p.LeadID, 10)
}

// ParseReportPlace reads a place from an address; ok is false for what is none.
func ParseReportPlace(text string) (place ReportPlace, ok bool) {
	wished, lead, _ := strings.Cut(text, "-")
	at, wishedError := strconv.ParseInt(wished, 10, 64)
	id, leadError := strconv.ParseInt(lead, 10, 64)
	if wishedError != nil || leadError != nil || at < 0 || id <= 0 {
		return ReportPlace{}, false
	}
	return ReportPlace{Instant(at), id}, true
}

// ReportQuery asks for a page of reports in one state, oldest wish first.
type ReportQuery struct {
	State     ReportState // waiting, failed or held
	AccountID int64       // 0: every account
	After     ReportPlace // only later wishes
	Before    ReportPlace // only earlier wishes, the nearest ones
	Limit     int
}

// ReportPage is one page of that list.
type ReportPage struct {
	Rows    []ReportRow
	Earlier bool // there are rows before the first
	Later   bool // there are rows after the last
}

// ReportPageSize is how many reports a page shows: each is a few lines high.
const ReportPageSize = 50
