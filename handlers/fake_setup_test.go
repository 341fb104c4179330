package handlers

import (
	"context"
	"maps"
	"sync"

	"xiansuo/models"
)

// fakeSetup is what the fake desk keeps of its set-up.
type fakeSetup struct {
	setupMu  sync.Mutex
	marks    map[models.SetupMark]models.Instant
	pushedAt map[int64]models.Instant
	connects bool // tests of the connection pass
}

func (f *fakeSetup) SetupMarks(context.Context) (map[models.SetupMark]models.Instant, error) {
	f.setupMu.Lock()
	defer f.setupMu.Unlock()
	return maps.Clone(f.marks), nil
}

func (f *fakeSetup) LastPushed(context.Context) (map[int64]models.Instant, error) {
	f.setupMu.Lock()
	defer f.setupMu.Unlock()
	return maps.Clone(f.pushedAt), nil
}

func (f *fakeDesk) MarkSetup(_ context.Context, mark models.SetupMark, on bool) error {
	f.setupMu.Lock()
	defer f.setupMu.Unlock()
	if f.marks == nil {
		f.marks = map[models.SetupMark]models.Instant{}
	}
	delete(f.marks, mark)
	if on {
		f.marks[mark] = models.At(f.now())
	}
	return nil
}

// InviteUsers knows the names that the fake desk's users have.
func (f *fakeDesk) InviteUsers(_ context.Context, invitations []models.Invitation) ([]models.Invited, error) {
	if err := models.CheckInvitations(invitations); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	var invited []models.Invited
	bad := &models.Invalid{}
	for i, wish := range invitations {
		for _, user := range f.users {
			if user.Username == wish.Username {
				bad.Add(models.InvitationField("username", i), "invalid.username_taken")
			}
		}
		user := models.User{ID: int64(100 + i), Username: wish.Username, Name: wish.Name, Role: wish.Role}
		invited = append(invited, models.Invited{User: user, Secret: "secret-of-" + wish.Username})
	}
	if err := bad.OrNil(); err != nil {
		return nil, err
	}
	for _, one := range invited {
		f.users = append(f.users, one.User)
	}
	return invited, nil
}
