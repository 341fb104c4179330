package store_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

func walkIn(key string) models.ManualLead {
	return models.ManualLead{AccountID: 25610, Key: key, Fields: map[string]string{"leads_name": "赵敏", "leads_tel": "13900007777", "campaign_name": "展会"}}
}

// TestAManualLeadIsALeadThatIsNeverReported makes one, works it, and looks at all that leaves the desk.
func TestAManualLeadIsALeadThatIsNeverReported(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		s := newStaff(t, open)
		ctx := s.as(t, s.first)
		made, fresh, err := s.CreateLead(ctx, walkIn("a"), s.first)
		if err != nil || !fresh || made.Arrival != models.Manual || made.ReportState != models.ReportExcluded || made.LeadsSource != models.ManualSource {
			t.Fatalf("%+v %v %v", made, fresh, err)
		}
		again, fresh, err := s.CreateLead(ctx, walkIn("a"), s.first)
		if err != nil || fresh || again.ID != made.ID {
			t.Errorf("the same again: lead %d, %v, %v", again.ID, fresh, err)
		}
		other := walkIn("a")
		other.Fields["leads_tel"] = "13900008888"
		if _, _, err := s.CreateLead(ctx, other, s.first); !errors.Is(err, models.ErrConflict) {
			t.Errorf("the key for another lead: %v", err)
		}
		if _, fresh, err := s.CreateLead(s.as(t, s.second), walkIn("a"), s.second); err != nil || !fresh {
			t.Errorf("a colleague's key: %v %v", fresh, err)
		}
		for _, text := range []string{"赵敏", "13900007777", "展会"} {
			if found, err := s.LeadPage(ctx, models.LeadQuery{Text: text}); err != nil || len(found.Leads) != 2 {
				t.Errorf("a search for a field finds %d (%v)", len(found.Leads), err)
			}
		}
		wish := models.StatusWish{LeadID: made.ID, Work: models.Work{ConvertStatus: models.StatusPotentialCustomer}}
		worked, err := s.SetStatus(ctx, wish, s.first)
		if err != nil || worked.ReportState != models.ReportExcluded || worked.WhyNotReported() == "" {
			t.Fatalf("%+v %v", worked.ReportState, err)
		}
		if report, err := s.Report(ctx, made.ID); err != nil || report != nil {
			t.Errorf("a report: %+v %v", report, err)
		}
		s.clock.advance(time.Hour)
		if claimed, err := s.ClaimReports(models.AsSystem(t.Context()), 25610, 50); err != nil || len(claimed) != 0 {
			t.Errorf("claimed: %+v %v", claimed, err)
		}
		day := models.PullWindow{From: made.IngestedAt.BeijingDay(), To: made.IngestedAt.BeijingDay().Add(24*time.Hour - time.Second)}
		if n, err := s.CountIngested(t.Context(), 25610, day); err != nil || n != 0 {
			t.Errorf("%d are compared with the platform (%v)", n, err)
		}
		if last, err := s.LastLead(t.Context(), 25610); err != nil || !last.IsZero() {
			t.Errorf("silence is broken by it: %v %v", last, err)
		}
		figures, err := s.Figures(ctx, day.From, day.To)
		if err != nil || len(figures) != 2 || figures[0].Leads != 1 || figures[1] != (models.Figure{AccountID: 25610, ConvertStatus: models.StatusPotentialCustomer, Leads: 1}) {
			t.Errorf("figures: %+v %v", figures, err)
		}
	})
}

func TestAManualLeadIsRefusedByItsRules(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		s := newStaff(t, open)
		ctx := s.as(t, s.first)
		for field, change := range map[string]func(*models.ManualLead){
			"account_id":      func(m *models.ManualLead) { m.AccountID = 4711 },
			"Idempotency-Key": func(m *models.ManualLead) { m.Key = "" },
			"leads_tel":       func(m *models.ManualLead) { m.Fields["leads_tel"] = " " },
			"leads_name":      func(m *models.ManualLead) { m.Fields["leads_name"] = "a\x00b" },
		} {
			wish := walkIn("k")
			change(&wish)
			_, _, err := s.CreateLead(ctx, wish, s.first)
			var bad *models.Invalid
			if !errors.As(err, &bad) || bad.Fields[0].Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		if _, _, err := s.CreateLead(s.as(t, s.viewer), walkIn("k"), s.viewer); !errors.Is(err, models.ErrNotAllowed) {
			t.Errorf("a viewer: %v", err)
		}
		made, _, err := s.CreateLead(ctx, walkIn("k"), s.first)
		if err != nil {
			t.Fatal(err)
		}
		s.give(t, made, s.second.ID)
		if _, _, err := s.CreateLead(ctx, walkIn("k"), s.first); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("the key of a lead that is another's by now: %v", err)
		}
	})
}

func TestTwentyEqualRequestsMakeOneManualLead(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		s := newStaff(t, open)
		ctx := s.as(t, s.first)
		var wait sync.WaitGroup
		made := make(chan bool, 20)
		for range cap(made) {
			wait.Go(func() {
				_, fresh, err := s.CreateLead(ctx, walkIn("a"), s.first)
				if err != nil {
					t.Error(err)
				}
				made <- fresh
			})
		}
		wait.Wait()
		close(made)
		n := 0
		for fresh := range made {
			if fresh {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d leads", n)
		}
	})
}
