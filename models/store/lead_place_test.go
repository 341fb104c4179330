package store_test

import (
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

func TestAPullPutsALeadUnderTheTimeThatThePlatformSays(t *testing.T) {
	for name, forged := range map[string]string{"long ago": "1969-01-01 08:00:00", "nothing": "", "another day": "2026-11-18 23:00:00"} {
		t.Run(name, func(t *testing.T) {
			storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
				d := newDesk(t, open)
				truth := lead(1, "王建国", "13810001000")
				pushed := truth
				pushed.LeadsCreateTime = forged
				pushed.IngestedAt, _ = models.ParseBeijing(forged)
				d.pushed(t, d.push("forged", pushed))
				d.accept(t, models.Pulled, truth)
				got := d.whole(t)
				if got.IngestedAt != truth.IngestedAt || models.ListKeyTime(got.ListKey) != truth.IngestedAt {
					t.Errorf("stands under %s, in lists under %s, want %s", got.IngestedAt, models.ListKeyTime(got.ListKey), truth.IngestedAt)
				}
				second := models.PullWindow{From: truth.IngestedAt, To: truth.IngestedAt}
				if n, err := d.CountIngested(models.AsSystem(t.Context()), got.AccountID, second); err != nil || n != 1 {
					t.Errorf("its second counts %d leads, %v", n, err)
				}
				if found := d.list(t, models.LeadQuery{Text: "王建国"}); len(found) != 1 {
					t.Errorf("search finds %d leads", len(found))
				}
				d.pushed(t, d.push("forged again", pushed))
				if again := d.whole(t); again.ListKey != got.ListKey {
					t.Error("a push moved a lead that a pull had placed")
				}
			})
		})
	}
}
