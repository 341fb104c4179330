package templates

import (
	"github.com/a-h/templ"

	"xiansuo/models"
)

// PersonProps fill the page about what is kept on one person.
type PersonProps struct {
	LeadID       int64 // from which the person was found
	Leads        []LeadRowProps
	Accounts     int  // in how many accounts they are
	TooMany      bool // more than one person's
	Conflict     bool // other leads than were shown
	EraseErrors  *models.Invalid
	ExportErrors *models.Invalid
}

// passwordAttributes tie a password's field to what is wrong with it.
func passwordAttributes(id string, errors *models.Invalid) templ.Attributes {
	if _, wrong := errors.Of("password"); !wrong {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true", "aria-describedby": id + "-error", "autofocus": true}
}
