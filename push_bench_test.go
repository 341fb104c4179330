package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"xiansuo/handlers"
	"xiansuo/jobs"
	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
	"xiansuo/static"
	"xiansuo/tencent"
	"xiansuo/tencent/simulator"
	"xiansuo/web"
)

// Limits of pushes: durable ones over HTTP on two cores, sender and receiver in one process.
const (
	pushConnections = 8
	limitPushes     = 2500 // a second, flat out
	limitPush1000   = 20 * time.Millisecond
	limitPush100    = 250 * time.Millisecond // while pulls run (P4)
)

// hook is a desk that takes pushes, without pages or jobs.
type hook struct {
	store *store.Store
	url   string // of the push address
	pair  models.Credentials
}

// openHook serves the push address of an account of its own over HTTP.
func openHook(t testing.TB, s *store.Store, now func() time.Time) *hook {
	t.Helper()
	ctx := context.Background()
	account, err := s.SaveAccount(ctx, models.AccountEdit{
		ID: medicalAccount.ID, Name: "推送", Industry: models.NoIndustry, StatusSystem: models.StandardSystem, Algorithm: models.SHA256,
		Pull: models.Pair{Token: medicalAccount.Token, Secret: medicalAccount.Secret},
	}, models.System)
	if err != nil {
		t.Fatal(err)
	}
	address, err := s.PushAddress(ctx, account.ID)
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	site, err := web.NewSite(web.Options{Users: s, Sessions: s, Log: quiet, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	handlers.Register(site, handlers.Parts{
		Store: s, Jobs: quietJobs{}, Passwords: web.NewPasswords(), Static: static.Handler(), Now: now, Wire: tencent.Pushes{},
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serving, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- web.Serve(serving, listener, site, quiet) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return &hook{
		store: s, url: "http://" + listener.Addr().String() + "/hooks/tencent/" + address.Secret,
		pair: models.Credentials{AccountID: account.ID, Token: medicalAccount.Token, Secret: medicalAccount.Secret, Algorithm: models.SHA256, OldSignature: true},
	}
}

// quietJobs never pull.
type quietJobs struct{ background }

func (quietJobs) Nudge(int64) {}

// pushedLead is the body of a push as bulky as a real one.
func pushedLead(account int64, n int) []byte {
	at := time.Now().In(models.Beijing).Format("2006-01-02 15:04:05")
	lead := map[string]any{
		"leads_id": strconv.Itoa(900_000_000 + n), "account_id": account, "account_type": "ACCOUNT_TYPE_GDT", "advertiser_id": strconv.FormatInt(account, 10),
		"campaign_id": strconv.Itoa(7700 + n%20), "campaign_name": fmt.Sprintf("秋季推广 %d", n%20), "adgroup_id": strconv.Itoa(88000 + n%90), "adgroup_name": "25-45 岁",
		"ad_id": "90001", "ad_name": "创意", "page_id": "1234567", "page_name": "专题页", "page_url": "https://page.example.com/lp/8812?gdt_vid=" + strconv.Itoa(n),
		"leads_type": "LEADS_TYPE_FORM", "leads_sub_type": "FORM_SUBMIT__FORM_SUBMIT", "leads_source": "XJ", "leads_tags": "高意向;首次", "leads_potential_score": "80",
		"leads_name": "客户" + strconv.Itoa(n), "leads_tel": fmt.Sprintf("174%08d", n%100_000_000), "tel_location": "浙江 杭州", "leads_area": "上海 浦东",
		"leads_gender": "GENDER_TYPE_MALE", "leads_create_time": at, "leads_action_time": at, "click_id": "wx0abcdef" + strconv.Itoa(n),
		"bundle": fmt.Sprintf(`{"想改善":"发际线","预算":"%d 万","何时到店":"本周末"}`, n%9), "leads_follow_tag": "LEADS_FOLLOW_TAG_DEFAULT",
	}
	body, err := json.Marshal(lead)
	if err != nil {
		panic(err)
	}
	return body
}

func (h *hook) send(client *http.Client, body []byte, signature string) (status, code int, err error) {
	return h.sendAs(client, body, signature, string(h.pair.Algorithm))
}

// sendAs sends a push with the headers as given; code is -1 when the answer is no JSON.
func (h *hook) sendAs(client *http.Client, body []byte, signature, algorithm string) (status, code int, err error) {
	request, err := http.NewRequest(http.MethodPost, h.url, bytes.NewReader(body))
	if err != nil {
		return 0, 0, err
	}
	if signature != "" {
		request.Header.Set(tencent.HeaderSignature, signature)
	}
	if algorithm != "" {
		request.Header.Set(tencent.HeaderAlgorithm, algorithm)
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, 0, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, 0, err
	}
	var answer struct{ Code int }
	if err := json.Unmarshal(text, &answer); err != nil {
		return response.StatusCode, -1, nil
	}
	return response.StatusCode, answer.Code, nil
}

// pushMany sends leads from first on over some connections, at a rate (0: flat out), and returns
// how long each took from when it was due, in order.
func (h *hook) pushMany(t testing.TB, first, n, connections, rate int) (took []time.Duration, elapsed time.Duration) {
	t.Helper()
	bodies := make([][]byte, n)
	for i := range bodies {
		bodies[i] = pushedLead(h.pair.AccountID, first+i)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: connections}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	var next atomic.Int64
	var mu sync.Mutex
	var wg sync.WaitGroup
	begun := time.Now()
	for range connections {
		wg.Go(func() {
			var own []time.Duration
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					break
				}
				due := time.Now()
				if rate > 0 {
					due = begun.Add(time.Duration(i) * time.Second / time.Duration(rate))
					<-time.After(time.Until(due))
				}
				status, code, err := h.send(client, bodies[i], tencent.Sign(h.pair, time.Now(), ""))
				if err != nil || status != http.StatusOK || code != 0 {
					t.Errorf("push %d: HTTP %d, code %d, %v", i, status, code, err)
					break
				}
				own = append(own, time.Since(due))
			}
			mu.Lock()
			defer mu.Unlock()
			took = append(took, own...)
		})
	}
	wg.Wait()
	elapsed = time.Since(begun)
	slices.Sort(took)
	return took, elapsed
}

func percentile(sorted []time.Duration, p int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)*p/100, len(sorted)-1)]
}

