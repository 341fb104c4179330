package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"xiansuo/models"
)

func openIn(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func closed(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// addUsers makes a database that is told from others by its users.
func addUsers(t *testing.T, s *Store, names ...string) {
	t.Helper()
	for _, name := range names {
		user, err := s.CreateUser(t.Context(), models.User{Username: name, Name: name, Role: models.Sales})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.StartSession(t.Context(), models.Session{Hash: []byte(name), UserID: user.ID, SeenAt: 1, ExpiresAt: 2}, nil); err != nil {
			t.Fatal(err)
		}
	}
}

func usersIn(t *testing.T, s *Store) string {
	t.Helper()
	users, err := s.Users(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, user := range users {
		names = append(names, user.Username)
	}
	return strings.Join(names, " ")
}

// filesIn lists a folder and what is below, so that leftovers are seen.
func filesIn(t *testing.T, dir string) string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			names = append(names, strings.TrimPrefix(path, dir+"/"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(names, " ")
}

func TestABackupRestoresWhatWasThere(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir)
	addUsers(t, s, "ann", "bob")
	made, err := s.BackUp(t.Context(), models.BackupAsked)
	if err != nil {
		t.Fatal(err)
	}
	addUsers(t, s, "cid")
	closed(t, s)
	file := filepath.Join(dir, backupFolder, made.Name)
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 || info.Size() != made.Bytes {
		t.Errorf("%v, %v, %+v", info, err, made)
	}

	done, err := Restore(t.Context(), dir, file, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if done.Contents.Users != 2 {
		t.Errorf("%+v", done)
	}
	s = openIn(t, dir)
	if got := usersIn(t, s); got != "ann bob" {
		t.Errorf("after the restore: %s", got)
	}
	if _, err := s.Session(t.Context(), []byte("ann")); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("a session of the backup goes on: %v", err)
	}
	closed(t, s)

	if _, err := Restore(t.Context(), dir, done.Safety, time.Now()); err != nil {
		t.Fatal(err)
	}
	s = openIn(t, dir)
	if got := usersIn(t, s); got != "ann bob cid" {
		t.Errorf("after the restore of the safety copy: %s", got)
	}
	closed(t, s)
	if strings.Contains(filesIn(t, dir), partPrefix) {
		t.Errorf("left over: %s", filesIn(t, dir))
	}
}

// TestALinkThatWasUsedIsNotGoodAgainAfterARestore: whoever finds it in an old message must not become
// its user.
func TestALinkThatWasUsedIsNotGoodAgainAfterARestore(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir)
	_, secret, err := s.InviteUser(t.Context(), models.Invitation{Username: "ann", Name: "Ann", Role: models.Sales})
	if err != nil {
		t.Fatal(err)
	}
	made, err := s.BackUp(t.Context(), models.BackupAsked)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.UseLink(t.Context(), secret, "Ann", "hash"); err != nil {
		t.Fatal(err)
	}
	closed(t, s)
	if _, err := Restore(t.Context(), dir, filepath.Join(dir, backupFolder, made.Name), time.Now()); err != nil {
		t.Fatal(err)
	}
	s = openIn(t, dir)
	if _, err := s.LinkUser(t.Context(), secret); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("the used link is good again: %v", err)
	}
	closed(t, s)
}

func TestABackupIsMadeWhileEverybodyWrites(t *testing.T) {
	s := openHere(t)
	var writers sync.WaitGroup
	ctx, cancel := context.WithCancel(t.Context())
	for i := range 4 {
		writers.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				name := string(rune('a'+i)) + strings.Repeat("x", n%20) + time.Now().Format("150405.000000000")
				if _, err := s.CreateUser(t.Context(), models.User{Username: name, Role: models.Sales}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 3 {
		if _, contents, err := backUp(t.Context(), s.dir, filepath.Join(s.dir, backupFolder), models.BackupAsked, s.instant()); err != nil {
			t.Error(err)
		} else {
			t.Logf("%d users in the copy", contents.Users)
		}
	}
	cancel()
	writers.Wait()
}

func TestTheNightlyBackupIsMadeOnce(t *testing.T) {
	now := time.Date(2026, 11, 23, 4, 0, 0, 0, models.Beijing)
	s := openHere(t)
	s.now = func() time.Time { return now }
	for _, step := range []struct {
		later time.Duration
		want  int
	}{{0, 1}, {time.Hour, 1}, {21 * time.Hour, 1}, {2 * time.Hour, 2}} {
		now = now.Add(step.later)
		if err := s.BackUpNightly(t.Context()); err != nil {
			t.Fatal(err)
		}
		if have, err := s.Backups(); err != nil || len(have) != step.want {
			t.Errorf("at %v: %d backups, want %d (%v)", now, len(have), step.want, err)
		}
	}
}

func TestAKilledBackupLeavesNothing(t *testing.T) {
	s := openHere(t)
	folder := filepath.Join(s.dir, backupFolder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{partPrefix + "xiansuo-20261123-030000-nightly.db.gz", partPrefix + "xiansuo-20261123-030000-nightly.db.gz.gz"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := s.Backups(); err != nil || len(have) != 0 {
		t.Errorf("half a backup is listed: %v, %v", have, err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.BackUp(over, models.BackupAsked); err == nil {
		t.Error("a backup that was cut off is said to be whole")
	}
	if got := filesIn(t, folder); got != lockFile {
		t.Errorf("left over: %s", got)
	}
}

func TestOneBackupAtATime(t *testing.T) {
	s := openHere(t)
	folder := filepath.Join(s.dir, backupFolder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	lock, err := lockFolder(filepath.Join(folder, lockFile))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.BackUp(t.Context(), models.BackupAsked); !errors.Is(err, models.ErrConflict) {
		t.Errorf("a second backup beside the first: %v", err)
	}
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.BackUp(t.Context(), models.BackupAsked); err != nil {
		t.Error(err)
	}
}

// TestARestoreRefusesWhatWouldHarm: each refusal says what to do, and the database stays as it was.
func TestARestoreRefusesWhatWouldHarm(t *testing.T) {
	other := t.TempDir()
	foreign := openIn(t, other)
	addUsers(t, foreign, "eve")
	if _, err := foreign.writer.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)"); err != nil {
		t.Fatal(err)
	}
	newer, err := foreign.BackUp(t.Context(), models.BackupAsked)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := foreign.writer.Exec("DELETE FROM goose_db_version WHERE version_id = 9999"); err != nil {
		t.Fatal(err)
	}
	otherKey, err := foreign.BackUp(t.Context(), models.BackupNightly)
	if err != nil {
		t.Fatal(err)
	}
	closed(t, foreign)
	whole, err := os.ReadFile(filepath.Join(other, backupFolder, otherKey.Name))
	if err != nil {
		t.Fatal(err)
	}
	made := func(name string, content []byte) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	damaged := bytes.Clone(whole)
	damaged[len(damaged)/2] ^= 0xFF
	var text bytes.Buffer
	zip := gzip.NewWriter(&text)
	_, _ = zip.Write([]byte("a photograph"))
	_ = zip.Close()

	dir := t.TempDir()
	s := openIn(t, dir)
	addUsers(t, s, "ann")
	closed(t, s)
	for file, says := range map[string]string{
		filepath.Join(other, backupFolder, newer.Name):    "newer xiansuo",
		filepath.Join(other, backupFolder, otherKey.Name): "does not belong to this database",
		filepath.Join(dir, "nothing.db.gz"):               "cannot be read",
		made("short.db.gz", whole[:len(whole)/2]):         "damaged",
		made("damaged.db.gz", damaged):                    "damaged",
		made("empty.db.gz", nil):                          "no backup",
		made("photo.db.gz", text.Bytes()):                 "no backup",
	} {
		if _, err := Restore(t.Context(), dir, file, time.Now()); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", filepath.Base(file), err, says)
		}
	}
	s = openIn(t, dir)
	if got := usersIn(t, s); got != "ann" {
		t.Errorf("after the refusals: %s", got)
	}
	if _, err := Restore(t.Context(), dir, filepath.Join(other, backupFolder, otherKey.Name), time.Now()); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("beside a running desk: %v", err)
	}
	closed(t, s)
	if got := filesIn(t, dir); strings.Contains(got, backupFolder+"/xiansuo") || strings.Contains(got, partPrefix) {
		t.Errorf("left over: %s", got)
	}
}

func TestADamagedDatabaseIsSetAsideAndReplaced(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir)
	addUsers(t, s, "ann")
	made, err := s.BackUp(t.Context(), models.BackupAsked)
	if err != nil {
		t.Fatal(err)
	}
	closed(t, s)
	damage := bytes.Repeat([]byte("damage"), 4000)
	if err := os.WriteFile(filepath.Join(dir, databaseFile), damage, 0o600); err != nil {
		t.Fatal(err)
	}
	done, err := Restore(t.Context(), dir, filepath.Join(dir, backupFolder, made.Name), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := os.ReadFile(filepath.Join(done.Safety, databaseFile)); err != nil || !bytes.Equal(kept, damage) {
		t.Errorf("the damaged database was not kept: %v", err)
	}
	s = openIn(t, dir)
	if got := usersIn(t, s); got != "ann" {
		t.Errorf("after the restore: %s", got)
	}
	closed(t, s)
}

func TestABackupIsMadeBeforeAnUpgrade(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir)
	addUsers(t, s, "ann")
	if have, err := s.Backups(); err != nil || len(have) != 0 {
		t.Fatalf("a new database was backed up: %v, %v", have, err)
	}
	var last int64
	if err := s.writer.QueryRow("SELECT max(version_id) FROM goose_db_version").Scan(&last); err != nil {
		t.Fatal(err)
	}
	closed(t, s)
	for range 2 { // the second time there is nothing to upgrade
		s = openIn(t, dir)
		closed(t, s)
	}
	if have, err := backupsIn(filepath.Join(dir, backupFolder)); err != nil || len(have) != 0 {
		t.Fatalf("a database that is up to date was backed up: %v, %v", have, err)
	}
}
