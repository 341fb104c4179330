package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// leadViewer reads everything about one lead.
type leadViewer interface {
	Lead(ctx context.Context, id int64) (models.Lead, error)
	Changes(ctx context.Context, leadID int64) ([]models.Change, error)
	Report(ctx context.Context, leadID int64) (*models.OutgoingReport, error)
}

// accountFinder finds an account.
type accountFinder interface {
	Account(ctx context.Context, id int64) (models.Account, error)
}

// leadPage is one lead's page.
type leadPage struct {
	leads    leadViewer
	accounts accountFinder
	names    *directory
	breakers breakerWatcher
	writer   reportWriter
}

// breakerWatcher knows which credentials the platform refuses.
type breakerWatcher interface {
	Breakers(ctx context.Context) ([]models.Breaker, error)
}

func (p leadPage) show(c *web.Context) error {
	id, err := c.ID("lead")
	if err != nil {
		return err
	}
	lead, err := p.leads.Lead(c.Ctx(), id)
	if err != nil {
		return err
	}
	props, err := p.props(c, lead)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, templates.LeadDetail(props))
}

// props is the page of a lead as the user may see it, with the form as the lead stands.
func (p leadPage) props(c *web.Context, lead models.Lead) (templates.LeadDetailProps, error) {
	names, err := p.names.read(c.Ctx())
	if err != nil {
		return templates.LeadDetailProps{}, err
	}
	account, err := p.account(c.Ctx(), lead.AccountID)
	if err != nil {
		return templates.LeadDetailProps{}, err
	}
	changes, err := p.leads.Changes(c.Ctx(), lead.ID)
	if err != nil {
		return templates.LeadDetailProps{}, err
	}
	// The first entry costs no row: a million leads arrive, few are looked at.
	changes = append(changes, models.Change{LeadID: lead.ID, At: lead.ReceivedAt, Kind: models.ChangeReceived})
	report, err := p.leads.Report(c.Ctx(), lead.ID)
	if err != nil {
		return templates.LeadDetailProps{}, err
	}
	canWork := c.User.CanWork()
	props := templates.LeadDetailProps{
		Lead: masked(lead, &c.User), Account: account, Owner: names.user(lead.OwnerID),
		Owning:    owning(&lead, names, models.ScopeOf(c.Ctx()), &c.User),
		CanReveal: canWork, CanWork: canWork,
		Report: report, Changes: maskedChanges(changes, &c.User), Back: listBefore(c),
	}
	if canWork {
		props.Status = statusForm(props.Lead, account)
	}
	return props, p.addReport(c, &props)
}

// addReport puts in what the panel about the report shows besides.
func (p leadPage) addReport(c *web.Context, props *templates.LeadDetailProps) error {
	if props.Report == nil {
		return nil
	}
	if props.CanWork {
		props.Body = bodyOf(p.writer, *props.Report)
	}
	if props.Report.State != models.ReportWaiting {
		return nil
	}
	breakers, err := p.breakers.Breakers(c.Ctx())
	for _, breaker := range breakers {
		if breaker.AccountID == props.Lead.AccountID && breaker.Purpose == models.ForReport {
			props.Breaker = breaker
		}
	}
	return err
}

// account is the lead's account as it is now, nil when it is not known any more.
func (p leadPage) account(ctx context.Context, id int64) (*models.Account, error) {
	account, err := p.accounts.Account(ctx, id)
	if errors.Is(err, models.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &account, nil
}

// listBefore is the list that the user came from, with its filter and page.
func listBefore(c *web.Context) string {
	from, err := url.Parse(c.Request.Referer())
	if err != nil || from.Host != c.Request.Host || from.Path != templates.LeadsPath() {
		return ""
	}
	return web.LocalPath(from.RequestURI())
}
