//go:build unix

package main

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"

	"xiansuo/models"
	"xiansuo/tencent/simulator"
)

// crashDesk is the real program, as its own process on real files, beside a simulated platform
// that lives on while the program is killed and started again.
type crashDesk struct {
	t               *testing.T
	binary          string
	dir, database   string // database: empty for SQLite
	sim             *simulator.Simulator
	logged          *notes // standard error of all lives
	client          *http.Client
	chance          *rand.Rand
	life            atomic.Pointer[life] // nil while it is down
	trap            atomic.Int32         // what the next kill waits for
	trapped         chan struct{}
	pushURL         string // where leads are pushed to, without the address; empty: not offered
	mu              sync.Mutex
	arrived, pushed map[string]int64 // account by leads_id: what the platform has, what was acknowledged
	stories         map[string]*story
	slowestStop     time.Duration
	pulls           overlapWatch
	kills, clean    int
	startsKilled    int
	backlogs        int // accounts added
	trapsSprung     [3]int
}

// What a kill can wait for.
const (
	noTrap   = iota
	onAnswer // a client has read that its act is done
	onReport // the platform has accepted a report, and the program does not know it yet
)

// life is one process.
type life struct {
	cmd     *exec.Cmd
	address string
	ended   chan error
}

// buildProgram builds the program once for all tests of a run.
func buildProgram(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "xiansuo")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, ".") // as the gate does: the cache has it
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return binary
}

const crashPassword = "correct horse battery"

