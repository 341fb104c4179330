package main

import (
	"regexp"
	"strings"
	"testing"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
	"xiansuo/web"
)

func TestAPasswordIsResetOnTheCommandLine(t *testing.T) {
	dir := t.TempDir()
	do := func(in string, args ...string) (out string, status int) {
		t.Helper()
		var said, wrong strings.Builder
		status = run(t.Context(), append(args, "--data", dir), terminal{strings.NewReader(in), &said, &wrong})
		if strings.Contains(said.String(), in) && in != "" || strings.Contains(wrong.String(), strings.TrimSpace(in)) && in != "" {
			t.Error("the password is printed")
		}
		return said.String() + wrong.String(), status
	}
	if out, status := do("", "admin", "reset-password", "--username", "boss"); status == 0 || !strings.Contains(out, "--data") {
		t.Errorf("no database: %s", out)
	}
	do("", "admin", "create", "--username", "boss")
	seen := func() models.User {
		t.Helper()
		s, err := store.Open(t.Context(), store.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		user, err := s.UserByName(t.Context(), "boss")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		return user
	}
	if out, status := do("", "admin", "reset-password", "--username", "nobody"); status == 0 || !strings.Contains(out, "--username") {
		t.Errorf("nobody: %s", out)
	}
	if out, status := do("password1234\n", "admin", "reset-password", "--username", "boss"); status == 0 || !strings.Contains(out, "common") {
		t.Errorf("a common password: %s", out)
	}
	out, status := do("", "admin", "reset-password", "--username", " Boss")
	made := regexp.MustCompile(`(?m)^password, shown once: ([A-Z0-9]{20,})$`).FindStringSubmatch(out)
	if status != 0 || made == nil || !web.CheckPassword(seen().PasswordHash, made[1]) {
		t.Fatalf("status %d: %s", status, out)
	}
	if out, status := do("three quiet rivers\n", "admin", "reset-password", "--username", "boss", "--without-totp"); status != 0 || !strings.Contains(out, "off") {
		t.Errorf("status %d: %s", status, out)
	}
	if !web.CheckPassword(seen().PasswordHash, "three quiet rivers") {
		t.Error("another password")
	}
	s := storetest.Open(t, store.Options{Dir: dir})
	if _, broken, err := s.VerifyAudit(t.Context()); err != nil || broken != 0 {
		t.Errorf("the audit is broken at %d, %v", broken, err)
	}
}
