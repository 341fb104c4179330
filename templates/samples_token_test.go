package templates

import (
	"time"

	"xiansuo/models"
)

func sampleTokens() TokenListProps {
	return TokenListProps{
		Users: sampleUsers(),
		Wish:  models.TokenWish{Scopes: []string{string(models.ReadLeads)}, Days: 90},
		Tokens: []models.APIToken{
			{ID: 4, Name: "BI 报表", Tail: "x9Qa", Scopes: "leads:read figures:read", UserID: 8, CreatedAt: ago(50 * time.Hour), UsedAt: ago(3 * time.Minute), ExpiresAt: ago(-80 * 24 * time.Hour)},
			{ID: 3, Name: "呼叫中心把结果写回来的脚本（华东与华南两地共用）", Tail: "7-_b", Scopes: "leads:read status:write leads:create", UserID: 10, ExpiresAt: ago(-24 * time.Hour)},
			{ID: 2, Name: "旧报表", Tail: "aaaa", Scopes: "leads:read", UserID: 9, UsedAt: ago(90 * 24 * time.Hour), ExpiresAt: ago(-24 * time.Hour)},
			{ID: 1, Name: "试用", Tail: "bbbb", Scopes: "figures:read", UserID: 7, ExpiresAt: ago(time.Hour), RevokedAt: ago(2 * time.Hour)},
		},
	}
}

func sampleTokenInvalid() TokenListProps {
	return TokenListProps{
		Users: sampleUsers(), Wish: models.TokenWish{Name: "x", UserID: 10, Days: 999},
		Errors: invalid("name", "invalid.required", "scopes", "invalid.required", "user", "invalid.token_user", "days", "invalid.token_days"),
	}
}

func sampleAPIHelp() APIHelpProps {
	return APIHelpProps{Origin: "https://leads.example.com", Endpoints: []APIEndpointProps{
		{Name: "listLeads", Method: "GET", Path: APILeadsRoute, Summary: "线索列表", Scope: models.ReadLeads, Statuses: []int{200, 401, 422},
			Fields: []APIFieldProps{{Name: "account", Number: true, About: "账户编号"}, {Name: "cursor", About: "上一页答复里的 next"}}},
		{Name: "createLead", Method: "POST", Path: APILeadsRoute, Summary: "录入", Scope: models.CreateLeads, Statuses: []int{201, 409},
			Fields: []APIFieldProps{{Name: "account_id", Number: true, Required: true}, {Name: "leads_name", Max: 64, About: "姓名"}}},
		{Name: "listEnums", Method: "GET", Path: APIEnumsRoute, Summary: "可用的状态", Statuses: []int{200}},
	}}
}
