package tencent

import (
	"context"
	"fmt"
	"net/http"

	"xiansuo/models"
)

// The choices of leads_status_system_option (§4).
const (
	optionStandard = 1
	optionIndustry = 2
)

// SetStatusSystem tells the platform which status system the account reports in (§4). The
// industry is the platform's own knowledge of the account. Errors as Client says.
func (c *Client) SetStatusSystem(ctx context.Context, cred models.Credentials, system models.StatusSystem) error {
	var option int
	switch system {
	case models.StandardSystem:
		option = optionStandard
	case models.IndustrySystem:
		option = optionIndustry
	default:
		return fmt.Errorf("tencent: leads/set_leads_status_system: no status system %q", system)
	}
	body, err := encodeBody(struct {
		AccountID int64 `json:"account_id"`
		Option    int   `json:"leads_status_system_option"`
	}{cred.AccountID, option})
	if err != nil {
		return err
	}
	_, err = c.do(ctx, cred, call{method: http.MethodPost, path: "leads/set_leads_status_system", body: body})
	return err
}
