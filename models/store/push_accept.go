package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"gorm.io/gorm"

	"xiansuo/models"
)

// Pushes that come at the same time share one transaction: one flush to the disk makes all of
// them durable. Whoever comes while nothing is being written leads the next group; the others
// wait for their answer, or until the lead is handed to them.
const (
	maxPushGroup = 64 // pushes of one transaction: others want to write too
	pushPatience = 20 * time.Second
	pushLinger   = time.Millisecond
)

// pushQueue holds the pushes that wait to be written.
type pushQueue struct {
	mu      sync.Mutex
	waiting []*waitingPush
	led     bool          // somebody writes
	usual   int           // how many were under way together when the last group was written
	enough  chan struct{} // tells who lingers that as many are here
}

// waitingPush is one push on its way. Exactly one value comes out of turn: true hands over the
// lead, false says that outcome and err are there.
type waitingPush struct {
	push    *models.Push
	packed  *packedRaw
	turn    chan bool
	outcome models.PushOutcome
	err     error
}

// join queues a push; leads reports whether it is the one to write.
func (q *pushQueue) join(w *waitingPush) (leads bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, w)
	leads = !q.led
	q.led = true
	if q.enough != nil && len(q.waiting) >= q.usual {
		close(q.enough)
		q.enough = nil
	}
	return leads
}

// linger waits a moment for those who are about to come: the senders of the last group have their
// answers and send their next pushes now. A larger group costs fewer flushes to the disk.
func (q *pushQueue) linger() {
	q.mu.Lock()
	if len(q.waiting) >= q.usual {
		q.mu.Unlock()
		return
	}
	enough := make(chan struct{})
	q.enough = enough
	q.mu.Unlock()
	moment := time.NewTimer(pushLinger)
	defer moment.Stop()
	select {
	case <-enough:
	case <-moment.C:
	}
}

// take is the next group.
func (q *pushQueue) take() []*waitingPush {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.waiting), maxPushGroup)
	group := q.waiting[:n:n]
	q.waiting, q.enough = q.waiting[n:], nil
	return group
}

// pass hands the lead to the next that waits, if there is one, after a group of so many.
func (q *pushQueue) pass(group int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.usual = min(group+len(q.waiting), maxPushGroup)
	q.led = len(q.waiting) > 0
	if q.led {
		q.waiting[0].turn <- true
	}
}

// errNotWritten is the answer to a push whose group was never written: it panicked.
var errNotWritten = errors.New("accept pushes: not written")

// AcceptPush stores a true push and returns when it is durable: lead, raw event, and that it
// came, in one transaction. A push that came before changes nothing. It fails with a
// *models.PushRefusal when another algorithm was pinned meanwhile.
func (s *Store) AcceptPush(ctx context.Context, push models.Push) (models.PushOutcome, error) {
	at := s.instant()
	w := &waitingPush{push: &push, turn: make(chan bool, 1), err: errNotWritten}
	if push.Lead.Raw != "" {
		var err error
		if w.packed, err = s.packRaw(push.Account.ID, &push.Lead, at, models.Pushed); err != nil {
			return "", err
		}
	}
	if s.pushes.join(w) || <-w.turn {
		s.leadPushes(ctx, w)
	}
	if w.err != nil {
		return "", w.err
	}
	return w.outcome, nil
}

// leadPushes writes the group of one that leads, and hands the lead on.
func (s *Store) leadPushes(ctx context.Context, leader *waitingPush) {
	// The group is not the leader's alone: it is written though the leader's sender goes away.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), pushPatience)
	defer cancel()
	s.pushes.linger()
	group := s.pushes.take()
	defer func() {
		for _, w := range group {
			if w != leader {
				w.turn <- false
			}
		}
		s.pushes.pass(len(group))
	}()
	s.writePushes(ctx, group)
}

// writePushes writes a group in one transaction. When that fails, each gets one of its own, so
// that none fails for another's fault.
func (s *Store) writePushes(ctx context.Context, group []*waitingPush) {
	err := s.writeGroup(ctx, group)
	if err == nil || len(group) == 1 || ctx.Err() != nil {
		for _, w := range group {
			w.err = err
		}
		return
	}
	for _, w := range group {
		w.err = s.writeGroup(ctx, []*waitingPush{w})
	}
}

