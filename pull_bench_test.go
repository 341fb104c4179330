package main

import (
	"bufio"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"xiansuo/jobs"
	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/tencent"
	"xiansuo/tencent/simulator"
)

// Limits of pulling a large account into an empty database.
const (
	pullLeads   = 1_000_000
	limitPullMB = 150 // of the process, at its peak
)

const (
	pullLeadsEnv = "XIANSUO_BENCH_PULL" // another number of leads
	besideEnv    = "XIANSUO_BENCH_SIMULATOR"
	besidePrefix = "simulator at "
)

func benchPullLeads() int {
	if n, err := strconv.Atoi(os.Getenv(pullLeadsEnv)); err == nil && n > 0 {
		return n
	}
	return pullLeads
}

// TestSimulatorBesideABenchmark is the platform in a process of its own, so that its memory is not
// counted with the desk's. It ends when its input does.
func TestSimulatorBesideABenchmark(t *testing.T) {
	if os.Getenv(besideEnv) == "" {
		t.Skip("only for BenchmarkPullMillion")
	}
	sim := simulator.New(simulator.Options{Seed: 3, Accounts: []simulator.Account{standardAccount}})
	if err := sim.SeedLeads(standardAccount.ID, benchPullLeads(), time.Now().Add(-23*time.Hour), time.Now().Add(-time.Minute)); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(sim.Handler())
	defer server.Close()
	if _, err := os.Stdout.WriteString(besidePrefix + server.URL + "/api/mv1/\n"); err != nil {
		t.Fatal(err)
	}
	_, _ = bufio.NewReader(os.Stdin).ReadByte()
}

// startSimulator starts that process and returns the platform's address.
func startSimulator(b *testing.B) string {
	b.Helper()
	command := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^TestSimulatorBesideABenchmark$")
	command.Env = append(os.Environ(), besideEnv+"=yes")
	input, err := command.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = input.Close()
		_ = command.Wait() // ended by its input or the benchmark's context
	})
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if address, found := strings.CutPrefix(lines.Text(), besidePrefix); found {
			return address
		}
	}
	b.Fatal("the simulated platform did not start")
	return ""
}

// BenchmarkPullMillion pulls 1,000,000 leads of one day from a simulated platform in another process
// into an empty SQLite database, with the program's own puller and client and no pause. Limit: the
// process stays under 150 MB.
func BenchmarkPullMillion(b *testing.B) {
	if runtime.GOOS != "linux" {
		b.Skip("the peak of memory is read from /proc")
	}
	address := startSimulator(b)
	s, err := store.Open(b.Context(), store.Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	}()
	_, err = s.SaveAccount(b.Context(), models.AccountEdit{
		ID: standardAccount.ID, Name: standardAccount.Name, Industry: models.NoIndustry, StatusSystem: models.StandardSystem,
		Algorithm: models.SHA256, Pull: models.Pair{Token: standardAccount.Token, Secret: standardAccount.Secret},
	}, models.System)
	if err != nil {
		b.Fatal(err)
	}
	platform, err := tencent.New(address, tencent.Options{Transport: &http.Transport{}})
	if err != nil {
		b.Fatal(err)
	}
	defer platform.Close()
	puller := &jobs.Puller{Store: s, Platform: platform, Log: slog.New(slog.DiscardHandler), Now: time.Now, Base: context.Background()}
	began, runs := time.Now(), 0
	for state := (models.PullState{}); !state.CaughtUp(models.At(began)) || state.Watermark < models.At(began.Add(-time.Minute)); runs++ {
		if err := puller.PullAll(b.Context()); err != nil {
			b.Fatal(err)
		}
		if state, err = s.PullState(b.Context(), standardAccount.ID); err != nil {
			b.Fatal(err)
		}
	}
	took := time.Since(began)
	n, err := s.CountIngested(b.Context(), standardAccount.ID, models.PullWindow{To: models.At(time.Now())})
	if err != nil || int(n) != benchPullLeads() {
		b.Fatalf("%d leads of %d, %v", n, benchPullLeads(), err)
	}
	rate, peak := float64(n)/took.Seconds(), peakMB(b)
	b.ReportMetric(rate, "leads/s")
	b.ReportMetric(peak, "peak-MB")
	b.Logf("%d leads in %v and %d runs: %.0f leads/s, peak %.0f MB (limit %d)", n, took.Round(time.Second), runs, rate, peak, limitPullMB)
	if peak > limitPullMB {
		b.Errorf("the process grew to %.0f MB", peak)
	}
}

// peakMB is the most memory that this process ever held.
func peakMB(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kilobytes, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	if err != nil {
		b.Fatal(err)
	}
	return kilobytes / 1024
}
