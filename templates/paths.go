package templates

import (
	"strconv"
	"strings"
)

// Every address of the program, spelt once. The routes are patterns of the router; the functions
// below fill them in.
const (
	HomeRoute     = "/"
	LoginRoute    = "/login"
	LogoutRoute   = "/logout"
	SetupRoute    = "/setup"
	HealthRoute   = "/healthz"
	StaticRoute   = "/static/*file"
	ThemeRoute    = "/preferences/theme"
	LanguageRoute = "/preferences/language"

	LeadsRoute      = "/leads"
	LeadSearchRoute = "/leads/search"
	LeadRoute       = "/leads/:lead"
	LeadStatusRoute = "/leads/:lead/status"
	LeadRevealRoute = "/leads/:lead/reveal"

	AccountsRoute     = "/settings/accounts"
	AccountNewRoute   = "/settings/accounts/new"
	AccountRoute      = "/settings/accounts/:account"
	AccountTestRoute  = "/settings/accounts/:account/test"
	AccountApplyRoute = "/settings/accounts/:account/apply-status-system"
	AccountPauseRoute = "/settings/accounts/:account/pause"

	LeadReportRoute     = "/leads/:lead/report"
	ReportsRoute        = "/reports"
	ReportsReplayRoute  = "/reports/replay"
	ReportsDiscardRoute = "/reports/discard"
	HookRoute           = "/hooks/tencent/:part"

	AccountPushRoute       = "/settings/accounts/:account/push"
	AccountPushRotateRoute = "/settings/accounts/:account/push/rotate"
	AccountPushSampleRoute = "/settings/accounts/:account/push/sample"

	RawEventsRoute     = "/leads/:lead/raw"
	RawReplayRoute     = "/leads/:lead/raw/:event/replay"
	RawSettingsRoute   = "/settings/raw"
	RawReplayAllRoute  = "/settings/raw/replay"
	RawReplayStopRoute = "/settings/raw/stop"

	BackupsRoute        = "/settings/backups"
	BackupDownloadRoute = "/settings/backups/:backup/download"

	RetentionRoute        = "/settings/retention"
	RetentionPreviewRoute = "/settings/retention/preview"
	RetentionApplyRoute   = "/settings/retention/apply"
	RetentionDropRoute    = "/settings/retention/:rule/drop"
	PersonRoute           = "/leads/:lead/person"
	PersonExportRoute     = "/leads/:lead/person/export"
	PersonEraseRoute      = "/leads/:lead/person/erase"

	SyncRoute     = "/sync"
	SyncPullRoute = "/sync/:account/pull"
	JobRunRoute   = "/sync/jobs/:job/run"

	BackfillRoute       = "/sync/:account/backfill"
	FetchDayRoute       = "/sync/:account/fetch-day"
	BackfillStartRoute  = "/backfills/:backfill/start"
	BackfillPauseRoute  = "/backfills/:backfill/pause"
	BackfillCancelRoute = "/backfills/:backfill/cancel"

	WechatRoute      = "/wechat"
	WechatRetryRoute = "/wechat/:report/retry"

	UsersRoute       = "/users"
	UserNewRoute     = "/users/new"
	TOTPRolesRoute   = "/users/second-step"
	UserRoute        = "/users/:user"
	UserLinkRoute    = "/users/:user/link"
	UserDisableRoute = "/users/:user/disable"
	WelcomeRoute     = "/welcome"
	LoginCodeRoute   = "/login/code"

	ProfileRoute         = "/profile"
	ProfilePasswordRoute = "/profile/password"
	ProfileSessionsRoute = "/profile/sessions"
	TOTPRoute            = "/profile/second-step"
	TOTPOffRoute         = "/profile/second-step/off"

	AuditRoute          = "/audit"
	AuditVerifyRoute    = "/audit/verify"
	AuditExportRoute    = "/audit/export"
	RevealSettingsRoute = "/settings/reveals"

	LeadTakeRoute     = "/leads/:lead/take"
	LeadOwnerRoute    = "/leads/:lead/owner"
	TeamsRoute        = "/settings/teams"
	TeamRoute         = "/settings/teams/:team"
	TeamDeleteRoute   = "/settings/teams/:team/delete"
	HandoverRoute     = "/users/:user/handover"
	HandoverUndoRoute = "/users/:user/handover/undo"

	WizardResumeRoute       = "/setup/continue"
	WizardAccountStartRoute = "/setup/account"
	WizardAccountRoute      = "/setup/account/:account"
	WizardTestRoute         = "/setup/account/:account/test"
	WizardPushStartRoute    = "/setup/push"
	WizardPushRoute         = "/setup/push/:account"
	WizardSampleRoute       = "/setup/push/:account/sample"
	WizardTeamRoute         = "/setup/team"
	WizardReportsRoute      = "/setup/reports"
	ChecklistRoute          = "/setup/checklist"

	TokensRoute        = "/settings/tokens"
	TokenRevokeRoute   = "/settings/tokens/:token/revoke"
	APIHelpRoute       = "/help/api"
	APILeadsRoute      = "/api/v1/leads"
	APILeadRoute       = "/api/v1/leads/:lead"
	APILeadStatusRoute = "/api/v1/leads/:lead/status"
	APIAccountsRoute   = "/api/v1/accounts"
	APIEnumsRoute      = "/api/v1/enums"
	APIFiguresRoute    = "/api/v1/figures"
	APIDocumentRoute   = "/api/v1/openapi.json"

	HealthPageRoute = "/health"
	MetricsRoute    = "/metrics"
)

