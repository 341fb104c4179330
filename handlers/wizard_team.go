package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// inviter invites several colleagues, all or none.
type inviter interface {
	InviteUsers(ctx context.Context, invitations []models.Invitation) ([]models.Invited, error)
}

// wizardTeam is the step of the set-up that invites colleagues.
type wizardTeam struct {
	users inviter
	state setupState
	base  string // how browsers reach the desk: links begin with it
}

// Rows of the form: so many at first, and so many more on request.
const (
	teamRows     = 3
	moreTeamRows = 3
)

func (w wizardTeam) show(c *web.Context) error {
	return w.render(c, http.StatusOK, templates.WizardTeamProps{Rows: padded(nil, teamRows)})
}

// submit invites everybody whose row is filled in and shows their links, once: 201. When something is
// wrong with one of them nobody is invited: 422 with what was typed.
func (w wizardTeam) submit(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	rows := teamRowsOf(form)
	if form.Has("more") {
		return w.render(c, http.StatusOK, templates.WizardTeamProps{Rows: padded(rows, len(rows)+moreTeamRows)})
	}
	wishes, places := filled(rows)
	invited, err := w.users.InviteUsers(c.Ctx(), wishes)
	var invalid *models.Invalid
	switch {
	case errors.As(err, &invalid):
		return w.render(c, http.StatusUnprocessableEntity, templates.WizardTeamProps{Rows: padded(rows, teamRows), Errors: atPlaces(invalid, places)})
	case err != nil:
		return err
	}
	props := templates.WizardTeamProps{Rows: padded(nil, teamRows)}
	for _, one := range invited {
		props.Links = append(props.Links, templates.UserLinkProps{User: one.User, Link: templates.AccessLink(w.base, one.Secret)})
	}
	return w.render(c, http.StatusCreated, props)
}

func (w wizardTeam) render(c *web.Context, status int, props templates.WizardTeamProps) error {
	frame, err := w.state.frame(c.Ctx(), models.SetupTeam, nil)
	if err != nil {
		return err
	}
	return c.Render(status, templates.WizardTeam(frame, props))
}

// teamRowsOf reads the rows that the form has, filled in or not.
func teamRowsOf(form url.Values) []models.Invitation {
	var rows []models.Invitation
	for i := range models.MaxInvitations {
		if !form.Has(models.InvitationField("username", i)) {
			break
		}
		rows = append(rows, models.Invitation{
			Username: form.Get(models.InvitationField("username", i)),
			Name:     form.Get(models.InvitationField("name", i)),
			Role:     models.Role(form.Get(models.InvitationField("role", i))),
		})
	}
	return rows
}

// filled are the rows in which something was typed, and where in the form they stand.
func filled(rows []models.Invitation) (wishes []models.Invitation, places []int) {
	for i, row := range rows {
		if strings.TrimSpace(row.Username+row.Name) != "" {
			wishes, places = append(wishes, row), append(places, i)
		}
	}
	return wishes, places
}

// atPlaces moves what is wrong with the wishes to the rows in which they stand.
func atPlaces(bad *models.Invalid, places []int) *models.Invalid {
	moved := &models.Invalid{}
	moved.AddAll(bad, func(field string) string {
		for wish, place := range places {
			if name, ours := strings.CutSuffix(field, models.InvitationField("", wish)); ours {
				return models.InvitationField(name, place)
			}
		}
		return field
	})
	return moved
}

// padded adds empty rows up to a number.
func padded(rows []models.Invitation, to int) []models.Invitation {
	for len(rows) < min(to, models.MaxInvitations) {
		rows = append(rows, models.Invitation{Role: models.Sales})
	}
	return rows
}
