package handlers

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// apiWork is what our staff said of a lead.
type apiWork struct {
	Version             int64  `json:"version"`
	ConvertStatus       string `json:"leads_convert_type"`
	IneffectReason      string `json:"leads_ineffect_reason"`
	IntentionScore      string `json:"leads_intention_score"`
	OuterConvertType    string `json:"outer_leads_convert_type"`
	OuterIneffectReason string `json:"outer_leads_ineffect_reason"`
	WorkedAt            string `json:"worked_at"`
}

// apiLeadRow is a lead of the list, masked as on the page.
type apiLeadRow struct {
	ID        int64  `json:"id"`
	AccountID int64  `json:"account_id"`
	LeadsID   string `json:"leads_id"`
	Ingested  string `json:"ingested_at"`
	Preview   bool   `json:"preview"`
	Doubted   bool   `json:"unverified"`
	Erased    string `json:"erased_at"` // since when it is anonymous and takes no status; empty: it is not
	Name      string `json:"leads_name"`
	Phone     string `json:"leads_tel"`
	Area      string `json:"leads_area"`
	Type      string `json:"leads_type"`
	Source    string `json:"leads_source"`
	Campaign  string `json:"campaign_name"`
	Summary   string `json:"summary"`
	apiWork
	OwnerID int64  `json:"owner_id"`
	Owner   string `json:"owner_name"`
	Report  string `json:"report_state"`
}

// apiLead is a lead whole. Fields that are empty, or hidden from the token, are left out of Fields.
type apiLead struct {
	apiLeadRow
	Arrival   string            `json:"arrival"`
	Submitted string            `json:"submitted_at"`
	Received  string            `json:"received_at"`
	Updated   string            `json:"updated_at"`
	Fields    map[string]string `json:"fields"`
}

// apiLeadPage is one page of the list.
type apiLeadPage struct {
	Leads  []apiLeadRow `json:"leads"`
	Next   string       `json:"next"`    // the next page's cursor; empty: this is the last
	GaveUp bool         `json:"gave_up"` // a search did not look at everything
}

// maxAPIPage is the largest page.
const maxAPIPage = 100

func (a api) list(c *web.Context) error {
	values, err := c.Parameters(parameterNames(leadParameters)...)
	if err != nil {
		return err
	}
	names, err := a.names.read(c.Ctx())
	if err != nil {
		return err
	}
	query, err := apiQuery(values, names, models.ScopeOf(c.Ctx()))
	if err != nil {
		return err
	}
	page, err := a.leads.LeadPage(c.Ctx(), askedBy(query, &c.User, a.now()))
	if err != nil {
		return err
	}
	answer := apiLeadPage{Leads: make([]apiLeadRow, len(page.Leads)), GaveUp: page.GaveUp}
	for i, lead := range page.Leads {
		answer.Leads[i] = apiRow(masked(lead, &c.User), names)
	}
	switch {
	case page.GaveUp && page.GoOn != 0:
		answer.Next = cursorOf(page.GoOn)
	case page.Older && len(page.Leads) > 0:
		answer.Next = cursorOf(page.Leads[len(page.Leads)-1].ListKey)
	}
	return c.AnswerJSON(http.StatusOK, answer)
}

// apiQuery is the list's query, in which everything must be understood.
func apiQuery(values url.Values, n names, scope models.Scope) (models.LeadQuery, error) {
	query, _, bad := readQuery(templates.ParseLeadFilter(values), n, scope)
	if bad == nil {
		bad = &models.Invalid{}
	}
	if text := values.Get("limit"); text != "" {
		limit, err := strconv.Atoi(text)
		if err != nil || limit < 1 || limit > maxAPIPage {
			bad.AddLimit("limit", "invalid.page_limit", maxAPIPage)
		}
		query.Limit = limit
	}
	if text := values.Get("cursor"); text != "" {
		key, ok := readCursor(text)
		if !ok {
			bad.Add("cursor", "invalid.cursor")
		}
		query.After = key
	}
	return query, bad.OrNil()
}

