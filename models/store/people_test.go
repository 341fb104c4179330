package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

// town is a store with people in it.
type town struct {
	*store.Store
	t     *testing.T
	clock *clock
	ctx   context.Context
}

func onTowns(t *testing.T, test func(w *town)) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		c := newClock()
		test(&town{open(c.now), t, c, models.AsSystem(context.Background())})
	})
}

func (w *town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) settle(name string, role models.Role) models.User {
	w.t.Helper()
	user, err := w.CreateUser(w.ctx, models.User{Username: name, Name: name, Role: role, PasswordHash: "hash of " + name})
	w.must(err)
	return user
}

// enter begins a session of a user.
func (w *town) enter(user models.User, hash string, stage models.SessionStage) models.Session {
	w.t.Helper()
	now := models.At(w.clock.now())
	session := models.Session{Hash: []byte(hash), UserID: user.ID, Stage: stage, IP: "192.0.2.1", CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(models.SessionAbsolute)}
	w.must(w.StartSession(w.ctx, session, nil))
	return session
}

func (w *town) sessions(user models.User) int {
	w.t.Helper()
	sessions, err := w.Sessions(w.ctx, user.ID)
	w.must(err)
	return len(sessions)
}

func (w *town) user(id int64) models.User {
	w.t.Helper()
	user, err := w.User(w.ctx, id)
	w.must(err)
	return user
}

// refuses fails unless the error names the field and the word.
func (w *town) refuses(err error, field, word string) {
	w.t.Helper()
	var invalid *models.Invalid
	if !errors.As(err, &invalid) {
		w.t.Errorf("%v, want %s at %s", err, word, field)
		return
	}
	if got, ok := invalid.Of(field); !ok || got.Word != word {
		w.t.Errorf("%v, want %s at %s", err, word, field)
	}
}

func TestAnInvitationIsGoodOnceAndForThreeDays(t *testing.T) {
	onTowns(t, func(w *town) {
		user, secret, err := w.InviteUser(w.ctx, models.Invitation{Username: " Li ", Role: models.Sales})
		w.must(err)
		if user.Username != "li" || user.Name != "li" || !user.Invited() || len(secret) != 43 {
			t.Fatalf("%+v, a secret of %d", user, len(secret))
		}
		_, _, err = w.InviteUser(w.ctx, models.Invitation{Username: "li", Role: models.Sales})
		w.refuses(err, "username", "invalid.username_taken")
		if found, err := w.LinkUser(w.ctx, secret); err != nil || found.ID != user.ID {
			t.Fatalf("%+v, %v", found, err)
		}
		w.clock.advance(models.AccessLinkLife - time.Second)
		w.must(w.UseLink(w.ctx, secret, "李", "new"))
		if got := w.user(user.ID); got.Name != "李" || got.PasswordHash != "new" || got.Invited() {
			t.Errorf("%+v", got)
		}
		if err := w.UseLink(w.ctx, secret, "again", "again"); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("used twice: %v", err)
		}
	})
}

func TestLinksEndByTimeByANewerOneAndByDisabling(t *testing.T) {
	onTowns(t, func(w *town) {
		w.settle("boss", models.Admin)
		li := w.settle("li", models.Sales)
		over := func(name, secret string) {
			t.Helper()
			_, err := w.LinkUser(w.ctx, secret)
			if err2 := w.UseLink(w.ctx, secret, "x", "x"); !errors.Is(err, models.ErrNotFound) || !errors.Is(err2, models.ErrNotFound) {
				t.Errorf("%s: %v, %v", name, err, err2)
			}
		}
		first, err := w.MakeLink(w.ctx, li.ID, false)
		w.must(err)
		second, err := w.MakeLink(w.ctx, li.ID, false)
		w.must(err)
		over("replaced", first)
		w.must(w.DisableUser(w.ctx, li.ID, true))
		over("disabled", second)
		if _, err := w.MakeLink(w.ctx, li.ID, false); !errors.Is(err, models.ErrConflict) {
			t.Errorf("a link for somebody disabled: %v", err)
		}
		w.must(w.DisableUser(w.ctx, li.ID, false))
		over("enabled again", second)
		third, err := w.MakeLink(w.ctx, li.ID, false)
		w.must(err)
		w.clock.advance(models.AccessLinkLife)
		over("too old", third)
		over("made up", "")
		if w.user(li.ID).PasswordHash != li.PasswordHash {
			t.Error("the password changed")
		}
	})
}

func TestTwentyUsesOfALinkAtOnceAreOne(t *testing.T) {
	onTowns(t, func(w *town) {
		_, secret, err := w.InviteUser(w.ctx, models.Invitation{Username: "li", Role: models.Sales})
		w.must(err)
		var used atomic.Int64
		var all sync.WaitGroup
		for n := range 20 {
			all.Go(func() {
				switch err := w.UseLink(w.ctx, secret, "li", fmt.Sprint(n)); {
				case err == nil:
					used.Add(1)
				case !errors.Is(err, models.ErrNotFound):
					t.Error(err)
				}
			})
		}
		all.Wait()
		if used.Load() != 1 {
			t.Errorf("used %d times", used.Load())
		}
	})
}

