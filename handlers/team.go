package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// teamKeeper keeps the teams.
type teamKeeper interface {
	Teams(ctx context.Context) ([]models.Team, error)
	Team(ctx context.Context, id int64) (models.Team, error)
	SaveTeam(ctx context.Context, edit models.TeamEdit) (models.Team, error)
	DeleteTeam(ctx context.Context, id int64) error
}

// teamPages make, change and delete teams.
type teamPages struct {
	teams teamKeeper
	users userLister
}

func (t teamPages) list(c *web.Context) error {
	return t.answerList(c, http.StatusOK, templates.TeamListProps{})
}

func (t teamPages) answerList(c *web.Context, code int, props templates.TeamListProps) (err error) {
	if props.Teams, err = t.teams.Teams(c.Ctx()); err != nil {
		return err
	}
	if props.Users, err = t.users.Users(c.Ctx()); err != nil {
		return err
	}
	return c.Render(code, templates.TeamList(props))
}

// create makes a team; 422 with what was typed when something is wrong with it.
func (t teamPages) create(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	edit := teamEdit(0, form)
	var bad *models.Invalid
	if _, err := t.teams.SaveTeam(c.Ctx(), edit); errors.As(err, &bad) {
		return t.answerList(c, http.StatusUnprocessableEntity, templates.TeamListProps{Edit: edit, Errors: bad})
	} else if err != nil {
		return err
	}
	c.Notify(templates.NoticeTeamSaved)
	return c.SeeOther(templates.TeamsPath())
}

func teamEdit(id int64, form url.Values) models.TeamEdit {
	version, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil {
		version = noVersion
	}
	return models.TeamEdit{ID: id, Version: version, Name: form.Get("name"), Members: idsOf(form["members"])}
}

func (t teamPages) form(c *web.Context) error {
	id, err := c.ID("team")
	if err != nil {
		return err
	}
	team, err := t.teams.Team(c.Ctx(), id)
	if err != nil {
		return err
	}
	return t.answer(c, http.StatusOK, templates.TeamFormProps{Edit: editOf(&team)})
}

func editOf(team *models.Team) models.TeamEdit {
	return models.TeamEdit{ID: team.ID, Version: team.Version, Name: team.Name, Members: team.Members}
}

func (t teamPages) answer(c *web.Context, code int, props templates.TeamFormProps) (err error) {
	if props.Users, err = t.users.Users(c.Ctx()); err != nil {
		return err
	}
	return c.Render(code, templates.TeamForm(props))
}

// update changes a team; 422 with what was typed, 409 with the team as it is now when somebody was faster.
func (t teamPages) update(c *web.Context) error {
	id, err := c.ID("team")
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	edit := teamEdit(id, form)
	_, err = t.teams.SaveTeam(c.Ctx(), edit)
	var bad *models.Invalid
	switch {
	case errors.As(err, &bad):
		return t.answer(c, http.StatusUnprocessableEntity, templates.TeamFormProps{Edit: edit, Errors: bad})
	case errors.Is(err, models.ErrConflict):
		team, err := t.teams.Team(c.Ctx(), id)
		if err != nil {
			return err
		}
		return t.answer(c, http.StatusConflict, templates.TeamFormProps{Edit: editOf(&team), Conflict: true})
	case err != nil:
		return err
	}
	c.Notify(templates.NoticeTeamSaved)
	return c.SeeOther(templates.TeamsPath())
}

func (t teamPages) remove(c *web.Context) error {
	id, err := c.ID("team")
	if err != nil {
		return err
	}
	if err := t.teams.DeleteTeam(c.Ctx(), id); err != nil {
		return err
	}
	c.Notify(templates.NoticeTeamDeleted)
	return c.SeeOther(templates.TeamsPath())
}
