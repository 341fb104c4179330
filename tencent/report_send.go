package tencent

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"xiansuo/models"
)

// wireReport is one item of a report, exactly as §3 names its fields. A field without a value is
// left out.
type wireReport struct {
	LeadsID             string                `json:"leads_id"`
	ConvertType         models.ConvertStatus  `json:"leads_convert_type,omitempty"`
	IneffectReason      models.IneffectReason `json:"leads_ineffect_reason,omitempty"`
	IntentionScore      models.IntentionScore `json:"leads_intention_score,omitempty"`
	OuterConvertType    string                `json:"outerLeadsConvertType,omitempty"`
	OuterIneffectReason string                `json:"outerLeadsIneffectReason,omitempty"`
}

// SendReports tells the platform what our sellers say of at most models.MaxReportBatch leads, each
// of them once (§3). When the platform names the items that it refused, the error lists their
// positions in reports as Items; what became of the others is then not known (§8.19), and sending
// them again does no harm (§8.22). Errors as Client says.
func (c *Client) SendReports(ctx context.Context, cred models.Credentials, reports []models.OutgoingReport) error {
	body, err := c.ReportBody(reports)
	if err != nil || len(reports) == 0 {
		return err
	}
	out, err := c.do(ctx, cred, call{method: http.MethodPost, path: "leads/report", body: body})
	if refused, ok := errors.AsType[*models.PlatformError](err); ok && out.hasCode {
		refused.Items = refusedItems(out.data, reports)
	}
	if err != nil {
		return err
	}
	if positions := failedItems(out.data, reports); len(positions) > 0 {
		return &models.PlatformError{
			Kind: models.RefusedParameter, Status: http.StatusOK, Items: positions,
			Message: "the platform accepted the call and refused some of its items", Skew: out.skew,
		}
	}
	return nil
}

// ReportBody is the body of a call that reports these, exactly as it is sent (§3).
func (*Client) ReportBody(reports []models.OutgoingReport) ([]byte, error) {
	items, err := encodeReports(reports)
	if err != nil {
		return nil, err
	}
	return encodeBody(map[string]any{"list": items})
}

// encodeReports refuses what the platform would refuse anyway, without asking it.
func encodeReports(reports []models.OutgoingReport) ([]wireReport, error) {
	if len(reports) > models.MaxReportBatch {
		return nil, fmt.Errorf("tencent: leads/report: %d items, want at most %d", len(reports), models.MaxReportBatch)
	}
	items := make([]wireReport, len(reports))
	seen := make(map[string]bool, len(reports))
	var empty []int
	for i := range reports {
		r := &reports[i]
		if r.LeadsID == "" || seen[r.LeadsID] {
			return nil, fmt.Errorf("tencent: leads/report: item %d has no leads_id, or one that came before", i)
		}
		seen[r.LeadsID] = true
		items[i] = encodeReport(r)
		if items[i].ConvertType == "" && items[i].IntentionScore == "" && items[i].OuterConvertType == "" {
			empty = append(empty, i)
		}
	}
	if len(empty) > 0 {
		return nil, &models.PlatformError{
			Kind: models.RefusedParameter, Items: empty,
			Message: "a report needs a status, a score or an outer status",
		}
	}
	return items, nil
}

func encodeReport(r *models.OutgoingReport) wireReport {
	item := wireReport{
		LeadsID:             r.LeadsID,
		ConvertType:         r.ConvertStatus,
		IntentionScore:      r.IntentionScore,
		OuterConvertType:    r.OuterConvertType,
		OuterIneffectReason: r.OuterIneffectReason,
	}
	if r.ConvertStatus == models.StatusDeprecated {
		item.IneffectReason = r.IneffectReason // a reason belongs to 无效线索 alone (§8.7)
	}
	return item
}
