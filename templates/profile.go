package templates

import (
	"bytes"
	"context"
	"encoding/hex"
	"strings"

	"xiansuo/models"
)

// ProfileProps fill everybody's own page. Fields: name, language, current, password, totp_current.
type ProfileProps struct {
	User          models.User
	Name          string
	Language      models.Language
	Sessions      []models.Session
	Here          []byte // names the session at work
	RecoveryCodes int    // that are left
	TOTPForced    bool   // the role needs the second step
	Errors        *models.Invalid
}

func (p *ProfileProps) isHere(s *models.Session) bool { return bytes.Equal(s.Hash, p.Here) }

// sessionNumber names a session in a form: a hash, from which nobody gets to the secret.
func sessionNumber(s *models.Session) string { return hex.EncodeToString(s.Hash) }

// agentParts are found in what browsers call themselves, the special before the general.
var agentBrowsers = []struct{ part, name string }{
	{"wxwork/", "agent.wecom"}, {"MicroMessenger/", "agent.wechat"}, {"DingTalk/", "DingTalk"}, {"Edg/", "Edge"}, {"OPR/", "Opera"},
	{"QQBrowser/", "QQBrowser"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
}

var agentSystems = []struct{ part, name string }{
	{"HarmonyOS", "HarmonyOS"}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"},
	{"Macintosh", "Mac"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"},
}

// agentWords is the browser and the device of a session, as far as it says so.
func agentWords(ctx context.Context, agent string) string {
	browser, system := T(ctx, "agent.other"), ""
	for _, known := range agentBrowsers {
		if strings.Contains(agent, known.part) {
			browser = T(ctx, known.name) // a name that is the same everywhere is no word of ours
			break
		}
	}
	for _, known := range agentSystems {
		if strings.Contains(agent, known.part) {
			system = known.name
			break
		}
	}
	return joined(" · ", browser, system)
}

func profileLanguages(ctx context.Context) []Option {
	return append([]Option{{"", T(ctx, "profile.language_auto")}}, languageOptions...)
}

// SecondStepProps fill the page that sets up the second step of the login. Field: code.
type SecondStepProps struct {
	Username string
	Secret   []byte
	Forced   bool // the role needs it: there is nothing else to see
	Errors   *models.Invalid
}

// RecoveryCodesProps fill the page that shows the recovery codes, once.
type RecoveryCodesProps struct {
	Codes  []string
	Forced bool
}

// WelcomeProps fill the page that invitations and links for a new password lead to. Fields: token,
// name, password.
type WelcomeProps struct {
	Secret string
	User   *models.User // nil: the secret is not known yet
	Name   string
	Errors *models.Invalid
}

// LoginCodeProps fill the second step of the login. Fields: code, return.
type LoginCodeProps struct {
	Return string
	Errors *models.Invalid
}

func welcomeTitle(ctx context.Context, props *WelcomeProps) string {
	if props.User == nil || props.User.Invited() {
		return T(ctx, "welcome.title")
	}
	return T(ctx, "welcome.reset_title")
}

func welcomeLead(ctx context.Context, props *WelcomeProps) string {
	switch {
	case props.User == nil:
		return T(ctx, "welcome.token_lead")
	case props.User.Invited():
		return T(ctx, "welcome.lead")
	}
	return T(ctx, "welcome.reset_lead")
}
