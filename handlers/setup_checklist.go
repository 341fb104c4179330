package handlers

import (
	"context"
	"net/http"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// checklist says what is still to do until the desk does its work by itself.
type checklist struct {
	setupState
	folder string // of the data, as the command line names it
	recent *remembered[models.SetupFacts]
}

func newChecklist(state setupState, folder string, now func() time.Time) checklist {
	return checklist{state, folder, remember(directoryLife, now, state.read)}
}

func (l checklist) show(c *web.Context) error {
	facts, err := l.read(c.Ctx())
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, templates.Checklist(templates.ChecklistProps{Facts: facts, Folder: l.folder}))
}

// submit ticks the box that nobody but an admin can tick, or takes the checklist off the list of leads
// and puts it back.
func (l checklist) submit(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	kind, on := models.SetupMarkKind(form.Get("mark")), form.Get("on")
	if kind != models.MarkDismissed && kind != models.MarkKeyCopied || on != "true" && on != "false" {
		bad := &models.Invalid{}
		bad.Add("mark", templates.WordChoice)
		return bad
	}
	if err := l.store.MarkSetup(c.Ctx(), models.SetupMark{Kind: kind}, on == "true"); err != nil {
		return err
	}
	switch {
	case kind == models.MarkKeyCopied:
		return c.SeeOther(templates.ChecklistPath())
	case on == "true":
		c.Notify(templates.NoticeChecklistOff)
	default:
		c.Notify(templates.NoticeChecklistOn)
	}
	return c.SeeOther(templates.LeadsPath())
}

// panel is the checklist above the list of leads: nil for everybody but admins, and once it is
// dismissed or everything is done. What was dismissed is asked anew each time, so that it is gone at once;
// the rest may be a moment old.
func (l checklist) panel(ctx context.Context, user *models.User) (*templates.ChecklistProps, error) {
	if !user.CanAdminister() {
		return nil, nil
	}
	marks, err := l.store.SetupMarks(ctx)
	if err != nil {
		return nil, err
	}
	if _, dismissed := marks[models.SetupMark{Kind: models.MarkDismissed}]; dismissed {
		return nil, nil
	}
	facts, err := l.recent.read(ctx)
	if err != nil {
		return nil, err
	}
	facts.Marks = marks
	if facts.Done() == len(models.SetupItems) {
		return nil, nil
	}
	return &templates.ChecklistProps{Facts: facts, Folder: l.folder}, nil
}
