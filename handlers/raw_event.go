package handlers

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// rawKeeper keeps leads in the form in which they came.
type rawKeeper interface {
	RawEvents(ctx context.Context, leadID int64) ([]models.RawEvent, error)
	RawEventDays(ctx context.Context) (int, error)
	SetRawEventDays(ctx context.Context, days int) error
}

// rawMasker makes a raw form fit to be shown.
type rawMasker interface{ MaskedLead(body []byte) string }

// replayer decodes raw events anew.
type replayer interface {
	ReplayEvent(ctx context.Context, leadID, eventID int64) (changed bool, err error)
	StartReplay(since models.Instant) error
	ReplayState() models.Replay
	StopReplay()
}

// rawPages show leads as they came, and replay them.
type rawPages struct {
	raw    rawKeeper
	masker rawMasker
	jobs   replayer

	leads leadViewer
	audit recorder
	now   func() time.Time
}

// show lists the raw events of a lead, masked. Who read them is written down first.
func (r rawPages) show(c *web.Context) error {
	id, err := c.ID("lead")
	if err != nil {
		return err
	}
	lead, err := r.leads.Lead(c.Ctx(), id)
	if err != nil {
		return err
	}
	events, err := r.raw.RawEvents(c.Ctx(), id)
	if err != nil {
		return err
	}
	if err := r.audit.Record(c.Ctx(), models.Act{Action: models.ActRawRead, Subject: models.SubjectLead, SubjectID: id}); err != nil {
		return err
	}
	props := templates.RawEventsProps{Lead: masked(lead, &c.User)}
	for _, event := range events {
		view := templates.RawEventView{Event: event, Text: r.masker.MaskedLead(event.Body)}
		view.Event.Body = nil // nothing behind this point needs it in the clear
		if event.Warnings != "" {
			view.Warnings = strings.Split(event.Warnings, "\n")
		}
		props.Events = append(props.Events, view)
	}
	return c.Render(http.StatusOK, templates.RawEvents(props))
}

// replay decodes one event anew.
func (r rawPages) replay(c *web.Context) error {
	lead, err := c.ID("lead")
	if err != nil {
		return err
	}
	event, err := c.ID("event")
	if err != nil {
		return err
	}
	changed, err := r.jobs.ReplayEvent(c.Ctx(), lead, event)
	if err == nil {
		err = r.record(c, models.Act{Action: models.ActRawReplayed, Subject: models.SubjectLead, SubjectID: lead, New: map[string]any{"event": event}})
	}
	switch {
	case errors.Is(err, models.ErrUnreadable):
		c.Notify(templates.NoticeReplayUnreadable)
	case err != nil:
		return err
	case changed:
		c.Notify(templates.NoticeReplayChanged)
	default:
		c.Notify(templates.NoticeReplaySame)
	}
	return c.SeeOther(templates.RawEventsPath(lead))
}

// settings show for how long raw events are kept, and how a replay of many stands.
func (r rawPages) settings(c *web.Context) error {
	return r.answer(c, http.StatusOK, templates.RawSettingsProps{})
}

func (r rawPages) answer(c *web.Context, status int, props templates.RawSettingsProps) error {
	if props.Days == "" {
		days, err := r.raw.RawEventDays(c.Ctx())
		if err != nil {
			return err
		}
		props.Days = strconv.Itoa(days)
	}
	props.Replay = r.jobs.ReplayState()
	if c.IsHTMX() && c.Request.Method == http.MethodGet {
		return c.Render(status, templates.ReplayProgress(props.Replay))
	}
	return c.Render(status, templates.RawSettings(props))
}

// keep changes for how long raw events are kept.
func (r rawPages) keep(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	typed := strings.TrimSpace(form.Get("raw_event_days"))
	days, err := strconv.Atoi(typed)
	if err != nil {
		days = 0 // what is no number is out of range
	}
	err = r.raw.SetRawEventDays(c.Ctx(), days)
	props := templates.RawSettingsProps{Days: typed}
	switch {
	case errors.As(err, &props.Errors):
		return r.answer(c, http.StatusUnprocessableEntity, props)
	case err != nil:
		return err
	}
	c.Notify(templates.NoticeRawSaved)
	return c.SeeOther(templates.RawSettingsPath())
}

// replaySince starts a replay of every lead that has an event since a day.
func (r rawPages) replaySince(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	typed := form.Get("since")
	day, err := time.ParseInLocation(time.DateOnly, typed, models.Beijing)
	if err != nil || day.After(r.now()) {
		bad := &models.Invalid{}
		bad.Add("since", templates.WordDate)
		return r.answer(c, http.StatusUnprocessableEntity, templates.RawSettingsProps{Since: typed, Errors: bad})
	}
	notice, started := templates.NoticeReplayStarted, models.Act{Action: models.ActReplayStarted, Subject: models.SubjectDesk, New: map[string]any{"since": typed}}
	switch err := r.jobs.StartReplay(models.At(day)); {
	case errors.Is(err, models.ErrConflict):
		notice = templates.NoticeReplayRunning
	case err != nil:
		return err
	default:
		if err := r.record(c, started); err != nil {
			return err
		}
	}
	c.Notify(notice)
	return c.SeeOther(templates.RawSettingsPath())
}

// record writes down what was done, even when the visitor went away meanwhile.
func (r rawPages) record(c *web.Context, act models.Act) error {
	return r.audit.Record(context.WithoutCancel(c.Ctx()), act)
}

func (r rawPages) stop(c *web.Context) error {
	r.jobs.StopReplay()
	if err := r.record(c, models.Act{Action: models.ActReplayStopped, Subject: models.SubjectDesk}); err != nil {
		return err
	}
	return c.SeeOther(templates.RawSettingsPath())
}
