package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"xiansuo/models"
)

// The benchmarks prove the figures that the store promises, each beside its limit:
//
//	go test -run '^$' -bench . -benchtime 1x ./models/store
//
// They work on 1,000,000 leads (with -short 100,000), which the first run makes, in some minutes,
// in a folder that later runs use again.
const (
	// benchFolderEnv names that folder; without it one in the system's temporary folder is used.
	benchFolderEnv = "XIANSUO_BENCH_FOLDER"
	// benchBuildEnv tells a child of the benchmarks, "<leads> <folder>", to make a database and end.
	benchBuildEnv = "XIANSUO_BENCH_BUILD"

	benchMany, benchShort, benchFew = 1_000_000, 100_000, 10_000
	benchSeed                       = 20261123
	benchEdition                    = "4" // of the made-up leads: another makes new databases
	benchBuilt                      = "built"
)

func TestMain(m *testing.M) {
	if order := os.Getenv(benchBuildEnv); order != "" {
		size, dir, _ := strings.Cut(order, " ")
		leads, err := strconv.Atoi(size)
		if err == nil {
			err = buildBenchDatabase(dir, leads)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// benchLeads is how many leads "many" is in this run.
func benchLeads() int {
	if testing.Short() {
		return benchShort
	}
	return benchMany
}

// benchDir is the folder with a database of made-up leads; it makes it when it is not there.
func benchDir(b *testing.B, leads int) string {
	b.Helper()
	root := os.Getenv(benchFolderEnv)
	if root == "" {
		root = filepath.Join(os.TempDir(), "xiansuo-bench")
	}
	sum := sha256.New()
	fmt.Fprint(sum, sqlitePragmas, benchEdition)
	files, err := fs.Glob(migrations, "migrations/sqlite/*.sql")
	if err != nil {
		b.Fatal(err)
	}
	for _, file := range files { // a database of another schema is made anew
		text, err := migrations.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		sum.Write(text)
	}
	dir := filepath.Join(root, fmt.Sprintf("%d-%x", leads, sum.Sum(nil)[:4]))
	if _, err := os.Stat(filepath.Join(dir, benchBuilt)); err == nil {
		return dir
	}
	if err := os.RemoveAll(dir); err != nil {
		b.Fatal(err)
	}
	// A process of its own, so that the memory it took can be told.
	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), benchBuildEnv+"="+strconv.Itoa(leads)+" "+dir)
	child.Stdout, child.Stderr = os.Stderr, os.Stderr
	if err := child.Run(); err != nil {
		b.Fatalf("make the database of %d leads: %v", leads, err)
	}
	return dir
}

// benchStore opens a database of made-up leads for reading.
func benchStore(b *testing.B, leads int) *Store {
	b.Helper()
	return benchOpen(b, benchDir(b, leads))
}

func benchOpen(b *testing.B, dir string) *Store {
	b.Helper()
	s, err := Open(models.AsSystem(context.Background()), Options{Dir: dir})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	return s
}

// benchCopy opens a copy of a database, to write to. The copy is on the disk before it is used, so that
// its own writing does not slow down what is measured.
func benchCopy(b *testing.B, leads int) *Store {
	b.Helper()
	from := benchDir(b, leads)
	to, err := os.MkdirTemp(filepath.Dir(from), "copy-")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = os.RemoveAll(to) })
	for _, name := range []string{databaseFile, keyFile} {
		if err := copyFile(filepath.Join(from, name), filepath.Join(to, name)); err != nil {
			b.Fatal(err)
		}
	}
	return benchOpen(b, to)
}

func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err = io.Copy(target, source); err == nil {
		err = target.Sync()
	}
	if closed := target.Close(); err == nil {
		err = closed
	}
	return err
}

// buildBenchDatabase stores made-up leads as a pull does and lets imaginary sellers work them.
func buildBenchDatabase(dir string, leads int) error {
	ctx := models.AsSystem(context.Background())
	begun := time.Now()
	s, err := Open(ctx, Options{Dir: dir})
	if err != nil {
		return err
	}
	const slice = 20_000 // worked while its pages are still in memory
	made := madeUp{benchSeed, leads}
	for from := 0; from < leads; from += slice {
		err := made.pages(from, min(from+slice, leads), func(account int64, page []models.Lead) error {
			_, err := s.AcceptLeads(ctx, models.Account{ID: account}, page, models.Pulled)
			return err
		})
		if err != nil {
			return err
		}
		if err := workMadeUp(s, from, from+slice); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "\rmaking %d leads: %3d %%, %v ", leads, 100*min(from+slice, leads)/leads, time.Since(begun).Round(time.Second))
	}
	fmt.Fprintln(os.Stderr)
	if err := s.Close(); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, benchBuilt), []byte(strconv.Itoa(peakMemory())), 0o600)
}

