package store_test

import (
	"slices"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

func TestLeadsInDoubtAreThoseThatPushesChangedLately(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		other := d.addAccount(t, 25612, models.StandardSystem, models.NoIndustry)
		d.openDoors(t, other.ID)
		d.accept(t, models.Pulled, lead(1, "王建国", "13810001000"), lead(2, "李娟", "13810002000"), lead(3, "赵敏", "13810003000"))
		began := models.At(d.clock.at)
		d.pushed(t, d.push("one", lead(1, "王建国", "13899999991")))
		d.pushed(t, d.push("one again", lead(1, "王建国", "13899999992")))
		d.clock.advance(time.Second)
		d.pushed(t, d.push("two", lead(2, "李娟", "13899999993")))
		d.accept(t, models.Pulled, lead(2, "李娟", "13810002000")) // confirmed again
		d.clock.advance(time.Second)
		d.pushed(t, d.push("three", lead(3, "赵敏", "13899999994")))
		d.pushed(t, d.push("new", lead(50, "新客户", "13899999995")))
		before := lead(50, "", "").IngestedAt
		for name, c := range map[string]struct {
			account       int64
			since, before models.Instant
			want          []models.Instant
		}{
			"all":              {d.account.ID, began, before, []models.Instant{lead(3, "", "").IngestedAt, lead(1, "", "").IngestedAt}},
			"the latest":       {d.account.ID, began.Add(2 * time.Second), before, []models.Instant{lead(3, "", "").IngestedAt}},
			"the oldest leads": {d.account.ID, began, lead(2, "", "").IngestedAt, []models.Instant{lead(1, "", "").IngestedAt}},
			"another account":  {other.ID, began, before, nil},
		} {
			got, err := d.DoubtedTimes(models.AsSystem(t.Context()), c.account, c.since, c.before, 10)
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, %v, want %v", name, got, err, c.want)
			}
		}
	})
}
