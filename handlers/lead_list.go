package handlers

import (
	"net/http"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// leadList is the list of leads.
type leadList struct {
	leads  leadLister
	counts *leadCounts
	names  *directory
	setup  checklist
	now    func() time.Time
	seal   searchSealer
}

// show answers one page of the list. What the address says and nobody understands does not
// filter; the page says so.
func (l leadList) show(c *web.Context) error {
	names, err := l.names.read(c.Ctx())
	if err != nil {
		return err
	}
	asked, err := l.sealed(templates.ParseLeadFilter(c.Query()))
	if err != nil {
		return err
	}
	query, filter, bad := readQuery(asked, names, models.ScopeOf(c.Ctx()))
	query = askedBy(query, &c.User, l.now())
	page, err := l.leads.LeadPage(c.Ctx(), query)
	if err != nil {
		return err
	}
	count, more, err := l.counts.count(c.Ctx(), query)
	if err != nil {
		return err
	}
	props := templates.LeadListProps{
		Filter: filter, Errors: bad,
		Newer: page.Newer, Older: page.Older, GaveUp: page.GaveUp, GoOn: page.GoOn,
		Count: max(count, int64(len(page.Leads))), More: more,
		Accounts: names.accountOptions(), Owners: names.ownerOptions(models.ScopeOf(c.Ctx())),
	}
	for _, lead := range page.Leads {
		props.Rows = append(props.Rows, leadRow(lead, names, &c.User))
	}
	if props.NoLeads, err = l.empty(c, filter, page); err != nil {
		return err
	}
	if props.Checklist, err = l.setup.panel(c.Ctx(), &c.User); err != nil {
		return err
	}
	return c.Render(http.StatusOK, templates.LeadList(props))
}

// empty reports whether there is no lead at all, as opposed to none that the filter lets through.
func (l leadList) empty(c *web.Context, filter templates.LeadFilter, page models.LeadPage) (bool, error) {
	if len(page.Leads) > 0 || page.Newer || page.Older {
		return false, nil
	}
	if filter == (templates.LeadFilter{}) {
		return true, nil
	}
	newest, err := l.leads.LeadPage(c.Ctx(), models.LeadQuery{Limit: 1})
	return len(newest.Leads) == 0, err
}

// leadRow is one row as the user may see it.
func leadRow(lead models.Lead, n names, user *models.User) templates.LeadRowProps {
	return templates.LeadRowProps{
		Lead: masked(lead, user), Account: n.account(lead.AccountID), Owner: n.user(lead.OwnerID), CanWork: user.CanWork(),
	}
}
