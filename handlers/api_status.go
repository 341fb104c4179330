package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"xiansuo/models"
	"xiansuo/web"
)

// apiStatusConflict tells a script that somebody was faster: what the lead says now, or, when it became
// another's lead, only whose.
type apiStatusConflict struct {
	web.Problem
	Current *apiWork `json:"current"`
	By      string   `json:"by"`
}

// setStatus is the status form for scripts: the same act, the same rules.
func (a api) setStatus(c *web.Context) error {
	id, err := c.ID("lead")
	if err != nil {
		return err
	}
	body, err := c.JSONBody(bodyFields(statusBody))
	if err != nil {
		return err
	}
	form := url.Values{"version": {strconv.FormatInt(body.Numbers["version"], 10)}}
	for name, text := range body.Texts {
		form.Set(name, text)
	}
	lead, err := a.statuses.SetStatus(c.Ctx(), statusWish(id, form), c.User)
	var taken *models.Taken
	switch {
	case errors.As(err, &taken):
		return c.AnswerProblem(http.StatusConflict, apiStatusConflict{Problem: c.Problem(http.StatusConflict, nil), By: taken.By})
	case errors.Is(err, models.ErrConflict):
		return a.conflict(c, lead)
	case err != nil:
		return err
	}
	return a.answerLead(c, http.StatusOK, lead)
}

func (a api) conflict(c *web.Context, lead models.Lead) error {
	changes, err := a.page.leads.Changes(c.Ctx(), lead.ID)
	if err != nil {
		return err
	}
	current := apiWorkOf(&lead)
	return c.AnswerProblem(http.StatusConflict, apiStatusConflict{c.Problem(http.StatusConflict, nil), &current, lastWorker(changes)})
}
