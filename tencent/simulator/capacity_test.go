package simulator_test

import (
	"runtime"
	"testing"
	"time"

	"xiansuo/tencent/simulator"
)

func TestAMillionLeadsTakeLittleMemory(t *testing.T) {
	const leads, limit = 1_000_000, 64 << 20
	p := start(t, nil)
	before := heap()
	if err := p.SeedLeads(estateID, leads, noon.Add(-360*24*time.Hour), noon); err != nil {
		t.Fatal(err)
	}
	if grown := heap() - before; grown > limit {
		t.Errorf("%d leads take %d MB, limit %d MB", leads, grown>>20, limit>>20)
	}
	query := p.window()
	query.Set("page_size", "200")
	page, ids := p.list(estateID, query)
	if n := page.PageInfo.TotalNumber; n < 7000 || n > 10000 || len(ids) != 200 {
		t.Errorf("three days of a year hold %d leads, %d on the page", n, len(ids))
	}
	runtime.KeepAlive(p)
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// BenchmarkListPage is the cost of one page of 200 leads at 1,000,000, with all of HTTP.
func BenchmarkListPage(b *testing.B) {
	p := start(b, nil)
	if err := p.SeedLeads(estateID, 1_000_000, noon.Add(-360*24*time.Hour), noon); err != nil {
		b.Fatal(err)
	}
	query := p.window()
	query.Set("page_size", "200")
	for b.Loop() {
		if e := p.must(p.request(estateID, simulator.CallList, query, "")); e.Code != 0 {
			b.Fatalf("code %d", e.Code)
		}
	}
	b.ReportMetric(float64(b.N)*200/b.Elapsed().Seconds(), "leads/s")
}
