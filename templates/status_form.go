package templates

import "xiansuo/models"

// StatusFormProps fill the form that sets a lead's status.
type StatusFormProps struct {
	Lead     models.Lead     // as it is stored now; personal fields masked
	Account  *models.Account // nil: not known any more; standard rules
	Work     models.Work     // what the fields show: the stored Work, or what was typed
	Version  int64           // what the form is based on: always the stored WorkVersion
	Errors   *models.Invalid
	Conflict *StatusConflict // somebody changed the lead since the user opened the form (409)
	InDialog bool            // opened from the list: answers are fragments
}

// StatusConflict says what somebody else set meanwhile. Theirs is what is stored now.
type StatusConflict struct {
	Theirs models.Work
	By     string // a colleague's name; empty: unknown
	At     models.Instant
}
