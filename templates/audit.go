package templates

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xiansuo/models"
)

// AuditFilter is the audit's address: its query parameters as they came.
type AuditFilter struct {
	Kind    string // a models.ActorKind
	Actor   string // a user's id
	Action  string // a models.AuditAction
	Subject string // a models.AuditSubject
	Number  string // the subject's id
	From    string // yyyy-mm-dd, the first day
	To      string // yyyy-mm-dd, the last day
	Before  string // an entry's number: older ones only
}

func (f *AuditFilter) parameters() []parameter {
	return []parameter{
		{"kind", &f.Kind}, {"actor", &f.Actor}, {"action", &f.Action}, {"subject", &f.Subject},
		{"number", &f.Number}, {"from", &f.From}, {"to", &f.To}, {"before", &f.Before},
	}
}

// ParseAuditFilter reads the query of the audit's address, or the form of an export.
func ParseAuditFilter(query url.Values) AuditFilter {
	var f AuditFilter
	for _, p := range f.parameters() {
		*p.value = query.Get(p.name)
	}
	return f
}

// Path is the audit's address with this filter; empty parameters are left out.
func (f AuditFilter) Path() string {
	query := url.Values{}
	for _, p := range f.parameters() {
		if *p.value != "" {
			query.Set(p.name, *p.value)
		}
	}
	if len(query) == 0 {
		return AuditPath()
	}
	return AuditPath() + "?" + query.Encode()
}

// Values is what filters, by name, for the audit of an export. The place in the list is left out.
func (f AuditFilter) Values() map[string]any {
	values := map[string]any{}
	for _, p := range f.parameters() {
		if *p.value != "" && p.name != "before" {
			values[p.name] = *p.value
		}
	}
	return values
}

// auditHidden carries the filter into the form of an export: the fields' names and values.
func auditHidden(f AuditFilter) []Option {
	var fields []Option
	for _, p := range f.parameters() {
		if *p.value != "" && p.name != "before" {
			fields = append(fields, Option{Value: p.name, Label: *p.value})
		}
	}
	return fields
}

// auditPage is the page of entries older than one; 0 is the newest.
func auditPage(f AuditFilter, before int64) string {
	if f.Before = ""; before != 0 {
		f.Before = strconv.FormatInt(before, 10)
	}
	return f.Path()
}

// filters reports whether anything narrows the list.
func (f AuditFilter) filters() bool {
	f.Before = ""
	return f != AuditFilter{}
}

// AuditProps fill the page of the audit.
type AuditProps struct {
	Filter  AuditFilter
	Errors  *models.Invalid // parts of the address that were not understood
	Entries []models.AuditEntry
	Next    int64             // older entries than this one are on the next page; 0: there are none
	Check   models.AuditCheck // the last look at the chain
	Users   []Option
	Names   AuditNames
}

// AuditNames know what is behind the numbers; nil and empty for what is gone.
type AuditNames struct {
	Account func(id int64) *models.Account
	User    func(id int64) string
}

// auditSelects are the filters that stand in the toolbar.
func auditSelects(ctx context.Context, p *AuditProps) []selectProps {
	return []selectProps{
		{"kind", T(ctx, "audit.kind"), p.Filter.Kind, enumOptions(ctx, models.ActorKinds)},
		{"actor", T(ctx, "audit.user"), p.Filter.Actor, p.Users},
		{"action", T(ctx, "audit.action"), p.Filter.Action, enumOptions(ctx, models.AuditActions)},
		{"subject", T(ctx, "audit.subject"), p.Filter.Subject, enumOptions(ctx, models.AuditSubjects)},
	}
}