// BenchmarkDurablePushes sends pushes flat out over 8 connections and then 1,000 a second; every
// answer with code 0 means an fsynced commit. Memory is the system's; the disk is a temporary folder.
func BenchmarkDurablePushes(b *testing.B) {
	s := storetest.New(b, time.Now)
	h := openHook(b, s, time.Now)
	h.pushMany(b, 0, 500, pushConnections, 0) // connections, campaigns, code pages
	took, elapsed := h.pushMany(b, 1_000_000, 20_000, pushConnections, 0)
	rate := float64(len(took)) / elapsed.Seconds()
	b.ReportMetric(rate, "pushes/s")
	b.Logf("flat out: %.0f durable pushes/s (limit %d), p50 %v, p99 %v", rate, limitPushes, percentile(took, 50), percentile(took, 99))
	if rate < limitPushes {
		b.Errorf("MISSED: %.0f pushes/s", rate)
	}
	took, _ = h.pushMany(b, 2_000_000, 10_000, pushConnections, 1000)
	p99 := percentile(took, 99)
	b.ReportMetric(float64(p99.Microseconds())/1000, "p99-ms-at-1000/s")
	b.Logf("at 1,000/s: p50 %v, p99 %v (limit %v), worst %v", percentile(took, 50), p99, limitPush1000, took[len(took)-1])
	if p99 > limitPush1000 {
		b.Errorf("MISSED: p99 %v", p99)
	}
	n, err := s.CountLeads(models.AsSystem(b.Context()), models.LeadQuery{})
	if err != nil || n <= models.MaxCount {
		b.Errorf("%d leads stored: %v", n, err)
	}
}

// BenchmarkPushesWhilePulling is P4: 100 pushes a second while a pull of many leads runs flat out.
func BenchmarkPushesWhilePulling(b *testing.B) {
	s := storetest.New(b, time.Now)
	h := openHook(b, s, time.Now)
	sim := simulator.New(simulator.Options{Seed: 7, Accounts: []simulator.Account{medicalAccount}})
	if err := sim.SeedLeads(medicalAccount.ID, 60_000, time.Now().Add(-20*time.Hour), time.Now()); err != nil {
		b.Fatal(err)
	}
	platform := serveQuietly(b, sim.Handler())
	client, err := tencent.New(platform+"/api/mv1/", tencent.Options{})
	if err != nil {
		b.Fatal(err)
	}
	puller := &jobs.Puller{Store: s, Platform: client, Log: slog.New(slog.DiscardHandler), Now: time.Now, Base: b.Context()}
	pulled := make(chan error, 1)
	begun := time.Now()
	go func() { pulled <- puller.PullAll(b.Context()) }()
	took, _ := h.pushMany(b, 3_000_000, 500, pushConnections, 100)
	p99 := percentile(took, 99)
	b.ReportMetric(float64(p99.Microseconds())/1000, "p99-ms")
	b.Logf("at 100/s while pulling: p50 %v, p99 %v (limit %v)", percentile(took, 50), p99, limitPush100)
	if p99 > limitPush100 {
		b.Errorf("MISSED: p99 %v", p99)
	}
	if err := <-pulled; err != nil {
		b.Error(err)
	}
	b.Logf("60,000 leads were pulled beside it in %v", time.Since(begun).Round(10*time.Millisecond))
}

func serveQuietly(t testing.TB, handler http.Handler) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- web.Serve(ctx, listener, handler, slog.New(slog.DiscardHandler)) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil && !strings.Contains(err.Error(), "closed") {
			t.Error(err)
		}
	})
	return "http://" + listener.Addr().String()
}