// newCrashDesk makes a desk with two accounts and one admin, ready to be started.
func newCrashDesk(t *testing.T, binary, database string, seed uint64) *crashDesk {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	d := &crashDesk{
		t: t, binary: binary, dir: t.TempDir(), database: database, logged: &notes{},
		chance: rand.New(rand.NewPCG(seed, 1)), trapped: make(chan struct{}, 1),
		arrived: map[string]int64{}, pushed: map[string]int64{}, stories: map[string]*story{},
		client: &http.Client{
			Jar: jar, Timeout: 10 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	d.sim = simulator.New(simulator.Options{Seed: seed, Accounts: append([]simulator.Account{medicalAccount, standardAccount}, backlogAccounts()...)})
	for _, slow := range []simulator.Fault{
		{Kind: simulator.Slow, Call: simulator.CallList, Delay: 20 * time.Millisecond},
		{Kind: simulator.Slow, Call: simulator.CallReport, Delay: 60 * time.Millisecond, Probability: 0.5},
	} {
		if _, err := d.sim.Fail(slow); err != nil {
			t.Fatal(err)
		}
	}
	d.command(crashPassword+"\n", "admin", "create", "--username", "boss")
	d.command(medicalAccount.Secret+"\n", "account", "set", "--account-id", "25610", "--name", "A", "--token", medicalAccount.Token, "--industry", "medical", "--status-system", "industry")
	d.command(standardAccount.Secret+"\n", "account", "set", "--account-id", "25611", "--name", "B", "--token", standardAccount.Token)
	if out, err := d.try("", "account", "push-url", "--account-id", "25611"); err == nil {
		if at := strings.Index(out, "/hooks/"); at >= 0 {
			d.pushURL = strings.Fields(out[at:])[0]
		}
	}
	t.Cleanup(func() {
		if now := d.life.Load(); now != nil {
			_ = now.cmd.Process.Kill()
			<-now.ended
		}
	})
	return d
}

// Accounts that come to the desk late, each with a backlog of many pages. The overlap of two pulls
// hides a mark that was moved too early, but not from the first pull of an account.
const (
	maxBacklogs  = 60
	backlogLeads = 1500
	backlogReach = 20 * time.Hour // a first pull goes back further
)

func backlogAccounts() []simulator.Account {
	accounts := make([]simulator.Account, maxBacklogs)
	for i := range accounts {
		n := strconv.Itoa(30000 + i)
		accounts[i] = simulator.Account{ID: 30000 + int64(i), Name: n, Token: "token" + n, Secret: "secret" + n}
	}
	return accounts
}

// addBacklog adds an account with a backlog, while the program is down.
func (d *crashDesk) addBacklog() {
	d.t.Helper()
	if d.backlogs == maxBacklogs {
		return
	}
	a := backlogAccounts()[d.backlogs]
	d.backlogs++
	for range backlogLeads {
		leadsID, err := d.sim.AddLeadAt(a.ID, time.Now().Add(-time.Hour-time.Duration(d.chance.Int64N(int64(backlogReach-time.Hour)))))
		if err != nil {
			d.t.Fatal(err)
		}
		d.mu.Lock()
		d.arrived[leadsID] = a.ID
		d.mu.Unlock()
	}
	d.command(a.Secret+"\n", "account", "set", "--account-id", a.Name, "--name", a.Name, "--token", a.Token)
}

// command runs a command of the program that must succeed.
func (d *crashDesk) command(in string, args ...string) {
	d.t.Helper()
	if out, err := d.try(in, args...); err != nil {
		d.t.Fatalf("%v: %v\n%s", args, err, out)
	}
}

func (d *crashDesk) try(in string, args ...string) (string, error) {
	cmd := exec.Command(d.binary, append(args, d.where()...)...)
	cmd.Stdin = strings.NewReader(in)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// where says where the data lives.
func (d *crashDesk) where() []string {
	if d.database == "" {
		return []string{"--data", d.dir}
	}
	return []string{"--data", d.dir, "--database", d.database}
}

// begin starts a process without waiting for it to answer.
func (d *crashDesk) begin() (*life, <-chan string) {
	d.t.Helper()
	l := &life{ended: make(chan error, 1)}
	platform := httptest.NewServer(d.watched(l, d.sim.Handler()))
	args := append([]string{"--addr", "127.0.0.1:0", "--platform-url", platform.URL + "/api/mv1/", "--pull-every", "1s", "--pull-pause", "0s"}, d.where()...)
	l.cmd = exec.Command(d.binary, args...)
	l.cmd.Stderr = d.logged
	out, err := l.cmd.StdoutPipe()
	if err != nil {
		d.t.Fatal(err)
	}
	if err := l.cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	address := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if found := addressForm.FindString(lines.Text()); found != "" && len(address) == 0 {
				address <- found
			}
		}
		close(address)
		err := l.cmd.Wait()
		platform.Close()
		l.ended <- err
	}()
	return l, address
}

// start starts a process and waits until it says where it answers.
func (d *crashDesk) start() *life {
	d.t.Helper()
	l, address := d.begin()
	select {
	case found, ok := <-address:
		if !ok {
			d.t.Fatalf("the program does not start: %v\n%s", <-l.ended, d.trouble())
		}
		l.address = found
	case <-time.After(30 * time.Second):
		d.t.Fatalf("the program does not start in time\n%s", d.trouble())
	}
	d.life.Store(l)
	return l
}

// kill ends a process at once, as a power cut would, and waits until it is gone.
func (d *crashDesk) kill(l *life) {
	_ = l.cmd.Process.Kill() // it may be gone already
	<-l.ended
	d.life.CompareAndSwap(l, nil)
	d.kills++
}

// stopLimit is P11: how long a program that is told to stop may take.
const stopLimit = 10 * time.Second

// stop ends a process as an operator does, and holds it to its promise.
func (d *crashDesk) stop(l *life) {
	d.t.Helper()
	began := time.Now()
	if err := l.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		d.t.Fatal(err)
	}
	select {
	case err := <-l.ended:
		if err != nil {
			d.t.Errorf("a program that was told to stop ended with %v\n%s", err, d.trouble())
		}
	case <-time.After(stopLimit):
		_ = l.cmd.Process.Kill()
		d.t.Fatalf("the program does not stop within %v", stopLimit)
	}
	d.life.CompareAndSwap(l, nil)
	d.slowestStop = max(d.slowestStop, time.Since(began))
	d.clean++
}

