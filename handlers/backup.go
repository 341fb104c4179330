package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// backupKeeper keeps the backups and writes down who took one.
type backupKeeper interface {
	KeepsBackups() bool
	Backups() ([]models.Backup, error)
	OpenBackup(name string) (*os.File, error)
	Record(ctx context.Context, act models.Act) error
}

// backupStarter makes a backup in the background.
type backupStarter interface {
	StartBackup(by models.Actor) error
	BackupRun() models.BackupRun
}

// backupPages list the backups, make one and hand one out.
type backupPages struct {
	backups backupKeeper
	jobs    backupStarter
	gate    gate
	folder  string
}

func (b backupPages) show(c *web.Context) error {
	run := b.jobs.BackupRun()
	if c.IsHTMX() {
		if !run.Running && run.Failure == nil { // a new row is in the list
			c.Header("HX-Refresh", "true")
		}
		return c.Render(http.StatusOK, templates.BackupProgress(run))
	}
	list, err := b.backups.Backups()
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, templates.Backups(templates.BackupsProps{
		Postgres: !b.backups.KeepsBackups(), Folder: b.folder, Backups: list, Run: run,
	}))
}

func (b backupPages) start(c *web.Context) error {
	if !b.backups.KeepsBackups() {
		return models.ErrNotFound
	}
	notice := templates.NoticeBackupStarted
	if err := b.jobs.StartBackup(models.ActorOf(c.Ctx())); errors.Is(err, models.ErrConflict) {
		notice = templates.NoticeBackupRunning
	} else if err != nil {
		return err
	}
	c.Notify(notice)
	return c.SeeOther(templates.BackupsPath())
}

func (b backupPages) downloadForm(c *web.Context) error {
	f, err := b.backups.OpenBackup(c.Param("backup"))
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return c.Render(http.StatusOK, templates.BackupDownload(templates.BackupDownloadProps{Name: c.Param("backup")}))
}

// downloadPatience is what a large backup over a slow line may take.
const downloadPatience = 2 * time.Hour

// download answers the file to an admin who proves with the password that it is still them, and
// writes down that they took it.
func (b backupPages) download(c *web.Context) error {
	name := c.Param("backup")
	f, err := b.backups.OpenBackup(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // only read from
	form, err := c.Form()
	if err != nil {
		return err
	}
	bad := &models.Invalid{}
	status, err := b.gate.confirm(c, form.Get("password"), "password", bad)
	if err != nil {
		return err
	}
	if status != 0 {
		return c.Render(status, templates.BackupDownload(templates.BackupDownloadProps{Name: name, Errors: bad}))
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	act := models.Act{Action: models.ActBackupDownloaded, Subject: models.SubjectDesk, New: map[string]any{"file": name}}
	if err := b.backups.Record(c.Ctx(), act); err != nil {
		return err
	}
	c.Header("Content-Type", "application/gzip")
	c.Header("Content-Disposition", `attachment; filename="`+name+`"`)
	if err := http.NewResponseController(c.Writer).SetWriteDeadline(time.Now().Add(downloadPatience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("give the download its time: %w", err)
	}
	http.ServeContent(c.Writer, c.Request, "", info.ModTime(), f)
	return nil
}
