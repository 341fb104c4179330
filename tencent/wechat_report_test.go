package tencent

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"xiansuo/models"
)

func TestReportWechatEncodesExactly(t *testing.T) {
	authorisation := models.WechatAuthorisation{
		UUID: "25610__wx1__o1", AccountID: 25610, AppID: "wx1", OpenID: "o1", AvatarURL: "https://a/?b&c",
		Nickname: "某", ClickID: "k", ActionTime: models.At(time.Unix(1734566400, 0)),
	}
	client := expectBody(t, "/leads/report_personal_wechat?account_id=25610",
		`{"uuid":"25610__wx1__o1","account_id":25610,"app_id":"wx1","open_id":"o1","avatar_url":"https://a/?b&c",`+
			`"nickname":"某","click_id":"k","action_time":"2024-12-19 08:00:00"}`)
	if err := client.ReportWechat(t.Context(), testCredentials, authorisation); err != nil {
		t.Error(err)
	}
	authorisation.LoginNameType, authorisation.LoginName, authorisation.PageID, authorisation.PageName = 12, "w", "7", "页"
	client = expectBody(t, "/leads/report_personal_wechat?account_id=25610",
		`{"uuid":"25610__wx1__o1","account_id":25610,"app_id":"wx1","open_id":"o1","avatar_url":"https://a/?b&c",`+
			`"nickname":"某","click_id":"k","action_time":"2024-12-19 08:00:00","login_name_type":12,"login_name":"w","page_id":"7","page_name":"页"}`)
	if err := client.ReportWechat(t.Context(), testCredentials, authorisation); err != nil {
		t.Error(err)
	}
}

func TestReportWechatWantsItsFieldsBeforeItCalls(t *testing.T) {
	client := newPlatform(t, Options{}, func(http.ResponseWriter, *http.Request) { t.Error("the platform was called") })
	err := client.ReportWechat(t.Context(), testCredentials, models.WechatAuthorisation{LoginNameType: 2})
	bad, ok := errors.AsType[*models.Invalid](err)
	if !ok {
		t.Fatal(err)
	}
	for _, field := range []string{"uuid", "account_id", "app_id", "open_id", "avatar_url", "nickname", "click_id", "action_time", "login_name_type"} {
		if _, wrong := bad.Of(field); !wrong {
			t.Errorf("%s was not missed", field)
		}
	}
}
