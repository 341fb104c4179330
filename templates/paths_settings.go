package templates

import (
	"strconv"
	"strings"
)

// AccountsPath lists the accounts (GET) and adds one (POST).
func AccountsPath() string { return AccountsRoute }

// AccountNewPath is the empty form.
func AccountNewPath() string { return AccountNewRoute }

// AccountPath is an account's form (GET) and its act (POST).
func AccountPath(id int64) string { return fill(AccountRoute, id) }

// AccountTestPath tests the connection (POST).
func AccountTestPath(id int64) string { return fill(AccountTestRoute, id) }

// AccountApplyPath sets the status system on the platform (POST).
func AccountApplyPath(id int64) string { return fill(AccountApplyRoute, id) }

// AccountPausePath pauses or resumes (POST `paused` = true or false).
func AccountPausePath(id int64) string { return fill(AccountPauseRoute, id) }

// AccountPushPath changes how pushes are judged (POST `push_algorithm`, `push_window`).
func AccountPushPath(id int64) string { return fill(AccountPushRoute, id) }

// AccountPushRotatePath gives the account a new push address (POST).
func AccountPushRotatePath(id int64) string { return fill(AccountPushRotateRoute, id) }

// AccountPushSamplePath sends a signed sample to the push address (POST).
func AccountPushSamplePath(id int64) string { return fill(AccountPushSampleRoute, id) }

// RawSettingsPath is how long raw events are kept (GET, POST `raw_event_days`).
func RawSettingsPath() string { return RawSettingsRoute }

// BackupsPath lists the backups (GET) and makes one (POST).
func BackupsPath() string { return BackupsRoute }

// BackupDownloadPath asks for the password (GET) and answers the file (POST `password`).
func BackupDownloadPath(name string) string {
	return strings.Replace(BackupDownloadRoute, ":backup", name, 1)
}

// RetentionPath lists the retention rules (GET `rule` opens one's form, the progress alone to htmx) and
// saves one (POST `rule`, `version`, `account`, `status`, `days`, `active`, `confirm`).
func RetentionPath() string { return RetentionRoute }

// RetentionEditPath opens the form of a rule.
func RetentionEditPath(rule int64) string {
	return RetentionRoute + "?rule=" + strconv.FormatInt(rule, 10) + "#rule"
}

// RetentionPreviewPath tells what a rule would do now (GET, likewise).
func RetentionPreviewPath() string { return RetentionPreviewRoute }

// RetentionApplyPath applies the rules now (POST).
func RetentionApplyPath() string { return RetentionApplyRoute }

// RetentionDropPath takes a rule away (POST `version`).
func RetentionDropPath(rule int64) string { return fill(RetentionDropRoute, rule) }

// PersonPath is what is kept on the person of a lead.
func PersonPath(lead int64) string { return fill(PersonRoute, lead) }

// PersonExportPath hands it out (POST `password`).
func PersonExportPath(lead int64) string { return fill(PersonExportRoute, lead) }

// PersonErasePath removes it (POST `password`, `leads`: how many were shown).
func PersonErasePath(lead int64) string { return fill(PersonEraseRoute, lead) }

// RawReplayAllPath starts a replay of many (POST `since`); RawReplayStopPath ends it (POST).
func RawReplayAllPath() string { return RawReplayAllRoute }

// RawReplayStopPath ends a replay of many (POST).
func RawReplayStopPath() string { return RawReplayStopRoute }

// UsersPath lists the colleagues (GET) and invites one (POST).
func UsersPath() string { return UsersRoute }

// UserNewPath is the form to invite one.
func UserNewPath() string { return UserNewRoute }

// TOTPRolesPath says which roles must use a second step (POST `role`…).
func TOTPRolesPath() string { return TOTPRolesRoute }

// UserPath is a user's page (GET) and changes name and role (POST).
func UserPath(id int64) string { return fill(UserRoute, id) }

// UserLinkPath makes a link by which the user chooses a password (POST `without_totp`).
func UserLinkPath(id int64) string { return fill(UserLinkRoute, id) }

// UserDisablePath keeps a user out or lets them in again (POST `disabled` = true or false).
func UserDisablePath(id int64) string { return fill(UserDisableRoute, id) }

// UserDisabledPath is where an admin goes on after a user was disabled: their leads wait for somebody.
func UserDisabledPath(id int64) string { return HandoverPath(id) }

