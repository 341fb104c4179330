package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"xiansuo/models"
)

// Leads are written and listed through plain prepared statements, because these two are the hot
// paths: GORM takes a third of a pull's time and most of a list's.

// leadColumn ties a column to its place in a lead.
type leadColumn struct {
	name  string
	value func(*models.Lead) any // what is written
	into  func(*models.Lead) any // where it is read to
}

func column[T any](name string, at func(*models.Lead) *T) leadColumn {
	return leadColumn{
		name:  name,
		value: func(l *models.Lead) any { return *at(l) },
		into:  func(l *models.Lead) any { return at(l) },
	}
}

// platformColumns are owned by the platform; AcceptLeads alone writes them.
var platformColumns = func() []leadColumn {
	columns := []leadColumn{
		column("submitted_at", func(l *models.Lead) *models.Instant { return &l.SubmittedAt }),
		column("preview", func(l *models.Lead) *bool { return &l.Preview }),
		column("unverified", func(l *models.Lead) *bool { return &l.Unverified }),
		column("summary", func(l *models.Lead) *string { return &l.Summary }),
		column("campaign_ref", func(l *models.Lead) *int64 { return &l.CampaignRef }),
		column("pull_hash", func(l *models.Lead) *[]byte { return &l.PullHash }),
		column("extra", func(l *models.Lead) *string { return &l.Extra }),
	}
	for _, field := range models.LeadFields {
		columns = append(columns, column(field.Name, func(l *models.Lead) *string { return field.At(&l.PlatformFields) }))
	}
	return columns
}()

// birthColumns are written when a lead comes in, and its place in lists once more when a pull corrects a push.
var birthColumns = []leadColumn{
	column("id", func(l *models.Lead) *int64 { return &l.ID }),
	column("list_key", func(l *models.Lead) *int64 { return &l.ListKey }),
	column("account_id", func(l *models.Lead) *int64 { return &l.AccountID }),
	column("leads_id", func(l *models.Lead) *string { return &l.LeadsID }),
	column("ingested_at", func(l *models.Lead) *models.Instant { return &l.IngestedAt }),
	column("received_at", func(l *models.Lead) *models.Instant { return &l.ReceivedAt }),
	column("updated_at", func(l *models.Lead) *models.Instant { return &l.UpdatedAt }),
	column("arrival", func(l *models.Lead) *models.Arrival { return &l.Arrival }),
	column("pushed", func(l *models.Lead) *bool { return &l.Pushed }),
	column("report_state", func(l *models.Lead) *models.ReportState { return &l.ReportState }),
	column("queue_at", func(l *models.Lead) *models.Instant { return &l.QueueAt }),
}

// listColumns are what a list shows, and no more: they stand in the front of the row.
var listColumns = []leadColumn{
	column("id", func(l *models.Lead) *int64 { return &l.ID }),
	column("list_key", func(l *models.Lead) *int64 { return &l.ListKey }),
	column("account_id", func(l *models.Lead) *int64 { return &l.AccountID }),
	column("leads_id", func(l *models.Lead) *string { return &l.LeadsID }),
	column("ingested_at", func(l *models.Lead) *models.Instant { return &l.IngestedAt }),
	column("worked_at", func(l *models.Lead) *models.Instant { return &l.WorkedAt }),
	column("preview", func(l *models.Lead) *bool { return &l.Preview }),
	column("convert_status", func(l *models.Lead) *models.ConvertStatus { return &l.ConvertStatus }),
	column("ineffect_reason", func(l *models.Lead) *models.IneffectReason { return &l.IneffectReason }),
	column("intention_score", func(l *models.Lead) *models.IntentionScore { return &l.IntentionScore }),
	column("outer_convert_type", func(l *models.Lead) *string { return &l.OuterConvertType }),
	column("outer_ineffect_reason", func(l *models.Lead) *string { return &l.OuterIneffectReason }),
	column("work_version", func(l *models.Lead) *int64 { return &l.WorkVersion }),
	column("owner_id", func(l *models.Lead) *int64 { return &l.OwnerID }),
	column("report_state", func(l *models.Lead) *models.ReportState { return &l.ReportState }),
	column("summary", func(l *models.Lead) *string { return &l.Summary }),
	column("leads_name", func(l *models.Lead) *string { return &l.LeadsName }),
	column("leads_tel", func(l *models.Lead) *string { return &l.LeadsTel }),
	column("tel_location", func(l *models.Lead) *string { return &l.TelLocation }),
	column("leads_area", func(l *models.Lead) *string { return &l.LeadsArea }),
	column("leads_type", func(l *models.Lead) *string { return &l.LeadsType }),
	column("leads_source", func(l *models.Lead) *string { return &l.LeadsSource }),
	column("campaign_name", func(l *models.Lead) *string { return &l.CampaignName }),
	column("unverified", func(l *models.Lead) *bool { return &l.Unverified }),
	column("erased_at", func(l *models.Lead) *models.Instant { return &l.ErasedAt }),
	column("queue_at", func(l *models.Lead) *models.Instant { return &l.QueueAt }),
	column("followed_at", func(l *models.Lead) *models.Instant { return &l.FollowedAt }),
}

