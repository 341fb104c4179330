package store

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
)

// Limits of accepting leads.
const (
	limitNewRatio  = 0.8 // of plain prepared statements that know nothing else
	limitSameRatio = 4   // times as fast as new leads
	limitWriterMB  = 150 // of memory after storing all leads
	acceptPages    = 150 // pages of each kind; enough for many checkpoints
)

// BenchmarkAcceptLeads stores the same pages of new leads in turns through AcceptLeads and through plain
// prepared statements, each in its own copy of one database: so merges of the index and checkpoints,
// which come in a rhythm, cost both the same. Then it offers AcceptLeads the pages again.
func BenchmarkAcceptLeads(b *testing.B) {
	leads := benchLeads()
	s, other := benchCopy(b, leads), benchCopy(b, leads)
	plain := preparePlain(b, other)
	var pages [][]models.Lead
	err := madeUp{benchSeed, leads}.pages(leads, leads+(acceptPages+8)*madeUpPage, func(_ int64, page []models.Lead) error {
		pages = append(pages, slices.Clone(page))
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	var ours, reference, same effort // measured once: one run takes longer than any benchmark must
	for i, page := range pages[:acceptPages] {
		for _, our := range []bool{i%2 == 0, i%2 != 0} {
			rows := plainRows(b, other, page) // also brings the page's texts near, as a decoder does
			if our {
				ours.spend(func() { acceptPage(b, s, page, models.Accepted{New: madeUpPage}) })
			} else {
				reference.spend(func() { plain.store(b, other, rows) })
			}
		}
	}
	for _, page := range pages[:acceptPages] {
		touch(page)
		same.spend(func() { acceptPage(b, s, page, models.Accepted{Same: madeUpPage}) })
	}
	report(b, leads, ours, reference, same)
}

// touch reads a page's texts, because what a pull stores was decoded just before.
func touch(page []models.Lead) {
	for i := range page {
		page[i].Digest()
	}
}

// effort is what storing pages took: by the clock, and of the processors.
type effort struct {
	durations
	processor time.Duration
}

func (e *effort) spend(act func()) {
	runtime.GC() // no act pays for another's garbage
	before := processorTime()
	e.took(act)
	e.processor += processorTime() - before
}

// perSecond is leads a second by the clock.
func (e *effort) perSecond() float64 { return float64(len(e.durations)*madeUpPage) / e.sum().Seconds() }

// perLead is microseconds of the processors for a lead.
func (e *effort) perLead() float64 {
	return float64(e.processor.Microseconds()) / float64(len(e.durations)*madeUpPage)
}

// report compares by processor time where the system tells it: what other work adds to the clock falls
// on either side by chance, and waiting for the disk, which both do alike, would only flatter.
func report(b *testing.B, leads int, ours, reference, same effort) {
	clock := ours.perSecond() / reference.perSecond()
	ratio, times := clock, same.perSecond()/ours.perSecond()
	if ours.processor > 0 {
		ratio = reference.perLead() / ours.perLead()
	}
	b.ReportMetric(ours.perSecond(), "new-leads/s")
	b.ReportMetric(reference.perSecond(), "plain-leads/s")
	b.ReportMetric(clock, "new/plain-by-clock")
	b.ReportMetric(ratio, "new/plain")
	b.ReportMetric(times, "same/new")
	b.ReportMetric(0, "ns/op")
	verdict(b, ratio >= limitNewRatio, "at %d leads AcceptLeads has %.2f of the speed of plain statements, limit >= %.2f (%.0f and %.0f us of processor a lead); by the clock %.2f (%.0f and %.0f leads/s)",
		leads, ratio, limitNewRatio, ours.perLead(), reference.perLead(), clock, ours.perSecond(), reference.perSecond())
	verdict(b, times >= limitSameRatio, "unchanged leads %.0f/s, %.1f times as fast as new ones, limit >= %d", same.perSecond(), times, limitSameRatio)
}

func acceptPage(b *testing.B, s *Store, page []models.Lead, want models.Accepted) {
	got, err := s.AcceptLeads(models.AsSystem(context.Background()), models.Account{ID: page[0].AccountID}, page, models.Pulled)
	got.Previews = 0 // some are
	if err != nil || got != want {
		b.Fatalf("%+v, want %+v: %v", got, want, err)
	}
}

// plainStatements are the reference: the same writes as AcceptLeads' and nothing else.
type plainStatements struct{ lead, grams *sql.Stmt }

type plainRow struct {
	lead  *models.Lead
	grams string
}

func preparePlain(b *testing.B, s *Store) plainStatements {
	prepare := func(query string) *sql.Stmt {
		statement, err := s.writer.Prepare(query)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = statement.Close() })
		return statement
	}
	columns := names(birthColumns, "") + ", " + names(platformColumns, "")
	return plainStatements{
		prepare("INSERT INTO leads (" + columns + ") VALUES (" + placeholders(len(birthColumns)+len(platformColumns)) + ")"),
		prepare("INSERT INTO lead_grams (rowid, grams) VALUES (?, ?)"),
	}
}

// plainRows are a page's leads with everything that AcceptLeads finds out, oldest first, made before the
// clock starts.
func plainRows(b *testing.B, s *Store, page []models.Lead) []plainRow {
	var id int64
	if err := s.writer.QueryRow("SELECT max(id) FROM leads").Scan(&id); err != nil {
		b.Fatal(err)
	}
	rows := make([]plainRow, 0, len(page))
	for i := len(page) - 1; i >= 0; i-- {
		lead := page[i]
		id++
		lead.ID = id
		lead.ListKey = models.NewListKey(lead.IngestedAt, lead.ID)
		lead.ReceivedAt, lead.UpdatedAt, lead.Arrival = lead.IngestedAt, lead.IngestedAt, models.Pulled
		lead.Summary, lead.PullHash, lead.CampaignRef = lead.Summarise(), lead.Digest(), 1+lead.AccountID%200
		rows = append(rows, plainRow{&lead, strings.Join(models.Grams(lead.LeadsName, lead.LeadsTel), " ")})
	}
	return rows
}

func (p plainStatements) store(b *testing.B, s *Store, rows []plainRow) {
	ctx := models.AsSystem(context.Background())
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		b.Fatal(err)
	}
	lead, grams := tx.StmtContext(ctx, p.lead), tx.StmtContext(ctx, p.grams)
	for _, row := range rows {
		var values []any
		for _, c := range birthColumns {
			values = append(values, c.value(row.lead))
		}
		for _, c := range platformColumns {
			values = append(values, c.value(row.lead))
		}
		if _, err := lead.ExecContext(ctx, values...); err != nil {
			b.Fatal(err)
		}
		if _, err := grams.ExecContext(ctx, row.lead.ListKey, row.grams); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkWriterMemory tells how much memory the process had at most that stored all leads.
func BenchmarkWriterMemory(b *testing.B) {
	leads := benchLeads()
	text, err := os.ReadFile(filepath.Join(benchDir(b, leads), benchBuilt))
	if err != nil {
		b.Fatal(err)
	}
	peak, err := strconv.Atoi(string(text))
	if err != nil {
		b.Fatal(err)
	}
	if peak == 0 {
		b.Skip("this system does not tell a process's memory")
	}
	for b.Loop() { //nolint:revive // it was measured when the database was made
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(peak)/1024, "MB")
	verdict(b, peak/1024 <= limitWriterMB, "storing %d leads took at most %d MB, limit %d", leads, peak/1024, limitWriterMB)
}