// acknowledged is called the moment a client has read an answer that promises durability.
func (d *crashDesk) acknowledged(l *life) { d.spring(onAnswer, l) }

// watched is the platform as one process sees it, with the trap for reports: its answer is not sent
// before this returns.
func (d *crashDesk) watched(l *life, platform http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, string(simulator.CallList)) {
			defer d.pulls.begin(l, r)()
		}
		platform.ServeHTTP(w, r)
		if strings.HasSuffix(r.URL.Path, string(simulator.CallReport)) {
			d.spring(onReport, l)
		}
	})
}

func (d *crashDesk) spring(trap int32, l *life) {
	if d.trap.CompareAndSwap(trap, noTrap) {
		_ = l.cmd.Process.Kill()
		d.trapped <- struct{}{}
	}
}

// pass lets a random time go by.
func (d *crashDesk) pass(from, to time.Duration) {
	<-time.After(from + time.Duration(d.chance.Int64N(int64(to-from))))
}

// signIn makes the client the admin. Sessions outlive the process.
func (d *crashDesk) signIn() {
	d.t.Helper()
	answer, err := d.client.PostForm(d.life.Load().address+"/login", url.Values{"username": {"boss"}, "password": {crashPassword}})
	if err != nil {
		d.t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		d.t.Fatalf("login answered %d", answer.StatusCode)
	}
}

// open reads the database beside the program, or after it.
func (d *crashDesk) open() *sql.DB {
	d.t.Helper()
	driver, address := "sqlite", "file:"+filepath.Join(d.dir, "xiansuo.db")+"?_pragma=busy_timeout(5000)"
	if d.database != "" {
		driver, address = "pgx", d.database
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() {
		if err := db.Close(); err != nil {
			d.t.Error(err)
		}
	})
	return db
}

// number asks the database for one number.
func (d *crashDesk) number(db *sql.DB, query string) int {
	d.t.Helper()
	var n int
	if err := db.QueryRow(query).Scan(&n); err != nil {
		d.t.Fatalf("%s: %v", query, err)
	}
	return n
}

// drain waits until the program has every lead and has reported every status. It may take its time,
// but it must get on.
func (d *crashDesk) drain(db *sql.DB) time.Duration {
	d.t.Helper()
	began := time.Now()
	moved, before := began, [2]int{}
	for {
		now := [2]int{
			d.number(db, "SELECT count(*) FROM leads"),
			d.number(db, "SELECT count(*) FROM outgoing_reports WHERE state = 'waiting'"),
		}
		if now[0] >= len(d.arrived) && now[1] == 0 {
			return time.Since(began)
		}
		if now != before {
			moved, before = time.Now(), now
		}
		if time.Since(moved) > models.ReportLease {
			d.t.Fatalf("%d of %d leads, and %d reports wait\n%s", now[0], len(d.arrived), now[1], d.trouble())
		}
		<-time.After(100 * time.Millisecond)
	}
}

// run lets loads run until the act is over.
func (d *crashDesk) run(act func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var loads sync.WaitGroup
	for i, load := range crashLoads {
		if load.push && d.pushURL == "" {
			continue
		}
		for n := range load.clients {
			chance := rand.New(rand.NewPCG(d.chance.Uint64(), uint64(i)))
			loads.Go(func() {
				worker := &crashClient{crashDesk: d, chance: chance, name: load.name + strconv.Itoa(n)}
				for ctx.Err() == nil {
					load.act(worker)
					<-time.After(time.Duration(chance.Int64N(int64(2 * load.every))))
				}
			})
		}
	}
	act()
	cancel()
	loads.Wait()
}

// trouble is the last of what the program said besides its requests.
func (d *crashDesk) trouble() string {
	lines := slices.DeleteFunc(strings.Split(d.logged.String(), "\n"), func(line string) bool { return strings.Contains(line, " msg=request ") })
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}

var errDown = errors.New("the program is down")
