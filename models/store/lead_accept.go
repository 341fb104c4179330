package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"xiansuo/models"
)

// AcceptLeads stores leads that the platform sent, in one transaction: new ones are added,
// changed ones take over what the platform now says and keep a history of it, unchanged ones are
// left alone. What our staff wrote is never touched. Leads are known by account and leads_id.
func (s *Store) AcceptLeads(ctx context.Context, account models.Account, leads []models.Lead, arrival models.Arrival) (models.Accepted, error) {
	a := &acceptance{store: s, account: account, arrival: arrival, now: s.instant()}
	a.prepare(leads)
	if len(a.leads) == 0 {
		return models.Accepted{}, nil
	}
	err := s.change(ctx, "accept leads", func(tx *gorm.DB) error {
		a.orm, a.tx = tx, tx.Statement.ConnPool.(*sql.Tx)
		return a.run(ctx)
	})
	if err != nil {
		return models.Accepted{}, err
	}
	s.campaigns.keep(a.campaigns)
	return a.accepted, nil
}

// acceptance is one run of AcceptLeads.
type acceptance struct {
	store     *Store
	orm       *gorm.DB // the transaction, and
	tx        *sql.Tx  // what it runs on, for the prepared statements
	account   models.Account
	arrival   models.Arrival
	now       models.Instant
	leads     []models.Lead
	campaigns map[campaign]int64 // numbers learnt in this transaction
	accepted  models.Accepted
}

// prepare brings the leads to the form in which they are kept: each once, oldest first, so that
// indexes grow at their end.
func (a *acceptance) prepare(leads []models.Lead) {
	seen := make(map[string]bool, len(leads))
	a.leads = make([]models.Lead, 0, len(leads))
	for _, lead := range leads {
		if seen[lead.LeadsID] {
			continue // the platform lists the newest form first
		}
		seen[lead.LeadsID] = true
		lead.AccountID = a.account.ID
		if !a.account.KeepIDNumber {
			lead.IDNumber = ""
		}
		if lead.IngestedAt == 0 {
			lead.IngestedAt = a.now
		}
		lead.ReceivedAt, lead.UpdatedAt, lead.Arrival = a.now, a.now, a.arrival
		lead.Preview = lead.IsPreview()
		if a.arrival == models.Pulled {
			lead.PullHash = lead.Digest()
		}
		a.leads = append(a.leads, lead)
	}
	slices.SortStableFunc(a.leads, func(x, y models.Lead) int { return int(x.IngestedAt/1000 - y.IngestedAt/1000) })
}

func (a *acceptance) run(ctx context.Context) error {
	if a.store.dialect == onPostgres { // two instances must not store the same lead twice
		if _, err := a.tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", a.account.ID); err != nil {
			return err
		}
	}
	var changed []identified
	known, err := a.known(ctx)
	if err != nil {
		return err
	}
	var fresh []*models.Lead
	for i := range a.leads {
		lead := &a.leads[i]
		old, ok := known[lead.LeadsID]
		switch {
		case !ok:
			fresh = append(fresh, lead)
		case len(lead.PullHash) > 0 && bytes.Equal(old.hash, lead.PullHash):
			a.accepted.Same++
		default:
			changed = append(changed, identified{old.id, lead})
		}
	}
	if err := a.absorbAll(ctx, changed); err != nil {
		return err
	}
	return a.insert(ctx, fresh)
}

// identified is a newer form of a lead that we have under id.
type identified struct {
	id    int64
	newer *models.Lead
}

// absorbAll takes the leads in the order of their ids, as everybody who holds several at once:
// two who hold them in different orders would wait for each other.
func (a *acceptance) absorbAll(ctx context.Context, changed []identified) error {
	slices.SortFunc(changed, func(x, y identified) int { return cmp.Compare(x.id, y.id) })
	for _, c := range changed {
		if err := a.absorb(ctx, c.id, c.newer); err != nil {
			return err
		}
	}
	return nil
}

type knownLead struct {
	id   int64
	hash []byte
}

