package models

// WechatAuthorisation reports that a person allowed to be added on personal WeChat (§5).
type WechatAuthorisation struct {
	UUID          string // must be new for every report: a repeated one is refused
	AccountID     int64
	AppID         string
	OpenID        string
	AvatarURL     string
	Nickname      string
	ClickID       string
	ActionTime    Instant
	LoginNameType int // optional: 1 QQ number, 12 WeChat id
	LoginName     string
	PageID        string
	PageName      string
}
