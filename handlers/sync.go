package handlers

import (
	"context"
	"errors"
	"net/http"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// puller starts a pull of an account and waits a little for its end; models.ErrConflict when one
// is running.
type puller interface {
	PullNow(ctx context.Context, accountID int64) error
}

// syncPages show how pulling, reporting and the jobs stand.
type syncPages struct {
	accounts accountKeeper
	traffic  trafficWatcher
	jobs     background
	history  runHistory
	audit    recorder
	now      func() time.Time
}

func (s syncPages) show(c *web.Context) error {
	states, err := accountStates(c.Ctx(), s.accounts, s.traffic)
	if err != nil {
		return err
	}
	jobs, err := s.jobStates(c.Ctx())
	if err != nil {
		return err
	}
	checks, err := s.traffic.DayChecks(c.Ctx(), shownDays(s.now()))
	if err != nil {
		return err
	}
	for i := range states {
		states[i].Days = checksOf(checks, states[i].Account.ID)
	}
	return c.Render(http.StatusOK, templates.Sync(templates.SyncProps{
		Accounts: states, Jobs: jobs, CanPull: c.User.CanManage(), CanRun: c.User.CanAdminister(),
	}))
}

// shownDays is the first of the days whose comparisons are shown.
func shownDays(now time.Time) models.Instant {
	days := models.CheckedDays(models.At(now))
	return days[len(days)-1]
}

func checksOf(checks []models.DayCheck, accountID int64) []models.DayCheck {
	var own []models.DayCheck
	for _, check := range checks {
		if check.AccountID == accountID {
			own = append(own, check)
		}
	}
	return own
}

// pull pulls one account. What came of it stands on the page it leads to, good or bad.
func (s syncPages) pull(c *web.Context) error {
	id, err := c.ID("account")
	if err != nil {
		return err
	}
	account, err := s.accounts.Account(c.Ctx(), id)
	if err != nil {
		return err
	}
	if account.Paused {
		c.Notify(templates.NoticePullPaused)
		return c.SeeOther(templates.SyncPath())
	}
	err = s.jobs.PullNow(c.Ctx(), id)
	if noted := s.recordRun(c, err, models.Act{Action: models.ActPulled, Subject: models.SubjectAccount, SubjectID: id}); noted != nil {
		return noted
	}
	var refused *models.PlatformError
	switch {
	case err == nil:
		c.Notify(templates.NoticePullStarted)
	case errors.Is(err, models.ErrConflict):
		c.Notify(templates.NoticePullRunning)
	case errors.As(err, &refused): // the page says why
	default:
		return err
	}
	return c.SeeOther(templates.SyncPath())
}
