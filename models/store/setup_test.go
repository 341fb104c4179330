package store_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

func TestMarksOfTheSetUpAreKeptOneByOne(t *testing.T) {
	onTowns(t, func(w *town) {
		all := []models.SetupMark{
			{Kind: models.MarkDismissed}, {Kind: models.MarkKeyCopied},
			{Kind: models.MarkTested, AccountID: 25610}, {Kind: models.MarkTested, AccountID: 25611}, {Kind: models.MarkDecided, AccountID: 25610},
		}
		var admins sync.WaitGroup // two of them, at the same time
		for range 2 {
			admins.Go(func() {
				for _, mark := range all {
					if err := w.MarkSetup(w.ctx, mark, true); err != nil {
						t.Error(err)
					}
				}
			})
		}
		admins.Wait()
		marks, err := w.SetupMarks(w.ctx)
		w.must(err)
		for _, mark := range all {
			if marks[mark] != models.At(w.clock.now()) {
				t.Errorf("%v was set at %v", mark, marks[mark])
			}
		}
		w.must(w.MarkSetup(w.ctx, all[0], false))
		w.must(w.MarkSetup(w.ctx, all[0], false))
		if marks, err = w.SetupMarks(w.ctx); err != nil || len(marks) != len(all)-1 {
			t.Errorf("%v, %v", marks, err)
		}
		if sound, broken, err := w.VerifyAudit(w.ctx); err != nil || broken != 0 || sound != 6 {
			t.Errorf("%d entries of the audit, broken at %d, %v", sound, broken, err)
		}
	})
}

func TestOnlyWhatThePlatformPushedCountsAsAPush(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		d.addAccount(t, 25611, models.StandardSystem, models.NoIndustry)
		d.accept(t, models.Pulled, lead(1, "王建国", "13810001000"))
		sample := lead(9, "推送测试", "17400000000")
		sample.LeadsID, sample.LeadsSource = models.SamplePrefix+"abc", "AD_PREVIEW"
		d.pushed(t, d.push("sample", sample))
		if pushed, err := d.LastPushed(t.Context()); err != nil || len(pushed) != 0 {
			t.Fatalf("pushed without a push: %v, %v", pushed, err)
		}
		preview := lead(2, "联调", "17400000001")
		preview.LeadsSource = "AD_PREVIEW"
		d.pushed(t, d.push("preview", preview))
		d.pushed(t, d.push("first", lead(3, "陈思雨", "13810001001")))
		pushed, err := d.LastPushed(t.Context())
		if err != nil || len(pushed) != 1 || pushed[25610].IsZero() {
			t.Errorf("%v, %v", pushed, err)
		}
	})
}

func TestSeveralAreInvitedOrNobody(t *testing.T) {
	onTowns(t, func(w *town) {
		w.settle("boss", models.Admin)
		w.settle("li", models.Sales)
		wish := func(names ...string) (list []models.Invitation) {
			for _, name := range names {
				list = append(list, models.Invitation{Username: name, Role: models.Sales})
			}
			return list
		}
		_, err := w.InviteUsers(w.ctx, wish("zhou", "li", "wang", "boss"))
		var bad *models.Invalid
		if !errors.As(err, &bad) || len(bad.Fields) != 2 || bad.Fields[0].Field != "username_1" || bad.Fields[1].Field != "username_3" {
			t.Fatalf("%v", err)
		}
		if users, err := w.Users(w.ctx); err != nil || len(users) != 2 {
			t.Fatalf("%d users after a refusal, %v", len(users), err)
		}
		invited, err := w.InviteUsers(w.ctx, wish(" Zhou", "wang"))
		w.must(err)
		if len(invited) != 2 || invited[0].Secret == invited[1].Secret {
			t.Fatalf("%d invited", len(invited))
		}
		for _, one := range invited {
			user, err := w.LinkUser(w.ctx, one.Secret)
			if err != nil || user.ID != one.User.ID || !user.Invited() {
				t.Errorf("%s: %v", one.User.Username, err)
			}
		}
	})
}

// TestTwoAdminsInviteTheSamePeople: each name is given once, and who comes second is told at the field.
func TestTwoAdminsInviteTheSamePeople(t *testing.T) {
	onTowns(t, func(w *town) {
		var both sync.WaitGroup
		errs := make([]error, 2)
		for i := range errs {
			both.Go(func() {
				_, errs[i] = w.InviteUsers(w.ctx, []models.Invitation{
					{Username: fmt.Sprintf("own%d", i), Role: models.Sales}, {Username: "wang", Role: models.Sales},
				})
			})
		}
		both.Wait()
		failed := errors.Join(errs...)
		if (errs[0] == nil) == (errs[1] == nil) || !strings.Contains(failed.Error(), "username_1") {
			t.Errorf("%v", errs)
		}
		if users, err := w.Users(w.ctx); err != nil || len(users) != 2 {
			t.Errorf("%d users, %v", len(users), err)
		}
	})
}
