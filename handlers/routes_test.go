package handlers

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"xiansuo/models"
)

// permissions says for every address who may use it: G guest, V viewer, S sales, M manager,
// A admin. It is written down here a second time on purpose.
var permissions = map[string]string{
	"GET /healthz":                           "GVSMA",
	"GET /static/*file":                      "GVSMA",
	"GET /login":                             "GVSMA",
	"POST /login":                            "GVSMA",
	"POST /logout":                           "GVSMA",
	"GET /setup":                             "", // over, once there are users
	"POST /setup":                            "",
	"GET /setup/continue":                    "A",
	"GET /setup/account":                     "A",
	"POST /setup/account":                    "A",
	"GET /setup/account/:account":            "A",
	"POST /setup/account/:account":           "A",
	"POST /setup/account/:account/test":      "A",
	"GET /setup/push":                        "A",
	"GET /setup/push/:account":               "A",
	"POST /setup/push/:account/sample":       "A",
	"GET /setup/team":                        "A",
	"POST /setup/team":                       "A",
	"GET /setup/reports":                     "A",
	"POST /setup/reports":                    "A",
	"GET /setup/checklist":                   "A",
	"POST /setup/checklist":                  "A",
	"POST /preferences/theme":                "GVSMA",
	"POST /preferences/language":             "GVSMA",
	"GET /":                                  "VSMA",
	"POST /leads/search":                     "VSMA",
	"GET /queue":                             "SMA",
	"GET /leads":                             "VSMA",
	"GET /leads/:lead":                       "VSMA",
	"GET /leads/:lead/status":                "SMA",
	"POST /leads/:lead/status":               "SMA",
	"POST /leads/:lead/reveal":               "SMA",
	"GET /leads/:lead/report":                "VSMA",
	"POST /leads/:lead/report":               "SMA",
	"GET /reports":                           "MA",
	"POST /reports/replay":                   "MA",
	"POST /reports/discard":                  "MA",
	"GET /settings/accounts":                 "A",
	"GET /settings/accounts/new":             "A",
	"POST /settings/accounts":                "A",
	"GET /settings/accounts/:account":        "A",
	"POST /settings/accounts/:account":       "A",
	"POST /settings/accounts/:account/pause": "A",
	"POST /settings/accounts/:account/test":  "A",
	"POST /settings/accounts/:account/apply-status-system": "A",
	"POST /sync/jobs/:job/run":                             "A",
	"GET /sync":                                            "MA",
	"POST /sync/:account/pull":                             "MA",
	"GET /sync/:account/backfill":                          "MA",
	"POST /sync/:account/backfill":                         "MA",
	"POST /sync/:account/fetch-day":                        "MA",
	"POST /backfills/:backfill/start":                      "MA",
	"POST /backfills/:backfill/pause":                      "MA",
	"POST /backfills/:backfill/cancel":                     "MA",
	"POST /hooks/tencent/:part":                            "GVSMA",
	"POST /settings/accounts/:account/push":                "A",
	"POST /settings/accounts/:account/push/rotate":         "A",
	"POST /settings/accounts/:account/push/sample":         "A",
	"GET /leads/:lead/raw":                                 "A",
	"GET /help/api":                                        "VSMA",
	"GET /settings/tokens":                                 "A",
	"POST /settings/tokens":                                "A",
	"POST /settings/tokens/:token/revoke":                  "A",
	"GET /api/v1/leads":                                    "", // scripts' alone: a session is no token, see api_test.go
	"POST /api/v1/leads":                                   "",
	"GET /api/v1/leads/:lead":                              "",
	"POST /api/v1/leads/:lead/status":                      "",
	"GET /api/v1/accounts":                                 "",
	"GET /api/v1/enums":                                    "",
	"GET /api/v1/figures":                                  "",
	"GET /api/v1/openapi.json":                             "GVSMA",
	"POST /leads/:lead/raw/:event/replay":                  "A",
	"GET /settings/raw":                                    "A",
	"POST /settings/raw":                                   "A",
	"POST /settings/raw/replay":                            "A",
	"POST /settings/raw/stop":                              "A",
	"GET /metrics":                                         "", // without a token there is none
	"GET /settings/backups":                                "A",
	"POST /settings/backups":                               "A",
	"GET /settings/backups/:backup/download":               "A",
	"POST /settings/backups/:backup/download":              "A",
	"GET /wechat":                                          "MA",
	"POST /wechat":                                         "MA",
	"POST /wechat/:report/retry":                           "MA",
	"GET /health":                                          "A",
	"GET /users":                                           "A",
	"POST /users":                                          "A",
	"GET /users/new":                                       "A",
	"POST /users/second-step":                              "A",
	"GET /users/:user":                                     "A",
	"POST /users/:user":                                    "A",
	"POST /users/:user/link":                               "A",
	"POST /users/:user/disable":                            "A",
	"GET /welcome":                                         "GVSMA",
	"POST /welcome":                                        "GVSMA",
	"GET /login/code":                                      "VSMA", // without a password given before, the way leads to the login
	"POST /login/code":                                     "",
	"GET /profile":                                         "VSMA",
	"POST /profile":                                        "VSMA",
	"POST /profile/password":                               "VSMA",
	"POST /profile/sessions":                               "VSMA",
	"GET /profile/second-step":                             "VSMA",
	"POST /profile/second-step":                            "VSMA",
	"POST /profile/second-step/off":                        "VSMA",
	"GET /audit":                                           "A",
	"POST /audit/verify":                                   "A",
	"POST /audit/export":                                   "A",
	"GET /settings/reveals":                                "A",
	"POST /settings/reveals":                               "A",
	"POST /leads/:lead/take":                               "SMA",
	"POST /leads/:lead/owner":                              "MA",
	"GET /settings/teams":                                  "A",
	"POST /settings/teams":                                 "A",
	"GET /settings/teams/:team":                            "A",
	"POST /settings/teams/:team":                           "A",
	"POST /settings/teams/:team/delete":                    "A",
	"GET /users/:user/handover":                            "A",
	"POST /users/:user/handover":                           "A",
	"POST /users/:user/handover/undo":                      "A",
	"GET /settings/retention":                              "A",
	"POST /settings/retention":                             "A",
	"GET /settings/retention/preview":                      "A",
	"POST /settings/retention/apply":                       "A",
	"POST /settings/retention/:rule/drop":                  "A",
	"GET /leads/:lead/person":                              "A",
	"POST /leads/:lead/person/export":                      "A",
	"POST /leads/:lead/person/erase":                       "A",
}