var listSelect = "SELECT " + names(listColumns, "l.") + " FROM leads l "

func names(columns []leadColumn, prefix string) string {
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = prefix + c.name
	}
	return strings.Join(list, ", ")
}

func appendValues(row []any, l *models.Lead, sets ...[]leadColumn) []any {
	for _, columns := range sets {
		for _, c := range columns {
			row = append(row, c.value(l))
		}
	}
	return row
}

// scanList reads rows of listSelect, of which there are hardly more than expected: leads are large,
// and growing a list copies them.
func scanList(rows *sql.Rows, expected int) ([]models.Lead, error) {
	var leads []models.Lead
	err := eachOfList(rows, func(lead *models.Lead) bool {
		if leads == nil {
			leads = make([]models.Lead, 0, expected)
		}
		leads = append(leads, *lead)
		return true
	})
	return leads, err
}

// eachOfList hands the rows of such a query on, one after another, until one is enough.
func eachOfList(rows *sql.Rows, goOn func(*models.Lead) bool) (err error) {
	defer func() {
		if closed := rows.Close(); err == nil {
			err = closed
		}
	}()
	var lead models.Lead
	targets := make([]any, len(listColumns))
	for i, c := range listColumns {
		targets[i] = c.into(&lead)
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		if !goOn(&lead) {
			return nil
		}
	}
	return rows.Err()
}

// knownLeads asks for those of an account's leads that are stored already.
func (d dialect) knownLeads() string {
	return "SELECT id, leads_id, pull_hash, erased_at FROM leads WHERE account_id = ? AND leads_id IN (" + d.eachText() + ")"
}

// leadStatements are the prepared statements of AcceptLeads.
type leadStatements struct {
	known, insert, update, addGrams, dropGrams *sql.Stmt
	addRaw, seePush, lastID, place             *sql.Stmt
}

func (s *Store) prepareLeadStatements(ctx context.Context) error {
	insert := fmt.Sprintf("INSERT INTO leads (%s, %s) VALUES (%s)", names(birthColumns, ""), names(platformColumns, ""),
		placeholders(len(birthColumns)+len(platformColumns)))
	update := "UPDATE leads SET updated_at = ?, " + strings.ReplaceAll(names(platformColumns, ""), ", ", " = ?, ") + " = ? WHERE id = ?"
	addGrams := "INSERT INTO lead_grams (rowid, grams) VALUES (?, ?)"
	dropGrams := "DELETE FROM lead_grams WHERE rowid = ?"
	if s.dialect == onPostgres {
		addGrams = "INSERT INTO lead_grams (list_key, grams) VALUES (?, string_to_array(?, ' '))"
		dropGrams = "DELETE FROM lead_grams WHERE list_key = ?"
	}
	seePush := "INSERT INTO push_seen (signed_at, key) VALUES (?, ?) ON CONFLICT DO NOTHING"
	addRaw := "INSERT INTO raw_events (account_id, lead_id, leads_id, at, source, signature, warnings, size, sealed) VALUES (" + placeholders(9) + ")"
	for _, p := range []struct {
		into  **sql.Stmt
		query string
	}{
		{&s.lead.known, s.dialect.knownLeads()}, {&s.lead.insert, insert}, {&s.lead.update, update},
		{&s.lead.addGrams, addGrams}, {&s.lead.dropGrams, dropGrams},
		{&s.lead.addRaw, addRaw}, {&s.lead.seePush, seePush},
		{&s.lead.lastID, "SELECT coalesce(max(id), 0) FROM leads"},
		{&s.lead.place, "UPDATE leads SET ingested_at = ?, list_key = ? WHERE id = ?"},
	} {
		statement, err := s.writer.PrepareContext(ctx, s.dialect.rebind(p.query))
		if err != nil {
			return fmt.Errorf("prepare the lead statements: %w", err)
		}
		*p.into = statement
	}
	return nil
}
