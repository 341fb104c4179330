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

// RawEventsPath shows a lead as it came.
func RawEventsPath(lead int64) string { return fill(RawEventsRoute, lead) }

// RawReplayPath decodes one raw event of a lead anew (POST).
func RawReplayPath(lead, event int64) string { return fill(fill(RawReplayRoute, lead), event) }

// WechatPath lists the reports of WeChat authorisations (GET `state`, `before`) and adds one (POST).
func WechatPath() string { return WechatRoute }

// WechatRetryPath puts a failed report back into the queue (POST).
func WechatRetryPath(id int64) string { return fill(WechatRetryRoute, id) }

// LeadTakePath takes nobody's lead (POST).
func LeadTakePath(id int64) string { return fill(LeadTakeRoute, id) }

// LeadOwnerPath gives a lead to somebody, or back to nobody (POST `from`, `owner`: 0 is nobody).
func LeadOwnerPath(id int64) string { return fill(LeadOwnerRoute, id) }

// HealthPath is the page that says what is well and what is not.
func HealthPath() string { return HealthPageRoute }

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
