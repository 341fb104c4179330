package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"xiansuo/models"
)

// A text finds leads in three ways: a whole leads_id, parts of a name or phone (grams), and part of a
// campaign's name. Each way yields list keys in the list's order from the cursor on; they are merged
// into candidates, and these read in steps until the page is full, so that a page of a search is a page
// like any other.

const (
	searchReach     = 40_000 // keys read for one page before giving up
	searchStep      = 2_000  // candidates read at a time, at most
	searchCampaigns = 200    // campaigns whose name may hold the text, the newest ones
	fewOfCampaign   = 8      // leads of a campaign read at a time, where many campaigns match
)

// search is one run of a search.
type search struct {
	store     *Store
	query     models.LeadQuery
	upwards   bool
	words     []string
	grams     []string
	campaigns []int64
	reach     reach
	few       bool // the actor sees so few leads that all are looked at
}

// search returns up to q.Limit leads. gaveUp is true when it did not look at everything that could
// match; goOn is then the cursor from which the next search goes on, if it only read enough.
func (s *Store) search(ctx context.Context, q models.LeadQuery, upwards bool) (found []models.Lead, gaveUp bool, goOn int64, err error) {
	r := &search{store: s, query: q, upwards: upwards, words: searchWords(q.Text), reach: reachOf(ctx, &q)}
	if len(r.words) == 0 || r.reach.isEmpty() {
		return nil, false, 0, nil // nothing but punctuation matches nothing
	}
	if r.few, err = r.seesFew(ctx); err != nil {
		return nil, false, 0, err
	}
	for _, word := range r.words {
		r.grams = append(r.grams, models.QueryGrams(word)...)
	}
	if r.campaigns, err = r.campaignsNamed(ctx); err != nil {
		return nil, false, 0, err
	}
	tooMany := len(r.campaigns) > searchCampaigns
	r.campaigns = r.campaigns[:min(len(r.campaigns), searchCampaigns)]
	found, goOn, err = r.run(ctx)
	return found, goOn != 0 || tooMany, goOn, err
}

// searchWords are the parts of a text. Digits that were typed in groups are one number.
func searchWords(text string) []string {
	var words []string
	for word := range strings.FieldsSeq(text) {
		if word = models.SearchText(word); word != "" {
			words = append(words, word)
		}
	}
	if number := strings.Join(words, ""); models.IsWholePhone(number) {
		return []string{models.BareNumber(number)}
	}
	return words
}

// run reads candidates until the page is full. Without filters nearly every candidate is a match, so
// the first step is as short as the page; steps grow, because what matches seldom needs many. goOn
// is how far it came when it had read enough for one page.
func (r *search) run(ctx context.Context) (found []models.Lead, goOn int64, err error) {
	b := boundsOf(&r.query)
	step := r.query.Limit
	switch {
	case r.few:
		step = searchFew + 1 // all
	case !r.reach.all:
		step *= searchUnseen
	}
	for read := 0; read < searchReach; {
		c, err := r.candidates(ctx, b, step)
		if err != nil {
			return nil, 0, err
		}
		if found, err = r.read(ctx, found, c); err != nil {
			return nil, 0, err
		}
		if len(found) >= r.query.Limit {
			return found, 0, nil
		}
		if !c.more {
			return found, 0, nil
		}
		read += c.read
		step = r.nextStep(step, len(found), read)
		goOn = c.upTo
		if r.upwards {
			b.low = c.upTo + 1
		} else {
			b.high = c.upTo - 1
		}
	}
	return found, goOn, nil
}

// nextStep is how many candidates to read next: as many as the rest of the page seems to need, but steps at
// most double.
func (r *search) nextStep(step, found, read int) int {
	next := min(2*step, searchStep)
	if found > 0 {
		rest := r.query.Limit - found
		next = min(next, max(r.query.Limit, (rest+rest/4)*read/found))
	}
	return next
}

// candidates are the next list keys in the list's order.
type candidates struct {
	keys []int64
	sure map[int64]bool // match by id or campaign, whatever their name and phone
	read int            // keys that were read for them
	upTo int64          // the list is read up to here
	more bool           // and goes on beyond
}

// candidates asks each way for its next keys. Where a way stopped because it had enough, the others'
// keys beyond that point must wait for the next step.
func (r *search) candidates(ctx context.Context, b bounds, step int) (candidates, error) {
	if r.looksAtTheirs() {
		return r.amongTheirs(ctx, b, step)
	}
	c := candidates{sure: map[int64]bool{}}
	if !r.query.Nameless {
		byGrams, err := r.byGrams(ctx, b, step)
		if err != nil {
			return c, err
		}
		c.add(byGrams, len(byGrams) == step, r.upwards)
	}
	byID, err := r.byID(ctx, b)
	if err != nil {
		return c, err
	}
	c.addSure(byID, false, r.upwards)
	each := max(fewOfCampaign, 2*step/max(len(r.campaigns), 1))
	byCampaigns, err := r.byCampaigns(ctx, b, each)
	if err != nil {
		return c, err
	}
	for _, keys := range byCampaigns {
		c.addSure(keys, len(keys) == each, r.upwards)
	}
	c.read = len(c.keys)
	if c.more {
		c.keys = slices.DeleteFunc(c.keys, func(key int64) bool { return key != c.upTo && (key > c.upTo) == r.upwards })
	}
	return c, nil
}

func (c *candidates) addSure(keys []int64, more, upwards bool) {
	for _, key := range keys {
		c.sure[key] = true
	}
	c.add(keys, more, upwards)
}

