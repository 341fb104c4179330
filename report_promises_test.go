package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"xiansuo/jobs"
	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
	"xiansuo/tencent"
	"xiansuo/tencent/simulator"
)

// reporting is the part of the program that reports, beside a simulated platform, in a time that the
// test moves. Several workers send at once, as two instances would.
type reporting struct {
	t       testing.TB
	clock   atomic.Int64
	sim     *simulator.Simulator
	stores  []*store.Store // one a worker; the same one on SQLite, which belongs to one process
	workers []*jobs.Reporter
	account models.Account
}

func (r *reporting) now() time.Time          { return models.Instant(r.clock.Load()).Time() }
func (r *reporting) advance(d time.Duration) { r.clock.Add(d.Milliseconds()) }
func (r *reporting) store() *store.Store     { return r.stores[0] }

// newReporting has n leads, pulled from the platform, and one worker for each store that open gives.
func newReporting(t testing.TB, n, workers int, database string, adjust func(*simulator.Options)) *reporting {
	t.Helper()
	r := &reporting{t: t}
	r.clock.Store(int64(models.At(time.Date(2026, 11, 23, 12, 0, 0, 0, models.Beijing))))
	options := simulator.Options{Seed: 7, Now: r.now, Accounts: []simulator.Account{standardAccount}}
	if adjust != nil {
		adjust(&options)
	}
	r.sim = simulator.New(options)
	server := httptest.NewServer(r.sim.Handler())
	t.Cleanup(server.Close)
	for range n {
		if _, err := r.sim.AddRaw(standardAccount.ID, map[string]any{"leads_name": "王", "leads_source": "XJ"}); err != nil {
			t.Fatal(err)
		}
	}
	r.advance(time.Minute)
	dir := t.TempDir() // instances on one database share the key file
	for i := range workers {
		if i == 0 || database != "" {
			r.stores = append(r.stores, storetest.Open(t, store.Options{Dir: dir, Database: database, Now: r.now}))
		} else {
			r.stores = append(r.stores, r.stores[0])
		}
		client, err := tencent.New(server.URL+"/api/mv1/", tencent.Options{Now: r.now, Timeout: 5 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(client.Close)
		r.workers = append(r.workers, &jobs.Reporter{Store: r.stores[i], Platform: client, Log: slog.New(slog.DiscardHandler), Now: r.now})
	}
	r.save(standardAccount.Secret)
	puller := &jobs.Puller{Store: r.store(), Platform: r.workers[0].Platform.(*tencent.Client), Log: slog.New(slog.DiscardHandler), Now: r.now, Base: t.Context()}
	if err := puller.PullAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}

// save adds the account or changes its secret.
func (r *reporting) save(secret string) {
	r.t.Helper()
	var err error
	r.account, err = r.store().SaveAccount(r.t.Context(), models.AccountEdit{
		ID: standardAccount.ID, Version: r.account.Version, Name: standardAccount.Name, Industry: models.NoIndustry,
		StatusSystem: models.StandardSystem, Algorithm: models.SHA256, Pull: models.Pair{Token: standardAccount.Token, Secret: secret},
	}, models.System)
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *reporting) leads() []models.Lead {
	r.t.Helper()
	page, err := r.store().LeadPage(models.AsSystem(r.t.Context()), models.LeadQuery{Limit: 5000})
	if err != nil {
		r.t.Fatal(err)
	}
	return page.Leads
}

func (r *reporting) set(lead models.Lead, work models.Work) {
	r.t.Helper()
	wish := models.StatusWish{LeadID: lead.ID, Version: lead.WorkVersion, Work: work}
	if _, err := r.store().SetStatus(models.AsSystem(r.t.Context()), wish, models.System); err != nil {
		r.t.Fatal(err)
	}
}

// setAll gives every lead a status and lets it settle.
func (r *reporting) setAll() {
	for _, lead := range r.leads() {
		r.set(lead, models.Work{ConvertStatus: models.StatusPotentialCustomer})
	}
	r.advance(models.ReportSettle)
}

func (r *reporting) states() map[models.ReportState]int {
	count := map[models.ReportState]int{}
	for _, lead := range r.leads() {
		count[lead.ReportState]++
	}
	return count
}

func (r *reporting) calls() int { return r.sim.Calls()[simulator.CallReport].Received }

func (r *reporting) fail(f simulator.Fault) {
	r.t.Helper()
	f.Call = simulator.CallReport
	if _, err := r.sim.Fail(f); err != nil {
		r.t.Fatal(err)
	}
}

// send runs every worker once, all at the same time. What they say is of no interest: failures are
// what the tests are about.
func (r *reporting) send() {
	var group sync.WaitGroup
	for _, worker := range r.workers {
		group.Go(func() { _ = worker.SendAll(context.Background()) })
	}
	group.Wait()
}

// fieldsOf is a Work on the wire.
func fieldsOf(w models.Work) map[string]string {
	fields := map[string]string{}
	for name, value := range map[string]string{
		"leads_convert_type": string(w.ConvertStatus), "leads_ineffect_reason": string(w.IneffectReason),
		"leads_intention_score": string(w.IntentionScore), "outerLeadsConvertType": w.OuterConvertType, "outerLeadsIneffectReason": w.OuterIneffectReason,
	} {
		if value != "" {
			fields[name] = value
		}
	}
	return fields
}

// expectAgreement fails unless the platform's last report of each lead is the database's status.
func (r *reporting) expectAgreement() {
	r.t.Helper()
	for _, lead := range r.leads() {
		heard, ok := r.sim.LastReport(lead.LeadsID)
		switch {
		case lead.WorkVersion == 0:
		case !ok || fmt.Sprint(heard.Fields) != fmt.Sprint(fieldsOf(lead.Work)):
			r.t.Fatalf("lead %d: the platform heard %v (%v), the database says %v", lead.ID, heard.Fields, ok, lead.Work)
		case !lead.ReportState.Accepted():
			r.t.Fatalf("lead %d: the platform has it and the database says %s", lead.ID, lead.ReportState)
		}
	}
}

var errPowerCut = errors.New("the power went")

// badDay is a store whose worker may lose its power before it writes down what became of a call, or
// write it down only after another worker took over.
type badDay struct {
	*store.Store
	mu   sync.Mutex
	mood string // "", "crash" or "late"
	kept [][]models.ReportResult
}

func (b *badDay) ConcludeReports(ctx context.Context, results []models.ReportResult) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch b.mood {
	case "crash":
		return errPowerCut
	case "late":
		b.kept = append(b.kept, results)
		return errPowerCut
	}
	return b.Store.ConcludeReports(ctx, results)
}

func (b *badDay) be(mood string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.mood = mood
}

// catchUp writes down what is long out of date.
func (b *badDay) catchUp(t testing.TB) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, results := range b.kept {
		if err := b.Store.ConcludeReports(t.Context(), results); err != nil {
			t.Fatal(err)
		}
	}
	b.kept = nil
}

