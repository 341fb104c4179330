package store_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

// TestOfManyWhoTakeALeadOneHasItAndTheOthersHearWho lets everybody take one lead at once.
func TestOfManyWhoTakeALeadOneHasItAndTheOthersHearWho(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		s := newStaff(t, open)
		s.accept(t, models.Pulled, lead(1, "王建国", "13810001000"))
		id := s.list(t, models.LeadQuery{})[0].ID
		sellers := []models.User{s.first, s.second, s.third}
		errs := make([]error, 12)
		var everybody sync.WaitGroup
		for i := range errs {
			by := sellers[i%len(sellers)]
			ctx := s.as(t, by)
			everybody.Go(func() { errs[i] = s.TakeLead(ctx, id, by) })
		}
		everybody.Wait()
		got, err := s.Lead(models.AsSystem(t.Context()), id)
		if err != nil {
			t.Fatal(err)
		}
		for i, err := range errs {
			by := sellers[i%len(sellers)]
			var taken *models.Taken
			switch {
			case by.ID == got.OwnerID && err != nil:
				t.Errorf("the owner hears %v", err)
			case by.ID != got.OwnerID && (!errors.As(err, &taken) || !errors.Is(err, models.ErrConflict)):
				t.Errorf("a loser hears %v", err)
			case by.ID != got.OwnerID && !slices.ContainsFunc(sellers, func(u models.User) bool { return u.ID == got.OwnerID && u.Name == taken.By }):
				t.Errorf("a loser hears of %q", taken.By)
			}
		}
		changes, err := s.Changes(models.AsSystem(t.Context()), id)
		if err != nil || len(changes) != 1 || changes[0].Kind != models.ChangeOwner || changes[0].Owner.New != got.OwnerID || changes[0].Owner.NewName == "" {
			t.Errorf("history %+v %v", changes, err)
		}
		loser := sellers[slices.IndexFunc(sellers, func(u models.User) bool { return u.ID != got.OwnerID })]
		_, err = s.SetStatus(s.as(t, loser), models.StatusWish{LeadID: id, Work: models.Work{ConvertStatus: models.StatusAddWeixin}}, loser)
		if taken := (*models.Taken)(nil); !errors.As(err, &taken) {
			t.Errorf("who set a status too late hears %v", err)
		}
		s.clock.advance(models.TakenRecently)
		if err := s.TakeLead(s.as(t, loser), id, loser); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("later the lead is there: %v", err)
		}
		taken, _, err := s.AuditEntries(t.Context(), models.AuditQuery{Action: models.ActionLeadTaken, Limit: 10})
		if err != nil || len(taken) != 1 || taken[0].ActorID != got.OwnerID {
			t.Errorf("the audit says %+v, %v", taken, err)
		}
	})
}

func TestWhoWorksNobodysLeadHasIt(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		s := newStaff(t, open)
		s.accept(t, models.Pulled, lead(1, "王建国", "13810001000"))
		id := s.list(t, models.LeadQuery{})[0].ID
		got, err := s.SetStatus(s.as(t, s.second), models.StatusWish{LeadID: id, Work: models.Work{ConvertStatus: models.StatusAddWeixin}}, s.second)
		if err != nil || got.OwnerID != s.second.ID {
			t.Fatalf("owner %d, %v", got.OwnerID, err)
		}
		if _, err := s.Lead(s.as(t, s.first), id); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a colleague sees it: %v", err)
		}
		changes, err := s.Changes(s.as(t, s.second), id)
		if err != nil || len(changes) != 2 || changes[0].Owner == nil || changes[0].Owner.Way != models.OwnerWorked {
			t.Errorf("history %+v %v", changes, err)
		}
	})
}

func TestManagersGiveLeadsWithinTheirTeamsAndAdminsToAll(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		s := newStaff(t, open)
		s.accept(t, models.Pulled, lead(1, "王建国", "13810001000"))
		id := s.list(t, models.LeadQuery{})[0].ID
		var bad *models.Invalid
		for _, c := range []struct {
			what     string
			by       models.User
			from, to int64
			want     func(error) bool
		}{
			{"a seller assigns", s.first, 0, s.first.ID, is(models.ErrNotAllowed)},
			{"a viewer assigns", s.viewer, 0, s.first.ID, is(models.ErrNotAllowed)},
			{"to another team", s.manager, 0, s.second.ID, func(err error) bool { return errors.As(err, &bad) }},
			{"to a viewer", s.admin, 0, s.viewer.ID, func(err error) bool { return errors.As(err, &bad) }},
			{"to no user", s.admin, 0, 4711, func(err error) bool { return errors.As(err, &bad) }},
			{"to their own team", s.manager, 0, s.first.ID, is(nil)},
			{"as it was", s.manager, 0, s.manager.ID, is(models.ErrConflict)},
			{"back to nobody", s.manager, s.first.ID, models.Nobody, is(nil)},
			{"anywhere by an admin", s.admin, 0, s.second.ID, is(nil)},
			{"a lead of another team", s.manager, s.second.ID, s.first.ID, is(models.ErrNotFound)},
		} {
			err := s.AssignLead(s.as(t, c.by), models.AssignWish{LeadID: id, From: c.from, To: c.to}, c.by)
			if !c.want(err) {
				t.Errorf("%s: %v", c.what, err)
			}
		}
		if got, err := s.Lead(models.AsSystem(t.Context()), id); err != nil || got.OwnerID != s.second.ID {
			t.Errorf("owner %d, %v", got.OwnerID, err)
		}
	})
}

