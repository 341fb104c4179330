package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"xiansuo/models"
)

// ruleBook is a store of rules: each has so many leads left.
type ruleBook struct {
	mu      sync.Mutex
	rules   []models.RetentionRule
	left    map[int64]int
	did     []string
	by      []models.ActorKind
	failing error
	hold    chan struct{} // a portion waits for it
}

func (b *ruleBook) PrepareErasure(context.Context) error { return nil }

func (b *ruleBook) RetentionRules(context.Context) ([]models.RetentionRule, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.rules), nil
}

func (b *ruleBook) EraseExpired(ctx context.Context, rule models.RetentionRule) (int, bool, error) {
	if b.hold != nil {
		<-b.hold
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	at := slices.IndexFunc(b.rules, func(r models.RetentionRule) bool { return r.ID == rule.ID })
	switch {
	case at < 0:
		return 0, false, models.ErrNotFound
	case !b.rules[at].Active:
		return 0, false, models.ErrConflict
	case b.failing != nil:
		return 0, false, b.failing
	}
	b.by = append(b.by, models.ActorOf(ctx).Kind)
	n := min(b.left[rule.ID], 200)
	b.left[rule.ID] -= n
	b.did = append(b.did, fmt.Sprintf("rule %d: %d", rule.ID, n))
	return n, n < 200, nil
}

func (b *ruleBook) ConcludeRetention(_ context.Context, id int64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.did = append(b.did, fmt.Sprintf("rule %d ends", id))
	return nil
}

func (b *ruleBook) Purge(context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.did = append(b.did, "purge")
	return nil
}

func (b *ruleBook) heard() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	did := b.did
	b.did = nil
	return did
}

func newRetainer(b *ruleBook) *Retainer {
	return &Retainer{Store: b, Log: slog.New(slog.DiscardHandler), Now: time.Now, Base: models.AsSystem(context.Background())}
}

func TestTheRulesAreAppliedEveryHourAndErasuresPurgedBetween(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &ruleBook{rules: []models.RetentionRule{{ID: 1, Active: true}, {ID: 2}, {ID: 3, Active: true}}, left: map[int64]int{1: 450, 2: 9, 3: 0}}
		r := newRetainer(b)
		look := func(want ...string) {
			t.Helper()
			if err := r.Look(models.AsSystem(context.Background())); err != nil {
				t.Fatal(err)
			}
			if got := b.heard(); !slices.Equal(got, want) {
				t.Errorf("%q, want %q", got, want)
			}
		}
		look("rule 1: 200", "rule 1: 200", "rule 1: 50", "rule 1 ends", "rule 3: 0", "rule 3 ends", "purge")
		if run := r.RetentionRun(); run.Running() || run.Leads != 450 || run.Trouble {
			t.Errorf("%+v", run)
		}
		time.Sleep(time.Minute)
		look("purge")
		if run := r.RetentionRun(); run.Leads != 450 {
			t.Errorf("purging hides the last run: %+v", run)
		}
		time.Sleep(time.Hour)
		look("rule 1: 0", "rule 1 ends", "rule 3: 0", "rule 3 ends", "purge")
		if slices.Contains(b.by, models.ActorUser) {
			t.Error("a user did what the job did")
		}
	})
}

func TestOneRunAtATimeInTheNameOfWhoAskedForIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &ruleBook{rules: []models.RetentionRule{{ID: 1, Active: true}}, left: map[int64]int{1: 250}, hold: make(chan struct{})}
		r := newRetainer(b)
		actor := models.Actor{Kind: models.ActorUser, ID: 7, Name: "老板"}
		if err := r.StartRetention(actor); err != nil {
			t.Fatal(err)
		}
		b.hold <- struct{}{}
		time.Sleep(time.Second)
		if run := r.RetentionRun(); !run.Running() || run.Leads != 200 {
			t.Errorf("half way: %+v", run)
		}
		if err := r.StartRetention(actor); !errors.Is(err, models.ErrConflict) {
			t.Errorf("a second run: %v", err)
		}
		if err := r.Look(models.AsSystem(context.Background())); err != nil || len(b.heard()) != 1 {
			t.Errorf("the job works beside it: %v", err)
		}
		close(b.hold)
		r.WaitForRetention()
		if run := r.RetentionRun(); run.Running() || run.Leads != 250 || run.FinishedAt.IsZero() || !slices.Equal(b.by, []models.ActorKind{models.ActorUser, models.ActorUser}) {
			t.Errorf("%+v by %v", run, b.by)
		}
	})
}

func TestARunEndsWithItsRuleOrTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &ruleBook{rules: []models.RetentionRule{{ID: 1, Active: true}, {ID: 2, Active: true}}, left: map[int64]int{1: 900, 2: 1}, hold: make(chan struct{})}
		r := newRetainer(b)
		if err := r.StartRetention(models.Actor{}); err != nil {
			t.Fatal(err)
		}
		b.hold <- struct{}{}
		time.Sleep(time.Second)
		b.mu.Lock()
		b.rules[0].Active = false
		b.mu.Unlock()
		close(b.hold)
		r.WaitForRetention()
		if got := b.heard(); !slices.Equal(got, []string{"rule 1: 200", "rule 1 ends", "rule 2: 1", "rule 2 ends", "purge"}) {
			t.Errorf("%q", got)
		}
		if run := r.RetentionRun(); run.Trouble || run.Leads != 201 {
			t.Errorf("%+v", run)
		}

		b.failing = errors.New("disk on fire")
		if err := r.StartRetention(models.Actor{}); err != nil {
			t.Fatal(err)
		}
		r.WaitForRetention()
		if run := r.RetentionRun(); !run.Trouble || run.Running() {
			t.Errorf("a failed run: %+v", run)
		}

		ctx, stop := context.WithCancel(models.AsSystem(context.Background()))
		stop()
		b.failing, b.rules[0].Active, r.Base = nil, true, ctx
		if err := r.StartRetention(models.Actor{}); err != nil {
			t.Fatal(err)
		}
		r.WaitForRetention()
		if run := r.RetentionRun(); !run.Stopped || run.Trouble || run.Running() {
			t.Errorf("a stopped run: %+v", run)
		}
	})
}