// ways are the faults of the platform that P7 meets: refused, failed, half done, and done unheard.
var ways = []simulator.FaultKind{
	simulator.Internal, simulator.Permission, simulator.RefuseParameter, simulator.UnknownCode, simulator.HTTPStatus,
	simulator.Reset, simulator.HTMLBody, simulator.EmptyBody, simulator.Truncated, simulator.CutBody, simulator.LostAnswer,
}

// TestP7 tries random histories of statuses, cancellations, faults, crashes and slow workers: once
// the queue has drained, the last report that the platform accepted of each lead is the database's status.
func TestP7AfterTheQueueDrainsThePlatformHasEveryStatus(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprintf("sqlite %d", seed), func(t *testing.T) { p7History(t, "", seed) })
		t.Run(fmt.Sprintf("postgres %d", seed), func(t *testing.T) { p7History(t, storetest.Postgres(t), seed) })
	}
}

func p7History(t *testing.T, database string, seed uint64) {
	r := newReporting(t, 8, 2, database, func(o *simulator.Options) { o.Seed = seed })
	dice := rand.New(rand.NewPCG(seed, 7))
	days := make([]*badDay, len(r.workers))
	for i := range r.workers {
		days[i] = &badDay{Store: r.stores[i]}
		r.workers[i].Store = days[i]
	}
	statuses := r.account.Rules().Statuses()
	for range 120 {
		switch dice.IntN(10) {
		case 0, 1, 2, 3:
			lead := r.leads()[dice.IntN(8)]
			r.set(lead, models.Work{
				ConvertStatus:  models.ConvertStatus(statuses[1+dice.IntN(len(statuses)-1)].Value),
				IntentionScore: models.IntentionScore(models.IntentionScores[dice.IntN(6)].Value),
			})
		case 4:
			lead := r.leads()[dice.IntN(8)]
			err := r.store().CancelReport(models.AsSystem(t.Context()), lead.ID, lead.WorkVersion, models.System)
			if err != nil && !errors.Is(err, models.ErrConflict) && !errors.Is(err, models.ErrNotFound) {
				t.Fatal(err)
			}
		case 5:
			r.fail(simulator.Fault{Kind: ways[dice.IntN(len(ways))], Times: 1 + dice.IntN(3)})
		case 6:
			days[dice.IntN(2)].be([]string{"", "", "crash", "late"}[dice.IntN(4)])
		case 7:
			days[dice.IntN(2)].catchUp(t)
		case 8:
			if _, err := r.store().ReplayReports(models.AsSystem(t.Context()), nil, 0, models.System); err != nil {
				t.Fatal(err)
			}
		}
		r.advance(time.Duration(1+dice.IntN(150)) * time.Second)
		r.send()
	}
	r.sim.ClearAll()
	for i := range days {
		days[i].be("")
	}
	for range 4 {
		r.advance(7 * time.Hour)
		if _, err := r.store().ReplayReports(models.AsSystem(t.Context()), nil, 0, models.System); err != nil {
			t.Fatal(err)
		}
		r.send()
		days[0].catchUp(t)
		days[1].catchUp(t)
	}
	r.expectAgreement()
}

