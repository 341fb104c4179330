package handlers

import (
	"net/http"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// idempotencyKey is the header by which a repeated request is known.
const idempotencyKey = "Idempotency-Key"

// create adds a lead: 201, or 200 with the same lead when the request came before, and 409 when its key
// was used for another lead.
func (a api) create(c *web.Context) error {
	body, err := c.JSONBody(bodyFields(createBody()))
	if err != nil {
		return err
	}
	wish := models.ManualLead{AccountID: body.Numbers["account_id"], Key: c.GetHeader(idempotencyKey), Fields: body.Texts}
	lead, made, err := a.creator.CreateLead(c.Ctx(), wish, c.User)
	if err != nil {
		return err
	}
	if !made {
		return a.answerLead(c, http.StatusOK, lead)
	}
	c.Header("Location", templates.APILeadPath(lead.ID))
	return a.answerLead(c, http.StatusCreated, lead)
}
