package store_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"xiansuo/models"
)

func (w *town) try(name, ip string) time.Duration {
	w.t.Helper()
	wait, err := w.TryLogin(w.ctx, name, ip)
	w.must(err)
	return wait
}

func TestFiveFailuresStopAUser(t *testing.T) {
	onTowns(t, func(w *town) {
		for i := range models.FailuresPerUser {
			if w.try("wang", fmt.Sprint("10.0.0.", i)) != 0 {
				t.Fatalf("try %d was refused", i+1)
			}
			w.clock.advance(10 * time.Second)
		}
		wait := w.try("wang", "10.0.0.99")
		if wait != models.LoginWindow-50*time.Second {
			t.Fatalf("wait %v", wait)
		}
		if w.try("li", "10.0.0.99") != 0 {
			t.Error("a colleague is refused too")
		}
		w.clock.advance(wait)
		if w.try("wang", "10.0.0.99") != 0 {
			t.Error("still refused after the wait")
		}
		if w.try("wang", "10.0.0.99") == 0 {
			t.Error("the wait forgave more than one failure")
		}
	})
}

func TestTwentyFailuresStopAnAddress(t *testing.T) {
	for name, address := range map[string]string{"IPv4": "192.0.2.1", "one IPv6 network": "2001:db8::%x"} {
		t.Run(name, func(t *testing.T) {
			onTowns(t, func(w *town) {
				at := func(i int) string {
					if name == "IPv4" {
						return address
					}
					return fmt.Sprintf(address, i+1)
				}
				for i := range models.FailuresPerPlace {
					if w.try(fmt.Sprint("user", i), at(i)) != 0 {
						t.Fatalf("try %d was refused", i+1)
					}
				}
				if w.try("another", at(99)) == 0 {
					t.Error("try 21 was let through")
				}
				if w.try("another", "198.51.100.7") != 0 {
					t.Error("another address is refused too")
				}
			})
		})
	}
}

func TestFiftyTriesAtOnceCannotPassTogether(t *testing.T) {
	onTowns(t, func(w *town) {
		var passed atomic.Int64
		var all sync.WaitGroup
		for i := range 50 {
			all.Go(func() {
				wait, err := w.TryLogin(w.ctx, "wang", fmt.Sprint("10.0.1.", i))
				if err != nil {
					t.Error(err)
				} else if wait == 0 {
					passed.Add(1)
				}
			})
		}
		all.Wait()
		if passed.Load() != models.FailuresPerUser {
			t.Errorf("%d tries passed", passed.Load())
		}
	})
}

func TestALoginForgivesTheUserAndOneFailureOfTheAddress(t *testing.T) {
	onTowns(t, func(w *town) {
		li := w.settle("li", models.Sales)
		for i := range 100 {
			if w.try("li", "192.0.2.1") != 0 {
				t.Fatal("right passwords count as failures")
			}
			w.enter(li, fmt.Sprint(i), models.SessionOpen)
		}
		// Whoever knows the password alone cannot try codes for ever.
		for i := range models.FailuresPerUser {
			w.try("li", "192.0.2.1")
			w.enter(li, fmt.Sprint("asked", i), models.SessionAsked)
			if w.try("li", "192.0.2.1") != 0 {
				t.Fatalf("code %d was refused", i+1)
			}
		}
		if w.try("li", "192.0.2.1") == 0 {
			t.Error("a right password forgives wrong codes")
		}
	})
}

// enrol turns a user's second step on.
func (w *town) enrol(user models.User) (secret []byte, codes []string) {
	w.t.Helper()
	secret, err := w.PendingTOTP(w.ctx, user.ID)
	w.must(err)
	session := w.enter(user, "enrolling "+user.Username, models.SessionOpen)
	fresh := session
	fresh.Hash = []byte("enrolled " + user.Username)
	codes, err = w.TurnOnTOTP(w.ctx, w.code(secret, 0), fresh)
	w.must(err)
	return secret, codes
}

func (w *town) code(secret []byte, drift int64) string {
	return models.TOTPCode(secret, models.TOTPStepOf(models.At(w.clock.now()))+drift)
}