// WelcomePath is where invitations and links for a new password lead. Their secret follows in the
// fragment, which no browser sends to a server.
func WelcomePath() string { return WelcomeRoute }

// AccessLink is the whole of such a link.
func AccessLink(base, secret string) string { return base + WelcomeRoute + "#" + secret }

// LoginCodePath is the second step of the login.
func LoginCodePath() string { return LoginCodeRoute }

// ProfilePath is the user's own page (GET) and changes name and language (POST).
func ProfilePath() string { return ProfileRoute }

// ProfilePasswordPath changes the own password (POST `current`, `password`).
func ProfilePasswordPath() string { return ProfilePasswordRoute }

// ProfileSessionsPath ends own sessions (POST `session`, or `others`).
func ProfileSessionsPath() string { return ProfileSessionsRoute }

// TOTPPath sets up the second step of the login (GET, POST `code`).
func TOTPPath() string { return TOTPRoute }

// TOTPOffPath turns it off (POST `totp_current`).
func TOTPOffPath() string { return TOTPOffRoute }

// AuditPath is who did what; AuditFilter.Path narrows it.
func AuditPath() string { return AuditRoute }

// AuditVerifyPath proves that nobody changed the audit (POST).
func AuditVerifyPath() string { return AuditVerifyRoute }

// AuditExportPath sends the audit as a file (POST, the fields of AuditFilter).
func AuditExportPath() string { return AuditExportRoute }

// RevealSettingsPath is how many leads a user may reveal (GET, POST `reveals_hour`, `reveals_day`).
func RevealSettingsPath() string { return RevealSettingsRoute }

// TokensPath lists the API tokens (GET) and makes one (POST `name`, `scopes`…, `user`, `days`).
func TokensPath() string { return TokensRoute }

// TokenRevokePath revokes an API token (POST).
func TokenRevokePath(id int64) string { return fill(TokenRevokeRoute, id) }

// APIHelpPath is the page about the API, and APIDocumentPath the same for programs.
func APIHelpPath() string { return APIHelpRoute }

// APIDocumentPath is the OpenAPI document.
func APIDocumentPath() string { return APIDocumentRoute }

// APILeadPath is one lead for scripts.
func APILeadPath(id int64) string { return fill(APILeadRoute, id) }

// TeamsPath lists the teams (GET) and makes one (POST `name`, `members`…).
func TeamsPath() string { return TeamsRoute }

// TeamPath is a team's form (GET) and its act (POST `version`, `name`, `members`…).
func TeamPath(id int64) string { return fill(TeamRoute, id) }

// TeamDeletePath takes a team away (POST).
func TeamDeletePath(id int64) string { return fill(TeamDeleteRoute, id) }

// HandoverPath is where a user's leads are handed over (GET, the progress alone to htmx; POST
// `receivers`…, or `nobody`).
func HandoverPath(user int64) string { return fill(HandoverRoute, user) }

// HandoverUndoPath brings the leads back (POST `handover`).
func HandoverUndoPath(user int64) string { return fill(HandoverUndoRoute, user) }

// WizardResumePath goes on with the set-up where it was left.
func WizardResumePath() string { return WizardResumeRoute }

// WizardAccountStartPath is the set-up's form of a new account (GET, with `new` even where there is one
// already) and adds it (POST).
func WizardAccountStartPath() string { return WizardAccountStartRoute }

// WizardAccountPath is the set-up's form of an account (GET) and its act (POST).
func WizardAccountPath(account int64) string { return fill(WizardAccountRoute, account) }

// WizardTestPath tests the connection (POST).
func WizardTestPath(account int64) string { return fill(WizardTestRoute, account) }

// WizardPushPath shows the push address (GET; to htmx, what came so far).
func WizardPushPath(account int64) string { return fill(WizardPushRoute, account) }

// WizardSamplePath sends a signed sample to the push address (POST).
func WizardSamplePath(account int64) string { return fill(WizardSampleRoute, account) }

// WizardTeamPath invites colleagues (GET, POST `username_0`, `name_0`, `role_0`, …, or `more`).
func WizardTeamPath() string { return WizardTeamRoute }

// WizardReportsPath decides what is reported (GET, POST `report_mode_N`, `version_N` of each account).
func WizardReportsPath() string { return WizardReportsRoute }

// ChecklistPath is what is still to set up (GET) and marks it (POST `mark`, `on` = true or false).
func ChecklistPath() string { return ChecklistRoute }