func TestP8OneBadLeadInFiftyCostsFewCalls(t *testing.T) {
	for _, named := range []bool{false, true} {
		for _, at := range []int{0, 1, 24, 25, 48, 49} {
			r := newReporting(t, 50, 1, "", func(o *simulator.Options) { o.NameRefusedItems = named })
			r.setAll()
			bad := r.leads()[at].LeadsID
			r.fail(simulator.Fault{Kind: simulator.RefuseParameter, LeadsIDs: []string{bad}})
			r.send()
			if got := r.states(); r.calls() > 13 || got[models.ReportSent] != 49 || got[models.ReportFailed] != 1 {
				t.Errorf("named %v, position %d: %d calls (limit 13), %v", named, at, r.calls(), got)
			}
		}
	}
}

func TestP9ThePlatformIsDownForThreeDays(t *testing.T) {
	for _, kind := range []simulator.FaultKind{simulator.HTTPStatus, simulator.Internal, simulator.UnknownCode} {
		r := newReporting(t, 50, 1, "", nil)
		r.setAll()
		r.fail(simulator.Fault{Kind: kind})
		for end := r.now().Add(72*time.Hour - time.Minute); r.now().Before(end); r.advance(30 * time.Second) {
			r.send()
		}
		if got := r.states(); got[models.ReportWaiting] != 50 {
			t.Fatalf("%s: parked early: %v", kind, got)
		}
		t.Logf("%s: %d calls of a batch in 72 h (limit 25)", kind, r.calls())
		if r.calls() > 25 {
			t.Errorf("%s: %d calls", kind, r.calls())
		}
		r.advance(time.Hour)
		r.send()
		if got := r.states(); got[models.ReportFailed] != 50 {
			t.Fatalf("%s: not parked after 72 h: %v", kind, got)
		}
		r.sim.ClearAll()
		if n, err := r.store().ReplayReports(models.AsSystem(t.Context()), nil, 0, models.System); n != 50 || err != nil {
			t.Fatalf("%d replayed, %v", n, err)
		}
		r.send()
		r.expectAgreement()
	}
}

func TestP10WrongCredentialsCostFewCallsAndAnEditResumes(t *testing.T) {
	r := newReporting(t, 120, 2, "", nil)
	r.setAll()
	r.save("wrong")
	for end := r.now().Add(24 * time.Hour); r.now().Before(end); r.advance(5 * time.Second) {
		r.send()
	}
	t.Logf("%d calls in 24 h (limit 100)", r.calls())
	if got := r.states(); r.calls() > 100 || got[models.ReportWaiting] != 120 {
		t.Fatalf("%d calls, %v", r.calls(), got)
	}
	for _, lead := range r.leads() {
		if report, err := r.store().Report(models.AsSystem(t.Context()), lead.ID); err != nil || report.Attempts != 0 {
			t.Fatalf("attempts were charged: %+v, %v", report, err)
		}
	}
	r.save(standardAccount.Secret)
	r.advance(time.Second) // the job's rhythm; the limit is 5 s
	r.send()
	r.expectAgreement()
}

func TestP6AStatusReachesThePlatformWithinSeconds(t *testing.T) {
	p := mustRun(t)
	b := p.setUp()
	b.addAccount(standardAccount)
	set := map[string]time.Time{}
	for range 20 {
		leadsID, err := p.sim.AddLead(standardAccount.ID)
		if err != nil {
			t.Fatal(err)
		}
		set[leadsID] = time.Time{}
	}
	for leadsID := range set {
		row := b.find(leadsID)
		form := url.Values{"leads_convert_type": {"LEADS_CONVERT_STATUS_TRANS_COMPLETED"}, "version": {"0"}}
		set[leadsID] = time.Now()
		if got := b.post("/leads/"+row.id+"/status", form); got.status != 303 {
			t.Fatalf("status %d", got.status)
		}
	}
	var took []time.Duration
	for leadsID, at := range set {
		p.wait("the report of "+leadsID, func() string {
			report, ok := p.sim.LastReport(leadsID)
			if !ok {
				return ""
			}
			took = append(took, report.At.Sub(at))
			return "heard"
		})
	}
	slices.Sort(took)
	p95 := took[len(took)*95/100]
	t.Logf("a status reached the platform in p50 %v, p95 %v (limit 30s), 5s of it for second thoughts", took[len(took)/2], p95)
	if p95 > 30*time.Second {
		t.Errorf("p95 %v", p95)
	}
}

// BenchmarkReports drains a backlog through the queue: at least 100 items/s.
func BenchmarkReports(b *testing.B) {
	const backlog = 2000
	for range b.N {
		b.StopTimer()
		r := newReporting(b, backlog, 1, "", nil)
		r.setAll()
		b.StartTimer()
		began := time.Now()
		r.send()
		rate := backlog / time.Since(began).Seconds()
		b.StopTimer()
		r.expectAgreement()
		b.ReportMetric(rate, "items/s")
		b.Logf("%d reports at %.0f items/s (limit 100)", backlog, rate)
		if rate < 100 {
			b.Errorf("only %.0f items/s", rate)
		}
		b.StartTimer()
	}
}
