package handlers

import (
	"context"
	"slices"
	"sync"
	"time"

	"xiansuo/models"
)

// fakePeople are the parts of the store about people, as far as the walk over all routes and the
// tests of the login need them. What the pages about people do is tested on a real store.
type fakePeople struct {
	triesMu sync.Mutex
	tries   map[string][]time.Time
}

func (p *fakePeople) forgive(users []models.User, id int64) {
	p.triesMu.Lock()
	defer p.triesMu.Unlock()
	for _, user := range users {
		if user.ID == id {
			delete(p.tries, user.Username)
		}
	}
}

func (f *fakeDesk) TryLogin(_ context.Context, username, _ string) (time.Duration, error) {
	f.triesMu.Lock()
	defer f.triesMu.Unlock()
	if f.tries == nil {
		f.tries = map[string][]time.Time{}
	}
	now := f.now()
	recent := slices.DeleteFunc(f.tries[username], func(at time.Time) bool { return now.Sub(at) >= models.LoginWindow })
	if len(recent) >= models.FailuresPerUser {
		return models.LoginWindow - now.Sub(recent[0]), nil
	}
	f.tries[username] = append(recent, now)
	return 0, nil
}

func (*fakePeople) PassTry(context.Context, string, string) error                    { return nil }
func (*fakePeople) LoginFailed(context.Context, int64, string, string, string) error { return nil }
func (*fakePeople) UseCode(context.Context, int64, string) (bool, error)             { return false, nil }
func (*fakePeople) NeedsTOTP(context.Context, models.Role) (bool, error)             { return false, nil }
func (*fakePeople) TOTPRoles(context.Context) ([]models.Role, error)                 { return nil, nil }
func (*fakePeople) SetTOTPRoles(context.Context, []models.Role) error                { return nil }
func (*fakePeople) EditUser(context.Context, models.UserEdit) error                  { return nil }
func (*fakePeople) DisableUser(context.Context, int64, bool) error                   { return nil }
func (*fakePeople) MakeLink(context.Context, int64, bool) (string, error)            { return "secret", nil }
func (*fakePeople) UseLink(context.Context, string, string, string) error            { return models.ErrNotFound }
func (*fakePeople) EditProfile(context.Context, models.ProfileEdit) error            { return nil }
func (*fakePeople) ChangePassword(context.Context, string, models.Session) error     { return nil }
func (*fakePeople) EndSession(context.Context, int64, []byte) error                  { return nil }
func (*fakePeople) EndOtherSessions(context.Context, int64, []byte) error            { return nil }
func (*fakePeople) PendingTOTP(context.Context, int64) ([]byte, error)               { return []byte("secret"), nil }
func (*fakePeople) TurnOffTOTP(context.Context, models.Session) error                { return nil }
func (*fakePeople) RecoveryCodesLeft(context.Context, int64) (int, error)            { return 0, nil }

func (*fakePeople) LinkUser(context.Context, string) (models.User, error) {
	return models.User{}, models.ErrNotFound
}

func (*fakePeople) InviteUser(_ context.Context, i models.Invitation) (models.User, string, error) {
	return models.User{}, "secret", i.Check()
}

func (*fakePeople) TurnOnTOTP(context.Context, string, models.Session) ([]string, error) {
	bad := &models.Invalid{}
	bad.Add("code", "invalid.totp_code")
	return nil, bad
}

func (*fakePeople) Sessions(context.Context, int64) ([]models.Session, error) { return nil, nil }
