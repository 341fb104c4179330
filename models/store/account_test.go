package store_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

func TestCredentialsComeBackAndThePullPairServesWhereNoneIsSet(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		ctx := models.AsSystem(context.Background())
		pull, err := d.Credentials(ctx, d.account.ID, models.ForPull)
		if err != nil || pull.Token != "123456789" || pull.Secret != "0123456789abcdef" || pull.Algorithm != models.SHA256 {
			t.Fatalf("pull pair: %v", err)
		}
		if report, err := d.Credentials(ctx, d.account.ID, models.ForReport); err != nil || report.Token != pull.Token {
			t.Fatalf("the pull pair does not serve reports: %v", err)
		}
		edit := models.AccountEdit{
			ID: d.account.ID, Version: d.account.Version, Name: "账户", Industry: models.Medical, StatusSystem: models.IndustrySystem,
			Algorithm: models.SHA256, Report: models.Pair{Token: "555", Secret: "report-secret"},
		}
		account, err := d.SaveAccount(ctx, edit, models.User{Name: "王管理"})
		if err != nil {
			t.Fatal(err)
		}
		if account.Report.TokenTail == "555" || account.Report.SecretTail != "cret" || account.Report.ChangedBy != "王管理" {
			t.Errorf("summary: %+v", account.Report)
		}
		if report, _ := d.Credentials(ctx, d.account.ID, models.ForReport); report.Token != "555" {
			t.Error("the report's own pair is not used")
		}
		if pull, _ := d.Credentials(ctx, d.account.ID, models.ForPull); pull.Token != "123456789" {
			t.Error("an empty field erased the pull pair")
		}
		edit.Version, edit.Report, edit.DropReport = account.Version, models.Pair{}, true
		if _, err := d.SaveAccount(ctx, edit, models.System); err != nil {
			t.Fatal(err)
		}
		if report, _ := d.Credentials(ctx, d.account.ID, models.ForReport); report.Token != "123456789" {
			t.Error("dropping the report pair does not bring back the pull pair")
		}
	})
}

func TestAccountsAreJudgedAndGuardedByTheirVersion(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		ctx := models.AsSystem(context.Background())
		edit := models.AccountEdit{
			ID: d.account.ID, Name: "又一个", Industry: models.NoIndustry, StatusSystem: models.StandardSystem,
			Algorithm: models.SHA256, Pull: models.Pair{Token: "1", Secret: "2"},
		}
		var invalid *models.Invalid
		if _, err := d.SaveAccount(ctx, edit, models.System); !errors.As(err, &invalid) || invalid.Fields[0].Word != "invalid.account_taken" {
			t.Fatalf("a taken id: %v", err)
		}
		edit.Version = d.account.Version + 7
		if _, err := d.SaveAccount(ctx, edit, models.System); !errors.Is(err, models.ErrConflict) {
			t.Fatalf("a stale version: %v", err)
		}
		edit.ID, edit.Version = 999, 1
		if _, err := d.SaveAccount(ctx, edit, models.System); !errors.Is(err, models.ErrNotFound) {
			t.Fatalf("no such account: %v", err)
		}
		if err := d.PauseAccount(ctx, d.account.ID, true, models.System); err != nil {
			t.Fatal(err)
		}
		if account, _ := d.Account(ctx, d.account.ID); !account.Paused {
			t.Fatal("not paused")
		}
	})
}

func TestSecretsAreNotReadableInTheFiles(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(models.AsSystem(context.Background()), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	const canary = "canary-5f1d-secret"
	_, err = s.SaveAccount(models.AsSystem(context.Background()), models.AccountEdit{
		ID: 1, Name: "a", Industry: models.NoIndustry, StatusSystem: models.StandardSystem, Algorithm: models.SHA256,
		Pull: models.Pair{Token: canary + "-token", Secret: canary},
	}, models.System)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) < 3 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(canary)) {
			t.Errorf("%s holds a secret in the clear", filepath.Base(file))
		}
	}
}

func TestOpeningSaysWhatToDo(t *testing.T) {
	ctx := models.AsSystem(context.Background())
	open := func(dir string) error {
		s, err := store.Open(ctx, store.Options{Dir: dir})
		if err == nil {
			return s.Close()
		}
		return err
	}
	says := func(t *testing.T, err error, words ...string) {
		t.Helper()
		for _, word := range words {
			if err == nil || !strings.Contains(err.Error(), word) {
				t.Errorf("%v does not say %q", err, word)
			}
		}
	}
	t.Run("a folder in use", func(t *testing.T) {
		dir := t.TempDir()
		s := storetest.Open(t, store.Options{Dir: dir})
		says(t, open(dir), "in use", "--data")
		if err := s.Ping(ctx); err != nil {
			t.Errorf("the first one suffered: %v", err)
		}
	})
	t.Run("a folder that is a file", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		says(t, open(path), "data folder", "--data")
	})
	t.Run("a lost key", func(t *testing.T) {
		dir := t.TempDir()
		if err := open(dir); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(dir, "key")); err != nil {
			t.Fatal(err)
		}
		says(t, open(dir), "key file", "missing")
		if _, err := os.Stat(filepath.Join(dir, "key")); err == nil {
			t.Error("a new key was made for a database that it cannot open")
		}
	})
	t.Run("another database's key", func(t *testing.T) {
		dir, other := t.TempDir(), t.TempDir()
		for _, d := range []string{dir, other} {
			if err := open(d); err != nil {
				t.Fatal(err)
			}
		}
		key, err := os.ReadFile(filepath.Join(other, "key"))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "key"), key, 0o600); err != nil {
			t.Fatal(err)
		}
		says(t, open(dir), "key file", "belong")
	})
	t.Run("an unreachable server", func(t *testing.T) {
		_, err := store.Open(ctx, store.Options{Dir: t.TempDir(), Database: "postgres://u:hush@127.0.0.1:1/x"})
		says(t, err, "cannot be reached", "--database")
		if strings.Contains(err.Error(), "hush") {
			t.Errorf("the message holds the password: %v", err)
		}
	})
}
