package simulator_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"xiansuo/tencent/simulator"
)

func TestArrivalsComeUntilTheContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := simulator.New(simulator.Options{Seed: 1, Accounts: testAccounts()})
		ctx, cancel := context.WithCancel(t.Context())
		accounts, arrived := map[int64]int{}, 0
		done := make(chan error)
		go func() {
			done <- s.RunArrivals(ctx, 4*time.Second, func(account int64, leadsID string) {
				accounts[account]++
				arrived++
				if _, err := s.Lead(leadsID); err != nil {
					t.Error(err)
				}
			})
		}()
		<-time.After(10 * time.Minute) // of the test's own time
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if arrived < 120 || arrived > 180 || len(accounts) != 3 {
			t.Errorf("%d leads in 10 minutes, one about every 4 seconds, at %d accounts", arrived, len(accounts))
		}
	})
}

func TestTheSimulatorMayBeUsedByMany(t *testing.T) {
	p := start(t, nil)
	p.seed(estateID, 100, time.Hour)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 8 {
				id, err := p.AddLead(estateID)
				if err != nil {
					t.Error(err)
					return
				}
				if err := p.ChangeLead(id, map[string]any{"call_duration": "1"}); err != nil {
					t.Error(err)
				}
				r := p.request(estateID, simulator.CallReport, nil,
					`{"list":[{"leads_id":"`+id+`","leads_convert_type":"LEADS_CONVERT_STATUS_VISIT_STORE"}]}`)
				if e, err := p.send(r); err != nil || e.Code != 0 {
					t.Errorf("report: code %d, %v", e.Code, err)
				}
				if e, err := p.send(p.request(estateID, simulator.CallList, p.window(), "")); err != nil || e.Code != 0 {
					t.Errorf("list: code %d, %v", e.Code, err)
				}
			}
		})
	}
	all.Wait()
	if n := len(p.Reports(estateID)); n != 32 {
		t.Errorf("%d reports, want 32", n)
	}
}
