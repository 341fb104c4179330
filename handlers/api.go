package handlers

import (
	"context"
	"net/http"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// leadCreator adds leads that the platform does not know.
type leadCreator interface {
	CreateLead(ctx context.Context, wish models.ManualLead, by models.User) (lead models.Lead, made bool, err error)
}

// figureKeeper counts leads.
type figureKeeper interface {
	Figures(ctx context.Context, from, to models.Instant) ([]models.Figure, error)
}

// apiKeeper is what the API needs of the store beside what the pages need.
type apiKeeper interface {
	leadCreator
	figureKeeper
	tokenKeeper
}

// api answers scripts. What they may see and do, and how it is judged, is the pages' own code.
type api struct {
	leads    leadLister
	page     leadPage
	statuses statusSetter
	creator  leadCreator
	figures  figureKeeper
	names    *directory
	now      func() time.Time
}

// endpoint is one address of the API with its description: routes, the OpenAPI document and the page
// about it are all made of this table.
type endpoint struct {
	method, pattern string
	scope           models.TokenScope // empty: any token
	handle          web.HandlerFunc
	name            string // of the operation
	summary         models.Text
	parameters      []apiParameter
	body            []apiBodyField
	answers         []apiAnswer
}

// apiParameter is a parameter of the address's query, or a header.
type apiParameter struct {
	name     string
	header   bool
	number   bool
	required bool
	about    models.Text
}

// apiBodyField is a field of a body.
type apiBodyField struct {
	web.JSONField
	max   int // characters; 0: judged by other rules
	about models.Text
}

// apiAnswer is a status with the shape of its answer.
type apiAnswer struct {
	status int
	shape  any // a value of the type that is answered
}

// problems are answers that say no more than web.Problem.
func problems(good apiAnswer, statuses ...int) []apiAnswer {
	answers := []apiAnswer{good}
	for _, status := range statuses {
		answers = append(answers, apiAnswer{status, web.Problem{}})
	}
	return answers
}

// leadParameters narrow the list, as on its page.
var leadParameters = []apiParameter{
	{name: "account", number: true, about: models.Text{ZH: "账户编号", EN: "An account's number"}},
	{name: "status", about: models.Text{ZH: "leads_convert_type 的值，none 为未设置", EN: "A value of leads_convert_type; none for unset"}},
	{name: "reason", about: models.Text{ZH: "leads_ineffect_reason 的值", EN: "A value of leads_ineffect_reason"}},
	{name: "score", about: models.Text{ZH: "leads_intention_score 的值，none 为未设置", EN: "A value of leads_intention_score; none for unset"}},
	{name: "source", about: models.Text{ZH: "leads_source 的值", EN: "A value of leads_source"}},
	{name: "from", about: models.Text{ZH: "入库日期，首日 yyyy-mm-dd（北京时间）", EN: "First day of ingestion, yyyy-mm-dd in Beijing"}},
	{name: "to", about: models.Text{ZH: "入库日期，末日 yyyy-mm-dd（北京时间）", EN: "Last day of ingestion, yyyy-mm-dd in Beijing"}},
	{name: "report", about: models.Text{ZH: "report_state 的值，none 为无", EN: "A value of report_state; none for none"}},
	{name: "owner", about: models.Text{ZH: "负责人的用户编号，none 为无人", EN: "A user's number; none for nobody's leads"}},
	{name: "q", about: models.Text{ZH: "姓名、电话、线索 ID、推广计划", EN: "Part of a name, phone, lead id or campaign"}},
	{name: "limit", number: true, about: models.Text{ZH: "每页条数，1 到 100，默认 50", EN: "Leads a page, 1 to 100; 50 unless told"}},
	{name: "cursor", about: models.Text{ZH: "上一页答复里的 next", EN: "The next of the page before"}},
}

var figureParameters = []apiParameter{
	{name: "from", required: true, about: models.Text{ZH: "首日 yyyy-mm-dd（北京时间）", EN: "First day, yyyy-mm-dd in Beijing"}},
	{name: "to", required: true, about: models.Text{ZH: "末日，最多 31 天", EN: "Last day, at most 31 days"}},
}

// statusBody is the form of the status.
var statusBody = []apiBodyField{
	{web.JSONField{Name: "version", Number: true, Required: true}, 0, models.Text{ZH: "读到的 version：之后有人改过则答 409", EN: "The version that was read: 409 when somebody changed the lead since"}},
	{web.JSONField{Name: "leads_convert_type"}, 0, models.Text{ZH: "状态，见 enums", EN: "The status: see enums"}},
	{web.JSONField{Name: "leads_ineffect_reason"}, 0, models.Text{ZH: "无效原因，仅无效线索", EN: "The reason, of invalid leads only"}},
	{web.JSONField{Name: "leads_intention_score"}, 0, models.Text{ZH: "评分", EN: "The score"}},
	{web.JSONField{Name: "outer_leads_convert_type"}, 0, models.Text{ZH: "自定义状态，最多 64 字节", EN: "Your own status, at most 64 bytes"}},
	{web.JSONField{Name: "outer_leads_ineffect_reason"}, 0, models.Text{ZH: "自定义原因，最多 32 字节", EN: "Your own reason, at most 32 bytes"}},
}

// createBody are the fields of a lead that a script brings.
func createBody() []apiBodyField {
	fields := []apiBodyField{{web.JSONField{Name: "account_id", Number: true, Required: true}, 0, models.Text{ZH: "账户编号", EN: "The account's number"}}}
	for _, field := range models.ManualFields {
		fields = append(fields, apiBodyField{web.JSONField{Name: field.Name}, field.Max, leadField(field.Name).Label})
	}
	return fields
}

func bodyFields(fields []apiBodyField) []web.JSONField {
	plain := make([]web.JSONField, len(fields))
	for i := range fields {
		plain[i] = fields[i].JSONField
	}
	return plain
}

// endpoints are all addresses of the API that want a token.
func (a api) endpoints() []endpoint {
	return []endpoint{
		{
			http.MethodGet, templates.APILeadsRoute, models.ReadLeads, a.list, "listLeads",
			models.Text{ZH: "线索列表，新的在前", EN: "Leads, newest first"}, leadParameters, nil,
			problems(apiAnswer{http.StatusOK, apiLeadPage{}}, 400, 401, 403, 422, 429),
		},
		{
			http.MethodGet, templates.APILeadRoute, models.ReadLeads, a.show, "getLead",
			models.Text{ZH: "一条线索", EN: "One lead"}, nil, nil,
			problems(apiAnswer{http.StatusOK, apiLead{}}, 400, 401, 403, 404, 422, 429),
		},
		{
			http.MethodPost, templates.APILeadStatusRoute, models.WriteStatus, a.setStatus, "setStatus",
			models.Text{ZH: "设置状态：规则与页面相同，随后回传", EN: "Set the status by the rules of the pages; it is reported afterwards"}, nil, statusBody,
			append(problems(apiAnswer{http.StatusOK, apiLead{}}, 400, 401, 403, 404, 413, 415, 422, 429), apiAnswer{http.StatusConflict, apiStatusConflict{}}),
		},
		{
			http.MethodPost, templates.APILeadsRoute, models.CreateLeads, a.create, "createLead",
			models.Text{ZH: "录入一条不是从平台来的线索：从不回传", EN: "Create a lead that did not come from the platform: it is never reported"},
			[]apiParameter{{name: idempotencyKey, header: true, required: true, about: models.Text{ZH: "同一键的同一请求只录入一次", EN: "The same request under the same key makes one lead"}}}, createBody(),
			append(problems(apiAnswer{http.StatusCreated, apiLead{}}, 400, 401, 403, 404, 409, 413, 415, 422, 429), apiAnswer{http.StatusOK, apiLead{}}),
		},
		{
			http.MethodGet, templates.APIAccountsRoute, models.ReadLeads, a.accounts, "listAccounts",
			models.Text{ZH: "账户", EN: "Accounts"}, nil, nil, problems(apiAnswer{http.StatusOK, apiAccounts{}}, 400, 401, 403, 422, 429),
		},
		{
			http.MethodGet, templates.APIEnumsRoute, "", a.enums, "listEnums",
			models.Text{ZH: "按状态体系和行业列出可用的状态、原因和评分", EN: "Statuses, reasons and scores by status system and industry"}, nil, nil,
			problems(apiAnswer{http.StatusOK, apiEnums{}}, 400, 401, 422, 429),
		},
		{
			http.MethodGet, templates.APIFiguresRoute, models.ReadFigures, a.count, "countLeads",
			models.Text{ZH: "各账户各状态的线索数", EN: "Leads by account and status"}, figureParameters, nil,
			problems(apiAnswer{http.StatusOK, apiFigures{}}, 400, 401, 403, 422, 429),
		},
	}
}

// routes are the API's addresses, each behind its scope.
func (a api) routes() []route {
	var list []route
	for _, e := range a.endpoints() {
		list = append(list, route{e.method, e.pattern, web.Scripts, withScope(e.scope, e.handle)})
	}
	return append(list, route{get, templates.APIDocumentRoute, web.Open, a.document})
}

// withScope lets only tokens of the scope through, and only for users who may do such things.
func withScope(scope models.TokenScope, handle web.HandlerFunc) web.HandlerFunc {
	return func(c *web.Context) error {
		if scope != "" && !c.Token.Can(scope) || scope.ForWorkers() && !c.User.CanWork() {
			return models.ErrNotAllowed
		}
		return handle(c)
	}
}
