package tencent

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"xiansuo/models"
)

// timeTypeIngested makes start_time and end_time mean leads_create_time: a lead is ingested later
// than it was submitted, so a running pull by submit time would miss the late ones (§8.17).
const timeTypeIngested = "1"

// maxPageWarnings bounds what is told of a page that is wrong everywhere.
const maxPageWarnings = 200

// ListLeads reads one page of an account's leads, newest first (§2): the page of that number, or
// with After the leads older than that one. Both ends of the window belong to it, to the second.
// A lead without a usable leads_id is left out with a warning that names its position; the others
// come through. Errors as Client says.
func (c *Client) ListLeads(ctx context.Context, cred models.Credentials, listing models.LeadListing) (models.LeadBatch, error) {
	batch, _, err := c.listLeads(ctx, cred, listing)
	return batch, err
}

func (c *Client) listLeads(ctx context.Context, cred models.Credentials, listing models.LeadListing) (models.LeadBatch, outcome, error) {
	query, err := listQuery(listing)
	if err != nil {
		return models.LeadBatch{}, outcome{}, err
	}
	out, err := c.do(ctx, cred, call{method: http.MethodGet, path: "leads/list", query: query})
	if err != nil {
		return models.LeadBatch{Skew: out.skew}, out, err
	}
	batch, refused := decodePage(out.data, cred.AccountID)
	batch.Skew = out.skew
	if refused != nil {
		refused.Skew = out.skew
		refused.Answer = keptAnswer(out.answer, nil, out.secrets)
		return batch, out, refused
	}
	return batch, out, nil
}

func listQuery(listing models.LeadListing) (url.Values, error) {
	size := listing.PageSize
	if size == 0 {
		size = models.PullPageSize
	}
	if size < 1 || size > models.PullPageSize {
		return nil, fmt.Errorf("tencent: leads/list: page size %d, want 1 to %d", size, models.PullPageSize)
	}
	query := url.Values{
		"start_time": {unixSeconds(listing.Window.From)},
		"end_time":   {unixSeconds(listing.Window.To)},
		"time_type":  {timeTypeIngested},
		"page_size":  {strconv.Itoa(size)},
	}
	if listing.After != "" {
		query.Set("search_after_leads_id", listing.After)
	} else {
		query.Set("page", strconv.Itoa(max(listing.Page, 1)))
	}
	return query, nil
}

func unixSeconds(at models.Instant) string { return strconv.FormatInt(int64(at)/1000, 10) }

// decodePage reads the data of an answer to leads/list. Only a list, or a count of none, says that a
// page is empty: an answer with neither may be a platform that lost its data. Data that has something
// else instead is an answer that nobody documented.
func decodePage(data value, accountID int64) (models.LeadBatch, *models.PlatformError) {
	var list, info value
	others := holdsSomething(data)
	for name, member := range data.members() {
		switch name {
		case `"list"`:
			list = member
		case `"page_info"`:
			info = member
		default:
			others = true
		}
	}
	var batch models.LeadBatch
	total, hasTotal := info.member("total_number").int()
	batch.Total = total
	switch {
	case list.isList():
	case hasTotal && (list == "null" || list == "" && total == 0):
	case !hasTotal && !others && (list == "null" || list == ""):
		return batch, &models.PlatformError{
			Kind: models.RefusedUncounted, Status: http.StatusOK, Message: "the answer has neither a list of leads nor their number",
		}
	default:
		return batch, unknownAnswer("the answer has no list of leads")
	}
	if !hasTotal && list.isList() {
		batch.Warnings = append(batch.Warnings, "page_info: no total_number")
	}
	batch.Leads = make([]models.Lead, 0, min(max(total, 0), models.PullPageSize))
	for row := range list.elements() {
		decodeRow(&batch, row, accountID)
	}
	return batch, nil
}

// decodeRow adds one row of a page to the batch: its lead, or why it is left out.
func decodeRow(batch *models.LeadBatch, row value, accountID int64) {
	batch.Rows++
	lead, warnings, err := models.Lead{}, []string(nil), ErrNoLead
	if row.isObject() {
		lead, warnings, err = decodeLead(row, accountID)
	}
	if err != nil {
		warnings = []string{"left out: " + err.Error()}
	} else {
		batch.Leads = append(batch.Leads, lead)
	}
	for _, warning := range warnings[:min(len(warnings), maxPageWarnings-len(batch.Warnings))] {
		batch.Warnings = append(batch.Warnings, fmt.Sprintf("lead %d: %s", batch.Rows, warning))
	}
}

// holdsSomething tells [{"a":1}] from the forms that empty data has: null, {}, [] and [{}].
func holdsSomething(data value) bool {
	for element := range data.elements() {
		for range element.members() {
			return true
		}
		if !element.isObject() {
			return true
		}
	}
	return data != "" && data != "null" && !data.isObject() && !data.isList()
}
