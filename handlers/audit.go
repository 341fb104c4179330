package handlers

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// recorder writes acts into the audit that change nothing else in the database.
type recorder interface {
	Record(ctx context.Context, act models.Act) error
}

// auditKeeper reads the audit and proves that nobody changed it.
type auditKeeper interface {
	recorder
	AuditEntries(ctx context.Context, q models.AuditQuery) (entries []models.AuditEntry, more bool, err error)
	EachAuditEntry(ctx context.Context, q models.AuditQuery, do func(*models.AuditEntry) error) error
	CheckAudit(ctx context.Context) (models.AuditCheck, error)
	LastAuditCheck(ctx context.Context) (models.AuditCheck, error)
}

// auditPages show who did what.
type auditPages struct {
	audit auditKeeper
	names *directory
	now   func() time.Time
}

// show answers one page. What the address says and nobody understands does not filter; the page says so.
func (a auditPages) show(c *web.Context) error {
	names, err := a.names.read(c.Ctx())
	if err != nil {
		return err
	}
	query, filter, bad := readAuditQuery(templates.ParseAuditFilter(c.Query()), names)
	entries, more, err := a.audit.AuditEntries(c.Ctx(), query)
	if err != nil {
		return err
	}
	check, err := a.audit.LastAuditCheck(c.Ctx())
	if err != nil {
		return err
	}
	props := templates.AuditProps{
		Filter: filter, Errors: bad, Entries: entries, Check: check,
		Names: templates.AuditNames{Account: func(id int64) *models.Account { return names.account(id) }, User: names.user},
	}
	for _, user := range names.users {
		props.Users = append(props.Users, templates.Option{Value: strconv.FormatInt(user.ID, 10), Label: user.Name})
	}
	if more {
		props.Next = entries[len(entries)-1].ID
	}
	return c.Render(http.StatusOK, templates.Audit(props))
}

// verify goes through the chain now. What it found stands on the page it leads to.
func (a auditPages) verify(c *web.Context) error {
	check, err := a.audit.CheckAudit(c.Ctx())
	if err != nil {
		return err
	}
	if check.Broken == 0 {
		c.Notify(templates.NoticeAuditSound)
	}
	return c.SeeOther(templates.AuditPath())
}

// export sends what the filter lets through as a file. That somebody took it is written down first.
func (a auditPages) export(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	names, err := a.names.read(c.Ctx())
	if err != nil {
		return err
	}
	query, filter, bad := readAuditQuery(templates.ParseAuditFilter(form), names)
	if bad != nil {
		return bad
	}
	query.Before = 0
	err = a.audit.Record(c.Ctx(), models.Act{Action: models.ActAuditExported, Subject: models.SubjectDesk, New: filter.Values()})
	if err != nil {
		return err
	}
	words := templates.NewAuditWords(c.Language(), templates.AuditNames{Account: names.account, User: names.user})
	file := c.CSV("audit-" + models.At(a.now()).Time().Format("20060102-150405") + ".csv")
	err = file.Row(words.Head()...)
	if err == nil {
		err = a.audit.EachAuditEntry(c.Ctx(), query, func(e *models.AuditEntry) error { return file.Row(words.Row(e)...) })
	}
	file.End(err)
	return nil
}

// readAuditQuery turns the page's address into a query, as readQuery does for the list of leads.
func readAuditQuery(filter templates.AuditFilter, n names) (models.AuditQuery, templates.AuditFilter, *models.Invalid) {
	r := queryReader{names: n}
	f := filter
	query := models.AuditQuery{
		ActorKind: models.ActorKind(r.choice("kind", &f.Kind, models.ActorKinds, false)),
		ActorID:   r.number("actor", &f.Actor),
		Action:    models.AuditAction(r.word("action", &f.Action)),
		Subject:   models.AuditSubject(r.choice("subject", &f.Subject, models.AuditSubjects, false)),
		SubjectID: r.number("number", &f.Number),
		From:      r.day("from", &f.From, 0),
		To:        r.day("to", &f.To, 1),
		Before:    r.number("before", &f.Before),
	}
	if query.ActorID != 0 && query.ActorKind == "" {
		query.ActorKind = models.ActorUser
	}
	if query.From != 0 && query.To != 0 && query.To <= query.From {
		r.reject("to", &f.To, templates.WordDate)
		query.To = 0
	}
	if len(r.bad.Fields) == 0 {
		return query, f, nil
	}
	return query, f, &r.bad
}

// word is a name of the program's: later versions have more of them.
func (r *queryReader) word(parameter string, value *string) string {
	*value = strings.TrimSpace(*value)
	if strings.Trim(*value, "abcdefghijklmnopqrstuvwxyz_.") != "" || len(*value) > 64 {
		r.reject(parameter, value, templates.WordChoice)
	}
	return *value
}
