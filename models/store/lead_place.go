package store

import (
	"context"
	"fmt"

	"xiansuo/models"
)

// place moves a lead in every list to the time at which the platform took it in, where a push said
// otherwise or nothing: its body is unsigned, and a lead that stands under a wrong day is found by
// nobody. The day's comparison counts by the same place.
func (a *acceptance) place(ctx context.Context, lead, newer *models.Lead) error {
	said, ok := models.ParseBeijing(newer.LeadsCreateTime)
	if !ok || !a.arrival.IsPull() || said == 0 || said == lead.IngestedAt {
		return nil
	}
	before := lead.ListKey
	lead.IngestedAt = said
	lead.ListKey = models.NewListKey(said, lead.ID)
	_, err := a.tx.StmtContext(ctx, a.store.lead.place).ExecContext(ctx, lead.IngestedAt, lead.ListKey, lead.ID)
	if err != nil {
		return fmt.Errorf("move a lead: %w", err)
	}
	if lead.ListKey == before {
		return nil
	}
	if _, err := a.tx.StmtContext(ctx, a.store.lead.dropGrams).ExecContext(ctx, before); err != nil {
		return fmt.Errorf("reindex a lead: %w", err)
	}
	return addGrams(ctx, a.tx.StmtContext(ctx, a.store.lead.addGrams), lead)
}
