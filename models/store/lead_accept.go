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
// left alone, and so are those whose person was erased. What our staff wrote is never touched. Leads
// are known by account and leads_id.
func (s *Store) AcceptLeads(ctx context.Context, account models.Account, leads []models.Lead, arrival models.Arrival) (models.Accepted, error) {
	a := &acceptance{store: s, account: account, arrival: arrival, now: s.instant()}
	a.prepare(leads)
	if len(a.leads) == 0 {
		return models.Accepted{}, nil
	}
	if err := a.packAhead(ctx); err != nil {
		return models.Accepted{}, s.judge("accept leads", err)
	}
	err := s.change(ctx, "accept leads", func(tx *gorm.DB) error {
		a.orm, a.tx = tx, tx.Statement.ConnPool.(*sql.Tx)
		return a.run(ctx)
	})
	if err != nil && ctx.Err() != nil { // the transaction ended under our hands
		return models.Accepted{}, s.judge("accept leads", ctx.Err())
	}
	if err != nil {
		return models.Accepted{}, err
	}
	s.campaigns.keep(a.campaigns)
	return a.accepted, nil
}

// acceptance is one run of AcceptLeads, or one push of a group.
type acceptance struct {
	store     *Store
	orm       *gorm.DB // the transaction, and
	tx        *sql.Tx  // what it runs on, for the prepared statements
	account   models.Account
	arrival   models.Arrival
	now       models.Instant
	leads     []*models.Lead
	campaigns map[campaign]int64 // numbers learnt in this transaction
	accepted  models.Accepted
	ahead     map[string]*packedRaw   // by leads_id: raw forms packed before the transaction
	pushes    map[string]*waitingPush // by leads_id: those that brought the leads; nil of a pull
}

