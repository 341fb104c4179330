package store_test

import (
	"slices"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

// due makes a seller call a lead and promise to call again.
func (s *staff) due(t *testing.T, lead models.Lead, by models.User, next models.Instant) {
	t.Helper()
	_, _, err := s.SaveFollowUp(s.as(t, by), models.FollowUpWish{
		StatusWish: models.StatusWish{LeadID: lead.ID, Version: lead.WorkVersion, Work: lead.Work},
		Outcome:    models.OutcomeNoAnswer, NextAt: next, FormKey: "due " + lead.LeadsID,
	}, by)
	if err != nil {
		t.Fatal(err)
	}
}

// queue is the order of the seller's queue by the leads' names.
func (s *staff) queue(t *testing.T, by models.User) []string {
	t.Helper()
	ids, err := s.QueueOrder(s.as(t, by), by.ID, 100)
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(ids))
	for i, id := range ids {
		lead, err := s.Lead(models.AsSystem(t.Context()), id)
		if err != nil {
			t.Fatal(err)
		}
		names[i] = lead.LeadsName
	}
	return names
}

// TestTheQueueIsNewThenOverdueThenDueThenTheRest walks one seller's queue whole, by its parts, and page by page.
func TestTheQueueIsNewThenOverdueThenDueThenTheRest(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		s := newStaff(t, open)
		now := models.At(s.clock.now())
		midnight := models.At(now.BeijingDay().Time().AddDate(0, 0, 1))
		names := []string{"新一", "新二", "超时一", "超时二", "今日", "明日", "其余一", "其余二", "别人的", "完成"}
		var leads []models.Lead
		for i, name := range names {
			leads = append(leads, lead(i+1, name, "1381000100"+string(rune('0'+i))))
		}
		s.accept(t, models.Pulled, leads...)
		byName := map[string]models.Lead{}
		for _, l := range s.list(t, models.LeadQuery{}) {
			byName[l.LeadsName] = l
		}
		s.due(t, byName["超时二"], s.first, now.Add(2*time.Minute))
		s.due(t, byName["超时一"], s.first, now.Add(time.Minute))
		s.due(t, byName["今日"], s.first, midnight-1)
		s.due(t, byName["明日"], s.first, midnight)
		s.due(t, byName["其余一"], s.first, 0)
		s.due(t, byName["其余二"], s.first, 0)
		s.due(t, byName["别人的"], s.second, now.Add(time.Minute))
		if _, err := s.SetStatus(s.as(t, s.first), models.StatusWish{LeadID: byName["完成"].ID, Work: models.Work{ConvertStatus: models.StatusTransCompleted}}, s.first); err != nil {
			t.Fatal(err)
		}
		s.clock.advance(3 * time.Minute)
		now = models.At(s.clock.now())

		want := []string{"新二", "新一", "超时一", "超时二", "今日", "明日", "其余二", "其余一"}
		if got := s.queue(t, s.first); !slices.Equal(got, want) {
			t.Errorf("the queue is %v, want %v", got, want)
		}
		if got := s.queue(t, s.third); !slices.Equal(got, []string{"新二", "新一"}) {
			t.Errorf("somebody who worked nothing has %v", got)
		}
		counts, err := s.QueueCounts(s.as(t, s.first), s.first.ID, now)
		if err != nil || !slices.Equal(counts, []models.QueueCount{
			{Part: models.PartNew, Count: 2}, {Part: models.PartOverdue, Count: 2}, {Part: models.PartToday, Count: 1}, {Part: models.PartRest, Count: 3},
		}) {
			t.Errorf("%+v %v", counts, err)
		}
		var got []string
		for _, part := range models.QueueParts {
			q := models.QueueQuery{User: s.first.ID, Part: models.QueuePart(part.Value), Now: now, Limit: 1}
			for {
				page, err := s.QueuePage(s.as(t, s.first), q)
				if err != nil {
					t.Fatal(err)
				}
				for _, l := range page.Leads {
					got = append(got, l.LeadsName)
					q.After = l.Place()
				}
				if !page.More {
					break
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("page by page it is %v, want %v", got, want)
		}
		strange, err := s.QueuePage(s.as(t, s.second), models.QueueQuery{User: s.first.ID, Part: models.PartOverdue, Now: now})
		if err != nil || len(strange.Leads) != 0 {
			t.Errorf("another's queue is seen: %v %v", strange.Leads, err)
		}
	})
}
