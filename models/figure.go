package models

// MaxFigureDays is over how many days figures are counted at once.
const MaxFigureDays = 31

// Figure is how many leads of an account have a status; test leads of previews are left out (§8.14).
type Figure struct {
	AccountID     int64
	ConvertStatus ConvertStatus // empty: none was set yet
	Leads         int64
}
