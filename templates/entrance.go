package templates

import "xiansuo/models"

// LoginProps fill the sign-in page. Fields: username, password, return.
type LoginProps struct {
	Username string
	Return   string // a path of ours to go to afterwards
	Errors   *models.Invalid
}

// SetupProps fill the first-run page. Fields: token, username, password.
type SetupProps struct {
	Token    string
	Username string
	Errors   *models.Invalid
}