// A cursor is opaque to scripts, so that it may become something else one day.
const cursorForm = "1:"

func cursorOf(key int64) string {
	return base64.RawURLEncoding.EncodeToString([]byte(cursorForm + strconv.FormatInt(key, 10)))
}

func readCursor(text string) (key int64, ok bool) {
	plain, err := base64.RawURLEncoding.DecodeString(text)
	number, known := strings.CutPrefix(string(plain), cursorForm)
	if err != nil || !known {
		return 0, false
	}
	key, err = strconv.ParseInt(number, 10, 64)
	return key, err == nil && key > 0
}

func parameterNames(parameters []apiParameter) []string {
	var list []string
	for _, p := range parameters {
		list = append(list, p.name)
	}
	return list
}

func (a api) show(c *web.Context) error {
	if _, err := c.Parameters(); err != nil {
		return err
	}
	id, err := c.ID("lead")
	if err != nil {
		return err
	}
	lead, err := a.page.leads.Lead(c.Ctx(), id)
	if err != nil {
		return err
	}
	return a.answerLead(c, http.StatusOK, lead)
}

func (a api) answerLead(c *web.Context, status int, lead models.Lead) error {
	names, err := a.names.read(c.Ctx())
	if err != nil {
		return err
	}
	return c.AnswerJSON(status, apiWhole(masked(lead, readerOf(c)), names))
}

// readerOf is who sees the answer to a token: one that may not read leads hears no more of the person
// than a viewer, whatever it does to the lead.
func readerOf(c *web.Context) *models.User {
	reader := c.User
	if !c.Token.Can(models.ReadLeads) {
		reader.Role = models.Viewer
	}
	return &reader
}

// apiRow and apiWhole write a lead that is masked already.
func apiRow(lead models.Lead, n names) apiLeadRow {
	return apiLeadRow{
		ID: lead.ID, AccountID: lead.AccountID, LeadsID: lead.LeadsID, Ingested: apiTime(lead.IngestedAt), Preview: lead.Preview, Doubted: lead.Unverified,
		Erased: apiTime(lead.ErasedAt), Name: models.MaskNumbers(lead.LeadsName), Phone: lead.LeadsTel, Area: lead.LeadsArea, Type: lead.LeadsType, Source: lead.LeadsSource,
		Campaign: lead.CampaignName, Summary: lead.Summary, apiWork: apiWorkOf(&lead),
		OwnerID: lead.OwnerID, Owner: n.user(lead.OwnerID), Report: string(lead.ReportState),
	}
}

func apiWhole(lead models.Lead, n names) apiLead {
	whole := apiLead{
		apiLeadRow: apiRow(lead, n), Arrival: string(lead.Arrival), Submitted: apiTime(lead.SubmittedAt),
		Received: apiTime(lead.ReceivedAt), Updated: apiTime(lead.UpdatedAt), Fields: map[string]string{},
	}
	for i := range models.LeadFields {
		field := &models.LeadFields[i]
		value := *field.At(&lead.PlatformFields)
		if field.Enum == nil && field.Group != models.From && field.Group != models.Times {
			value = models.MaskNumbers(value) // what people typed may hold a number that has a field of its own
		}
		if value != "" {
			whole.Fields[field.Name] = value
		}
	}
	return whole
}

func apiWorkOf(lead *models.Lead) apiWork {
	return apiWork{
		Version: lead.WorkVersion, ConvertStatus: string(lead.ConvertStatus), IneffectReason: string(lead.IneffectReason), IntentionScore: string(lead.IntentionScore),
		OuterConvertType: lead.OuterConvertType, OuterIneffectReason: lead.OuterIneffectReason, WorkedAt: apiTime(lead.WorkedAt),
	}
}

// apiTime is a moment in RFC 3339, empty for never.
func apiTime(at models.Instant) string {
	if at.IsZero() {
		return ""
	}
	return at.Time().Format(time.RFC3339)
}
