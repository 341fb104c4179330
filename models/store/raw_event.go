package store

import (
	"bytes"
	"compress/flate"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"

	"xiansuo/models"
)

// packedRaw is a raw form of a lead, compressed and sealed for the moment at which it is kept.
type packedRaw struct {
	at     models.Instant
	sealed []byte
}

// compressors are kept: one takes half a megabyte and longer to make than to use.
var compressors = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, flate.BestSpeed)
	if err != nil {
		panic("flate does not know its own level: " + err.Error())
	}
	return w
}}

// rawPlace ties a sealed body to its row.
func rawPlace(accountID int64, leadsID string, at models.Instant, source models.Arrival) string {
	return "raw_events.sealed/" + strconv.FormatInt(accountID, 10) + "/" + leadsID + "/" + strconv.FormatInt(int64(at), 10) + "/" + string(source)
}

func (s *Store) packRaw(accountID int64, lead *models.Lead, at models.Instant, source models.Arrival) (*packedRaw, error) {
	var b bytes.Buffer
	b.Grow(len(lead.Raw)/2 + 64)
	w := compressors.Get().(*flate.Writer)
	defer compressors.Put(w)
	w.Reset(&b)
	if _, err := io.WriteString(w, lead.Raw); err != nil {
		return nil, fmt.Errorf("compress a raw event: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("compress a raw event: %w", err)
	}
	sealed, err := s.seal.seal(b.Bytes(), rawPlace(accountID, lead.LeadsID, at, source))
	if err != nil {
		return nil, err
	}
	return &packedRaw{at, sealed}, nil
}

// keepRaw keeps the form in which a lead came, when it is known and changed something.
func (a *acceptance) keepRaw(ctx context.Context, leadID int64, lead *models.Lead) error {
	if lead.Raw == "" || a.arrival == models.Replayed {
		return nil
	}
	packed, signature := a.ahead[lead.LeadsID], ""
	if w := a.pushes[lead.LeadsID]; w != nil {
		packed, signature = w.packed, w.push.Signature.String()
	}
	if packed == nil {
		var err error
		if packed, err = a.store.packRaw(a.account.ID, lead, a.now, a.arrival); err != nil {
			return err
		}
	}
	_, err := a.tx.StmtContext(ctx, a.store.lead.addRaw).ExecContext(ctx, a.account.ID, leadID, lead.LeadsID, packed.at, a.arrival,
		signature, strings.Join(lead.RawWarnings, "\n"), len(lead.Raw), packed.sealed)
	if err != nil {
		return fmt.Errorf("keep a raw event: %w", err)
	}
	return nil
}

// packAhead packs the raw forms that will probably be kept, before the transaction begins: others
// wait for it. What turns out to be missing is packed then.
func (a *acceptance) packAhead(ctx context.Context) error {
	if a.arrival == models.Replayed || !slices.ContainsFunc(a.leads, func(l *models.Lead) bool { return l.Raw != "" }) {
		return nil
	}
	list, err := a.idList()
	if err != nil {
		return err
	}
	rows, err := a.store.readSQL.QueryContext(ctx, a.store.dialect.rebind(a.store.dialect.knownLeads()), a.account.ID, list)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	known, err := scanKnown(rows)
	if err != nil {
		return err
	}
	a.ahead = make(map[string]*packedRaw)
	for _, lead := range a.leads {
		old, ok := known[lead.LeadsID]
		if lead.Raw == "" || ok && old.isSame(lead) {
			continue
		}
		if a.ahead[lead.LeadsID], err = a.store.packRaw(a.account.ID, lead, a.now, a.arrival); err != nil {
			return err
		}
	}
	return nil
}

// RawEvents returns the forms in which a lead came, newest first, with their bodies in the clear;
// at most models.MaxRawEvents.
func (s *Store) RawEvents(ctx context.Context, leadID int64) ([]models.RawEvent, error) {
	if err := s.see(ctx, leadID); err != nil {
		return nil, s.judge("read raw events", err)
	}
	var events []models.RawEvent
	err := s.read.WithContext(ctx).Where("lead_id = ?", leadID).Order("id DESC").Limit(models.MaxRawEvents).Find(&events).Error
	if err != nil {
		return nil, s.judge("read raw events", err)
	}
	for i := range events {
		if err := s.openRaw(&events[i]); err != nil {
			return nil, s.judge("read raw events", err)
		}
	}
	return events, nil
}

func (s *Store) openRaw(e *models.RawEvent) error {
	packed, err := s.seal.open(e.Sealed, rawPlace(e.AccountID, e.LeadsID, e.At, e.Source))
	if err != nil {
		return fmt.Errorf("raw event %d: %w", e.ID, err)
	}
	e.Sealed = nil
	if e.Body, err = io.ReadAll(flate.NewReader(bytes.NewReader(packed))); err != nil {
		return fmt.Errorf("raw event %d: %w", e.ID, err)
	}
	return nil
}

// CountRawLeads counts the leads that have a raw event since a moment.
func (s *Store) CountRawLeads(ctx context.Context, since models.Instant) (int64, error) {
	var n int64
	err := s.read.WithContext(ctx).Model(&models.RawEvent{}).Where("at >= ?", since).Distinct("lead_id").Count(&n).Error
	return n, s.judge("count raw events", err)
}

// RawLeads lists the leads that have a raw event since a moment, by number, after one.
func (s *Store) RawLeads(ctx context.Context, since models.Instant, after int64, limit int) ([]int64, error) {
	var ids []int64
	err := s.read.WithContext(ctx).Model(&models.RawEvent{}).Where("lead_id > ? AND at >= ?", after, since).
		Distinct("lead_id").Order("lead_id").Limit(limit).Pluck("lead_id", &ids).Error
	return ids, s.judge("list raw events", err)
}

// Deleting goes in small portions, so that nobody waits long for the database.
const (
	dropPortion = 500
	dropBreath  = 20 * time.Millisecond
)

// DropOldRawEvents forgets raw events that are older than the setting says, and pushes whose
// signature is too old to be taken again.
func (s *Store) DropOldRawEvents(ctx context.Context) error {
	days, err := s.RawEventDays(ctx)
	if err != nil {
		return err
	}
	before := s.instant().Add(-time.Duration(days) * 24 * time.Hour)
	err = s.dropPortions(ctx, "DELETE FROM raw_events WHERE id IN (SELECT id FROM raw_events WHERE at < ? ORDER BY at LIMIT ?)", before)
	if err != nil {
		return s.judge("drop old raw events", err)
	}
	forgotten := s.instant().Add(-models.PushRemembered)
	err = s.dropPortions(ctx, "DELETE FROM push_seen WHERE (signed_at, key) IN (SELECT signed_at, key FROM push_seen WHERE signed_at < ? LIMIT ?)", forgotten)
	return s.judge("drop old pushes", err)
}

func (s *Store) dropPortions(ctx context.Context, statement string, before models.Instant) error {
	for {
		done := s.write.WithContext(ctx).Exec(statement, before, dropPortion)
		if done.Error != nil || done.RowsAffected < dropPortion {
			return done.Error
		}
		if err := breathe(ctx); err != nil {
			return err
		}
	}
}

// breathe lets others write between two portions of work.
func breathe(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(dropBreath):
		return nil
	}
}

const rawEventDaysName = "raw_event_days"

// RawEventDays is for how many days raw events are kept.
func (s *Store) RawEventDays(ctx context.Context) (int, error) {
	days, err := numberIn(s.read.WithContext(ctx), rawEventDaysName, models.RawEventDays)
	return days, s.judge("read a setting", err)
}

// SetRawEventDays changes for how many days raw events are kept: *models.Invalid when it is too
// few or too many.
func (s *Store) SetRawEventDays(ctx context.Context, days int) error {
	if err := models.CheckRawEventDays(days); err != nil {
		return err
	}
	return s.change(ctx, "keep a setting", func(tx *gorm.DB) error {
		before, err := numberIn(tx, rawEventDaysName, models.RawEventDays)
		if err != nil || before == days {
			return err
		}
		if err := keepNumber(tx, rawEventDaysName, days); err != nil {
			return err
		}
		return s.record(tx, models.Act{Action: models.ActRawDays, Subject: models.SubjectDesk,
			Old: map[string]any{"raw_event_days": before}, New: map[string]any{"raw_event_days": days}})
	})
}
