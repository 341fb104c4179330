package tencent

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"xiansuo/models"
)

// wireAuthorisation is the body of §5.
type wireAuthorisation struct {
	UUID          string `json:"uuid"`
	AccountID     int64  `json:"account_id"`
	AppID         string `json:"app_id"`
	OpenID        string `json:"open_id"`
	AvatarURL     string `json:"avatar_url"`
	Nickname      string `json:"nickname"`
	ClickID       string `json:"click_id"`
	ActionTime    string `json:"action_time"`
	LoginNameType int    `json:"login_name_type,omitempty"`
	LoginName     string `json:"login_name,omitempty"`
	PageID        string `json:"page_id,omitempty"`
	PageName      string `json:"page_name,omitempty"`
}

// The kinds of login_name (§5).
const (
	loginQQ     = 1
	loginWechat = 12
)

// ReportWechat reports a personal-WeChat friend authorisation (§5). The platform refuses a uuid it
// knows (§8.22): that refusal is of the kind models.RefusedRepeated. A missing field is
// *models.Invalid, without a call; other errors as Client says.
func (c *Client) ReportWechat(ctx context.Context, cred models.Credentials, a models.WechatAuthorisation) error {
	if err := checkAuthorisation(a); err != nil {
		return err
	}
	body, err := encodeBody(wireAuthorisation{
		UUID: a.UUID, AccountID: a.AccountID, AppID: a.AppID, OpenID: a.OpenID, AvatarURL: a.AvatarURL,
		Nickname: a.Nickname, ClickID: a.ClickID, ActionTime: a.ActionTime.String(),
		LoginNameType: a.LoginNameType, LoginName: a.LoginName, PageID: a.PageID, PageName: a.PageName,
	})
	if err != nil {
		return err
	}
	_, err = c.do(ctx, cred, call{method: http.MethodPost, path: "leads/report_personal_wechat", body: body})
	if refused, ok := errors.AsType[*models.PlatformError](err); ok && saysRepeated(refused) {
		refused.Kind = models.RefusedRepeated
	}
	return err
}

// repeatedWords are how a platform says that it has seen a uuid before. Its code is undocumented.
var repeatedWords = []string{"重复", "已存在", "已上报", "已使用", "repeat", "duplicat", "already"}

func saysRepeated(refused *models.PlatformError) bool {
	if refused.Kind != models.RefusedParameter && refused.Kind != models.RefusedUnknown {
		return false
	}
	message := strings.ToLower(refused.Message)
	if !strings.Contains(message, "uuid") {
		return false
	}
	for _, word := range repeatedWords {
		if strings.Contains(message, word) {
			return true
		}
	}
	return false
}

func checkAuthorisation(a models.WechatAuthorisation) error {
	bad := &models.Invalid{}
	for _, required := range []struct{ field, value string }{
		{"uuid", a.UUID}, {"app_id", a.AppID}, {"open_id", a.OpenID}, {"avatar_url", a.AvatarURL},
		{"nickname", a.Nickname}, {"click_id", a.ClickID}, {"action_time", a.ActionTime.String()},
	} {
		if required.value == "" {
			bad.Add(required.field, "invalid.required")
		}
	}
	if a.AccountID <= 0 {
		bad.Add("account_id", "invalid.account_id")
	}
	if a.LoginNameType != 0 && a.LoginNameType != loginQQ && a.LoginNameType != loginWechat {
		bad.Add("login_name_type", "invalid.choice")
	}
	return bad.OrNil()
}