func is(want error) func(error) bool { return func(err error) bool { return errors.Is(err, want) } }

// TestAHandoverSplitsEvenlyGoesOnAfterACrashAndCanBeUndone hands over more leads than one step moves.
func TestAHandoverSplitsEvenlyGoesOnAfterACrashAndCanBeUndone(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		s := newStaff(t, open)
		const leads = 301
		var pulled []models.Lead
		for i := range leads {
			l := lead(i, "客户", "13810001000")
			pulled = append(pulled, l)
		}
		s.accept(t, models.Pulled, pulled...)
		system := models.AsSystem(t.Context())
		for i, l := range s.list(t, models.LeadQuery{Limit: leads}) {
			if i%3 == 0 {
				if _, err := s.SetStatus(system, models.StatusWish{LeadID: l.ID, Work: models.Work{ConvertStatus: models.StatusAddWeixin}}, s.admin); err != nil {
					t.Fatal(err)
				}
			}
			s.give(t, l, s.first.ID)
		}
		admin := s.as(t, s.admin)
		var bad *models.Invalid
		for _, receivers := range [][]int64{nil, {s.first.ID}, {s.viewer.ID}, {0, s.second.ID}, {4711}} {
			if _, err := s.StartHandover(admin, models.HandoverWish{UserID: s.first.ID, Receivers: receivers}, s.admin); !errors.As(err, &bad) {
				t.Errorf("to %v: %v", receivers, err)
			}
		}
		wish := models.HandoverWish{UserID: s.first.ID, Receivers: []int64{s.second.ID, s.third.ID}}
		h, err := s.StartHandover(admin, wish, s.admin)
		if err != nil || h.Total != leads {
			t.Fatalf("%+v %v", h, err)
		}
		if _, err := s.StartHandover(admin, wish, s.admin); !errors.Is(err, models.ErrConflict) {
			t.Errorf("a second one at once: %v", err)
		}
		crash, die := context.WithCancel(system)
		steps := 0
		s.clock.watch(func() { // each step looks at the clock once for each receiver
			if steps++; steps == 3 {
				die()
			}
		})
		if err := s.RunHandovers(crash); !errors.Is(err, context.Canceled) {
			t.Fatalf("the crash: %v", err)
		}
		s.clock.watch(nil)
		if h, err = s.Handover(admin, s.first.ID); err != nil || h.State != models.HandoverMoving || h.Moved == 0 || h.Moved == leads {
			t.Fatalf("after the crash %+v %v", h, err)
		}
		if err := s.RunHandovers(system); err != nil {
			t.Fatal(err)
		}
		if h, err = s.Handover(admin, s.first.ID); err != nil || h.State != models.HandoverDone || h.Moved != leads {
			t.Fatalf("at the end %+v %v", h, err)
		}
		if left, err := s.OwnedWork(admin, s.first.ID); err != nil || len(left) != 0 {
			t.Errorf("left behind: %+v %v", left, err)
		}
		second, err := s.OwnedWork(admin, s.second.ID)
		third, errThird := s.OwnedWork(admin, s.third.ID)
		if err != nil || errThird != nil || len(second) != 2 || len(third) != 2 {
			t.Fatal(second, third, err, errThird)
		}
		for i := range second {
			if d := second[i].Leads - third[i].Leads; second[i].ConvertStatus != third[i].ConvertStatus || d < -1 || d > 1 {
				t.Errorf("split %+v and %+v", second[i], third[i])
			}
		}
		kept := s.list(t, models.LeadQuery{OwnerID: s.second.ID, Limit: 1})[0]
		s.give(t, kept, s.manager.ID) // moved on: stays there
		s.clock.advance(23 * time.Hour)
		if err := s.UndoHandover(admin, s.first.ID, h.ID, s.admin); err != nil {
			t.Fatal(err)
		}
		if err := s.RunHandovers(system); err != nil {
			t.Fatal(err)
		}
		if h, err = s.Handover(admin, s.first.ID); err != nil || h.State != models.HandoverUndone || h.Returned != leads-1 {
			t.Fatalf("undone %+v %v", h, err)
		}
		if n, err := s.CountLeads(system, models.LeadQuery{OwnerID: s.first.ID}); err != nil || n != leads-1 {
			t.Errorf("%d leads came back (%v)", n, err)
		}
		if err := s.UndoHandover(admin, s.first.ID, h.ID, s.admin); !errors.Is(err, models.ErrConflict) {
			t.Errorf("undoing twice: %v", err)
		}
		if h, err = s.StartHandover(admin, models.HandoverWish{UserID: s.first.ID, Receivers: []int64{models.Nobody}}, s.admin); err != nil {
			t.Fatal(err)
		}
		if err := s.RunHandovers(system); err != nil {
			t.Fatal(err)
		}
		s.clock.advance(models.UndoHandover)
		if err := s.UndoHandover(admin, s.first.ID, h.ID, s.admin); !errors.Is(err, models.ErrConflict) {
			t.Errorf("undoing after a day: %v", err)
		}
		if n, err := s.CountLeads(s.as(t, s.second), models.LeadQuery{Nobodys: true}); err != nil || n != leads-1 {
			t.Errorf("%d leads are nobody's (%v)", n, err)
		}
	})
}
