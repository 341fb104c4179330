package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"xiansuo/models"
)

// A text finds leads in three ways: a whole leads_id, parts of a name or phone (grams), and part
// of a campaign's name. Each way yields leads in the list's order from the cursor on; they are
// merged, so that a page of a search is a page like any other.

const (
	searchStep      = 2_000  // candidates read at a time
	searchReach     = 40_000 // candidates read for one page before giving up
	searchCampaigns = 20     // campaigns whose name may hold the text
)

// search returns up to q.Limit leads. gaveUp is true when it stopped before the end of what
// could match.
func (s *Store) search(ctx context.Context, q models.LeadQuery, upwards bool) (found []models.Lead, gaveUp bool, err error) {
	words := searchWords(q.Text)
	if len(words) == 0 {
		return nil, false, nil // nothing but punctuation matches nothing
	}
	byGrams, gaveUp, err := s.searchGrams(ctx, q, words, upwards)
	if err != nil {
		return nil, false, err
	}
	byID, err := s.searchID(ctx, q, upwards)
	if err != nil {
		return nil, false, err
	}
	byCampaign, err := s.searchCampaign(ctx, q, upwards)
	if err != nil {
		return nil, false, err
	}
	return mergeLists(q.Limit, upwards, byGrams, byID, byCampaign), gaveUp, nil
}

func searchWords(text string) []string {
	var words []string
	for word := range strings.FieldsSeq(text) {
		if word = models.SearchText(word); word != "" {
			words = append(words, word)
		}
	}
	return words
}

// mergeLists joins lists that are each in order, drops repeats and cuts.
func mergeLists(limit int, upwards bool, lists ...[]models.Lead) []models.Lead {
	all := slices.Concat(lists...)
	slices.SortFunc(all, func(a, b models.Lead) int {
		if (a.ListKey < b.ListKey) == upwards {
			return -1
		}
		return 1
	})
	all = slices.CompactFunc(all, func(a, b models.Lead) bool { return a.ListKey == b.ListKey })
	return all[:min(len(all), limit)]
}

func (s *Store) searchID(ctx context.Context, q models.LeadQuery, upwards bool) ([]models.Lead, error) {
	c := filters(&q)
	b := boundsOf(&q)
	c.and("l.leads_id = ?", strings.TrimSpace(q.Text))
	// The plus keeps SQLite from walking the list for this one lead.
	c.and("+l.list_key BETWEEN ? AND ?", b.low, b.high)
	return s.queryList(ctx, listSelect+c.where()+" ORDER BY l.list_key"+direction(upwards)+" LIMIT ?", append(c.values, q.Limit)...)
}

// searchCampaign reads each matching campaign's leads by its own index: one IN over them all
// would sort every lead of every campaign.
func (s *Store) searchCampaign(ctx context.Context, q models.LeadQuery, upwards bool) ([]models.Lead, error) {
	numbers, err := s.campaignsNamed(ctx, q)
	if err != nil || len(numbers) == 0 {
		return nil, err
	}
	b := boundsOf(&q)
	var found []models.Lead
	for _, number := range numbers {
		c := filters(&q)
		c.and("l.campaign_ref = ? AND l.campaign_ref <> 0", number)
		c.and("l.list_key BETWEEN ? AND ?", b.low, b.high)
		leads, err := s.queryList(ctx, listSelect+c.where()+" ORDER BY l.list_key"+direction(upwards)+" LIMIT ?", append(c.values, q.Limit)...)
		if err != nil {
			return nil, err
		}
		found = mergeLists(q.Limit, upwards, found, leads)
	}
	return found, nil
}

func (s *Store) campaignsNamed(ctx context.Context, q models.LeadQuery) ([]int64, error) {
	part := models.SearchText(q.Text)
	query := "SELECT id FROM campaigns WHERE search_text LIKE ?" // letters and digits only: nothing to escape
	values := []any{"%" + part + "%"}
	if q.AccountID != 0 {
		query += " AND account_id = ?"
		values = append(values, q.AccountID)
	}
	rows, err := s.readSQL.QueryContext(ctx, s.dialect.rebind(query+" ORDER BY id DESC LIMIT ?"), append(values, searchCampaigns)...)
	if err != nil {
		return nil, err
	}
	return scanKeys(rows)
}

// searchGrams reads candidates in steps, in the list's order, until the page is full: leads that
// have all the grams, filtered, and then compared with the words themselves, because grams alone
// also match "1313" for "13131".
func (s *Store) searchGrams(ctx context.Context, q models.LeadQuery, words []string, upwards bool) (found []models.Lead, gaveUp bool, err error) {
	b := boundsOf(&q)
	for read := 0; read < searchReach; {
		leads, last, full, err := s.gramStep(ctx, q, words, b, upwards)
		read += searchStep
		if err != nil {
			return nil, false, err
		}
		for _, lead := range leads {
			if matchesAll(&lead, words) {
				found = append(found, lead)
			}
		}
		if len(found) >= q.Limit {
			return found[:q.Limit], false, nil
		}
		if !full {
			return found, false, nil
		}
		if upwards {
			b.low = last + 1
		} else {
			b.high = last - 1
		}
	}
	return found, true, nil
}

func matchesAll(lead *models.Lead, words []string) bool {
	name, phone := models.SearchText(lead.LeadsName), models.SearchText(lead.LeadsTel)
	for _, word := range words {
		if !strings.Contains(name, word) && !strings.Contains(phone, word) {
			return false
		}
	}
	return true
}

// gramStep reads the leads among the next candidates. last is the list key up to which it read;
// full is whether there may be more candidates beyond.
func (s *Store) gramStep(ctx context.Context, q models.LeadQuery, words []string, b bounds, upwards bool) (leads []models.Lead, last int64, full bool, err error) {
	step := searchStep
	if len(filters(&q).parts) == 0 {
		step = 2 * q.Limit // without filters, nearly every candidate is a match
	}
	keys, err := s.candidates(ctx, words, b, step, upwards)
	if err != nil || len(keys) == 0 {
		return nil, 0, false, err
	}
	last, full = keys[len(keys)-1], len(keys) == step
	c := filters(&q)
	c.and("l.list_key IN ("+s.dialect.eachNumber()+")", keyList(keys))
	leads, err = s.queryList(ctx, listSelect+c.where()+" ORDER BY l.list_key"+direction(upwards), c.values...)
	return leads, last, full, err
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

// candidates are the list keys of the next leads that have all the words' grams.
func (s *Store) candidates(ctx context.Context, words []string, b bounds, limit int, upwards bool) ([]int64, error) {
	var grams []string
	for _, word := range words {
		grams = append(grams, models.QueryGrams(word)...)
	}
	query := "SELECT rowid FROM lead_grams WHERE lead_grams MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid" + direction(upwards) + " LIMIT ?"
	var match any = `"` + strings.Join(grams, `" "`) + `"` // letters and digits only: nothing to escape
	if s.dialect == onPostgres {
		query = "SELECT list_key FROM lead_grams WHERE grams @> ? AND list_key BETWEEN ? AND ? ORDER BY list_key" + direction(upwards) + " LIMIT ?"
		match = grams
	}
	rows, err := s.readSQL.QueryContext(ctx, s.dialect.rebind(query), match, b.low, b.high, limit)
	if err != nil {
		return nil, err
	}
	return scanKeys(rows)
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