// auditIgnored names the parts of the address that could not be read and do not filter.
func auditIgnored(ctx context.Context, p *AuditProps) string {
	if p.Errors == nil {
		return ""
	}
	labels := map[string]string{"from": T(ctx, "filter.dates"), "to": T(ctx, "filter.dates"), "number": T(ctx, "audit.number")}
	for _, s := range auditSelects(ctx, p) {
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

// auditActor is who did it, in words.
func auditActor(ctx context.Context, e *models.AuditEntry) string {
	if e.ActorName != "" && (e.ActorKind != models.ActorSystem || e.ActorName != models.System.Name) {
		return e.ActorName
	}
	return models.ActorKinds.Label(string(e.ActorKind), Language(ctx))
}

// auditKind is the actor's kind, where the name alone does not say it.
func auditKind(ctx context.Context, e *models.AuditEntry) string {
	kind := models.ActorKinds.Label(string(e.ActorKind), Language(ctx))
	if e.ActorKind == models.ActorUser || kind == auditActor(ctx, e) {
		return ""
	}
	return kind
}

func auditAction(ctx context.Context, e *models.AuditEntry) string {
	return models.AuditActions.Label(string(e.Action), Language(ctx))
}

// auditSubject is what it was done to: a kind and a name or number.
func auditSubject(ctx context.Context, names *AuditNames, e *models.AuditEntry) string {
	kind := models.AuditSubjects.Label(string(e.Subject), Language(ctx))
	if e.SubjectID == 0 {
		return kind
	}
	name := ""
	switch e.Subject {
	case models.SubjectAccount:
		if account := names.Account(e.SubjectID); account != nil {
			name = account.Name
		}
	case models.SubjectUser:
		name = names.User(e.SubjectID)
	}
	if name == "" {
		name = strconv.FormatInt(e.SubjectID, 10)
	}
	return kind + " " + name
}

// auditPath is the page of what it was done to; empty for none.
func auditPath(e *models.AuditEntry) string {
	switch {
	case e.Subject == models.SubjectLead && e.SubjectID != 0:
		return LeadPath(e.SubjectID)
	case e.Subject == models.SubjectAccount && e.SubjectID != 0:
		return AccountPath(e.SubjectID)
	}
	return ""
}

// auditLine is one value that an act changed, in words.
type auditLine struct{ Label, Old, New string }

// auditLines are what an act changed. Of an entry that nobody can read nothing is shown but its text.
func auditLines(ctx context.Context, e *models.AuditEntry) []auditLine {
	old, oldOK := auditValuesOf(e.Old)
	changed, newOK := auditValuesOf(e.New)
	if !oldOK || !newOK {
		return []auditLine{{Old: e.Old, New: e.New}}
	}
	var lines []auditLine
	for _, name := range auditFieldNames(old, changed) {
		label := models.AuditFields.Label(name, Language(ctx))
		lines = append(lines, auditLine{label, auditValue(ctx, name, old[name]), auditValue(ctx, name, changed[name])})
	}
	return lines
}

func auditValuesOf(text string) (values map[string]any, ok bool) {
	if text == "" {
		return nil, true
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	return values, decoder.Decode(&values) == nil
}

// auditFieldNames are the names in either, in the order of models.AuditFields, the others after them.
func auditFieldNames(old, changed map[string]any) []string {
	var known, others []string
	for _, field := range models.AuditFields {
		if has(old, field.Value) || has(changed, field.Value) {
			known = append(known, field.Value)
		}
	}
	for _, values := range []map[string]any{old, changed} {
		for name := range values {
			if !models.AuditFields.Has(name) && !slices.Contains(others, name) {
				others = append(others, name)
			}
		}
	}
	slices.Sort(others)
	return append(known, others...)
}

func has(values map[string]any, name string) bool {
	_, found := values[name]
	return found
}

// auditValue is a value in words.
func auditValue(ctx context.Context, name string, value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case bool:
		if v {
			return T(ctx, "audit.yes")
		}
		return T(ctx, "audit.no")
	case string:
		if v == models.AuditSecret {
			return T(ctx, "audit.changed")
		}
		if name == "job" {
			return jobName(ctx, v)
		}
		return models.AuditChoices[name].Label(v, Language(ctx))
	}
	return fmt.Sprint(value)
}

// AuditWords write entries as rows of a file.
type AuditWords struct {
	ctx   context.Context
	names AuditNames
}

// NewAuditWords writes in a language.
func NewAuditWords(l models.Language, names AuditNames) *AuditWords {
	return &AuditWords{WithLanguage(WithPage(context.Background(), Page{}), l), names}
}

// Head is the first row.
func (w *AuditWords) Head() []string {
	return []string{
		T(w.ctx, "audit.entry"), T(w.ctx, "audit.when"), T(w.ctx, "audit.kind"), T(w.ctx, "audit.who"), T(w.ctx, "audit.ip"),
		T(w.ctx, "audit.action"), T(w.ctx, "audit.subject"), T(w.ctx, "audit.number"), T(w.ctx, "audit.old"), T(w.ctx, "audit.new"),
	}
}

// Row is one entry.
func (w *AuditWords) Row(e *models.AuditEntry) []string {
	var old, changed []string
	for _, line := range auditLines(w.ctx, e) {
		if line.Old != "" {
			old = append(old, joined(": ", line.Label, line.Old))
		}
		if line.New != "" {
			changed = append(changed, joined(": ", line.Label, line.New))
		}
	}
	number := ""
	if e.SubjectID != 0 {
		number = strconv.FormatInt(e.SubjectID, 10)
	}
	return []string{
		strconv.FormatInt(e.ID, 10), e.At.String(), models.ActorKinds.Label(string(e.ActorKind), Language(w.ctx)), auditActor(w.ctx, e), e.IP,
		auditAction(w.ctx, e), auditSubject(w.ctx, &w.names, e), number, strings.Join(old, "; "), strings.Join(changed, "; "),
	}
}

// RevealSettingsProps fill the form of the quota.
type RevealSettingsProps struct {
	Hour, Day string
	Errors    *models.Invalid
}
