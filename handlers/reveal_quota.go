package handlers

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// quotaKeeper keeps how many leads a user may reveal.
type quotaKeeper interface {
	RevealQuota(ctx context.Context) (models.RevealQuota, error)
	SetRevealQuota(ctx context.Context, quota models.RevealQuota) error
}

// quotaPages are the settings of revealing.
type quotaPages struct{ quotas quotaKeeper }

func (q quotaPages) form(c *web.Context) error {
	quota, err := q.quotas.RevealQuota(c.Ctx())
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, templates.RevealSettings(templates.RevealSettingsProps{
		Hour: strconv.Itoa(quota.Hour), Day: strconv.Itoa(quota.Day),
	}))
}

// submit changes the quota: 303 to the form, or the form again with what was typed, 422.
func (q quotaPages) submit(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	props := templates.RevealSettingsProps{Hour: strings.TrimSpace(form.Get("reveals_hour")), Day: strings.TrimSpace(form.Get("reveals_day"))}
	err = q.quotas.SetRevealQuota(c.Ctx(), models.RevealQuota{Hour: numberTyped(props.Hour), Day: numberTyped(props.Day)})
	switch {
	case errors.As(err, &props.Errors):
		return c.Render(http.StatusUnprocessableEntity, templates.RevealSettings(props))
	case err != nil:
		return err
	}
	c.Notify(templates.NoticeQuotaSaved)
	return c.SeeOther(templates.RevealSettingsPath())
}

// numberTyped is a whole number; what is none is 0, which is out of every range.
func numberTyped(text string) int {
	number, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return number
}
