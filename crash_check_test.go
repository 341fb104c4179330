//go:build unix

package main

import (
	"database/sql"
	"encoding/json"
	"strings"

	"xiansuo/models"
)

// crashFigures is what the comparison found. Everything but the first line of counts must be zero.
type crashFigures struct {
	leads, statuses, reports, repeated, pushes   int
	lostLeads, doubled, strangers, lostPushes    int
	lostStatuses, staleOverwrites, lostReports   int
	staleReports, unsentReports, brokenHistories int
	damage                                       string
	locked, deadlocks, panics                    int
}

// compare holds the database against what the platform has, what it heard, and what was
// acknowledged to clients.
func (d *crashDesk) compare(db *sql.DB) crashFigures {
	d.t.Helper()
	f := crashFigures{leads: len(d.arrived), pushes: len(d.pushed)}
	d.compareLeads(db, &f)
	d.compareStatuses(db, &f)
	d.compareReports(db, &f)
	if d.database == "" {
		if err := db.QueryRow("PRAGMA integrity_check").Scan(&f.damage); err != nil {
			d.t.Fatal(err)
		}
		f.damage = strings.TrimPrefix(f.damage, "ok")
		f.damage += strings.Repeat("a broken reference ", d.number(db, "SELECT count(*) FROM pragma_foreign_key_check"))
	}
	logs := strings.ToLower(d.logged.String())
	f.locked = strings.Count(logs, "database is locked") + strings.Count(logs, "sqlite_busy")
	f.deadlocks = strings.Count(logs, "deadlock detected")
	f.panics = strings.Count(logs, "panic")
	return f
}

func (d *crashDesk) compareLeads(db *sql.DB, f *crashFigures) {
	d.t.Helper()
	rows, err := db.Query("SELECT leads_id, account_id, count(*) FROM leads GROUP BY leads_id, account_id")
	if err != nil {
		d.t.Fatal(err)
	}
	defer rows.Close()
	have := map[string]bool{}
	for rows.Next() {
		var leadsID string
		var account int64
		var n int
		if err := rows.Scan(&leadsID, &account, &n); err != nil {
			d.t.Fatal(err)
		}
		have[leadsID] = true
		if n > 1 {
			f.doubled++
		}
		if _, err := d.sim.Lead(leadsID); err != nil {
			f.strangers++
		}
	}
	if err := rows.Err(); err != nil {
		d.t.Fatal(err)
	}
	for leadsID := range d.arrived {
		if !have[leadsID] {
			f.lostLeads++
		}
	}
	for leadsID := range d.pushed {
		if !have[leadsID] {
			f.lostPushes++
		}
	}
}

// compareStatuses: every acknowledged status stands in the lead's history at the version that was
// acknowledged, and the lead says what its newest entry says.
func (d *crashDesk) compareStatuses(db *sql.DB, f *crashFigures) {
	d.t.Helper()
	for _, s := range d.stories {
		history := d.history(db, s.id)
		for _, act := range s.acts {
			if !act.acknowledged {
				continue
			}
			f.statuses++
			if history[act.version+1] != act.words {
				f.lostStatuses++
			}
		}
		var words string
		var version int64
		if err := db.QueryRow("SELECT outer_convert_type, work_version FROM leads WHERE id = "+s.id).Scan(&words, &version); err != nil {
			d.t.Fatal(err)
		}
		if int(version) != len(history) {
			f.brokenHistories++
		}
		if history[version] != words {
			f.staleOverwrites++
		}
	}
}

// history is what a lead's status became, by version.
func (d *crashDesk) history(db *sql.DB, lead string) map[int64]string {
	d.t.Helper()
	rows, err := db.Query("SELECT details FROM changes WHERE kind = 'status' AND lead_id = " + lead)
	if err != nil {
		d.t.Fatal(err)
	}
	defer rows.Close()
	history := map[int64]string{}
	for rows.Next() {
		var details string
		var change models.StatusChange
		if err := rows.Scan(&details); err != nil {
			d.t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(details), &change); err != nil {
			d.t.Fatal(err)
		}
		history[change.Version] = change.New.OuterConvertType
	}
	if err := rows.Err(); err != nil {
		d.t.Fatal(err)
	}
	return history
}