func (c *candidates) add(keys []int64, more, upwards bool) {
	c.keys = append(c.keys, keys...)
	if !more {
		return
	}
	last := slices.Min(keys)
	if upwards {
		last = slices.Max(keys)
	}
	if !c.more || (last < c.upTo) == upwards {
		c.upTo = last
	}
	c.more = true
}

// read adds the leads among the candidates that pass the filters and truly hold the words, until the page
// is full: grams alone also find "1313" for "13131", and a phone in its middle.
func (r *search) read(ctx context.Context, found []models.Lead, c candidates) ([]models.Lead, error) {
	if len(c.keys) == 0 {
		return found, nil
	}
	where := filters(&r.query)
	r.store.only(where, r.reach)
	where.and("l.list_key IN ("+r.store.dialect.eachNumber()+")", keyList(c.keys))
	rows, err := r.store.query(ctx, listSelect+where.where()+" ORDER BY l.list_key"+direction(r.upwards), where.values...)
	if err != nil {
		return nil, err
	}
	found = slices.Grow(found, min(len(c.keys), r.query.Limit-len(found))) // leads are large
	err = eachOfList(rows, func(lead *models.Lead) bool {
		if c.sure[lead.ListKey] || matchesAll(lead, r.words) {
			found = append(found, *lead)
		}
		return len(found) < r.query.Limit
	})
	return found, err
}

func matchesAll(lead *models.Lead, words []string) bool {
	name, phone := models.SearchText(lead.LeadsName), models.SearchText(lead.LeadsTel)
	for _, word := range words {
		if !strings.Contains(name, word) && !models.PhoneMatches(phone, word) {
			return false
		}
	}
	return true
}

// keyList writes list keys as the JSON list that a statement takes them from.
func keyList(keys []int64) string {
	list := []byte{'['}
	for i, key := range keys {
		if i > 0 {
			list = append(list, ',')
		}
		list = strconv.AppendInt(list, key, 10)
	}
	return string(append(list, ']'))
}

// byGrams are the next leads that have all the words' grams. A single digit has none: nearly every
// phone holds it, so every lead is a candidate.
func (r *search) byGrams(ctx context.Context, b bounds, limit int) ([]int64, error) {
	order := direction(r.upwards) + " LIMIT ?"
	query := "SELECT rowid FROM lead_grams WHERE lead_grams MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid" + order
	match := []any{`"` + strings.Join(r.grams, `" "`) + `"`} // letters and digits only: nothing to escape
	if r.store.dialect == onPostgres {
		query = "SELECT list_key FROM lead_grams WHERE grams @> ? AND list_key BETWEEN ? AND ? ORDER BY list_key" + order
		match = []any{r.grams}
	}
	if len(r.grams) == 0 {
		query = "SELECT list_key FROM leads WHERE list_key BETWEEN ? AND ? ORDER BY list_key" + order
		match = nil
	}
	rows, err := r.store.query(ctx, query, append(match, b.low, b.high, limit)...)
	if err != nil {
		return nil, err
	}
	return scanKeys(rows)
}

// byID is the lead whose leads_id the text is, in each account that has one.
func (r *search) byID(ctx context.Context, b bounds) ([]int64, error) {
	// The plus keeps SQLite from walking the list for this one lead.
	rows, err := r.store.query(ctx, "SELECT list_key FROM leads WHERE leads_id = ? AND +list_key BETWEEN ? AND ?",
		strings.TrimSpace(r.query.Text), b.low, b.high)
	if err != nil {
		return nil, err
	}
	return scanKeys(rows)
}

func (r *search) campaignsNamed(ctx context.Context) ([]int64, error) {
	query := "SELECT id FROM campaigns WHERE search_text LIKE ?" // letters and digits only: nothing to escape
	values := []any{"%" + models.SearchText(r.query.Text) + "%"}
	if r.query.AccountID != 0 {
		query += " AND account_id = ?"
		values = append(values, r.query.AccountID)
	}
	rows, err := r.store.query(ctx, query+" ORDER BY id DESC LIMIT ?", append(values, searchCampaigns+1)...)
	if err != nil {
		return nil, err
	}
	return scanKeys(rows)
}

// byCampaigns are the next leads of each campaign, from its own index: one IN over all campaigns
// would sort every lead they have.
func (r *search) byCampaigns(ctx context.Context, b bounds, limit int) (map[int64][]int64, error) {
	if len(r.campaigns) == 0 {
		return nil, nil
	}
	rows, err := r.store.query(ctx, campaignKeys(r.store.dialect, r.upwards), keyList(r.campaigns), b.low, b.high, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	lists := make(map[int64][]int64, len(r.campaigns))
	for rows.Next() {
		var campaign, key int64
		if err := rows.Scan(&campaign, &key); err != nil {
			return nil, err
		}
		lists[campaign] = append(lists[campaign], key)
	}
	return lists, rows.Err()
}

// campaignKeys is the query for some list keys of each of several campaigns.
func campaignKeys(on dialect, upwards bool) string {
	some := "SELECT list_key FROM leads WHERE campaign_ref = c.value AND campaign_ref <> 0 AND list_key BETWEEN ? AND ? ORDER BY list_key" +
		direction(upwards) + " LIMIT ?"
	if on == onPostgres {
		return "SELECT c.value, l.list_key FROM (SELECT json_array_elements_text(?::json)::bigint AS value) AS c, LATERAL (" + some + ") AS l"
	}
	return "SELECT c.value, l.list_key FROM json_each(?) AS c CROSS JOIN leads AS l ON l.list_key IN (" + some + ")"
}

func scanKeys(rows *sql.Rows) ([]int64, error) {
	defer rows.Close() //nolint:errcheck // rows.Err tells
	var keys []int64
	for rows.Next() {
		var key int64
		if err := rows.Scan(&key); err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, rows.Err()
}
