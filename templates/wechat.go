package templates

import (
	"context"
	"net/url"
	"strconv"

	"xiansuo/models"
)

// WechatProps fill the page of the reports of WeChat authorisations.
type WechatProps struct {
	Accounts []models.Account
	State    models.WechatState    // the filter; empty: all
	Reports  []models.WechatReport // masked, newest first
	Before   int64                 // of the page that is shown; 0: the newest
	Next     int64                 // Before of the page after it; 0: none
	Form     WechatForm
	Errors   *models.Invalid
}

// WechatForm is a report as typed.
type WechatForm struct {
	AccountID, AppID, OpenID, AvatarURL, Nickname, ClickID, ActionTime string
	LoginNameType, LoginName, PageID, PageName                         string
}

// hasMore reports whether any of the optional fields has something in it.
func (f *WechatForm) hasMore(errors *models.Invalid) bool {
	for _, field := range []string{"login_name_type", "login_name", "page_id", "page_name"} {
		if _, wrong := errors.Of(field); wrong {
			return true
		}
	}
	return f.LoginNameType+f.LoginName+f.PageID+f.PageName != ""
}

// wechatListPath is the list in a state, from a report on.
func wechatListPath(state models.WechatState, before int64) string {
	query := url.Values{}
	if state != "" {
		query.Set("state", string(state))
	}
	if before != 0 {
		query.Set("before", strconv.FormatInt(before, 10))
	}
	if len(query) == 0 {
		return WechatPath()
	}
	return WechatPath() + "?" + query.Encode()
}

// wechatFilter are the choices above the list.
func wechatFilter(ctx context.Context) []Option {
	options := []Option{{"", T(ctx, "wechat.all")}}
	for _, state := range models.WechatStates {
		options = append(options, Option{state.Value, state.Label.In(Language(ctx))})
	}
	return options
}

func wechatBadge(ctx context.Context, r *models.WechatReport) badge {
	label := models.WechatStates.Label(string(r.State), Language(ctx))
	switch r.State {
	case models.WechatSent:
		return badge{"ok", "circle-check", label}
	case models.WechatFailed:
		if r.IsErased() {
			return badge{"muted", "ban", T(ctx, "lead.erased")}
		}
		return badge{"bad", "alert-triangle", label}
	}
	return badge{"info", "clock", label}
}

// wechatPerson is the person's nickname, masked, or that there is nobody any more.
func wechatPerson(ctx context.Context, r *models.WechatReport) string {
	if r.IsErased() {
		return T(ctx, "lead.erased")
	}
	return r.Authorisation.Nickname
}

// wechatSentence says where a report stands and what comes next.
func wechatSentence(ctx context.Context, r *models.WechatReport) string {
	switch {
	case r.IsErased() && r.State == models.WechatFailed:
		return T(ctx, "wechat.sentence.erased")
	case r.State == models.WechatSent && r.Inferred:
		return T(ctx, "wechat.sentence.inferred")
	case r.State == models.WechatSent:
		return ""
	case r.LastKind == models.RefusedRepeated:
		return T(ctx, "wechat.sentence.repeated")
	case r.State == models.WechatFailed && r.MaybeAccepted:
		return T(ctx, "wechat.sentence.maybe")
	case r.State == models.WechatFailed:
		return T(ctx, "wechat.sentence.failed")
	case r.LastKind != "":
		return T(ctx, "wechat.sentence.retrying", "When", comingTime(ctx, r.DueAt))
	}
	return ""
}

// wechatAccount is the account's name, or its number when it is not among those listed.
func wechatAccount(accounts []models.Account, id int64) string {
	for i := range accounts {
		if accounts[i].ID == id {
			return accounts[i].Name
		}
	}
	return strconv.FormatInt(id, 10)
}

func wechatAccountChoices(props *WechatProps) []choice {
	list := make([]choice, len(props.Accounts))
	for i, account := range props.Accounts {
		value := strconv.FormatInt(account.ID, 10)
		list[i] = choice{Value: value, Label: account.Name + " · " + value, Chosen: value == props.Form.AccountID}
	}
	return list
}
