package store

import (
	"context"
	"sync/atomic"

	"xiansuo/models"
)

// writeTrouble remembers since when there is no room to write. A disk that was full is known to
// have room again only when a write succeeds, so health tries one while there is trouble.
type writeTrouble struct{ since atomic.Int64 }

func (w *writeTrouble) note(at models.Instant) { w.since.CompareAndSwap(0, int64(at)) }

func (w *writeTrouble) over() { w.since.Store(0) }

func (w *writeTrouble) at() models.Instant { return models.Instant(w.since.Load()) }

// probeName and probeBytes are what is written to see whether writing works: more than one page,
// so that it needs new room.
const (
	probeName  = "write_probe"
	probeBytes = 64 << 10
)

// probeWrites tries to write, while the last write is known to have found no room.
func (s *Store) probeWrites(ctx context.Context) {
	if s.trouble.at().IsZero() {
		return
	}
	insert := s.dialect.rebind("INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
	if _, err := s.writer.ExecContext(ctx, insert, probeName, make([]byte, probeBytes)); err != nil {
		return
	}
	if _, err := s.writer.ExecContext(ctx, s.dialect.rebind("DELETE FROM settings WHERE name = ?"), probeName); err != nil {
		return
	}
	s.trouble.over()
}
