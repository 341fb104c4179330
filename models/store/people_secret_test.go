package store

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
)

// TestPeopleActsAreInTheAuditWithoutSecrets lives through what happens to a user, and looks for what
// must not be written down, in the audit and in the file of the database.
func TestPeopleActsAreInTheAuditWithoutSecrets(t *testing.T) {
	dir := t.TempDir()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	s, err := Open(models.AsSystem(context.Background()), Options{Dir: dir, Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	ctx := models.ActingAs(models.AsSystem(context.Background()), models.Actor{Kind: models.ActorUser, ID: 1, Name: "boss", IP: "10.0.0.1"})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err = s.CreateFirstAdmin(ctx, models.User{Username: "boss", Name: "boss", PasswordHash: "canary-hash-of-boss"})
	must(err)
	li, link, err := s.InviteUser(ctx, models.Invitation{Username: "li", Role: models.Admin})
	must(err)
	must(s.UseLink(ctx, link, "李", "canary-hash"))
	reset, err := s.MakeLink(ctx, li.ID, false)
	must(err)
	_, err = s.TryLogin(ctx, "canary-typed-name", "192.0.2.1")
	must(err)
	must(s.LoginFailed(ctx, 0, "canary-typed-name", "192.0.2.1", "password"))
	for range models.FailuresPerUser {
		_, err = s.TryLogin(ctx, "li", "192.0.2.1")
		must(err)
	}
	must(s.LoginFailed(ctx, li.ID, "li", "192.0.2.1", "password"))
	session := models.Session{Hash: []byte("one"), UserID: li.ID, SeenAt: models.At(at), ExpiresAt: models.At(at).Add(time.Hour)}
	must(s.StartSession(ctx, session, nil))
	secret, err := s.PendingTOTP(ctx, li.ID)
	must(err)
	session.Hash = []byte("two")
	codes, err := s.TurnOnTOTP(ctx, models.TOTPCode(secret, models.TOTPStepOf(models.At(at))), session)
	must(err)
	_, err = s.UseCode(ctx, li.ID, codes[0])
	must(err)
	session.Hash = []byte("three")
	must(s.TurnOffTOTP(ctx, session))
	session.Hash = []byte("four")
	must(s.ChangePassword(ctx, "canary-hash-2", session))
	must(s.SetTOTPRoles(ctx, []models.Role{models.Admin}))
	must(s.EditUser(ctx, models.UserEdit{ID: li.ID, Name: "李", Role: models.Sales}))
	must(s.DisableUser(ctx, li.ID, true))
	must(s.DisableUser(ctx, li.ID, true)) // nothing to do, nothing to write
	must(s.DisableUser(ctx, li.ID, false))

	var entries []models.AuditEntry
	must(s.read.Order("id").Find(&entries).Error)
	var actions []models.AuditAction
	written := ""
	for _, entry := range entries {
		actions = append(actions, entry.Action)
		written += entry.ActorName + entry.Old + entry.New
		if entry.Action == models.ActUserJoined && (entry.ActorID != li.ID || entry.ActorName != "li") {
			t.Errorf("joined: %+v", entry)
		}
	}
	want := []models.AuditAction{
		"desk.set_up", "user.invited", "user.changed", "user.joined", "password.link_made", "login.failed", "login.failed", "login.locked",
		"login.succeeded", "totp.on", "totp.recovery_code_used", "totp.off", "password.changed", "totp.roles_changed",
		"user.role_changed", "user.disabled", "user.enabled",
	}
	if !slices.Equal(actions, want) {
		t.Errorf("the audit says\n%v, want\n%v", actions, want)
	}
	if _, broken, err := s.VerifyAudit(ctx); broken != 0 || err != nil {
		t.Errorf("broken at %d, %v", broken, err)
	}
	for name, canary := range map[string]string{"a link": link, "another link": reset, "a typed name": "canary-typed-name", "a recovery code": codes[1], "a hash": "canary-hash"} {
		if strings.Contains(written, canary) {
			t.Errorf("the audit holds %s", name)
		}
	}
	must(s.Close())
	file, err := os.ReadFile(filepath.Join(dir, databaseFile))
	must(err)
	for name, canary := range map[string][]byte{
		"a link": []byte(link), "a typed name": []byte("canary-typed-name"), "a secret": secret, "a secret in letters": []byte(models.TOTPText(secret)), "a recovery code": []byte(codes[1]),
	} {
		if bytes.Contains(file, canary) {
			t.Errorf("the database's file holds %s", name)
		}
	}
}