// HomePath is where a signed-in user starts.
func HomePath() string { return HomeRoute }

// LoginPath is the sign-in page.
func LoginPath() string { return LoginRoute }

// LogoutPath ends the session (POST).
func LogoutPath() string { return LogoutRoute }

// SetupPath is the first-run page.
func SetupPath() string { return SetupRoute }

// ThemePath sets the theme (POST `theme`, `return`).
func ThemePath() string { return ThemeRoute }

// LanguagePath sets the language (POST `language`, `return`).
func LanguagePath() string { return LanguageRoute }

// LeadsPath is the list without any filter; LeadFilter.Path adds one.
func LeadsPath() string { return LeadsRoute }

// LeadSearchPath takes a search text (POST `q`) and leads to the list.
func LeadSearchPath() string { return LeadSearchRoute }

// LeadPath is one lead's page.
func LeadPath(id int64) string { return fill(LeadRoute, id) }

// LeadStatusPath is the status form (GET, a fragment to htmx) and its act (POST).
func LeadStatusPath(id int64) string { return fill(LeadStatusRoute, id) }

// LeadRevealPath shows the personal data (POST).
func LeadRevealPath(id int64) string { return fill(LeadRevealRoute, id) }

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

// LeadReportPath shows where a lead's report stands (GET, a fragment to htmx) and acts on it (POST
// `act` = cancel, keep or take, `version`).
func LeadReportPath(id int64) string { return fill(LeadReportRoute, id) }

// ReportsPath shows the reports that did not go out; ReportsFilter.Path narrows it.
func ReportsPath() string { return ReportsRoute }

// ReportsReplayPath sends parked reports again (POST `lead`…, or `one`, or `all`).
func ReportsReplayPath() string { return ReportsReplayRoute }

// ReportsDiscardPath gives parked reports up (POST `lead`…, `reason`).
func ReportsDiscardPath() string { return ReportsDiscardRoute }

// SyncPath shows how pulling, reporting and the jobs stand.
func SyncPath() string { return SyncRoute }

// SyncPullPath pulls an account now (POST).
func SyncPullPath(account int64) string { return fill(SyncPullRoute, account) }

// JobRunPath runs a background job now (POST). The name is one of ours, not a visitor's.
func JobRunPath(job string) string { return strings.Replace(JobRunRoute, ":job", job, 1) }

// BackfillPath is the page on which past days are fetched (GET, the list alone to htmx) and counts a
// range (POST `from`, `to`).
func BackfillPath(account int64) string { return fill(BackfillRoute, account) }

// FetchDayPath fetches one day again (POST `day`).
func FetchDayPath(account int64) string { return fill(FetchDayRoute, account) }

// BackfillStartPath starts a backfill or goes on with it (POST).
func BackfillStartPath(id int64) string { return fill(BackfillStartRoute, id) }

// BackfillPausePath halts it for a while (POST).
func BackfillPausePath(id int64) string { return fill(BackfillPauseRoute, id) }

// BackfillCancelPath ends it (POST). What was fetched stays.
func BackfillCancelPath(id int64) string { return fill(BackfillCancelRoute, id) }

// HookPath is where the platform pushes leads to (POST), with the account's secret part.
func HookPath(part string) string { return strings.Replace(HookRoute, ":part", part, 1) }

// AccountPushPath changes how pushes are judged (POST `push_algorithm`, `push_window`).
func AccountPushPath(id int64) string { return fill(AccountPushRoute, id) }

// AccountPushRotatePath gives the account a new push address (POST).
func AccountPushRotatePath(id int64) string { return fill(AccountPushRotateRoute, id) }

// AccountPushSamplePath sends a signed sample to the push address (POST).
func AccountPushSamplePath(id int64) string { return fill(AccountPushSampleRoute, id) }

// RawEventsPath shows a lead as it came.
func RawEventsPath(lead int64) string { return fill(RawEventsRoute, lead) }

// RawReplayPath decodes one raw event of a lead anew (POST).
func RawReplayPath(lead, event int64) string { return fill(fill(RawReplayRoute, lead), event) }

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

// WechatPath lists the reports of WeChat authorisations (GET `state`, `before`) and adds one (POST).
func WechatPath() string { return WechatRoute }

// WechatRetryPath puts a failed report back into the queue (POST).
func WechatRetryPath(id int64) string { return fill(WechatRetryRoute, id) }

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

// LeadTakePath takes nobody's lead (POST).
func LeadTakePath(id int64) string { return fill(LeadTakeRoute, id) }

// LeadOwnerPath gives a lead to somebody, or back to nobody (POST `from`, `owner`: 0 is nobody).
func LeadOwnerPath(id int64) string { return fill(LeadOwnerRoute, id) }

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

// HealthPath is the page that says what is well and what is not.
func HealthPath() string { return HealthPageRoute }

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

// fill puts an id in the place of a route's one parameter.
func fill(route string, id int64) string {
	before, rest, _ := strings.Cut(route, ":")
	_, after, found := strings.Cut(rest, "/")
	path := before + strconv.FormatInt(id, 10)
	if found {
		path += "/" + after
	}
	return path
}
