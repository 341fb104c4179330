package handlers

import (
	"slices"
	"testing"

	"xiansuo/models"
)

func TestMaskedCoversEveryField(t *testing.T) {
	var full models.PlatformFields
	for i := range models.LeadFields {
		*models.LeadFields[i].At(&full) = "13812345678"
	}
	lead := models.Lead{PlatformFields: full, Extra: "x", Summary: "x", PullHash: []byte{1}}
	forSales, forViewer := masked(lead, &sales), masked(lead, &viewer)
	var open []string
	for i := range models.LeadFields {
		field := &models.LeadFields[i]
		want := models.Mask("13812345678", field.Secrecy)
		if field.IsTyped() {
			want = models.MaskNumbers("13812345678")
		}
		if got := *field.At(&forSales.PlatformFields); got != want {
			t.Errorf("%s is %q for sales", field.Name, got)
		}
		got := *field.At(&forViewer.PlatformFields)
		if field.Secrecy != models.Open && got != "" {
			t.Errorf("%s is %q for a viewer", field.Name, got)
		}
		if field.Group == models.Who && got != "" {
			open = append(open, field.Name)
		}
	}
	if !slices.Equal(open, []string{"tel_location", "leads_area", "leads_gender"}) {
		t.Errorf("of the person a viewer sees %v", open)
	}
	if forViewer.Extra+forViewer.Summary != "" {
		t.Error("a viewer sees answers")
	}
	if lead.LeadsTel != "13812345678" {
		t.Error("the lead itself was changed")
	}
}

func TestHistoryIsMaskedLikeTheLead(t *testing.T) {
	changes := []models.Change{
		{Kind: models.ChangePlatform, Details: "13900001111", Platform: []models.FieldChange{
			{Name: "leads_tel", Old: "13900001111", New: "13812345678"},
			{Name: "campaign_name", Old: "春季", New: "夏季"},
			{Name: "extra", New: "围棋"},
		}},
		{Kind: models.ChangePlatform, Platform: []models.FieldChange{{Name: "address", New: "长安街一号"}}},
		{Kind: models.ChangeReceived},
	}
	forSales := maskedChanges(changes, &sales)
	if got := forSales[0].Platform[0]; got.Old != "139****1111" || got.New != "138****5678" {
		t.Errorf("sales see %v", got)
	}
	if got := forSales[1].Platform[0].New; got != "长****" || forSales[0].Details != "" || len(forSales) != 3 {
		t.Errorf("sales see %v", forSales)
	}
	forViewer := maskedChanges(changes, &viewer)
	if len(forViewer) != 2 || len(forViewer[0].Platform) != 1 || forViewer[0].Platform[0].New != "夏季" {
		t.Errorf("a viewer sees %v", forViewer)
	}
	if changes[0].Platform[0].Old != "13900001111" {
		t.Error("the history itself was changed")
	}
}
