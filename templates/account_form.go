package templates

import "xiansuo/models"

// AccountFormProps fill the form of one account, new or stored.
type AccountFormProps struct {
	Stored   *models.Account    // nil: a new account
	Edit     models.AccountEdit // what the fields show; secrets are never shown again
	Errors   *models.Invalid
	Conflict bool       // somebody saved the account since the form was opened (409)
	Exists   bool       // creating an account whose number is taken (409)
	InWizard bool       // the form stands on a step of the set-up wizard
	Push     *PushProps // nil: not offered
	Check    *models.ConnectionCheck
	Apply    *ApplyResult
	Effect   models.SystemEffect   // of the stored status system on what leads hold
	Answers  []models.SystemAnswer // what the platform said of it before, newest first
}

// ApplyResult is what became of setting the status system on the platform.
type ApplyResult struct {
	System models.StatusSystem
	Error  *models.PlatformError // nil: the platform accepted it
}

// NewAccountEdit is the edit that changes nothing of a stored account.
func NewAccountEdit(a *models.Account) models.AccountEdit {
	return models.AccountEdit{
		ID: a.ID, Version: a.Version, Name: a.Name, Industry: a.Industry, StatusSystem: a.StatusSystem,
		Algorithm: a.Algorithm, OldSignature: a.OldSignature, OmitID: a.OmitID,
		KeepIDNumber: a.KeepIDNumber, Paused: a.Paused, PullMinutes: a.PullMinutes,
		ReportMode: a.ReportMode, ReportDeadlineDays: a.ReportDeadlineDays, NoConfirm: !a.ConfirmReports,
	}
}

// AccountCheckProps fill the panel with the steps of a test of the connection.
type AccountCheckProps struct {
	Account *models.Account
	Check   models.ConnectionCheck
}
