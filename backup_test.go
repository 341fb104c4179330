package main

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"xiansuo/models/store/storetest"
)

// cli runs a command of the program and returns what it prints.
func cli(t *testing.T, want int, args ...string) (out, err string) {
	t.Helper()
	var printed, said notes
	if status := run(t.Context(), args, terminal{strings.NewReader(""), &printed, &said}); status != want {
		t.Fatalf("xiansuo %s: status %d, want %d: %s%s", strings.Join(args, " "), status, want, &printed, &said)
	}
	return printed.String(), said.String()
}

// TestABackupBringsTheDeskBack makes one beside the running desk, downloads another, loses the
// database, and goes on working.
func TestABackupBringsTheDeskBack(t *testing.T) {
	p := mustRun(t)
	boss := p.setUp()
	boss.addAccount(medicalAccount)
	first, err := p.sim.AddLead(medicalAccount.ID)
	if err != nil {
		t.Fatal(err)
	}
	boss.find(first)

	elsewhere := filepath.Join(t.TempDir(), "desk.db.gz")
	out, _ := cli(t, succeeded, "backup", "--data", p.dir, "--to", elsewhere)
	if !strings.Contains(out, "1 accounts, 1 users") {
		t.Error(out)
	}
	if _, said := cli(t, failed, "backup", "--data", p.dir, "--to", elsewhere); !strings.Contains(said, "exists already") {
		t.Error(said)
	}
	if _, said := cli(t, failed, "restore", "--data", p.dir, elsewhere); !strings.Contains(said, "in use") {
		t.Errorf("a restore beside the running desk: %s", said)
	}

	if got := boss.post("/settings/backups", nil); got.status != http.StatusSeeOther {
		t.Fatalf("asking for a backup: %d", got.status)
	}
	name := p.wait("the backup", func() string { return backupNamed.FindString(boss.get("/settings/backups").body) })
	got := boss.post("/settings/backups/"+name+"/download", url.Values{"password": {"correct horse battery"}})
	if got.status != http.StatusOK {
		t.Fatalf("the download: %d", got.status)
	}
	downloaded := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(downloaded, []byte(got.body), 0o600); err != nil {
		t.Fatal(err)
	}

	second, err := p.sim.AddLead(medicalAccount.ID)
	if err != nil {
		t.Fatal(err)
	}
	boss.find(second)
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{elsewhere, downloaded} {
		if err := os.Remove(filepath.Join(p.dir, "xiansuo.db")); err != nil {
			t.Fatal(err)
		}
		out, _ := cli(t, succeeded, "restore", "--data", p.dir, file)
		if !strings.Contains(out, "1 accounts, 1 users") {
			t.Error(out)
		}
	}

	again := mustRun(t, func(q *program) { q.dir = p.dir })
	b := again.browser()
	if got := b.get("/leads"); got.status != http.StatusSeeOther {
		t.Errorf("without signing in again: %d", got.status)
	}
	if got := b.post("/login", url.Values{"username": {"boss"}, "password": {"correct horse battery"}}); got.status != http.StatusSeeOther {
		t.Fatalf("signing in: %d", got.status)
	}
	b.find(first)
}

var backupNamed = regexp.MustCompile(`xiansuo-\d{8}-\d{6}-asked\.db\.gz`)

var readmeCommand = regexp.MustCompile(`(?m)^    (pg_(?:dump|restore) .*)$`)

// TestReadmesCommandsBackUpPostgres runs what README says, word for word.
func TestReadmesCommandsBackUpPostgres(t *testing.T) {
	address := storetest.Postgres(t)
	if _, err := exec.LookPath("pg_dump"); err != nil {
		t.Skip("no pg_dump")
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	commands := readmeCommand.FindAllStringSubmatch(string(readme), -1)
	if len(commands) != 2 {
		t.Fatalf("README has %d commands, not one to dump and one to restore", len(commands))
	}
	folder := t.TempDir()
	shell := func(line string) {
		t.Helper()
		command := exec.CommandContext(t.Context(), "sh", "-c", line)
		command.Dir = folder
		command.Env = append(os.Environ(), "XIANSUO_DATABASE="+address)
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", line, err, out)
		}
	}
	key := t.TempDir()
	create := func(name string) {
		t.Helper()
		cli(t, succeeded, "admin", "create", "--data", key, "--database", address, "--username", name)
	}
	create("before")
	shell(commands[0][1])
	create("after")
	shell(commands[1][1])
	create("after") // it is not there any more
	if _, said := cli(t, failed, "admin", "create", "--data", key, "--database", address, "--username", "before"); !strings.Contains(said, "username") {
		t.Errorf("the restored user is gone: %s", said)
	}
	if _, said := cli(t, failed, "backup", "--data", key, "--database", address); !strings.Contains(said, "pg_dump") {
		t.Error(said)
	}
}