// prepare brings the leads to the form in which they are kept: each once, oldest first, so that
// indexes grow at their end.
func (a *acceptance) prepare(leads []models.Lead) {
	seen := make(map[string]bool, len(leads))
	kept := make([]models.Lead, 0, len(leads))
	a.leads = make([]*models.Lead, 0, len(leads)) // leads are large: only pointers are sorted
	for i := range leads {
		if seen[leads[i].LeadsID] {
			continue // the platform lists the newest form first
		}
		seen[leads[i].LeadsID] = true
		kept = append(kept, leads[i])
		lead := &kept[len(kept)-1]
		lead.AccountID = a.account.ID
		if !a.account.KeepIDNumber {
			lead.IDNumber = ""
		}
		if lead.IngestedAt == 0 || a.arrival == models.Pushed && lead.IngestedAt > a.now.Add(models.MaxPushFuture) {
			lead.IngestedAt = a.now // whoever can push must not hold the top of the list for years
		}
		lead.ReceivedAt, lead.UpdatedAt, lead.Arrival = a.now, a.now, a.arrival
		lead.Preview = lead.IsPreview()
		lead.Pushed, lead.Unverified = a.arrival == models.Pushed, a.arrival == models.Pushed
		if a.arrival.IsPull() {
			lead.PullHash = lead.Digest()
		}
		a.leads = append(a.leads, lead)
	}
	slices.SortStableFunc(a.leads, func(x, y *models.Lead) int { return cmp.Compare(x.IngestedAt/1000, y.IngestedAt/1000) })
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
	for _, lead := range a.leads {
		old, ok := known[lead.LeadsID]
		switch {
		case !ok:
			fresh = append(fresh, lead)
		case old.isSame(lead):
			a.accepted.Same++
		default:
			changed = append(changed, identified{old.id, lead})
		}
	}
	if err := a.absorbAll(ctx, changed); err != nil {
		return err
	}
	if err := a.observeReports(known); err != nil {
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
	id     int64
	hash   []byte
	erased models.Instant
}

// isSame reports whether a form tells nothing that may be taken over: it is the one that we have,
// or the person was erased.
func (k *knownLead) isSame(newer *models.Lead) bool {
	return k.erased != 0 || len(newer.PullHash) > 0 && bytes.Equal(k.hash, newer.PullHash)
}

func (a *acceptance) known(ctx context.Context) (map[string]knownLead, error) {
	list, err := a.idList()
	if err != nil {
		return nil, err
	}
	rows, err := a.tx.StmtContext(ctx, a.store.lead.known).QueryContext(ctx, a.account.ID, list)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	return scanKnown(rows)
}

// idList is the leads' ids as a JSON list.
func (a *acceptance) idList() (string, error) {
	ids := make([]string, len(a.leads))
	for i := range a.leads {
		ids[i] = a.leads[i].LeadsID
	}
	list, err := json.Marshal(ids)
	return string(list), err
}

func scanKnown(rows *sql.Rows) (map[string]knownLead, error) {
	known := make(map[string]knownLead)
	for rows.Next() {
		var leadsID string
		var k knownLead
		if err := rows.Scan(&k.id, &leadsID, &k.hash, &k.erased); err != nil {
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
	for i, lead := range fresh {
		lead.ID = ids[i]
		lead.ListKey = models.NewListKey(lead.IngestedAt, lead.ID)
		lead.Summary = lead.Summarise()
		if lead.Arrival == models.Manual {
			lead.ReportState = models.ReportExcluded
		}
		if lead.Preview {
			lead.ReportState = models.ReportExcluded
			a.accepted.Previews++
		}
		lead.JoinQueue()
	}
	return a.insertRows(ctx, fresh)
}

func (a *acceptance) insertRows(ctx context.Context, fresh []*models.Lead) error {
	// A context that may end costs a goroutine for each statement; this loop looks at it itself.
	steady := context.WithoutCancel(ctx)
	insert, grams := a.tx.StmtContext(steady, a.store.lead.insert), a.tx.StmtContext(steady, a.store.lead.addGrams)
	row := make([]any, 0, len(birthColumns)+len(platformColumns))
	for _, lead := range fresh {
		err := ctx.Err()
		if err != nil {
			return err
		}
		if lead.CampaignRef, err = a.campaignNumber(ctx, lead); err != nil {
			return err
		}
		row = appendValues(row[:0], lead, birthColumns, platformColumns)
		if _, err := insert.ExecContext(steady, row...); err != nil {
			return fmt.Errorf("add a lead: %w", err)
		}
		if err := addGrams(steady, grams, lead); err != nil {
			return err
		}
		if err := a.keepRaw(ctx, lead.ID, lead); err != nil {
			return err
		}
		a.accepted.New++
		a.note(lead.LeadsID, models.PushNew)
	}
	return nil
}

// newIDs reserves ids in the order in which leads are stored.
func (a *acceptance) newIDs(ctx context.Context, n int) ([]int64, error) {
	ids := make([]int64, n)
	if a.store.dialect == onSQLite { // the only writer: the next number is free
		var last int64
		if err := a.tx.StmtContext(ctx, a.store.lead.lastID).QueryRowContext(ctx).Scan(&last); err != nil {
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

func addGrams(ctx context.Context, insert *sql.Stmt, lead *models.Lead) error {
	grams := strings.Join(models.Grams(lead.LeadsName, lead.LeadsTel), " ")
	if grams == "" {
		return nil
	}
	if _, err := insert.ExecContext(ctx, lead.ListKey, grams); err != nil {
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
	if err := a.markPushed(&lead); err != nil {
		return err
	}
	queued := lead.QueueAt != models.QueueNone
	changes := lead.Absorb(newer)
	if err := a.leaveQueue(&lead, queued && lead.Preview); err != nil {
		return err
	}
	if err := a.place(ctx, &lead, newer); err != nil {
		return err
	}
	if len(changes) == 0 && len(newer.PullHash) == 0 {
		a.accepted.Same++
		return nil
	}
	switch a.arrival {
	case models.Pulled, models.Backfilled:
		lead.PullHash, lead.Unverified = newer.PullHash, false // next time it is known to be unchanged
	case models.Pushed: // the next pull looks at every field again, and its values win
		lead.PullHash, lead.Unverified = nil, true
	}
	if lead.CampaignRef, err = a.campaignNumber(ctx, &lead); err != nil {
		return err
	}
	if len(changes) == 0 {
		a.accepted.Same++
	} else {
		a.accepted.Changed++
		a.note(lead.LeadsID, models.PushChanged)
		lead.UpdatedAt = a.now
	}
	row := append(appendValues([]any{lead.UpdatedAt}, &lead, platformColumns), lead.ID)
	if _, err := a.tx.StmtContext(ctx, a.store.lead.update).ExecContext(ctx, row...); err != nil {
		return fmt.Errorf("update a lead: %w", err)
	}
	if len(changes) == 0 {
		return nil
	}
	if err := a.reindex(ctx, &lead, changes); err != nil {
		return err
	}
	if err := a.keepRaw(ctx, lead.ID, newer); err != nil {
		return err
	}
	return addChange(a.orm, models.Change{LeadID: lead.ID, At: a.now, Kind: models.ChangePlatform}, changes)
}

// leaveQueue takes a lead out of the sellers' queue that turned out to be a test.
func (a *acceptance) leaveQueue(lead *models.Lead, leaves bool) error {
	if !leaves {
		return nil
	}
	return a.orm.Model(&models.Lead{}).Where("id = ?", lead.ID).UpdateColumn("queue_at", models.QueueNone).Error
}

// markPushed remembers of a lead that came otherwise that it was pushed too, once.
func (a *acceptance) markPushed(lead *models.Lead) error {
	if a.arrival != models.Pushed || lead.Pushed {
		return nil
	}
	lead.Pushed = true
	return a.orm.Model(&models.Lead{}).Where("id = ?", lead.ID).UpdateColumn("pushed", true).Error
}

func (a *acceptance) reindex(ctx context.Context, lead *models.Lead, changes []models.FieldChange) error {
	searched := slices.ContainsFunc(changes, func(c models.FieldChange) bool { return c.Name == "leads_name" || c.Name == "leads_tel" })
	if !searched {
		return nil
	}
	if _, err := a.tx.StmtContext(ctx, a.store.lead.dropGrams).ExecContext(ctx, lead.ListKey); err != nil {
		return fmt.Errorf("reindex a lead: %w", err)
	}
	return addGrams(ctx, a.tx.StmtContext(ctx, a.store.lead.addGrams), lead)
}