func TestTheLastAdminStays(t *testing.T) {
	onTowns(t, func(w *town) {
		boss := w.settle("boss", models.Admin)
		_, _, err := w.InviteUser(w.ctx, models.Invitation{Username: "later", Role: models.Admin})
		w.must(err)
		gone := w.settle("gone", models.Admin)
		w.must(w.DisableUser(w.ctx, gone.ID, true))
		w.refuses(w.DisableUser(w.ctx, boss.ID, true), "disabled", "invalid.last_admin")
		w.refuses(w.EditUser(w.ctx, models.UserEdit{ID: boss.ID, Name: "x", Role: models.Sales}), "role", "invalid.last_admin")
		if got := w.user(boss.ID); got != boss {
			t.Errorf("refused, and yet %+v", got)
		}
		w.must(w.EditUser(w.ctx, models.UserEdit{ID: boss.ID, Name: "王", Role: models.Admin}))
		w.must(w.DisableUser(w.ctx, gone.ID, false))
		w.must(w.DisableUser(w.ctx, boss.ID, true))
	})
}

func TestTwoAdminsCannotRemoveEachOtherAtOnce(t *testing.T) {
	onTowns(t, func(w *town) {
		last := w.settle("first", models.Admin)
		for round := range 10 {
			other := w.settle(fmt.Sprint("other", round), models.Admin)
			var both sync.WaitGroup
			var errs [2]error
			both.Go(func() { errs[0] = w.DisableUser(w.ctx, last.ID, true) })
			both.Go(func() { errs[1] = w.EditUser(w.ctx, models.UserEdit{ID: other.ID, Name: "o", Role: models.Viewer}) })
			both.Wait()
			if (errs[0] == nil) == (errs[1] == nil) {
				t.Fatalf("%v, %v", errs[0], errs[1])
			}
			if errs[0] == nil {
				last = other
			}
			if got := w.user(last.ID); got.Role != models.Admin || got.Disabled {
				t.Fatalf("no admin is left: %+v", got)
			}
		}
	})
}

func TestSessionsEndWithRoleDisablingAndPassword(t *testing.T) {
	onTowns(t, func(w *town) {
		w.settle("boss", models.Admin)
		li, other := w.settle("li", models.Sales), w.settle("other", models.Sales)
		w.enter(other, "other", models.SessionOpen)
		link, err := w.MakeLink(w.ctx, li.ID, false)
		w.must(err)
		for _, test := range []struct {
			name string
			act  func() error
		}{
			{"a new role", func() error { return w.EditUser(w.ctx, models.UserEdit{ID: li.ID, Name: "li", Role: models.Manager}) }},
			{"a link", func() error { return w.UseLink(w.ctx, link, "li", "x") }},
			{"the command line", func() error { return w.ResetPassword(w.ctx, "li", "x", false) }},
			{"disabling", func() error { return w.DisableUser(w.ctx, li.ID, true) }},
		} {
			name, act := test.name, test.act
			w.enter(li, "one "+name, models.SessionOpen)
			w.enter(li, "two "+name, models.SessionAsked)
			w.must(act())
			if n := w.sessions(li); n != 0 {
				t.Errorf("%s leaves %d sessions", name, n)
			}
			if _, err := w.Session(w.ctx, []byte("two "+name)); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("%s leaves a login half done", name)
			}
		}
		w.must(w.DisableUser(w.ctx, li.ID, false))
		old := w.enter(li, "old", models.SessionOpen)
		w.enter(li, "elsewhere", models.SessionOpen)
		fresh := old
		fresh.Hash = []byte("fresh")
		w.must(w.ChangePassword(w.ctx, "chosen", fresh))
		left, err := w.Sessions(w.ctx, li.ID)
		w.must(err)
		if len(left) != 1 || string(left[0].Hash) != "fresh" || w.user(li.ID).PasswordHash != "chosen" {
			t.Errorf("%+v", left)
		}
		if w.sessions(other) != 1 {
			t.Error("somebody else was signed out")
		}
	})
}

func TestPeopleEndTheirOwnSessionsOnly(t *testing.T) {
	onTowns(t, func(w *town) {
		li, other := w.settle("li", models.Sales), w.settle("other", models.Sales)
		for _, hash := range []string{"a", "b", "c"} {
			w.enter(li, hash, models.SessionOpen)
		}
		w.enter(other, "other", models.SessionOpen)
		if err := w.EndSession(w.ctx, li.ID, []byte("other")); !errors.Is(err, models.ErrNotFound) || w.sessions(other) != 1 {
			t.Errorf("somebody else's session: %v", err)
		}
		w.must(w.EndSession(w.ctx, li.ID, []byte("a")))
		w.must(w.EndOtherSessions(w.ctx, li.ID, []byte("c")))
		left, err := w.Sessions(w.ctx, li.ID)
		w.must(err)
		if len(left) != 1 || string(left[0].Hash) != "c" || w.sessions(other) != 1 {
			t.Errorf("%+v", left)
		}
		w.clock.advance(time.Hour)
		w.must(w.TouchSession(w.ctx, []byte("c"), models.At(w.clock.now())))
		if w.user(li.ID).SeenAt != models.At(w.clock.now()) {
			t.Error("nobody noted that the user was there")
		}
		w.clock.advance(models.SessionIdle)
		if w.sessions(li) != 0 {
			t.Error("an idle session is listed")
		}
	})
}
