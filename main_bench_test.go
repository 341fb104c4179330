package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"xiansuo/handlers"
	"xiansuo/jobs"
	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/static"
	"xiansuo/tencent"
	"xiansuo/web"
)

// millionFolder finds the database of 1,000,000 leads that the store's benchmarks made.
func millionFolder(b *testing.B) string {
	b.Helper()
	built, err := filepath.Glob(filepath.Join(benchRoot(), "1000000-*", "built"))
	if err != nil || len(built) == 0 {
		b.Skip("run the store's benchmarks first: they make the 1,000,000 leads")
	}
	slices.SortFunc(built, func(x, y string) int { return modified(y).Compare(modified(x)) })
	return filepath.Dir(built[0])
}

func benchRoot() string {
	if root := os.Getenv("XIANSUO_BENCH_FOLDER"); root != "" {
		return root
	}
	return filepath.Join(os.TempDir(), "xiansuo-bench")
}

func modified(path string) time.Time {
	info, err := os.Stat(path)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// serveBench serves the pages over such a database, without background work, and returns the
// address and a signed-in client.
func serveBench(b *testing.B, folder string) (address string, jar http.CookieJar) {
	b.Helper()
	began := time.Now()
	s, err := store.Open(b.Context(), store.Options{Dir: folder})
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("opening the database took %v (limit 1s)", time.Since(began).Round(time.Millisecond))
	admin := models.User{Username: "bench", Name: "bench", Role: models.Admin, PasswordHash: web.HashPassword(demoPassword)}
	var taken *models.Invalid
	if _, err := s.CreateUser(b.Context(), admin); err != nil && !errors.As(err, &taken) {
		b.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	site, err := web.NewSite(web.Options{Users: s, Sessions: s, Log: quiet, Now: time.Now, TrustedProxies: []string{"127.0.0.1"}})
	if err != nil {
		b.Fatal(err)
	}
	handlers.Register(site, handlers.Parts{
		Store: s, Jobs: background{}, Passwords: web.NewPasswords(), Static: static.Handler(), Now: time.Now,
		Health: &jobs.HealthWatch{Store: s, Log: quiet, Now: time.Now}, Wire: tencent.Pushes{},
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- web.Serve(ctx, listener, site, quiet) }()
	b.Cleanup(func() {
		cancel()
		if err := errors.Join(<-done, s.Close()); err != nil {
			b.Error(err)
		}
	})
	address = "http://" + listener.Addr().String()
	if jar, err = cookiejar.New(nil); err != nil {
		b.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	answer, err := client.PostForm(address+"/login", url.Values{"username": {"bench"}, "password": {demoPassword}})
	if err != nil || answer.StatusCode != http.StatusOK {
		b.Fatalf("log in: %v, %v", answer, err)
	}
	_ = answer.Body.Close()
	return address, jar
}

// BenchmarkListPages asks for whole list pages of 50 among 1,000,000 leads over 8 connections,
// beside the server in the same process. Limits on two cores: 500 pages/s, p99 40 ms.
func BenchmarkListPages(b *testing.B) {
	const connections, pages = 8, 4000
	address, jar := serveBench(b, millionFolder(b))
	for _, path := range []string{"/leads", "/leads?status=none", "/leads?account=25610001&source=XJ", "/leads?q=138"} {
		for _, encoding := range []string{"identity", "gzip"} {
			name := strings.NewReplacer("/leads", "list", "?", " ", "&", " ").Replace(path) + " " + encoding
			b.Run(name, func(b *testing.B) {
				for b.Loop() {
					took, size, elapsed := load(b, address+path, jar, encoding, connections, pages)
					rate := float64(len(took)) / elapsed.Seconds()
					p99 := took[len(took)*99/100]
					b.ReportMetric(rate, "pages/s")
					b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
					b.ReportMetric(float64(p99.Microseconds())/1000, "p99-ms")
					b.ReportMetric(float64(size)/1000, "kB/page")
					b.Logf("%.0f pages/s (limit 500), p99 %v (limit 40ms)", rate, p99.Round(100*time.Microsecond))
				}
			})
		}
	}
}

// load fetches a page many times over some connections and returns the times, in order.
func load(b *testing.B, address string, jar http.CookieJar, encoding string, connections, pages int) (took []time.Duration, size int, elapsed time.Duration) {
	b.Helper()
	var mu sync.Mutex
	var wg sync.WaitGroup
	transport := &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: connections}
	defer transport.CloseIdleConnections()
	began := time.Now()
	for range connections {
		wg.Go(func() {
			client := &http.Client{Jar: jar, Transport: transport}
			var own []time.Duration
			for range pages / connections {
				start := time.Now()
				n, err := fetch(client, address, encoding)
				if err != nil {
					b.Error(err)
					return
				}
				own = append(own, time.Since(start))
				mu.Lock()
				size = n
				mu.Unlock()
			}
			mu.Lock()
			took = append(took, own...)
			mu.Unlock()
		})
	}
	wg.Wait()
	elapsed = time.Since(began)
	if len(took) == 0 {
		b.Fatal("no page was fetched")
	}
	slices.Sort(took)
	return took, size, elapsed
}

func fetch(client *http.Client, address, encoding string) (int, error) {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return 0, err
	}
	request.Header.Set("Accept-Encoding", encoding)
	answer, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	n, err := io.Copy(io.Discard, answer.Body)
	if answer.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s answered %d", address, answer.StatusCode)
	}
	return int(n), err
}
