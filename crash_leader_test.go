//go:build unix

package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"xiansuo/tencent/simulator"
)

// overlapWatch counts the calls that ask for the leads of an account while another process does.
type overlapWatch struct {
	mu       sync.Mutex
	under    map[string]map[*life]int // calls under way, by account and process
	overlaps int
}

// begin notes a call; end is to be called at its end. A caller that is gone ended its call.
func (o *overlapWatch) begin(l *life, r *http.Request) (end func()) {
	account := r.URL.Query().Get("account_id")
	o.enter(account, l)
	over := sync.OnceFunc(func() { o.leave(account, l) })
	stop := context.AfterFunc(r.Context(), over)
	return func() { stop(); over() }
}

func (o *overlapWatch) enter(account string, l *life) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.under == nil {
		o.under = map[string]map[*life]int{}
	}
	if o.under[account] == nil {
		o.under[account] = map[*life]int{}
	}
	for other, calls := range o.under[account] {
		if other != l && calls > 0 {
			o.overlaps++
		}
	}
	o.under[account][l]++
}

func (o *overlapWatch) leave(account string, l *life) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.under[account][l]--
}

func (o *overlapWatch) seen() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.overlaps
}

// replacedWithin is P15: how soon another instance runs the jobs of a leader that was killed.
const replacedWithin = 30 * time.Second

// replacesALostLeader: of two instances on one database one runs the jobs, the other serves pages
// and takes over when the first is killed (P15).
func replacesALostLeader(t *testing.T, binary, database string) {
	d := newCrashDesk(t, binary, database, 1)
	if _, err := d.sim.Fail(simulator.Fault{Kind: simulator.Slow, Call: simulator.CallList, Delay: 200 * time.Millisecond}); err != nil {
		t.Fatal(err)
	}
	db := d.open()
	instances := []*life{d.start(), d.start()}
	t.Cleanup(func() {
		for _, l := range instances {
			_ = l.cmd.Process.Kill()
		}
	})
	d.signIn()
	began := time.Now()
	d.pulled(db, began)
	for round := range 3 {
		at := d.leading(instances)
		d.followerServes(instances[1-at], db)
		began = time.Now()
		d.kill(instances[at])
		took := d.pulled(db, began)
		t.Logf("P15: round %d: the killed leader was replaced and a new lead was pulled after %v (limit %v)", round+1, took.Round(time.Millisecond), replacedWithin)
		instances[at] = d.start()
	}
	d.stop(instances[0])
	d.pulled(db, time.Now())
	d.stop(instances[1])
	runs := d.number(db, `SELECT count(*) FROM past_runs a JOIN past_runs b ON a.job = b.job AND a.id < b.id AND a.instance <> b.instance
		AND a.job NOT IN ('health', 'push counts')
		AND a.started_at < b.finished_at - 500 AND b.started_at < a.finished_at - 500`)
	t.Logf("P15: %d runs overlapped, %d calls beside one of another instance (limits 0)", runs, d.pulls.seen())
	if runs != 0 || d.pulls.seen() != 0 {
		t.Error("two instances ran the same job at the same time")
	}
}

// pulled waits until a lead that is new on the platform is in the database.
func (d *crashDesk) pulled(db *sql.DB, since time.Time) time.Duration {
	d.t.Helper()
	leadsID, err := d.sim.AddLead(standardAccount.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	for d.number(db, "SELECT count(*) FROM leads WHERE leads_id = '"+leadsID+"'") == 0 {
		if time.Since(since) > replacedWithin {
			d.t.Fatalf("nobody pulls\n%s", d.trouble())
		}
		<-time.After(20 * time.Millisecond)
	}
	return time.Since(since)
}

// leading finds which instance runs the jobs: the one that the other's page names. A starved machine
// may change the leader at any moment, so it looks until both pages agree.
func (d *crashDesk) leading(instances []*life) int {
	d.t.Helper()
	for deadline := time.Now().Add(replacedWithin); time.Now().Before(deadline); <-time.After(20 * time.Millisecond) {
		first, second := d.follows(instances[0], instances[1]), d.follows(instances[1], instances[0])
		switch {
		case second && !first:
			return 0
		case first && !second:
			return 1
		}
	}
	d.t.Fatal("no instance says that the other runs the jobs")
	return 0
}

// follows reports whether an instance's page says that the other one runs the jobs.
func (d *crashDesk) follows(l, leader *life) bool {
	d.t.Helper()
	d.life.Store(l)
	c := &crashClient{crashDesk: d}
	status, body, err := c.ask(http.MethodGet, "/sync", nil)
	if err != nil || status != http.StatusOK {
		d.t.Fatalf("/sync: %d, %v", status, err)
	}
	note := regexp.MustCompile(`后台任务由另一个实例运行[^<]*`).Find(body)
	return strings.HasSuffix(strings.TrimSpace(string(note)), fmt.Sprintf("/%d", leader.cmd.Process.Pid))
}

// followerServes: the instance that does not run the jobs answers pages, and has what people ask
// for done by the other.
func (d *crashDesk) followerServes(l *life, db *sql.DB) {
	d.t.Helper()
	d.life.Store(l)
	c := &crashClient{crashDesk: d, chance: d.chance}
	if status, body, err := c.ask(http.MethodGet, "/leads", nil); err != nil || status != http.StatusOK || !strings.Contains(string(body), "data-lead=") {
		d.t.Errorf("the list of the instance that does not lead: %d, %v", status, err)
	}
	for deadline := time.Now().Add(10 * time.Second); ; <-time.After(20 * time.Millisecond) { // it may have just started
		status, body, err := c.ask(http.MethodGet, "/healthz?full", nil)
		if err == nil && status == http.StatusOK && strings.Contains(string(body), `"name":"pull"`) {
			break
		}
		if time.Now().After(deadline) {
			d.t.Fatalf("nobody looks at health on the instance that does not lead: %d, %v, %s", status, err, body)
		}
	}
	c.push() // the pull that confirms it is the leader's, see overlapWatch
	const tidied = "SELECT count(*) FROM past_runs WHERE job = 'sessions'"
	before := d.number(db, tidied)
	if status, _, err := c.ask(http.MethodPost, "/sync/jobs/sessions/run", url.Values{}); err != nil || status != http.StatusSeeOther {
		d.t.Fatalf("asking for a job: %d, %v", status, err)
	}
	for deadline := time.Now().Add(10 * time.Second); d.number(db, tidied) == before; <-time.After(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			d.t.Fatal("the leader does not do what another instance asks")
		}
	}
}
