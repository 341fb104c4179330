package handlers

import (
	"context"
	"net/http"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// accountPages are the settings of the advertiser accounts.
type accountPages struct {
	accounts accountKeeper
	traffic  trafficWatcher
	pushes   pushAddressKeeper
	base     string // how the platform reaches the desk; empty: pushes are not offered
	frame    accountFrame
}

// accountFrame is where an account's form and its acts stand: in the settings, or on a step of the
// set-up wizard.
type accountFrame struct {
	render func(c *web.Context, status int, props templates.AccountFormProps) error
	// checked shows htmx what a test of the connection found.
	checked func(c *web.Context, check templates.AccountCheckProps) error
	path    func(account int64) string // where a stored account is shown
}

// inSettings is the account's own page.
func inSettings() accountFrame {
	return accountFrame{
		render: func(c *web.Context, status int, props templates.AccountFormProps) error {
			return c.Render(status, templates.AccountForm(props))
		},
		checked: func(c *web.Context, check templates.AccountCheckProps) error {
			return c.Render(http.StatusOK, templates.AccountCheck(check))
		},
		path: templates.AccountPath,
	}
}

// within is the same in another frame.
func (a accountPages) within(frame accountFrame) accountPages {
	a.frame = frame
	return a
}

func (a accountPages) list(c *web.Context) error {
	states, err := accountStates(c.Ctx(), a.accounts, a.traffic)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, templates.AccountList(templates.AccountListProps{Accounts: states}))
}

// accountLister lists the accounts.
type accountLister interface {
	Accounts(ctx context.Context) ([]models.Account, error)
}

// accountStates puts beside every account how its traffic stands.
func accountStates(ctx context.Context, lister accountLister, traffic trafficWatcher) ([]templates.AccountState, error) {
	accounts, err := lister.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	pulls, err := traffic.PullStates(ctx)
	if err != nil {
		return nil, err
	}
	reports, err := traffic.ReportCounts(ctx)
	if err != nil {
		return nil, err
	}
	breakers, err := traffic.Breakers(ctx)
	if err != nil {
		return nil, err
	}
	pullOf, reportOf, breakerOf := map[int64]models.PullState{}, map[int64]models.ReportCount{}, map[int64]models.Breaker{}
	for _, breaker := range breakers {
		if breaker.Purpose == models.ForReport {
			breakerOf[breaker.AccountID] = breaker
		}
	}
	for _, pull := range pulls {
		pullOf[pull.AccountID] = pull
	}
	for _, report := range reports {
		reportOf[report.AccountID] = report
	}
	states := make([]templates.AccountState, len(accounts))
	for i, account := range accounts {
		states[i] = templates.AccountState{Account: account, Pull: pullOf[account.ID], Reports: reportOf[account.ID], Breaker: breakerOf[account.ID]}
	}
	return states, nil
}

// pause stops an account's traffic or lets it flow again.
func (a accountPages) pause(c *web.Context) error {
	id, err := c.ID("account")
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	paused, notice := true, templates.NoticeAccountPaused
	switch form.Get("paused") {
	case "true":
	case "false":
		paused, notice = false, templates.NoticeAccountResumed
	default:
		bad := &models.Invalid{}
		bad.Add("paused", templates.WordChoice)
		return bad
	}
	if err := a.accounts.PauseAccount(c.Ctx(), id, paused, c.User); err != nil {
		return err
	}
	c.Notify(notice)
	return c.SeeOther(templates.AccountsPath())
}
