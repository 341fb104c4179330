package main

import (
	"fmt"
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
)

// BenchmarkLogin signs in with the right password, argon2id included. Limit: 250 ms.
func BenchmarkLogin(b *testing.B) {
	address, _ := serveBench(b, tenThousandFolder(b))
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		if status, err := tryLogin(http.DefaultTransport, address, "bench", demoPassword, "192.0.2.9"); err != nil || status != http.StatusSeeOther {
			b.Fatalf("status %d, %v", status, err)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	p99 := took[len(took)*99/100]
	b.ReportMetric(float64(p99.Microseconds())/1000, "p99-ms")
	b.Logf("a login takes %v, p99 %v (limit 250ms)", took[len(took)/2].Round(time.Millisecond), p99.Round(time.Millisecond))
}

// BenchmarkListUnderWrongLogins asks for list pages as a team does, 8 people with a pause between
// two looks, first in peace and then while 100 wrong logins are made at once, each second: of one
// user from one place, and of as many users from as many networks, which no limit stops, so that all
// of them are hashed. Limit: p99 not above twice that of peace.
func BenchmarkListUnderWrongLogins(b *testing.B) {
	const attackers = 100
	address, jar := serveBench(b, tenThousandFolder(b))
	for b.Loop() {
		peace := lookAtList(b, address, jar)
		b.Logf("in peace: p50 %v, p99 %v", peace.p50, peace.p99)
		for name, attacker := range map[string]func(n, round int) (username, ip string){
			"one user, one place": func(int, int) (string, string) { return "nobody", "192.0.2.1" },
			"many users and places": func(n, round int) (string, string) {
				return fmt.Sprint("nobody", n, "-", round), fmt.Sprintf("10.%d.%d.1", round%256, n)
			},
		} {
			stop := make(chan struct{})
			var all sync.WaitGroup
			connections := &http.Transport{MaxIdleConnsPerHost: attackers}
			for n := range attackers {
				all.Go(func() {
					for round := 0; ; round++ {
						username, ip := attacker(n, round)
						if _, err := tryLogin(connections, address, username, "a wrong password", ip); err != nil {
							b.Error(err)
							return
						}
						select {
						case <-stop:
							return
						case <-time.After(time.Second): // a hundred at once, each second
						}
					}
				})
			}
			attacked := lookAtList(b, address, jar)
			close(stop)
			all.Wait()
			connections.CloseIdleConnections()
			times := float64(attacked.p99) / float64(peace.p99)
			b.ReportMetric(times, "times-p99")
			b.Logf("100 wrong logins at a time, %s: p50 %v, p99 %v, %.1f times (limit 2)", name, attacked.p50, attacked.p99, times)
		}
	}
}

type looks struct{ p50, p99 time.Duration }

// lookAtList is what 8 people do who look at the list for three seconds.
func lookAtList(b *testing.B, address string, jar http.CookieJar) looks {
	b.Helper()
	const people, each, pause = 8, 60, 50 * time.Millisecond
	var mu sync.Mutex
	var took []time.Duration
	var all sync.WaitGroup
	for range people {
		all.Go(func() {
			client := &http.Client{Jar: jar}
			for range each {
				began := time.Now()
				if _, err := fetch(client, address+"/leads", "gzip"); err != nil {
					b.Error(err)
					return
				}
				mu.Lock()
				took = append(took, time.Since(began))
				mu.Unlock()
				<-time.After(pause)
			}
		})
	}
	all.Wait()
	slices.Sort(took)
	return looks{took[len(took)/2].Round(100 * time.Microsecond), took[len(took)*99/100].Round(100 * time.Microsecond)}
}

// tryLogin is a login by a browser that was never there before.
func tryLogin(connections http.RoundTripper, address, username, password, ip string) (status int, err error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return 0, err
	}
	client := &http.Client{Jar: jar, Transport: connections, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	form := url.Values{"username": {username}, "password": {password}}
	request, err := http.NewRequest(http.MethodPost, address+"/login", strings.NewReader(form.Encode()))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("X-Forwarded-For", ip)
	answer, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	return answer.StatusCode, answer.Body.Close()
}

// tenThousandFolder is a copy of the database of 10,000 leads that the store's benchmarks made.
func tenThousandFolder(b *testing.B) string {
	b.Helper()
	built, err := filepath.Glob(filepath.Join(benchRoot(), "10000-*", "built"))
	if err != nil || len(built) == 0 {
		b.Skip("run the store's benchmarks first: they make the 10,000 leads")
	}
	slices.SortFunc(built, func(x, y string) int { return modified(y).Compare(modified(x)) })
	dir := b.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Dir(built[0]))); err != nil {
		b.Fatal(err)
	}
	return dir
}
