package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"xiansuo/models"
)

// A search within a scope: of the leads that hold a text, those that the actor sees; or, where they see
// few leads or the text is in nearly all, of the leads that they see, those that hold it.

const (
	searchFew    = 500 // leads that are all looked at, where the actor sees no more
	searchUnseen = 3   // candidates for each that is wanted, where the actor does not see all
	fewOwners    = 0   // for so many, asking the index is quicker than reading rows
)

// seesFew reports whether the actor sees so few leads that looking at each is quicker than looking for the
// text among everybody's.
func (r *search) seesFew(ctx context.Context) (bool, error) {
	if r.reach.all || len(r.reach.owners) > mostMerged {
		return false, nil
	}
	rows, err := r.store.query(ctx, "SELECT count(*) FROM (SELECT 1 FROM leads l "+r.store.dialect.indexedBy("leads_by_owner")+
		" WHERE l.owner_id IN ("+r.store.dialect.eachNumber()+") LIMIT ?) AS counted", keyList(r.reach.owners), searchFew+1)
	if err != nil {
		return false, err
	}
	n, err := scanKeys(rows)
	return err == nil && n[0] <= searchFew, err
}

// looksAtTheirs reports whether each lead that the actor sees is looked at: they are few, or the text is a
// single digit, which has no gram.
func (r *search) looksAtTheirs() bool {
	return r.few || !r.query.Nameless && !r.reach.all && len(r.grams) == 0 && len(r.reach.owners) <= mostMerged
}

// amongTheirs are the candidates among the next leads that the actor sees. All three ways are tried on each.
func (r *search) amongTheirs(ctx context.Context, b bounds, step int) (candidates, error) {
	where := &condition{}
	where.and("l.list_key BETWEEN ? AND ?", b.low, b.high)
	merged, values := r.store.mergeOwners(&models.LeadQuery{}, r.reach.owners, where, r.upwards)
	rows, err := r.store.query(ctx, "SELECT l.list_key, l.leads_name, l.leads_tel, l.leads_id, l.campaign_ref FROM ("+merged+" LIMIT ?) AS k "+
		r.store.dialect.crossJoin()+" leads l ON l.id = k.id", append(values, step)...)
	if err != nil {
		return candidates{}, err
	}
	return r.lookAt(rows, step)
}

func (r *search) lookAt(rows *sql.Rows, step int) (candidates, error) {
	defer rows.Close() //nolint:errcheck // rows.Err tells
	id := strings.TrimSpace(r.query.Text)
	c := candidates{sure: map[int64]bool{}}
	for rows.Next() {
		var lead models.Lead
		if err := rows.Scan(&lead.ListKey, &lead.LeadsName, &lead.LeadsTel, &lead.LeadsID, &lead.CampaignRef); err != nil {
			return c, err
		}
		if c.read++; c.read == 1 || (lead.ListKey > c.upTo) == r.upwards {
			c.upTo = lead.ListKey
		}
		if lead.LeadsID == id || lead.CampaignRef != 0 && slices.Contains(r.campaigns, lead.CampaignRef) ||
			!r.query.Nameless && matchesAll(&lead, r.words) {
			c.keys = append(c.keys, lead.ListKey)
			c.sure[lead.ListKey] = true
		}
	}
	c.more = c.read == step
	return c, rows.Err()
}
