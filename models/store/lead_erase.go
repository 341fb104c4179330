package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"xiansuo/models"
)

// erasure removes the persons of leads, in a transaction that somebody else began.
type erasure struct {
	store *Store
	tx    *gorm.DB
	now   models.Instant
	by    int64 // the user who wanted it; 0: a rule
}

// doomed is what must be known of a lead to remove the person.
type doomed struct {
	ID        int64
	AccountID int64
	ListKey   int64
	ClickID   string
}

// run removes the persons of those leads that are not anonymous yet and fit the condition, and
// returns which they were. Their accounts must be locked: see lockAccounts.
func (e *erasure) run(ids []int64, fits *condition) ([]int64, error) {
	var leads []doomed
	find := e.store.held(e.tx).Model(&models.Lead{}).Select("id", "account_id", "list_key", "click_id").
		Where("erased_at = 0 AND id IN ("+e.store.dialect.eachNumber()+")", keyList(ids))
	if len(fits.parts) > 0 {
		find = find.Where(strings.Join(fits.parts, " AND "), fits.values...)
	}
	if err := find.Order("id").Find(&leads).Error; err != nil || len(leads) == 0 {
		return nil, err
	}
	gone, keys := make([]int64, len(leads)), make([]int64, len(leads))
	for i := range leads {
		gone[i], keys[i] = leads[i].ID, leads[i].ListKey
	}
	for _, step := range []func() error{
		func() error { return e.wechat(leads) },
		func() error { return e.rows(gone, keys) },
		func() error { return e.history(gone) },
		func() error { return e.store.owePurge(e.tx) },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return gone, nil
}

// emptied is the SQL that empties what a lead says of the person.
var emptied = func() string {
	columns := []string{"extra = ''", "summary = ''", "pull_hash = NULL"}
	for i := range models.LeadFields {
		if field := &models.LeadFields[i]; !field.StaysAfterErasure() {
			columns = append(columns, field.Name+" = ''")
		}
	}
	return strings.Join(columns, ", ")
}()

// rows empties the leads and drops their raw events and what searches find them by.
func (e *erasure) rows(ids, keys []int64) error {
	these := " IN (" + e.store.dialect.eachNumber() + ")"
	key := "rowid"
	if e.store.dialect == onPostgres {
		key = "list_key"
	}
	list := keyList(ids)
	for _, act := range []struct {
		name, statement string
		values          []any
	}{
		{"empty leads", "UPDATE leads SET " + emptied + ", queue_at = 0, unverified = ?, erased_at = ?, updated_at = ? WHERE id" + these, []any{false, e.now, e.now, list}},
		{"empty notes", "UPDATE follow_ups SET note = '' WHERE note <> '' AND lead_id" + these, []any{list}},
		{"drop raw events", "DELETE FROM raw_events WHERE lead_id" + these, []any{list}},
		{"drop what searches find", "DELETE FROM lead_grams WHERE " + key + these, []any{keyList(keys)}},
	} {
		if err := e.tx.Exec(act.statement, act.values...).Error; err != nil {
			return fmt.Errorf("%s: %w", act.name, err)
		}
	}
	return nil
}

// history takes the person out of what was written down about changes, and adds that it was done.
func (e *erasure) history(ids []int64) error {
	var told []models.Change
	err := e.tx.Where("kind IN ? AND lead_id IN ("+e.store.dialect.eachNumber()+")",
		[]models.ChangeKind{models.ChangePlatform, models.ChangeReport}, keyList(ids)).Find(&told).Error
	if err != nil {
		return err
	}
	for i := range told {
		if err := e.retell(&told[i]); err != nil {
			return err
		}
	}
	entries := make([]models.Change, len(ids))
	for i, id := range ids {
		entries[i] = models.Change{LeadID: id, At: e.now, Kind: models.ChangeErased, UserID: e.by}
	}
	return e.tx.CreateInBatches(entries, 100).Error
}

// retell keeps of one entry what is not about the person; an entry of nothing else goes.
func (e *erasure) retell(change *models.Change) error {
	if err := unfold(change); err != nil {
		return fmt.Errorf("read the history of lead %d: %w", change.LeadID, err)
	}
	var details any
	switch {
	case change.Kind == models.ChangePlatform:
		kept := models.WithoutPerson(change.Platform)
		if len(kept) == 0 {
			return e.tx.Delete(&models.Change{}, "id = ?", change.ID).Error
		}
		details = kept
	case change.Report.Reason != "": // a person's own words
		change.Report.Reason = ""
		details = change.Report
	default:
		return nil
	}
	text, err := json.Marshal(details)
	if err != nil || string(text) == change.Details {
		return err
	}
	return e.tx.Model(&models.Change{}).Where("id = ?", change.ID).UpdateColumn("details", string(text)).Error
}

// lockAccounts keeps pulls and pushes of the accounts waiting until the transaction ends: one that
// read a lead before it was emptied would write the person back. On SQLite nobody else writes.
func (s *Store) lockAccounts(tx *gorm.DB, accounts []int64) error {
	if s.dialect != onPostgres {
		return nil
	}
	slices.Sort(accounts)
	for _, account := range slices.Compact(accounts) {
		if err := tx.Exec("SELECT pg_advisory_xact_lock(?)", account).Error; err != nil {
			return err
		}
	}
	return nil
}