// compareReports: what the platform accepted last of each lead is what the database says, it never
// heard an older status after a newer one, and it heard little twice.
func (d *crashDesk) compareReports(db *sql.DB, f *crashFigures) {
	d.t.Helper()
	const words = "outerLeadsConvertType"
	last, heard := map[string]string{}, map[string]bool{}
	for _, report := range d.sim.Reports(0) {
		f.reports++
		said := report.Fields[words]
		if heard[report.LeadsID+said] {
			f.repeated++
		}
		if said < last[report.LeadsID] { // a client's words sort by time, and a lead has one client
			f.staleReports++
		}
		heard[report.LeadsID+said], last[report.LeadsID] = true, said
	}
	rows, err := db.Query("SELECT leads_id, convert_status, outer_convert_type, report_state FROM leads WHERE work_version > 0")
	if err != nil {
		d.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var leadsID, status, outer, state string
		if err := rows.Scan(&leadsID, &status, &outer, &state); err != nil {
			d.t.Fatal(err)
		}
		if state == string(models.ReportExcluded) {
			continue // a preview
		}
		report, _ := d.sim.LastReport(leadsID)
		if report.Fields[words] != outer || report.Fields["leads_convert_type"] != status {
			f.lostReports++
		}
		if state == string(models.ReportWaiting) || state == string(models.ReportFailed) || state == string(models.ReportNone) {
			f.unsentReports++
		}
	}
	if err := rows.Err(); err != nil {
		d.t.Fatal(err)
	}
}

// judge prints the figures beside their limits and fails where one is passed.
func (d *crashDesk) judge(f crashFigures) {
	d.t.Helper()
	d.t.Logf("P1: %d kills (%d at the start, %d right after an answer, %d with a report under way): %d leads, %d lost, %d doubled, %d strangers (limits 0)",
		d.kills, d.startsKilled, d.trapsSprung[onAnswer], d.trapsSprung[onReport], f.leads, f.lostLeads, f.doubled, f.strangers)
	d.t.Logf("P1, P2: %d acknowledged statuses, %d lost, %d stale overwrites, %d gaps in histories; %d acknowledged pushes, %d lost (limits 0)",
		f.statuses, f.lostStatuses, f.staleOverwrites, f.brokenHistories, f.pushes, f.lostPushes)
	d.t.Logf("P1, P7: %d reports heard, %d of them again (limit %d), %d out of order, %d differ from the database, %d not sent (limits 0)",
		f.reports, f.repeated, models.MaxReportBatch*(d.kills+d.clean), f.staleReports, f.lostReports, f.unsentReports)
	d.t.Logf("P11: %d stops under load, the slowest took %v (limit %v)", d.clean, d.slowestStop.Round(1e6), stopLimit)
	for what, n := range map[string]int{
		"lost leads": f.lostLeads, "leads stored twice": f.doubled, "leads that the platform never had": f.strangers,
		"acknowledged pushes lost": f.lostPushes, "acknowledged statuses lost": f.lostStatuses, "stale overwrites": f.staleOverwrites,
		"broken histories": f.brokenHistories, "reports out of order": f.staleReports, "reports that differ": f.lostReports,
		"statuses never reported": f.unsentReports, "times a database that was locked": f.locked, "deadlocks": f.deadlocks, "panics": f.panics,
		"reports repeated beyond the limit": max(0, f.repeated-models.MaxReportBatch*(d.kills+d.clean)),
	} {
		if n > 0 {
			d.t.Errorf("%d %s", n, what)
		}
	}
	if f.locked+f.deadlocks+f.panics > 0 {
		d.t.Log(d.trouble())
	}
	if f.damage != "" {
		d.t.Errorf("the database is damaged: %s", f.damage)
	}
	if f.leads == 0 || f.statuses == 0 || f.reports == 0 {
		d.t.Errorf("the harness did nothing: %+v", f)
	}
}
