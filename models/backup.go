package models

import (
	"fmt"
	"regexp"
	"slices"
	"time"
)

// What is written into the audit of backups.
const (
	ActBackupDownloaded AuditAction = "desk.backup_downloaded"
	ActRestored         AuditAction = "desk.restored"
)

// BackupReason says why a backup was made.
type BackupReason string

const (
	BackupNightly BackupReason = "nightly" // by the job
	BackupAsked   BackupReason = "asked"   // by an admin
	BackupUpgrade BackupReason = "upgrade" // before the schema was changed
	BackupRestore BackupReason = "restore" // before another backup took the database's place
)

// BackupReasons lists them with their labels.
var BackupReasons = Enum{
	{string(BackupNightly), Text{"每晚自动", "Nightly"}},
	{string(BackupAsked), Text{"手动", "By hand"}},
	{string(BackupUpgrade), Text{"升级前", "Before an upgrade"}},
	{string(BackupRestore), Text{"恢复前", "Before a restore"}},
}

// Backup is a file with a whole, checked copy of the database. It holds no key: what is sealed in
// it stays sealed.
type Backup struct {
	Name   string // of the file
	Reason BackupReason
	MadeAt Instant
	Bytes  int64
}

// BackupContents are what a copy of the database was found to hold.
type BackupContents struct {
	Schema                   int64
	Leads, Accounts, Users   int64
	NewestLead               Instant // ingestion; zero for none
	OutgoingReports, Changes int64
}

// BackupRun is how a backup stands that an admin asked for.
type BackupRun struct {
	Running bool
	Failure error // of the last one
}

// Restored is what became of a restore.
type Restored struct {
	Contents BackupContents
	Safety   string // the file that holds what was there before; empty when there was nothing
}

const backupTime = "20060102-150405" // Beijing time, so that names sort as they were made

var backupName = regexp.MustCompile(`^xiansuo-([0-9]{8}-[0-9]{6})-([a-z]+)\.db\.gz$`)

// BackupName is the file's name of a backup.
func BackupName(reason BackupReason, at Instant) string {
	return fmt.Sprintf("xiansuo-%s-%s.db.gz", at.Time().Format(backupTime), reason)
}

// ParseBackupName reads what a file's name tells. ok is false for files that are no backups.
func ParseBackupName(name string) (b Backup, ok bool) {
	parts := backupName.FindStringSubmatch(name)
	if parts == nil || !BackupReasons.Has(parts[2]) {
		return Backup{}, false
	}
	at, err := time.ParseInLocation(backupTime, parts[1], Beijing)
	return Backup{Name: name, Reason: BackupReason(parts[2]), MadeAt: At(at)}, err == nil
}

// How many backups are kept.
const (
	KeptDays   = 7
	KeptWeeks  = 4
	KeptMonths = 6
	KeptOthers = 5 // of each reason but nightly
)

// BackupsToDrop chooses which backups are no longer kept: of the nightly ones stay the last of each
// of the newest days, weeks and months that have any, however long ago they are; of the others the newest.
func BackupsToDrop(have []Backup) []Backup {
	newestFirst := slices.Clone(have)
	slices.SortFunc(newestFirst, func(a, b Backup) int { return int(b.MadeAt/1000) - int(a.MadeAt/1000) })
	periods := []*period{
		{count: KeptDays, name: func(t time.Time) string { return t.Format(time.DateOnly) }},
		{count: KeptWeeks, name: func(t time.Time) string { year, week := t.ISOWeek(); return fmt.Sprint(year, " ", week) }},
		{count: KeptMonths, name: func(t time.Time) string { return t.Format("2006-01") }},
	}
	others := map[BackupReason]int{}
	var drop []Backup
	for _, b := range newestFirst {
		keep := false
		if b.Reason == BackupNightly {
			for _, p := range periods {
				keep = p.takes(b.MadeAt.Time()) || keep
			}
		} else {
			others[b.Reason]++
			keep = others[b.Reason] <= KeptOthers
		}
		if !keep {
			drop = append(drop, b)
		}
	}
	return drop
}

// period keeps the last backup of each of so many days, weeks or months, newest first.
type period struct {
	count int
	name  func(time.Time) string
	last  string
}

func (p *period) takes(at time.Time) bool {
	name := p.name(at)
	if name == p.last || p.count == 0 {
		return false
	}
	p.last = name
	p.count--
	return true
}

// NightlyExample is a moment for examples of names.
var NightlyExample = At(time.Date(2026, 1, 1, NightlyBackupHour, 0, 0, 0, Beijing))

// NightlyBackupHour is when the nightly backup is due, in Beijing time.
const NightlyBackupHour = 3

// BackupDue reports whether the nightly backup is due: none was made since the last time the hour came.
func BackupDue(have []Backup, now Instant) bool {
	due := now.BeijingDay().Add(NightlyBackupHour * time.Hour)
	if now < due {
		due = due.Add(-24 * time.Hour)
	}
	return !slices.ContainsFunc(have, func(b Backup) bool { return b.Reason == BackupNightly && b.MadeAt >= due })
}