func (s *Store) writeGroup(ctx context.Context, group []*waitingPush) error {
	learnt := make(map[campaign]int64)
	err := s.change(ctx, "accept pushes", func(tx *gorm.DB) error {
		fresh, err := s.firstTimers(ctx, tx, group)
		if err != nil {
			return err
		}
		for len(fresh) > 0 { // the same lead twice: one after the other
			var round []*waitingPush
			if round, fresh = eachLeadOnce(fresh); len(round) > 0 {
				err = s.writeRound(ctx, tx, round, learnt)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		s.campaigns.keep(learnt)
	}
	return err
}

// firstTimers remembers the pushes and returns those that never came before.
func (s *Store) firstTimers(ctx context.Context, orm *gorm.DB, group []*waitingPush) (fresh []*waitingPush, err error) {
	see := orm.Statement.ConnPool.(*sql.Tx).StmtContext(ctx, s.lead.seePush)
	for _, w := range group {
		w.outcome = models.PushRepeated
		seen, err := see.ExecContext(ctx, w.push.Signature.SignedAt, w.push.Key)
		if err != nil {
			return nil, fmt.Errorf("remember a push: %w", err)
		}
		first, err := seen.RowsAffected()
		if err != nil {
			return nil, fmt.Errorf("remember a push: %w", err)
		}
		if first == 0 {
			continue
		}
		if err := s.pinAlgorithm(orm, w.push); err != nil {
			return nil, err
		}
		fresh = append(fresh, w)
	}
	return fresh, nil
}

// eachLeadOnce takes the first push of each lead off the queue.
func eachLeadOnce(queue []*waitingPush) (round, rest []*waitingPush) {
	type lead struct {
		account int64
		id      string
	}
	taken := make(map[lead]bool, len(queue))
	for _, w := range queue {
		key := lead{w.push.Account.ID, w.push.Lead.LeadsID}
		if taken[key] {
			rest = append(rest, w)
			continue
		}
		taken[key] = true
		round = append(round, w)
	}
	return round, rest
}

// writeRound writes pushes of different leads, the accounts in the order of their numbers, so
// that two instances never wait for each other crosswise.
func (s *Store) writeRound(ctx context.Context, orm *gorm.DB, round []*waitingPush, learnt map[campaign]int64) error {
	slices.SortStableFunc(round, func(x, y *waitingPush) int { return cmp.Compare(x.push.Account.ID, y.push.Account.ID) })
	for len(round) > 0 {
		account := round[0].push.Account
		a := &acceptance{
			store: s, orm: orm, tx: orm.Statement.ConnPool.(*sql.Tx), account: account, arrival: models.Pushed, now: s.instant(),
			campaigns: learnt, pushes: make(map[string]*waitingPush),
		}
		var leads []models.Lead
		for len(round) > 0 && round[0].push.Account.ID == account.ID {
			leads = append(leads, round[0].push.Lead)
			a.pushes[round[0].push.Lead.LeadsID] = round[0]
			round = round[1:]
		}
		a.prepare(leads)
		if err := a.run(ctx); err != nil {
			return err
		}
	}
	return nil
}

// note tells the push that brought a lead what became of it.
func (a *acceptance) note(leadsID string, outcome models.PushOutcome) {
	if w := a.pushes[leadsID]; w != nil {
		w.outcome = outcome
	}
}

// pinAlgorithm keeps the first digest that a true push used; from then on no other is taken.
// Preview leads pin nothing: samples are among them.
func (s *Store) pinAlgorithm(tx *gorm.DB, p *models.Push) error {
	if p.Pinned != "" || p.Lead.IsPreview() {
		return nil
	}
	pinned := tx.Model(&models.PushAddress{}).Where("account_id = ? AND algorithm = ''", p.Account.ID).
		UpdateColumn("algorithm", p.Signature.Algorithm)
	if pinned.Error != nil || pinned.RowsAffected == 1 {
		return pinned.Error
	}
	address, err := pushAddressIn(tx, p.Account.ID)
	if err != nil {
		return err
	}
	if address.Algorithm != p.Signature.Algorithm {
		return &models.PushRefusal{Cause: models.PushOtherDigest}
	}
	return nil
}

// errNotSample keeps DropSample from anything that was not made up here.
var errNotSample = errors.New("not a sample")

// DropSample takes a made-up lead out again, with everything that was kept of it; found is false
// when there is none.
func (s *Store) DropSample(ctx context.Context, accountID int64, leadsID string) (found bool, err error) {
	err = s.change(ctx, "drop a sample", func(tx *gorm.DB) error {
		var leads []models.Lead
		if err := tx.Where("account_id = ? AND leads_id = ?", accountID, leadsID).Limit(1).Find(&leads).Error; err != nil || len(leads) == 0 {
			return err
		}
		found = true
		lead := &leads[0]
		if !lead.Preview || lead.Arrival != models.Pushed || lead.WorkVersion != 0 {
			return errNotSample
		}
		for _, kept := range []any{&models.RawEvent{}, &models.Change{}} {
			if err := tx.Where("lead_id = ?", lead.ID).Delete(kept).Error; err != nil {
				return err
			}
		}
		if err := s.dropGrams(ctx, tx, lead.ListKey); err != nil {
			return err
		}
		return tx.Delete(&models.Lead{}, "id = ?", lead.ID).Error
	})
	return found, err
}

func (s *Store) dropGrams(ctx context.Context, tx *gorm.DB, listKey int64) error {
	_, err := tx.Statement.ConnPool.(*sql.Tx).StmtContext(ctx, s.lead.dropGrams).ExecContext(ctx, listKey)
	return err
}
