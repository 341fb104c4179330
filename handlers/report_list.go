package handlers

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// reportKeeper keeps the reports that did not go out.
type reportKeeper interface {
	ReportPage(ctx context.Context, q models.ReportQuery) (models.ReportPage, error)
	ReplayReports(ctx context.Context, leads []int64, accountID int64, by models.User) (int, error)
	DiscardReports(ctx context.Context, leads []int64, reason string, by models.User) (int, error)
	StrangeAnswers(ctx context.Context) ([]models.StrangeAnswer, error)
	SeenReportCounts(ctx context.Context) ([]models.ReportCount, error)
}

// seenTraffic counts the reports of the leads that the user sees, not the desk's.
type seenTraffic struct {
	trafficWatcher
	seen reportKeeper
}

// ReportCounts are the user's.
func (s seenTraffic) ReportCounts(ctx context.Context) ([]models.ReportCount, error) {
	return s.seen.SeenReportCounts(ctx)
}

// reportWriter writes reports as the platform gets them.
type reportWriter interface {
	ReportBody(reports []models.OutgoingReport) ([]byte, error)
}

// bodyOf is a report on the wire, or the empty text when it cannot be written.
func bodyOf(writer reportWriter, report models.OutgoingReport) string {
	body, err := writer.ReportBody([]models.OutgoingReport{report})
	if err != nil {
		return ""
	}
	return string(body)
}

// reportPages show the reports that did not go out, and send them again or give them up.
type reportPages struct {
	reports  reportKeeper
	accounts accountLister
	traffic  trafficWatcher
	writer   reportWriter
}

func (r reportPages) show(c *web.Context) error {
	query := c.Query()
	props, err := r.props(c, templates.ReportsFilter{
		View: query.Get("view"), Account: query.Get("account"), After: query.Get("after"), Before: query.Get("before"),
	})
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, templates.ReportList(props))
}

var reportViewStates = map[string]models.ReportState{
	templates.ParkedReports: models.ReportFailed, templates.WaitingReports: models.ReportWaiting, templates.HeldReports: models.ReportHeld,
}

func (r reportPages) props(c *web.Context, filter templates.ReportsFilter) (templates.ReportListProps, error) {
	states, err := accountStates(c.Ctx(), r.accounts, seenTraffic{r.traffic, r.reports})
	if err != nil {
		return templates.ReportListProps{}, err
	}
	state, known := reportViewStates[filter.View]
	if !known {
		filter.View, state = templates.ParkedReports, models.ReportFailed
	}
	props := templates.ReportListProps{Filter: filter}
	chosen := r.sum(&props, states)
	page, err := r.page(c.Ctx(), models.ReportQuery{State: state, AccountID: chosen, Limit: models.ReportPageSize}, &props.Filter)
	if err != nil {
		return templates.ReportListProps{}, err
	}
	props.Earlier, props.Later = page.Earlier, page.Later
	accounts := make(map[int64]*models.Account, len(states))
	for i := range states {
		accounts[states[i].Account.ID] = &states[i].Account
	}
	for _, row := range page.Rows {
		line := templates.ReportLine{Row: row, Account: accounts[row.AccountID], Body: bodyOf(r.writer, row.OutgoingReport)}
		line.Row.LeadsTel = models.Mask(row.LeadsTel, models.PhoneSecret)
		props.Lines = append(props.Lines, line)
	}
	if c.User.CanAdminister() {
		props.Strange, err = r.reports.StrangeAnswers(c.Ctx())
	}
	return props, err
}

// page is the page that the filter names. Where nothing stands any more, because what stood there
// was sent or given up, it is the first one; a place that cannot be read is none.
func (r reportPages) page(ctx context.Context, query models.ReportQuery, filter *templates.ReportsFilter) (models.ReportPage, error) {
	query.After, _ = models.ParseReportPlace(filter.After)
	if query.After.IsZero() {
		query.Before, _ = models.ParseReportPlace(filter.Before)
	}
	page, err := r.reports.ReportPage(ctx, query)
	if err != nil || len(page.Rows) > 0 {
		return page, err
	}
	filter.After, filter.Before, query.After, query.Before = "", "", models.ReportPlace{}, models.ReportPlace{}
	return r.reports.ReportPage(ctx, query)
}