// workMadeUp sets what sellers say of the leads with from < id <= to. Most of a seller's leads are of one
// account.
func workMadeUp(s *Store, from, to int) error {
	set := `UPDATE leads SET
		convert_status = ` + chosen("convert_status", 1, `- 350 DEPRECATED 280 POTENTIAL_CUSTOMER 200 ADD_WEIXIN 90 VISIT_STORE 40
			TRANS_COMPLETED 20 LONGTERM_INTENTION 15 HIGH_INTENTION 4 LOSE_PURCHASE 1`) + `,
		intention_score = ` + chosen("intention_score", 2, `- 400 1 250 2 150 3 100 4 60 5 35 6 5`) + `,
		owner_id = CASE WHEN ` + dice(3) + ` < 250 THEN 0 WHEN ` + dice(3) + ` < 280 THEN 1 + ` + dice(4) + ` % 15
			ELSE 1 + (account_id - 25610) * 3 + (` + dice(4) + ` % 7) % 3 END
		WHERE id > ? AND id <= ?`
	say := `UPDATE leads SET
		ineffect_reason = CASE convert_status WHEN 'LEADS_CONVERT_STATUS_DEPRECATED' THEN ` + chosen("ineffect_reason", 5, `EMPTY 200 SUSPENDED 60
			OFFLINE 60 TEL_NOT_CONNECTED 300 ABUSIVE 5 COMPETITOR 15 IDENTITY_MISMATCHED 90 NO_INTENTION 150 REGION_MISMATCHED 60 DATA_DUPLICATION 50
			OTHER 9 LONGTERM 1`) + ` ELSE '' END,
		report_state = CASE WHEN preview THEN 'excluded' WHEN convert_status = '' THEN ''
			WHEN ` + dice(6) + ` < 3 THEN 'failed' WHEN ` + dice(6) + ` < 13 THEN 'waiting' ELSE 'sent' END,
		worked_at = ingested_at + 600000, work_version = 1
		WHERE id > ? AND id <= ?`
	for _, statement := range []string{set, say} {
		if _, err := s.writer.Exec(statement, from, to); err != nil {
			return err
		}
	}
	return nil
}

// dice is SQL for a number from 0 to 999 that follows from the lead's id.
func dice(n int) string {
	return fmt.Sprintf("((id * 2654435761 + %d * 40503) / %d %% 1000)", n, 64+37*n)
}

// chosen is SQL for a value by its weight; "-" is none.
func chosen(column string, n int, list string) string {
	prefix := map[string]string{
		"convert_status": "LEADS_CONVERT_STATUS_", "ineffect_reason": "LEADS_INEFFECT_REASON_", "intention_score": "LEADS_INTENTION_SCORE_LEVEL_",
	}[column]
	var b strings.Builder
	b.WriteString("CASE")
	choice := weights(list)
	for i, name := range choice.names {
		value := prefix + name
		if name == "-" {
			value = ""
		}
		fmt.Fprintf(&b, " WHEN %s < %d THEN '%s'", dice(n), choice.upTo[i], value)
	}
	return b.String() + " END"
}

// peakMemory is the most memory this process ever had, in KB; 0 where the system does not tell.
func peakMemory() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.SplitSeq(string(status), "\n") {
		if value, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			n, _ := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(value, "kB")))
			return n
		}
	}
	return 0
}

// processorTime is what the processors gave to this process; 0 where the system does not tell.
func processorTime() (sum time.Duration) {
	threads, err := filepath.Glob("/proc/self/task/*/schedstat")
	if err != nil {
		return 0
	}
	for _, thread := range threads {
		text, _ := os.ReadFile(thread) // a thread may have ended
		running, _, _ := strings.Cut(string(text), " ")
		n, _ := strconv.ParseInt(running, 10, 64)
		sum += time.Duration(n)
	}
	return sum
}

// durations are how long the same kind of act took each time.
type durations []time.Duration

// percentile is the duration in milliseconds that p of 100 acts do not exceed.
func (d durations) percentile(p float64) float64 {
	if len(d) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(d))
	at := max(int(math.Ceil(p/100*float64(len(sorted))))-1, 0)
	return float64(sorted[at].Microseconds()) / 1000
}

// took runs an act and keeps how long it took.
func (d *durations) took(act func()) {
	begun := time.Now()
	act()
	*d = append(*d, time.Since(begun))
}

// asked are the times of one kind of query. Other work on the machine stops a query for many
// milliseconds now and then; so each is asked three times and its fastest time counts, and the first is
// told beside it.
type asked struct{ first, fastest durations }

func (a *asked) ask(query func()) {
	var three durations
	for range 3 {
		three.took(query)
	}
	a.first = append(a.first, three[0])
	a.fastest = append(a.fastest, slices.Min(three))
}

// metrics reports the percentiles.
func (a *asked) metrics(b *testing.B) (p50, p99 float64) {
	p50, p99 = a.fastest.percentile(50), a.fastest.percentile(99)
	b.ReportMetric(p50, "p50-ms")
	b.ReportMetric(p99, "p99-ms")
	b.ReportMetric(a.first.percentile(99), "first-p99-ms")
	b.ReportMetric(0, "ns/op")
	return p50, p99
}

// verdict prints a figure beside its limit and fails the benchmark when it is missed.
func verdict(b *testing.B, met bool, format string, values ...any) {
	b.Helper()
	line := fmt.Sprintf(format, values...)
	if !met {
		b.Errorf("MISSED: %s", line)
		return
	}
	b.Logf("met: %s", line)
}

func (d durations) sum() (sum time.Duration) {
	for _, one := range d {
		sum += one
	}
	return sum
}
