package jobs

import (
	"context"
	"log/slog"
	"sync"

	"xiansuo/models"
)

type backupMaker interface {
	BackUp(ctx context.Context, reason models.BackupReason) (models.Backup, error)
}

// Backuper makes a backup that an admin asks for, in the background: a large one takes minutes.
type Backuper struct {
	Store backupMaker
	Log   *slog.Logger
	Base  context.Context //nolint:containedctx // the program's: a backup outlives the request that asks for it

	mu      sync.Mutex
	state   models.BackupRun
	running sync.WaitGroup
}

// StartBackup begins a backup; models.ErrConflict while another one is being made.
func (b *Backuper) StartBackup(by models.Actor) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.state.Running {
		return models.ErrConflict
	}
	b.state = models.BackupRun{Running: true}
	b.running.Go(func() {
		ctx := models.ActingAs(b.Base, by)
		_, err := runSafely(ctx, func(ctx context.Context) error {
			_, err := b.Store.BackUp(ctx, models.BackupAsked)
			return err
		})
		if err != nil && ctx.Err() == nil {
			b.Log.Error("a backup failed", "error", err)
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.state = models.BackupRun{Failure: err}
	})
	return nil
}

// BackupRun tells how the last backup that was asked for stands.
func (b *Backuper) BackupRun() models.BackupRun {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state
}

// WaitForBackup returns when none is being made.
func (b *Backuper) WaitForBackup() { b.running.Wait() }