// filterOf is the page that a form stands on.
func filterOf(form url.Values) templates.ReportsFilter {
	return templates.ReportsFilter{Account: form.Get("account"), After: form.Get("after"), Before: form.Get("before")}
}

// sum adds the accounts up, or takes the one that the filter names. It returns its number, 0 for all.
func (r reportPages) sum(props *templates.ReportListProps, states []templates.AccountState) (chosen int64) {
	for i := range states {
		s := &states[i]
		id := strconv.FormatInt(s.Account.ID, 10)
		props.Accounts = append(props.Accounts, templates.Option{Value: id, Label: s.Account.Name})
		if id == props.Filter.Account {
			chosen = s.Account.ID
		}
	}
	if chosen == 0 {
		props.Filter.Account = ""
	}
	for i := range states {
		s := &states[i]
		if s.Breaker.IsOpen() {
			props.Refused = append(props.Refused, *s)
		}
		if chosen != 0 && chosen != s.Account.ID {
			continue
		}
		sum := &props.Counts
		sum.Waiting, sum.Failed, sum.Held = sum.Waiting+s.Reports.Waiting, sum.Failed+s.Reports.Failed, sum.Held+s.Reports.Held
		if oldest := s.Reports.OldestWaiting; oldest != 0 && (sum.OldestWaiting == 0 || oldest < sum.OldestWaiting) {
			sum.OldestWaiting = oldest
		}
	}
	return chosen
}

// replay sends one, the chosen or all parked reports again.
func (r reportPages) replay(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	filter := filterOf(form)
	leads, account := chosenLeads(form), int64(0)
	if form.Get("all") != "" {
		leads = nil
		if filter.Account != "" {
			if account, err = strconv.ParseInt(filter.Account, 10, 64); err != nil || account <= 0 {
				return models.ErrNotFound
			}
		}
	} else if len(leads) == 0 {
		c.Notify(templates.NoticeReportsNone)
		return c.SeeOther(filter.Path())
	}
	n, err := r.reports.ReplayReports(c.Ctx(), leads, account, c.User)
	if err != nil {
		return err
	}
	return r.done(c, filter, len(leads), n, templates.NoticeReportsReplayed)
}

// discard gives the chosen reports up; 422 without a reason.
func (r reportPages) discard(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	filter := filterOf(form)
	reason, leads := strings.TrimSpace(form.Get("reason")), chosenLeads(form)
	bad := &models.Invalid{}
	switch {
	case reason == "":
		bad.Add("reason", "invalid.required")
	case utf8.RuneCountInString(reason) > models.MaxDiscardReason:
		bad.AddLimit("reason", "invalid.too_long", models.MaxDiscardReason)
	}
	if err := bad.OrNil(); err != nil {
		props, err := r.props(c, filter)
		if err != nil {
			return err
		}
		props.Reason, props.Errors, props.Chosen = reason, bad, leads
		return c.Render(http.StatusUnprocessableEntity, templates.ReportList(props))
	}
	n, err := r.reports.DiscardReports(c.Ctx(), leads, reason, c.User)
	if err != nil {
		return err
	}
	return r.done(c, filter, len(leads), n, templates.NoticeReportsGivenUp)
}

// done says what became of n of the reports that were chosen (0: of all).
func (r reportPages) done(c *web.Context, filter templates.ReportsFilter, chosen, n int, notice templates.Notice) error {
	switch {
	case n == 0:
		notice = templates.NoticeReportsNone
	case n < chosen:
		notice = templates.NoticeReportsSome
	}
	c.Notify(notice)
	return c.SeeOther(filter.Path())
}

// chosenLeads are the leads that are ticked, or the one whose own button was pressed.
func chosenLeads(form url.Values) []int64 {
	texts := form["lead"]
	if one := form.Get("one"); one != "" {
		texts = []string{one}
	}
	var leads []int64
	for _, text := range texts {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil && id > 0 {
			leads = append(leads, id)
		}
	}
	slices.Sort(leads)
	return slices.Compact(leads)
}
