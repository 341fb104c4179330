package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// personKeeper finds, hands out and erases what is kept on one person.
type personKeeper interface {
	Person(ctx context.Context, leadID int64) (models.Person, error)
	PersonRecord(ctx context.Context, leadID int64) (models.PersonRecord, error)
	ErasePerson(ctx context.Context, leadID int64, seen int) (erased []int64, err error)
	Record(ctx context.Context, act models.Act) error
}

// personPages are what an admin does when a person asks what is kept on them, or to be forgotten.
type personPages struct {
	persons personKeeper
	names   *directory
	gate    gate
	now     func() time.Time
}

// show lists the person's leads, with the two forms that ask for the password.
func (p personPages) show(c *web.Context) error {
	return p.answer(c, http.StatusOK, templates.PersonProps{})
}

func (p personPages) answer(c *web.Context, status int, props templates.PersonProps) error {
	id, err := c.ID("lead")
	if err != nil {
		return err
	}
	person, err := p.persons.Person(c.Ctx(), id)
	if err != nil {
		return err
	}
	names, err := p.names.read(c.Ctx())
	if err != nil {
		return err
	}
	props.LeadID, props.TooMany = id, person.TooMany
	accounts := map[int64]bool{}
	for _, lead := range person.Leads {
		accounts[lead.AccountID] = true
		props.Leads = append(props.Leads, leadRow(masked(lead, &c.User), names, &c.User))
	}
	props.Accounts = len(accounts)
	return c.Render(status, templates.Person(props))
}

// erase removes the person from everything, when the password is right and the leads are those
// that were shown: 409 with the page anew when they are not.
func (p personPages) erase(c *web.Context) error {
	id, err := c.ID("lead")
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	bad := &models.Invalid{}
	status, err := p.gate.confirm(c, form.Get("password"), "password", bad)
	if err != nil {
		return err
	}
	if status != 0 {
		return p.answer(c, status, templates.PersonProps{EraseErrors: bad})
	}
	seen, err := strconv.Atoi(form.Get("leads"))
	if err != nil {
		seen = noVersion
	}
	_, err = p.persons.ErasePerson(c.Ctx(), id, seen)
	if errors.Is(err, models.ErrConflict) {
		return p.answer(c, http.StatusConflict, templates.PersonProps{Conflict: true})
	}
	if err != nil {
		return err
	}
	c.Notify(templates.NoticePersonErased)
	return c.SeeOther(templates.LeadPath(id))
}

// export hands out everything that is kept on the person, in one JSON file, for the password. That
// it was handed out is written down first.
func (p personPages) export(c *web.Context) error {
	id, err := c.ID("lead")
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	bad := &models.Invalid{}
	status, err := p.gate.confirm(c, form.Get("password"), "password", bad)
	if err != nil {
		return err
	}
	if status != 0 {
		return p.answer(c, status, templates.PersonProps{ExportErrors: bad})
	}
	person, err := p.persons.Person(c.Ctx(), id)
	if err != nil {
		return err
	}
	if person.TooMany {
		return p.answer(c, http.StatusConflict, templates.PersonProps{Conflict: true})
	}
	ids := make([]int64, len(person.Leads))
	for i := range person.Leads {
		ids[i] = person.Leads[i].ID
	}
	act := models.Act{Action: models.ActPersonExported, Subject: models.SubjectLead, SubjectID: id, New: map[string]any{"leads": ids}}
	if err := p.persons.Record(c.Ctx(), act); err != nil {
		return err
	}
	c.Header("Content-Type", "application/json; charset=utf-8")
	c.Header("Content-Disposition", fmt.Sprintf(`attachment; filename="person-%d.json"`, id))
	if err := http.NewResponseController(c.Writer).SetWriteDeadline(time.Now().Add(downloadPatience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("give the download its time: %w", err)
	}
	if err := p.write(c.Ctx(), c.Writer, ids); err != nil {
		c.Warn("an export of a person broke off", err)
		panic(http.ErrAbortHandler) // half a file must not look like a whole one
	}
	return nil
}

// write streams one lead after the other: {"exported_at": …, "leads": […]}.
func (p personPages) write(ctx context.Context, w io.Writer, ids []int64) error {
	if _, err := fmt.Fprintf(w, "{\n\"exported_at\": %q,\n\"leads\": [\n", models.At(p.now()).String()); err != nil {
		return err
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for i, id := range ids {
		record, err := p.persons.PersonRecord(ctx, id)
		if err != nil {
			return err
		}
		if i > 0 {
			if _, err := io.WriteString(w, ","); err != nil {
				return err
			}
		}
		if err := encoder.Encode(record); err != nil {
			return fmt.Errorf("write lead %d: %w", id, err)
		}
	}
	_, err := io.WriteString(w, "]}\n")
	return err
}
