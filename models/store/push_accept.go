package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
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
)

// pushQueue holds the pushes that wait to be written.
type pushQueue struct {
	mu      sync.Mutex
	waiting []*waitingPush
	led     bool // somebody writes
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
	return leads
}

// take is the next group.
func (q *pushQueue) take() []*waitingPush {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.waiting), maxPushGroup)
	group := q.waiting[:n:n]
	q.waiting = q.waiting[n:]
	return group
}

// pass hands the lead to the next that waits, if there is one.
func (q *pushQueue) pass() {
	q.mu.Lock()
	defer q.mu.Unlock()
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
	return w.outcome, w.err
}

// leadPushes writes the group of one that leads, and hands the lead on.
func (s *Store) leadPushes(ctx context.Context, leader *waitingPush) {
	// The group is not the leader's alone: it is written though the leader's sender goes away.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), pushPatience)
	defer cancel()
	group := s.pushes.take()
	defer func() {
		for _, w := range group {
			if w != leader {
				w.turn <- false
			}
		}
		s.pushes.pass()
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
		for _, w := range group {
			if err := s.writePush(ctx, tx, w, learnt); err != nil {
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

func (s *Store) writePush(ctx context.Context, orm *gorm.DB, w *waitingPush, learnt map[campaign]int64) error {
	tx := orm.Statement.ConnPool.(*sql.Tx)
	p := w.push
	seen, err := tx.StmtContext(ctx, s.lead.seePush).ExecContext(ctx, p.Signature.SignedAt, p.Key)
	if err != nil {
		return fmt.Errorf("remember a push: %w", err)
	}
	first, err := seen.RowsAffected()
	if err != nil {
		return fmt.Errorf("remember a push: %w", err)
	}
	if first == 0 {
		w.outcome = models.PushRepeated
		return nil
	}
	if err := s.pinAlgorithm(orm, p); err != nil {
		return err
	}
	a := &acceptance{
		store: s, orm: orm, tx: tx, account: p.Account, arrival: models.Pushed, now: s.instant(),
		campaigns: learnt, packed: w.packed, signature: string(p.Signature.Algorithm) + "/" + strconv.Itoa(p.Signature.Fields),
	}
	a.prepare([]models.Lead{p.Lead})
	if err := a.run(ctx); err != nil {
		return err
	}
	switch {
	case a.accepted.New > 0:
		w.outcome = models.PushNew
	case a.accepted.Changed > 0:
		w.outcome = models.PushChanged
	default:
		w.outcome = models.PushRepeated
	}
	return nil
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
