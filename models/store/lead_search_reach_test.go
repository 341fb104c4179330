package store

import (
	"context"
	"strings"
	"testing"

	"xiansuo/models"
)

// TestASearchThatGaveUpGoesOnWhereItStopped: what the grams find need not hold the text; here more
// of that than one page reads stands before the lead that does.
func TestASearchThatGaveUpGoesOnWhereItStopped(t *testing.T) {
	s := openHere(t)
	lead := oneLead(t, s)
	ctx := models.AsSystem(context.Background())
	grams := strings.Join(models.Grams(lead.LeadsName, lead.LeadsTel), " ")
	_, err := s.writer.ExecContext(ctx, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
		INSERT INTO lead_grams (rowid, grams) SELECT ? + i, ? FROM n`, searchReach+5_000, lead.ListKey, grams)
	if err != nil {
		t.Fatal(err)
	}
	query := models.LeadQuery{Text: lead.LeadsName}
	page, err := s.LeadPage(ctx, query)
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Leads) != 0 || !page.GaveUp || page.GoOn <= lead.ListKey {
		t.Fatalf("%d leads, gave up %v, goes on at %d", len(page.Leads), page.GaveUp, page.GoOn)
	}
	query.After = page.GoOn
	page, err = s.LeadPage(ctx, query)
	if err != nil || len(page.Leads) != 1 || page.GaveUp || page.GoOn != 0 {
		t.Errorf("%d leads, gave up %v, %v", len(page.Leads), page.GaveUp, err)
	}
}
