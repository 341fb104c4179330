package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"xiansuo/models"
)

// campaign is a campaign as leads name it; a renamed one is another.
type campaign struct {
	account  int64
	id, name string
}

// campaignNumbers remembers the numbers of campaigns that the database holds.
type campaignNumbers struct {
	mu    sync.Mutex
	known map[campaign]int64
}

// maxKnownCampaigns bounds the memory; beyond it the database is asked again.
const maxKnownCampaigns = 10_000

func (c *campaignNumbers) find(of campaign) (int64, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	number, ok := c.known[of]
	return number, ok
}

// keep takes over numbers once the transaction that made them is committed.
func (c *campaignNumbers) keep(learnt map[campaign]int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known)+len(learnt) > maxKnownCampaigns {
		c.known = make(map[campaign]int64)
	}
	for of, number := range learnt {
		c.known[of] = number
	}
}

// campaignNumber finds or makes the number of a lead's campaign; 0 for a lead without one.
func (a *acceptance) campaignNumber(ctx context.Context, lead *models.Lead) (int64, error) {
	of := campaign{lead.AccountID, lead.CampaignID, lead.CampaignName}
	if of.id == "" && of.name == "" {
		return 0, nil
	}
	if number, ok := a.campaigns[of]; ok {
		return number, nil
	}
	if number, ok := a.store.campaigns.find(of); ok {
		return number, nil
	}
	number, err := a.storeCampaign(ctx, of)
	if err != nil {
		return 0, fmt.Errorf("keep a campaign: %w", err)
	}
	if a.campaigns == nil {
		a.campaigns = make(map[campaign]int64)
	}
	a.campaigns[of] = number
	return number, nil
}

func (a *acceptance) storeCampaign(ctx context.Context, of campaign) (number int64, err error) {
	find := a.store.dialect.rebind("SELECT id FROM campaigns WHERE account_id = ? AND campaign_id = ? AND name = ?")
	err = a.tx.QueryRowContext(ctx, find, of.account, of.id, of.name).Scan(&number)
	if !errors.Is(err, sql.ErrNoRows) {
		return number, err
	}
	insert := a.store.dialect.rebind("INSERT INTO campaigns (account_id, campaign_id, name, search_text) VALUES (?, ?, ?, ?) RETURNING id")
	err = a.tx.QueryRowContext(ctx, insert, of.account, of.id, of.name, models.SearchText(of.name)).Scan(&number)
	return number, err
}
