package handlers

import (
	"os"
	"path/filepath"

	"xiansuo/models"
)

const sampleBackup = "xiansuo-20261122-030000-nightly.db.gz"

// fakeBackups are the backups in memory; the file of the sample is real.
type fakeBackups struct {
	postgres  bool
	folder    string // where the sample's file is made
	started   []models.Actor
	startErr  error
	backupRun models.BackupRun
}

func (f *fakeBackups) KeepsBackups() bool { return !f.postgres }

func (f *fakeBackups) Backups() ([]models.Backup, error) {
	b, _ := models.ParseBackupName(sampleBackup)
	b.Bytes = 5
	return []models.Backup{b}, nil
}

func (f *fakeBackups) OpenBackup(name string) (*os.File, error) {
	if name != sampleBackup {
		return nil, models.ErrNotFound
	}
	path := filepath.Join(f.folder, name)
	if err := os.WriteFile(path, []byte("whole"), 0o600); err != nil {
		return nil, err
	}
	return os.Open(path)
}

func (f *fakeBackups) StartBackup(by models.Actor) error {
	f.started = append(f.started, by)
	return f.startErr
}

func (f *fakeBackups) BackupRun() models.BackupRun { return f.backupRun }
