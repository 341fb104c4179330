package templates

import (
	"context"
	"errors"
	"strings"

	"github.com/a-h/templ"

	"xiansuo/models"
)

// BackupsProps are what the page of the backups shows.
type BackupsProps struct {
	Postgres bool // the database's own program makes its backups
	Folder   string
	Backups  []models.Backup // newest first
	Run      models.BackupRun
}

// example is a file to name in the command that restores.
func (p *BackupsProps) example() string {
	name := models.BackupName(models.BackupNightly, models.NightlyExample)
	if len(p.Backups) > 0 {
		name = p.Backups[0].Name
	}
	return strings.TrimSuffix(p.Folder, "/") + "/backups/" + name
}

// BackupDownloadProps are the form before a download.
type BackupDownloadProps struct {
	Name   string
	Errors *models.Invalid
}

// backupPolling lets a backup that is being made ask for itself again.
func backupPolling(run models.BackupRun) templ.Attributes {
	if !run.Running {
		return nil
	}
	return templ.Attributes{"hx-get": BackupsPath(), "hx-trigger": "load delay:2s", "hx-swap": "outerHTML"}
}

func backupRunWords(ctx context.Context, run models.BackupRun) (words, tone string) {
	switch {
	case run.Running:
		return T(ctx, "backup.running"), "info"
	case errors.Is(run.Failure, models.ErrFull):
		return T(ctx, "backup.failed_full"), "bad"
	case errors.Is(run.Failure, models.ErrConflict):
		return T(ctx, "notice.backup_running"), "warn"
	case run.Failure != nil:
		return T(ctx, "backup.failed"), "bad"
	}
	return "", ""
}
