package templates

import (
	"context"
	"strings"

	"github.com/a-h/templ"
)

// dialogAttributes let htmx send the form that was opened from the list, so that the list stays
// where it is. The form on the lead's page is sent by the browser.
func dialogAttributes(props *StatusFormProps) templ.Attributes {
	if !props.InDialog {
		return nil
	}
	return templ.Attributes{
		"hx-post":         LeadStatusPath(props.Lead.ID),
		"hx-target":       "#status-panel",
		"hx-swap":         "innerHTML",
		"hx-disabled-elt": "find button[type=submit]",
	}
}

// outerOpen shows the advertiser's own words when there are any or one is wrong.
func outerOpen(props *StatusFormProps) bool {
	if props.Work.OuterConvertType != "" || props.Work.OuterIneffectReason != "" {
		return true
	}
	_, status := props.Errors.Of("outer_leads_convert_type")
	_, reason := props.Errors.Of("outer_leads_ineffect_reason")
	return status || reason
}

// scoreShort leaves the unit out, so that seven choices fit in a row: 20~40.
func scoreShort(label string) string {
	return strings.TrimSuffix(strings.TrimSuffix(label, " 分"), " points")
}

func previewWords(ctx context.Context, props *StatusFormProps) string {
	if props.Work.IsZero() {
		return T(ctx, "preview.empty")
	}
	return workWords(ctx, rulesOf(props.Account), props.Work)
}

func conflictTitle(ctx context.Context, c *StatusConflict) string {
	if c.At.IsZero() {
		return T(ctx, "conflict.title_some_time")
	}
	if c.By == "" {
		return T(ctx, "conflict.title", "When", relativeTime(ctx, c.At))
	}
	return T(ctx, "conflict.title_by", "Name", c.By, "When", relativeTime(ctx, c.At))
}
