package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// wechatKeeper keeps the reports of WeChat authorisations.
type wechatKeeper interface {
	AddWechatReport(ctx context.Context, a models.WechatAuthorisation, by models.User) (report models.WechatReport, added bool, err error)
	WechatReports(ctx context.Context, q models.WechatQuery) ([]models.WechatReport, error)
	RetryWechatReport(ctx context.Context, id int64) error
}

// wechatPages list the reports of WeChat authorisations and take new ones.
type wechatPages struct {
	reports  wechatKeeper
	accounts accountLister
	now      func() time.Time
}

// wechatPageSize is how many reports a page of the list shows.
const wechatPageSize = 50

func (w wechatPages) show(c *web.Context) error {
	form := templates.WechatForm{AccountID: c.Query().Get("account_id"), ActionTime: models.At(w.now()).String()}
	return w.render(c, http.StatusOK, form, nil)
}

// render shows the list beside the form as it was typed.
func (w wechatPages) render(c *web.Context, status int, form templates.WechatForm, bad *models.Invalid) error {
	accounts, err := w.accounts.Accounts(c.Ctx())
	if err != nil {
		return err
	}
	query := models.WechatQuery{Limit: wechatPageSize + 1}
	if state := c.Query().Get("state"); models.WechatStates.Has(state) {
		query.State = models.WechatState(state)
	}
	if before, err := strconv.ParseInt(c.Query().Get("before"), 10, 64); err == nil && before > 0 {
		query.Before = before
	}
	reports, err := w.reports.WechatReports(c.Ctx(), query)
	if err != nil {
		return err
	}
	props := templates.WechatProps{
		Accounts: accounts, State: query.State, Before: query.Before, Reports: reports, Form: form, Errors: bad,
	}
	if len(reports) > wechatPageSize {
		props.Reports = reports[:wechatPageSize]
		props.Next = props.Reports[wechatPageSize-1].ID
	}
	return c.Render(status, templates.Wechat(props))
}

// submit stores a report: 303 to the list, or the page again with what was typed, 422.
func (w wechatPages) submit(c *web.Context) error {
	values, err := c.Form()
	if err != nil {
		return err
	}
	form := wechatForm(values)
	authorisation, bad := authorisationOf(form)
	if err := authorisation.Check(models.At(w.now())); err != nil {
		var more *models.Invalid
		if !errors.As(err, &more) {
			return err
		}
		for _, field := range more.Fields {
			if _, noted := bad.Of(field.Field); !noted {
				bad.Fields = append(bad.Fields, field)
			}
		}
	}
	if bad.OrNil() != nil {
		return w.render(c, http.StatusUnprocessableEntity, form, bad)
	}
	_, added, err := w.reports.AddWechatReport(c.Ctx(), authorisation, c.User)
	var invalid *models.Invalid
	switch {
	case errors.As(err, &invalid):
		return w.render(c, http.StatusUnprocessableEntity, form, invalid)
	case errors.Is(err, models.ErrNotFound):
		bad.Add("account_id", templates.WordChoice)
		return w.render(c, http.StatusUnprocessableEntity, form, bad)
	case err != nil:
		return err
	case added:
		c.Notify(templates.NoticeWechatAdded)
	default:
		c.Notify(templates.NoticeWechatKnown)
	}
	return c.SeeOther(templates.WechatPath())
}

// retry sends a failed report again under the uuid it has.
func (w wechatPages) retry(c *web.Context) error {
	id, err := c.ID("report")
	if err != nil {
		return err
	}
	if err := w.reports.RetryWechatReport(c.Ctx(), id); err != nil {
		return err
	}
	c.Notify(templates.NoticeWechatRetried)
	return c.SeeOther(templates.WechatPath())
}

func wechatForm(values url.Values) templates.WechatForm {
	return templates.WechatForm{
		AccountID: values.Get("account_id"), AppID: values.Get("app_id"), OpenID: values.Get("open_id"),
		AvatarURL: values.Get("avatar_url"), Nickname: values.Get("nickname"), ClickID: values.Get("click_id"),
		ActionTime: values.Get("action_time"), LoginNameType: values.Get("login_name_type"),
		LoginName: values.Get("login_name"), PageID: values.Get("page_id"), PageName: values.Get("page_name"),
	}
}

// authorisationOf reads the typed fields; the uuid is made when the report is stored.
func authorisationOf(form templates.WechatForm) (models.WechatAuthorisation, *models.Invalid) {
	bad := &models.Invalid{}
	a := models.WechatAuthorisation{
		AccountID: accountNumber(form.AccountID, bad), AppID: form.AppID, OpenID: form.OpenID, AvatarURL: form.AvatarURL,
		Nickname: form.Nickname, ClickID: form.ClickID, LoginName: form.LoginName, PageID: form.PageID, PageName: form.PageName,
	}
	if strings.TrimSpace(form.ActionTime) != "" {
		at, ok := models.ParseBeijing(form.ActionTime)
		if !ok {
			bad.Add("action_time", templates.WordTime)
		}
		a.ActionTime = at
	}
	if form.LoginNameType != "" {
		kind, err := strconv.Atoi(form.LoginNameType)
		if err != nil {
			bad.Add("login_name_type", templates.WordChoice)
		}
		a.LoginNameType = kind
	}
	return a, bad
}
