package store_test

import (
	"fmt"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

// TestAHandoverGivesNothingToWhoLeftMeanwhile: their share goes to the others, and to nobody when none is left.
func TestAHandoverGivesNothingToWhoLeftMeanwhile(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		s := newStaff(t, open)
		var pulled []models.Lead
		for i := range 4 {
			pulled = append(pulled, lead(i, "客户", fmt.Sprint(13810001000+i)))
		}
		s.accept(t, models.Pulled, pulled...)
		for _, l := range s.list(t, models.LeadQuery{}) {
			s.give(t, l, s.first.ID)
		}
		system := models.AsSystem(t.Context())
		hand := func(from int64, to ...int64) {
			t.Helper()
			if _, err := s.StartHandover(s.as(t, s.admin), models.HandoverWish{UserID: from, Receivers: to}, s.admin); err != nil {
				t.Fatal(err)
			}
		}
		leave := func(user int64) {
			t.Helper()
			if err := s.DisableUser(system, user, true); err != nil {
				t.Fatal(err)
			}
			if err := s.RunHandovers(system); err != nil {
				t.Fatal(err)
			}
		}
		hand(s.first.ID, s.second.ID, s.third.ID)
		leave(s.second.ID)
		if has := len(s.list(t, models.LeadQuery{OwnerID: s.third.ID})); has != 4 {
			t.Errorf("whoever stayed has %d of 4", has)
		}
		hand(s.third.ID, s.first.ID)
		leave(s.first.ID)
		if free := len(s.list(t, models.LeadQuery{Nobodys: true})); free != 4 {
			t.Errorf("nobody has %d of 4", free)
		}
	})
}
