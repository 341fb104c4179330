package handlers

import (
	"net/url"
	"strings"
	"testing"

	"xiansuo/models"
)

func TestABackupIsHandedOutForThePasswordAlone(t *testing.T) {
	b := newBench(t).as(admin)
	path := "/settings/backups/" + sampleBackup + "/download"
	b.expect(b.get(path), 200)
	for password, status := range map[string]int{"": 422, "wrong-wrong-wrong": 422} {
		got := b.ask("POST", path, url.Values{"password": {password}}.Encode())
		b.expect(got, status)
		if !strings.Contains(got.body, "当前密码不正确") || strings.Contains(got.body, password) && password != "" {
			t.Errorf("%q is not refused in words, or repeated", password)
		}
	}
	if len(b.desk.recorded) != 0 {
		t.Errorf("acts without a download: %v", b.desk.recorded)
	}
	got := b.ask("POST", path, url.Values{"password": {password}}.Encode())
	b.expect(got, 200)
	if got.body != "whole" || !strings.Contains(got.header.Get("Content-Disposition"), sampleBackup) || got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%v %q", got.header, got.body)
	}
	if len(b.desk.recorded) != 1 || b.desk.recorded[0] != models.ActBackupDownloaded {
		t.Errorf("%+v", b.desk.recorded)
	}
}

func TestGuessingThePasswordOfADownloadIsStopped(t *testing.T) {
	b := newBench(t).as(admin)
	path := "/settings/backups/" + sampleBackup + "/download"
	last := 0
	for range 7 {
		last = b.ask("POST", path, "password=wrong-wrong-wrong").status
	}
	if last != 429 {
		t.Errorf("the seventh guess is answered %d", last)
	}
	b.expect(b.ask("POST", path, url.Values{"password": {password}}.Encode()), 429)
}

func TestNoOtherFileIsHandedOut(t *testing.T) {
	b := newBench(t).as(admin)
	for _, name := range []string{"key", "xiansuo.db", "..%2fkey", "%2e%2e%2fkey", sampleBackup + ".part", "xiansuo-20261122-030001-nightly.db.gz"} {
		path := "/settings/backups/" + name + "/download"
		b.expect(b.get(path), 404)
		b.expect(b.ask("POST", path, url.Values{"password": {password}}.Encode()), 404)
	}
}

func TestABackupIsMadeInTheBackground(t *testing.T) {
	b := newBench(t).as(admin)
	b.goes(b.ask("POST", "/settings/backups", ""), "/settings/backups")
	if len(b.desk.started) != 1 || b.desk.started[0].ID != admin.ID {
		t.Errorf("%+v", b.desk.started)
	}
	b.desk.backupRun = models.BackupRun{Running: true}
	if got := b.get("/settings/backups"); !strings.Contains(got.body, "正在备份") || !strings.Contains(got.body, sampleBackup) {
		t.Errorf("%d", got.status)
	}
	b.desk.backupRun = models.BackupRun{Failure: models.ErrFull}
	if got := b.get("/settings/backups"); !strings.Contains(got.body, "磁盘空间不足") {
		t.Errorf("%d", got.status)
	}
	b.desk.postgres = true
	if got := b.get("/settings/backups"); !strings.Contains(got.body, "pg_dump") || strings.Contains(got.body, sampleBackup) {
		t.Errorf("%d", got.status)
	}
	b.expect(b.ask("POST", "/settings/backups", ""), 404)
}
