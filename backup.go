package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
)

type backupCommand struct {
	Data     string `default:"./data" env:"XIANSUO_DATA" placeholder:"FOLDER" help:"Folder of the database (${env}). Default: ${default}."`
	Database string `env:"XIANSUO_DATABASE" secret:"" placeholder:"URL" help:"PostgreSQL has a backup program of its own: see README (${env}, or ${env}_FILE)."`
	To       string `placeholder:"FILE" help:"File to write, e.g. /mnt/disk/desk.db.gz. Default: a new one in the data folder's backups."`
}

// Help is shown by --help.
func (*backupCommand) Help() string {
	return `Writes a whole, checked, compressed copy of the SQLite database, also while the desk is being served.
The key file in the data folder is not part of it: keep a copy of the key somewhere else. Without it the
platform's secrets in a backup cannot be read by anybody, you included.`
}

// errPostgresBackup says what to do instead.
var errPostgresBackup = errors.New("a PostgreSQL database is backed up with pg_dump and restored with pg_restore: README shows how, under Backup")

// Run makes a backup and says what is in it.
func (c *backupCommand) Run(ctx context.Context, t terminal) error {
	if c.Database != "" {
		return errPostgresBackup
	}
	path, contents, err := store.BackUpFolder(ctx, c.Data, c.To, time.Now())
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "wrote %s\n%s\n", path, contentsText(&contents))
	return nil
}

func contentsText(c *models.BackupContents) string {
	newest := "none"
	if !c.NewestLead.IsZero() {
		newest = c.NewestLead.String()
	}
	return fmt.Sprintf("%d leads (newest %s), %d accounts, %d users, schema %d", c.Leads, newest, c.Accounts, c.Users, c.Schema)
}

type restoreCommand struct {
	Data     string `default:"./data" env:"XIANSUO_DATA" placeholder:"FOLDER" help:"Folder of the database (${env}). Default: ${default}."`
	Database string `env:"XIANSUO_DATABASE" secret:"" placeholder:"URL" help:"PostgreSQL has a restore program of its own: see README (${env}, or ${env}_FILE)."`
	File     string `arg:"" placeholder:"FILE" help:"The backup: a .db.gz that xiansuo wrote, or the same unpacked."`
}

// Help is shown by --help.
func (*restoreCommand) Help() string {
	return `Puts a backup in the database's place. The desk must not be running. The backup is checked first: that
it is whole, that this version can read it, and that the key file in the data folder belongs to it. What
was there before is backed up, so that it can be restored in turn. Everybody has to sign in again, and links
for a new password must be made again. What was done since the backup is undone: users who were disabled,
tokens that were revoked and persons who were erased since are back, and that must be done again.`
}

// Run restores a backup, brings it up to date, and says what it holds.
func (c *restoreCommand) Run(ctx context.Context, t terminal) error {
	if c.Database != "" {
		return errPostgresBackup
	}
	done, err := store.Restore(ctx, c.Data, c.File, time.Now())
	if err != nil {
		return err
	}
	if err := c.noteRestore(ctx); err != nil {
		return fmt.Errorf("the backup is in place, but does not open: %w; what was there before: %s", err, done.Safety)
	}
	fmt.Fprintf(t.out, "restored %s\n%s\n", c.File, contentsText(&done.Contents))
	fmt.Fprintln(t.out, "users disabled, tokens revoked and persons erased since that backup are back: do those again")
	switch {
	case strings.HasSuffix(done.Safety, ".gz"):
		fmt.Fprintf(t.out, "what was there before: xiansuo restore --data %s %s\n", c.Data, done.Safety)
	case done.Safety != "":
		fmt.Fprintf(t.out, "what was there before could not be read and lies in %s\n", done.Safety)
	}
	return nil
}

// noteRestore opens the restored database, which brings its schema up to date, and writes the act
// into its audit.
func (c *restoreCommand) noteRestore(ctx context.Context) error {
	s, err := store.Open(ctx, store.Options{Dir: c.Data})
	if err != nil {
		return err
	}
	act := models.Act{Action: models.ActRestored, Subject: models.SubjectDesk, New: map[string]any{"file": filepath.Base(c.File)}}
	return errors.Join(s.Record(ctx, act), s.Close())
}