func TestTheSecondStepIsOnOnlyAfterARightCode(t *testing.T) {
	onTowns(t, func(w *town) {
		li := w.settle("li", models.Sales)
		secret, err := w.PendingTOTP(w.ctx, li.ID)
		w.must(err)
		if again, err := w.PendingTOTP(w.ctx, li.ID); err != nil || string(again) != string(secret) {
			t.Errorf("another secret on the second look: %v", err)
		}
		session := w.enter(li, "s", models.SessionOpen)
		fresh := session
		fresh.Hash = []byte("fresh")
		_, err = w.TurnOnTOTP(w.ctx, "000000", fresh)
		w.refuses(err, "code", "invalid.totp_code")
		if got := w.user(li.ID); got.HasTOTP() || w.sessions(li) != 1 {
			t.Error("a wrong code changed something")
		}
		codes, err := w.TurnOnTOTP(w.ctx, w.code(secret, 0), fresh)
		w.must(err)
		if _, err := w.Session(w.ctx, []byte("s")); len(codes) != models.RecoveryCodes || !errors.Is(err, models.ErrNotFound) {
			t.Errorf("%d codes; the old session: %v", len(codes), err)
		}
		if _, err := w.PendingTOTP(w.ctx, li.ID); !errors.Is(err, models.ErrConflict) {
			t.Errorf("the secret is shown again: %v", err)
		}
		if _, err := w.TurnOnTOTP(w.ctx, w.code(secret, 1), fresh); !errors.Is(err, models.ErrConflict) {
			t.Errorf("on twice: %v", err)
		}
	})
}

func TestCodesAreSpent(t *testing.T) {
	onTowns(t, func(w *town) {
		li, other := w.settle("li", models.Sales), w.settle("other", models.Sales)
		secret, codes := w.enrol(li)
		_, others := w.enrol(other)
		use := func(code string, want bool) {
			t.Helper()
			if right, err := w.UseCode(w.ctx, li.ID, code); err != nil || right != want {
				t.Errorf("%v, %v", right, err)
			}
		}
		use(w.code(secret, 0), false) // it turned the second step on
		use(w.code(secret, 1), true)
		use(w.code(secret, 1), false)
		use(codes[0], true)
		use(codes[0], false)
		use(others[0], false)
		use("", false)
		if left, err := w.RecoveryCodesLeft(w.ctx, li.ID); err != nil || left != models.RecoveryCodes-1 {
			t.Errorf("%d left, %v", left, err)
		}
		w.clock.advance(5 * time.Minute)
		var passed atomic.Int64
		var all sync.WaitGroup
		code := w.code(secret, 0)
		for range 10 {
			all.Go(func() {
				right, err := w.UseCode(w.ctx, li.ID, code)
				if err != nil {
					t.Error(err)
				} else if right {
					passed.Add(1)
				}
			})
		}
		all.Wait()
		if passed.Load() != 1 {
			t.Errorf("one code let %d in", passed.Load())
		}
	})
}

func TestTheSecondStepIsTurnedOffWhole(t *testing.T) {
	onTowns(t, func(w *town) {
		w.settle("boss", models.Admin)
		li := w.settle("li", models.Sales)
		for name, off := range map[string]func(){
			"by themselves":    func() { w.must(w.TurnOffTOTP(w.ctx, models.Session{Hash: []byte("off"), UserID: li.ID})) },
			"the command line": func() { w.must(w.ResetPassword(w.ctx, "li", "x", true)) },
			"a link": func() {
				secret, err := w.MakeLink(w.ctx, li.ID, true)
				w.must(err)
				if user := w.user(li.ID); !user.HasTOTP() {
					t.Error("off before the link was used")
				}
				w.must(w.UseLink(w.ctx, secret, "li", "x"))
			},
		} {
			secret, codes := w.enrol(li)
			w.must(w.ResetPassword(w.ctx, "li", "x", false))
			if user := w.user(li.ID); !user.HasTOTP() {
				t.Errorf("%s: a new password alone turned it off", name)
			}
			off()
			if user := w.user(li.ID); user.HasTOTP() {
				t.Errorf("%s: still on", name)
			}
			if again, err := w.PendingTOTP(w.ctx, li.ID); err != nil || string(again) == string(secret) {
				t.Errorf("%s: the old secret is good again: %v", name, err)
			}
			if right, err := w.UseCode(w.ctx, li.ID, codes[1]); err != nil || right {
				t.Errorf("%s: an old recovery code is good", name)
			}
			w.clock.advance(time.Hour)
		}
	})
}

func TestRolesMayNeedASecondStep(t *testing.T) {
	onTowns(t, func(w *town) {
		if roles, err := w.TOTPRoles(w.ctx); err != nil || len(roles) != 0 {
			t.Errorf("%v, %v", roles, err)
		}
		w.must(w.SetTOTPRoles(w.ctx, []models.Role{models.Admin, models.Viewer}))
		for role, want := range map[models.Role]bool{models.Admin: true, models.Manager: false, models.Sales: false, models.Viewer: true} {
			if needs, err := w.NeedsTOTP(w.ctx, role); err != nil || needs != want {
				t.Errorf("%s: %v, %v", role, needs, err)
			}
		}
		w.must(w.SetTOTPRoles(w.ctx, nil))
		if needs, err := w.NeedsTOTP(w.ctx, models.Admin); err != nil || needs {
			t.Errorf("%v, %v", needs, err)
		}
	})
}
