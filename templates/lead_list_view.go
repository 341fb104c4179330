package templates

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"xiansuo/models"
)

// freshFor is how long an untouched lead bears the tag 新.
const freshFor = 24 * time.Hour

// isFresh reports whether a lead is recent and nobody has worked it.
func isFresh(lead *models.Lead, now models.Instant) bool {
	return lead.Work.IsZero() && lead.WorkVersion == 0 && !lead.Preview && !lead.IsErased() && now.Sub(lead.IngestedAt) < freshFor
}

// leadName is the lead's name, or its nickname, or the word for somebody without one.
func leadName(ctx context.Context, lead *models.Lead) string {
	switch {
	case lead.IsErased():
		return T(ctx, "lead.erased")
	case lead.LeadsName != "":
		return lead.LeadsName
	case lead.NickName != "":
		return lead.NickName
	}
	if !mayWork(ctx) {
		return T(ctx, "lead.hidden")
	}
	return T(ctx, "lead.nameless")
}

// accountName is an account's name, or its number when it has none.
func accountName(account *models.Account, id int64) string {
	if account != nil && account.Name != "" {
		return account.Name
	}
	return strconv.FormatInt(id, 10)
}

// sourceWords are the campaign, or else the page, or else the source of a lead.
func sourceWords(ctx context.Context, lead *models.Lead) string {
	for _, words := range []string{lead.CampaignName, lead.PageName} {
		if words != "" {
			return words
		}
	}
	return models.LeadsSources.Label(lead.LeadsSource, Language(ctx))
}

// sourceTitle says the same in full.
func sourceTitle(ctx context.Context, lead *models.Lead) string {
	return joined(" · ", models.LeadsSources.Label(lead.LeadsSource, Language(ctx)), lead.CampaignName, lead.PageName)
}

// leadElement is the id of a lead's row in the document.
func leadElement(id int64) string { return "lead-" + strconv.FormatInt(id, 10) }

// selectProps are a toolbar's select.
type selectProps struct {
	Name, Label string
	Chosen      string
	Options     []Option
}

// enumOptions are an enumeration as options, after those given first.
func enumOptions(ctx context.Context, enum models.Enum, first ...Option) []Option {
	options := first
	for _, c := range enum {
		options = append(options, Option{c.Value, c.Label.In(Language(ctx))})
	}
	return options
}

// mainFilters are the selects that are always in sight; moreFilters the others.
func mainFilters(ctx context.Context, p *LeadListProps) []selectProps {
	f := &p.Filter
	return []selectProps{
		{"account", T(ctx, "filter.account"), f.Account, p.Accounts},
		{"status", T(ctx, "filter.status"), f.Status, enumOptions(ctx, models.AllStatuses(), Option{models.NoneSet, T(ctx, "status.unset")})},
		{"report", T(ctx, "filter.report"), f.Report, enumOptions(ctx, models.ReportStates)},
		{"owner", T(ctx, "filter.owner"), f.Owner, append([]Option{{models.NoneSet, T(ctx, "owner.nobody")}}, p.Owners...)},
	}
}

func moreFilters(ctx context.Context, p *LeadListProps) []selectProps {
	f := &p.Filter
	return []selectProps{
		{"reason", T(ctx, "filter.reason"), f.Reason, enumOptions(ctx, models.AllReasons())},
		{"score", T(ctx, "filter.score"), f.Score, enumOptions(ctx, models.IntentionScores, Option{models.NoneSet, T(ctx, "score.unset")})},
		{"source", T(ctx, "filter.source"), f.Source, enumOptions(ctx, models.LeadsSources)},
	}
}

// moreCount is how many of the filters out of sight are set.
func moreCount(f *LeadFilter) int {
	count := 0
	for _, value := range []string{f.Reason, f.Score, f.Source, f.From, f.To} {
		if value != "" {
			count++
		}
	}
	return count
}

// chip is one active filter and the list's address without it.
type chip struct{ Label, Value, Without string }