func TestEveryRouteLetsInExactlyItsRoles(t *testing.T) {
	b := newBench(t)
	routes := b.site.Routes()
	if len(routes) != len(permissions) {
		t.Errorf("%d routes, %d permissions", len(routes), len(permissions))
	}
	guest := b.browser()
	clients := map[string]*http.Client{"G": guest}
	for letter, user := range map[string]models.User{"V": viewer, "S": sales, "M": manager, "A": admin} {
		clients[letter] = b.as(user).client
	}
	for _, route := range routes {
		allowed, known := permissions[route]
		if !known {
			t.Errorf("%s is in no permission table", route)
			continue
		}
		method, pattern, _ := strings.Cut(route, " ")
		path := withIDs.Replace(pattern)
		for letter, client := range clients {
			if pattern == "/logout" {
				continue // would end the session for the rest of the walk
			}
			b.client = client
			got := b.ask(method, path, "language=en")
			if letter == "G" && got.header.Get("Location") == "/login" && strings.Contains(allowed, "G") {
				t.Errorf("%s sends a guest to the login", route)
			}
			if letIn := isLetIn(got); letIn != strings.Contains(allowed, letter) {
				t.Errorf("%s by %s: let in = %v (status %d, to %s)", route, letter, letIn, got.status, got.header.Get("Location"))
			}
			checkHeaders(t, route, got)
		}
	}
}

// isLetIn tells a guard's refusal from whatever a handler answers.
func isLetIn(got answer) bool {
	toLogin := strings.HasPrefix(got.header.Get("Location"), "/login")
	return got.header.Get("WWW-Authenticate") == "" && got.status != 403 && got.status != 404 && (got.status != 303 || !toLogin)
}

func checkHeaders(t *testing.T, route string, got answer) {
	t.Helper()
	h := got.header
	if !strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'none'; script-src 'self';") ||
		h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "same-origin" ||
		h.Get("Cross-Origin-Opener-Policy") != "same-origin" || h.Get("X-Request-ID") == "" {
		t.Errorf("%s lacks security headers: %v", route, h)
	}
	isStatic := strings.Contains(route, "/static/")
	if isStatic != strings.Contains(h.Get("Cache-Control"), "immutable") || !isStatic && h.Get("Cache-Control") != "no-store" {
		t.Errorf("%s: Cache-Control %q", route, h.Get("Cache-Control"))
	}
}

func TestHealthAsksTheDatabase(t *testing.T) {
	b := newBench(t)
	got := b.get("/healthz")
	b.expect(got, 200)
	if got.body != `{"status":"ok"}` || !strings.HasPrefix(got.header.Get("Content-Type"), "application/json") {
		t.Errorf("%s: %s", got.header.Get("Content-Type"), got.body)
	}
	b.desk.pingErr = errors.New("disk on fire")
	got = b.get("/healthz")
	b.expect(got, 503)
	b.hides(got, "fire")
	if !strings.Contains(b.log.String(), "disk on fire") {
		t.Error("the log does not say why")
	}
}

func TestHomeIsTheSellersQueueAndEverybodyElsesList(t *testing.T) {
	b := newBench(t)
	b.goes(b.as(sales).get("/"), "/queue")
	b.goes(b.as(manager).get("/"), "/leads")
	b.goes(b.as(viewer).get("/"), "/leads")
}

func TestPreferencesReturnToThePage(t *testing.T) {
	b := newBench(t)
	b.goes(b.ask("POST", "/preferences/language", "language=en&return=%2Flogin"), "/login")
	if got := b.get("/login"); !strings.Contains(got.body, `lang="en"`) {
		t.Error("the language did not change")
	}
	b.goes(b.ask("POST", "/preferences/theme", "theme=dark&return=%2F%2Fevil.example.com"), "/")
	if got := b.get("/login"); !strings.Contains(got.body, `data-theme="dark"`) {
		t.Error("the theme did not change")
	}
	b.expect(b.ask("POST", "/preferences/language", "language=xx"), 422)
}
