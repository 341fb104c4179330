package templates

import "xiansuo/models"

func sampleBackups() BackupsProps {
	props := BackupsProps{Folder: "/var/lib/xiansuo", Run: models.BackupRun{Failure: models.ErrFull}}
	for _, name := range []string{
		"xiansuo-20261123-030000-nightly.db.gz", "xiansuo-20261122-141502-asked.db.gz",
		"xiansuo-20261122-030000-nightly.db.gz", "xiansuo-20261101-094455-upgrade.db.gz",
	} {
		b, _ := models.ParseBackupName(name)
		b.Bytes = 36_100_000
		props.Backups = append(props.Backups, b)
	}
	return props
}