func (a *acceptance) known(ctx context.Context) (map[string]knownLead, error) {
	ids := make([]string, len(a.leads))
	for i := range a.leads {
		ids[i] = a.leads[i].LeadsID
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	rows, err := a.tx.StmtContext(ctx, a.store.lead.known).QueryContext(ctx, a.account.ID, string(list))
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	known := make(map[string]knownLead, len(ids))
	for rows.Next() {
		var leadsID string
		var k knownLead
		if err := rows.Scan(&k.id, &leadsID, &k.hash); err != nil {
			return nil, err
		}
		known[leadsID] = k
	}
	return known, rows.Err()
}

func (a *acceptance) insert(ctx context.Context, fresh []*models.Lead) error {
	if len(fresh) == 0 {
		return nil
	}
	ids, err := a.newIDs(ctx, len(fresh))
	if err != nil {
		return err
	}
	insert := a.tx.StmtContext(ctx, a.store.lead.insert)
	for i, lead := range fresh {
		lead.ID = ids[i]
		lead.ListKey = models.NewListKey(lead.IngestedAt, lead.ID)
		lead.Summary = lead.Summarise()
		if lead.Preview {
			lead.ReportState = models.ReportExcluded
		}
		if lead.CampaignRef, err = a.campaignNumber(ctx, lead); err != nil {
			return err
		}
		if _, err := insert.ExecContext(ctx, values(lead, birthColumns, platformColumns)...); err != nil {
			return fmt.Errorf("add a lead: %w", err)
		}
		if err := a.addGrams(ctx, lead); err != nil {
			return err
		}
		a.accepted.New++
	}
	return nil
}

// newIDs reserves ids in the order in which leads are stored.
func (a *acceptance) newIDs(ctx context.Context, n int) ([]int64, error) {
	ids := make([]int64, n)
	if a.store.dialect == onSQLite { // the only writer: the next number is free
		var last int64
		if err := a.tx.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) FROM leads").Scan(&last); err != nil {
			return nil, fmt.Errorf("reserve lead ids: %w", err)
		}
		for i := range ids {
			ids[i] = last + int64(i) + 1
		}
		return ids, nil
	}
	rows, err := a.tx.QueryContext(ctx, "SELECT nextval('lead_ids') FROM generate_series(1, $1)", n)
	if err != nil {
		return nil, fmt.Errorf("reserve lead ids: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	for i := 0; rows.Next() && i < n; i++ {
		if err := rows.Scan(&ids[i]); err != nil {
			return nil, fmt.Errorf("reserve lead ids: %w", err)
		}
	}
	return ids, rows.Err()
}

func (a *acceptance) addGrams(ctx context.Context, lead *models.Lead) error {
	grams := strings.Join(models.Grams(lead.LeadsName, lead.LeadsTel), " ")
	if grams == "" {
		return nil
	}
	if _, err := a.tx.StmtContext(ctx, a.store.lead.addGrams).ExecContext(ctx, lead.ListKey, grams); err != nil {
		return fmt.Errorf("index a lead: %w", err)
	}
	return nil
}

// absorb merges a newer form into a lead that we have.
func (a *acceptance) absorb(ctx context.Context, id int64, newer *models.Lead) error {
	lead, err := leadIn(a.orm, id)
	if err != nil {
		return err
	}
	changes := lead.Absorb(newer)
	if len(changes) == 0 && len(newer.PullHash) == 0 {
		a.accepted.Same++
		return nil
	}
	if len(newer.PullHash) > 0 {
		lead.PullHash = newer.PullHash // next time it is known to be unchanged
	}
	if lead.CampaignRef, err = a.campaignNumber(ctx, &lead); err != nil {
		return err
	}
	if len(changes) == 0 {
		a.accepted.Same++
	} else {
		a.accepted.Changed++
		lead.UpdatedAt = a.now
	}
	row := append(append([]any{lead.UpdatedAt}, values(&lead, platformColumns)...), lead.ID)
	if _, err := a.tx.StmtContext(ctx, a.store.lead.update).ExecContext(ctx, row...); err != nil {
		return fmt.Errorf("update a lead: %w", err)
	}
	if len(changes) == 0 {
		return nil
	}
	if err := a.reindex(ctx, &lead, changes); err != nil {
		return err
	}
	return addChange(a.orm, models.Change{LeadID: lead.ID, At: a.now, Kind: models.ChangePlatform}, changes)
}

func (a *acceptance) reindex(ctx context.Context, lead *models.Lead, changes []models.FieldChange) error {
	searched := slices.ContainsFunc(changes, func(c models.FieldChange) bool { return c.Name == "leads_name" || c.Name == "leads_tel" })
	if !searched {
		return nil
	}
	if _, err := a.tx.StmtContext(ctx, a.store.lead.dropGrams).ExecContext(ctx, lead.ListKey); err != nil {
		return fmt.Errorf("reindex a lead: %w", err)
	}
	return a.addGrams(ctx, lead)
}
