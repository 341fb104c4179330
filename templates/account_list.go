package templates

import "xiansuo/models"

// AccountListProps fill the settings' list of accounts.
type AccountListProps struct {
	Accounts []AccountState
}

// AccountState is an account and how its traffic stands.
type AccountState struct {
	Account models.Account
	Pull    models.PullState
	Reports models.ReportCount
	Breaker models.Breaker    // of its reports; zero: the credentials are not refused
	Days    []models.DayCheck // newest first; the sync page alone fills them
}