// ignoredFilters names the parts of the address that could not be read and do not filter.
func ignoredFilters(ctx context.Context, p *LeadListProps) string {
	if p.Errors == nil {
		return ""
	}
	labels := map[string]string{"q": T(ctx, "filter.q"), "from": T(ctx, "filter.dates"), "to": T(ctx, "filter.dates")}
	for _, s := range append(mainFilters(ctx, p), moreFilters(ctx, p)...) {
		labels[s.Name] = s.Label
	}
	names := make([]string, len(p.Errors.Fields))
	for i, field := range p.Errors.Fields {
		if names[i] = labels[field.Field]; names[i] == "" {
			names[i] = T(ctx, "filter.place")
		}
	}
	return strings.Join(names, T(ctx, "list.separator"))
}

// chips are the active filters in words.
func chips(ctx context.Context, p *LeadListProps) []chip {
	labels := map[string]selectProps{}
	for _, s := range append(mainFilters(ctx, p), moreFilters(ctx, p)...) {
		labels[s.Name] = s
	}
	texts := map[string]string{"q": T(ctx, "filter.q"), "from": T(ctx, "filter.from"), "to": T(ctx, "filter.to")}
	var active []chip
	filter := p.Filter
	for _, parameter := range filter.parameters() {
		value := *parameter.value
		label, known := texts[parameter.name]
		if s, ok := labels[parameter.name]; ok {
			label, known = s.Label, true
			value = optionLabel(s.Options, value)
		}
		if value == "" || !known {
			continue
		}
		active = append(active, chip{label, value, p.Filter.without(parameter.name).Path()})
	}
	return active
}

func optionLabel(options []Option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// without is the filter with one parameter less, back on the first page.
func (f LeadFilter) without(name string) LeadFilter {
	if name == "q" {
		f.Sealed = ""
	}
	for _, p := range f.parameters() {
		if p.name == name || p.name == "after" || p.name == "before" {
			*p.value = ""
		}
	}
	return f
}

// dayRange is a span of days that is one click away.
type dayRange struct {
	Label, Path string
	Active      bool
}

// dayRanges are all time, today, the last seven days and this month.
func dayRanges(ctx context.Context, f LeadFilter) []dayRange {
	today := PageOf(ctx).Now.Time()
	spans := []struct{ word, from string }{
		{"range.all", ""},
		{"range.today", today.Format(time.DateOnly)},
		{"range.week", today.AddDate(0, 0, -6).Format(time.DateOnly)},
		{"range.month", today.AddDate(0, 0, 1-today.Day()).Format(time.DateOnly)},
	}
	ranges := make([]dayRange, len(spans))
	for i, span := range spans {
		g := f.without("to")
		g.From = span.from
		ranges[i] = dayRange{T(ctx, span.word), g.Path(), f.From == span.from && f.To == ""}
	}
	return ranges
}

// countWords say how many leads match: 共 1,477 条, or 10,000+ 条.
func countWords(ctx context.Context, p *LeadListProps) string {
	if p.More {
		return T(ctx, "leads.count_more", "Least", Number(p.Count))
	}
	return T(ctx, "leads.count", "Count", p.Count)
}

// newerPath and olderPath are the neighbouring pages of the list.
func newerPath(p *LeadListProps) string {
	f := p.Filter
	f.After, f.Before = "", strconv.FormatInt(p.Rows[0].Lead.ListKey, 10)
	return f.Path()
}

func olderPath(p *LeadListProps) string {
	f := p.Filter
	f.Before, f.After = "", strconv.FormatInt(p.Rows[len(p.Rows)-1].Lead.ListKey, 10)
	return f.Path()
}

// goOnPath goes on with a search that stopped, in the direction in which it went.
func goOnPath(p *LeadListProps) string {
	f := p.Filter
	place := strconv.FormatInt(p.GoOn, 10)
	if f.Before != "" {
		f.Before = place
	} else {
		f.After = place
	}
	return f.Path()
}

// firstPath is the first page of the same filter.
func firstPath(p *LeadListProps) string {
	f := p.Filter
	f.After, f.Before = "", ""
	return f.Path()
}

// currentTrue marks the chosen one of a group of links.
func currentTrue(active bool) templ.Attributes {
	if active {
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}

func idAttribute(id string) templ.Attributes {
	if id == "" {
		return nil
	}
	return templ.Attributes{"id": id}
}

func hasOption(options []Option, value string) bool {
	for _, o := range options {
		if o.Value == value {
			return true
		}
	}
	return false
}
