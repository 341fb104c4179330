package handlers

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
)

// maxSearch is how much of a search text is read, in characters.
const maxSearch = 100

// queryReader turns the list's address into a query. What it cannot read does not filter: it is
// taken out of the filter and noted.
type queryReader struct {
	names  names
	scope  models.Scope
	filter templates.LeadFilter
	bad    models.Invalid
}

// readQuery returns the query, the filter with what was understood of it, and what was not (nil
// when everything was).
func readQuery(filter templates.LeadFilter, n names, scope models.Scope) (models.LeadQuery, templates.LeadFilter, *models.Invalid) {
	r := queryReader{names: n, scope: scope, filter: filter}
	f := &r.filter
	f.Q = cut(strings.TrimSpace(f.Q), maxSearch)
	if f.Sealed != "" && f.Q == "" {
		r.reject("q", &f.Sealed, templates.WordChoice)
	}
	query := models.LeadQuery{
		Text:   f.Q,
		Status: r.choice("status", &f.Status, models.AllStatuses(), true),
		Reason: r.choice("reason", &f.Reason, models.AllReasons(), false),
		Score:  r.choice("score", &f.Score, models.IntentionScores, true),
		Source: r.source(&f.Source),
		Report: r.choice("report", &f.Report, models.ReportStates, true),
		From:   r.day("from", &f.From, 0),
		To:     r.day("to", &f.To, 1),
		Limit:  models.PageSize,
	}
	query.AccountID = r.account(&f.Account)
	query.OwnerID, query.Nobodys = r.owner(&f.Owner)
	if query.From != 0 && query.To != 0 && query.To <= query.From {
		r.reject("to", &f.To, templates.WordDate)
		query.To = 0
	}
	query.After = r.number("after", &f.After)
	if query.After != 0 && f.Before != "" {
		r.reject("before", &f.Before, templates.WordChoice) // one direction at a time
	}
	query.Before = r.number("before", &f.Before)
	if len(r.bad.Fields) == 0 {
		return query, r.filter, nil
	}
	return query, r.filter, &r.bad
}

// askedBy is the query as the user may ask it, at a moment.
func askedBy(query models.LeadQuery, user *models.User, now time.Time) models.LeadQuery {
	query.Nameless = !user.CanWork() // a search must not tell what the page hides
	if query.Report == models.ReportDue {
		query.DueAt = models.At(now.Truncate(time.Minute)) // the count is remembered by its query
	}
	return query
}

// reject takes a value out of the filter and notes why.
func (r *queryReader) reject(parameter string, value *string, word string) {
	*value = ""
	r.bad.Add(parameter, word)
}

func (r *queryReader) choice(parameter string, value *string, choices models.Enum, noneToo bool) string {
	*value = strings.TrimSpace(*value)
	if *value == "" || choices.Has(*value) || noneToo && *value == models.NoneSet {
		return *value
	}
	r.reject(parameter, value, templates.WordChoice)
	return ""
}

// sourceForm is what a wire value of the platform looks like: it adds sources without notice.
var sourceForm = regexp.MustCompile(`^[A-Z0-9_]{1,64}$`)

func (r *queryReader) source(value *string) string {
	*value = strings.TrimSpace(*value)
	if *value != "" && !sourceForm.MatchString(*value) {
		r.reject("source", value, templates.WordChoice)
	}
	return *value
}

// day is the first moment of a Beijing day, or of the day after it.
func (r *queryReader) day(parameter string, value *string, later int) models.Instant {
	*value = strings.TrimSpace(*value)
	if *value == "" {
		return 0
	}
	day, err := time.ParseInLocation(time.DateOnly, *value, models.Beijing)
	if err != nil || day.Year() < 2000 {
		r.reject(parameter, value, templates.WordDate)
		return 0
	}
	return models.At(day.AddDate(0, 0, later))
}

func (r *queryReader) number(parameter string, value *string) int64 {
	*value = strings.TrimSpace(*value)
	if *value == "" {
		return 0
	}
	n, err := strconv.ParseInt(*value, 10, 64)
	if err != nil || n <= 0 {
		r.reject(parameter, value, templates.WordNumber)
		return 0
	}
	return n
}

func (r *queryReader) account(value *string) int64 {
	id := r.number("account", value)
	if id != 0 && r.names.account(id) == nil {
		r.reject("account", value, templates.WordChoice)
		return 0
	}
	return id
}

func (r *queryReader) owner(value *string) (id int64, nobodys bool) {
	if strings.TrimSpace(*value) == models.NoneSet {
		return 0, true
	}
	id = r.number("owner", value)
	if id != 0 && (r.names.user(id) == "" || !r.scope.Sees(id)) {
		r.reject("owner", value, templates.WordChoice)
		return 0, false
	}
	return id, false
}

// cut shortens a text to so many characters.
func cut(text string, most int) string {
	runes := 0
	for at := range text {
		if runes == most {
			return text[:at]
		}
		runes++
	}
	return text
}
