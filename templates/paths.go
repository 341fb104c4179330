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
	LeadRoute       = "/leads/:lead"
	LeadStatusRoute = "/leads/:lead/status"
	LeadRevealRoute = "/leads/:lead/reveal"

	AccountsRoute     = "/settings/accounts"
	AccountNewRoute   = "/settings/accounts/new"
	AccountRoute      = "/settings/accounts/:account"
	AccountTestRoute  = "/settings/accounts/:account/test"
	AccountApplyRoute = "/settings/accounts/:account/apply-status-system"
	AccountPauseRoute = "/settings/accounts/:account/pause"

	SyncRoute     = "/sync"
	SyncPullRoute = "/sync/:account/pull"

	WechatRoute      = "/wechat"
	WechatRetryRoute = "/wechat/:report/retry"

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

// SyncPath shows how pulling, reporting and the jobs stand.
func SyncPath() string { return SyncRoute }

// SyncPullPath pulls an account now (POST).
func SyncPullPath(account int64) string { return fill(SyncPullRoute, account) }

// WechatPath lists the reports of WeChat authorisations (GET `state`, `before`) and adds one (POST).
func WechatPath() string { return WechatRoute }

// WechatRetryPath puts a failed report back into the queue (POST).
func WechatRetryPath(id int64) string { return fill(WechatRetryRoute, id) }

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
