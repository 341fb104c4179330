package models

import (
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// WechatAuthorisation reports that a person allowed to be added on personal WeChat (§5).
type WechatAuthorisation struct {
	UUID          string // must be new for every report: a repeated one is refused
	AccountID     int64
	AppID         string
	OpenID        string // personal
	AvatarURL     string // personal
	Nickname      string // personal
	ClickID       string
	ActionTime    Instant
	LoginNameType int // optional: 1 QQ number, 12 WeChat id
	LoginName     string
	PageID        string
	PageName      string
}

// LoginNameTypes are the kinds of a staff login (§5).
var LoginNameTypes = Enum{
	{"1", Text{"QQ 号", "QQ number"}},
	{"12", Text{"微信号", "WeChat id"}},
}

const (
	loginByQQ     = 1
	loginByWechat = 12
)

// Limits of an authorisation's fields, in characters. The platform's document names none; they
// keep a slip of the hand out of the queue.
const (
	maxWechatText = 128
	maxWechatURL  = 1024
	maxWechatClue = 512 // click ids are long
	actionAhead   = MaxSkew
)

// Check brings the fields to their normal form and returns *Invalid with every one that is wrong,
// or nil. An empty UUID is right: one is made when the report is stored.
func (a *WechatAuthorisation) Check(now Instant) error {
	bad := &Invalid{}
	if a.AccountID <= 0 {
		bad.Add("account_id", "invalid.account_id")
	}
	for _, text := range []struct {
		field    string
		value    *string
		limit    int
		required bool
	}{
		{"uuid", &a.UUID, maxWechatText, false},
		{"app_id", &a.AppID, maxWechatText, true},
		{"open_id", &a.OpenID, maxWechatText, true},
		{"avatar_url", &a.AvatarURL, maxWechatURL, true},
		{"nickname", &a.Nickname, maxWechatText, true},
		{"click_id", &a.ClickID, maxWechatClue, true},
		{"login_name", &a.LoginName, maxWechatText, false},
		{"page_id", &a.PageID, maxWechatText, false},
		{"page_name", &a.PageName, maxWechatText, false},
	} {
		checkWechatText(bad, text.field, text.value, text.limit, text.required)
	}
	if _, wrong := bad.Of("avatar_url"); !wrong && !isWebAddress(a.AvatarURL) {
		bad.Add("avatar_url", "invalid.web_address")
	}
	switch {
	case a.ActionTime <= 0:
		bad.Add("action_time", "invalid.required")
	case a.ActionTime > now.Add(actionAhead):
		bad.Add("action_time", "invalid.future")
	}
	if a.LoginNameType != 0 && a.LoginNameType != loginByQQ && a.LoginNameType != loginByWechat {
		bad.Add("login_name_type", "invalid.choice")
	}
	return bad.OrNil()
}

func checkWechatText(bad *Invalid, field string, value *string, limit int, required bool) {
	*value = strings.TrimSpace(*value)
	switch {
	case *value == "" && required:
		bad.Add(field, "invalid.required")
	case utf8.RuneCountInString(*value) > limit:
		bad.AddLimit(field, "invalid.too_long", limit)
	case !utf8.ValidString(*value) || strings.ContainsFunc(*value, func(r rune) bool { return r < ' ' || r == 0x7F }):
		bad.Add(field, "invalid.characters")
	}
}

func isWebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil
}

// Masked is the authorisation as lists show it: the person's values cut to what tells one from
// another.
func (a WechatAuthorisation) Masked() WechatAuthorisation {
	a.OpenID = maskID(a.OpenID)
	a.Nickname = maskText(a.Nickname)
	a.LoginName = maskText(a.LoginName)
	a.AvatarURL = maskText(a.AvatarURL)
	return a
}

// maskID shows the ends of an id that is long enough to stay unknown.
func maskID(id string) string {
	const ends, long = 4, 16
	if len(id) < long || utf8.RuneCountInString(id) != len(id) {
		return maskText(id)
	}
	return id[:2] + "****" + id[len(id)-ends:]
}

// String keeps the person out of logs.
func (a WechatAuthorisation) String() string { return "authorisation " + a.UUID }

// GoString keeps the person out of %#v.
func (a WechatAuthorisation) GoString() string { return a.String() }

// WechatGivesUp is how long a failed report is tried again.
const WechatGivesUp = 72 * time.Hour
