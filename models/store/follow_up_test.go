package store_test

import (
	"errors"
	"testing"
	"time"

	"xiansuo/models"
)

// follow is a follow-up of the only lead, as it stands.
func (d *desk) follow(t *testing.T, formKey string) models.FollowUpWish {
	t.Helper()
	lead := d.only(t)
	return models.FollowUpWish{
		StatusWish: models.StatusWish{LeadID: lead.ID, Version: lead.WorkVersion, Work: lead.Work},
		Outcome:    models.OutcomeNoAnswer, FormKey: formKey,
	}
}

func (d *desk) save(t *testing.T, wish models.FollowUpWish) (models.FollowUp, models.Lead, error) {
	t.Helper()
	return d.SaveFollowUp(models.AsSystem(t.Context()), wish, d.seller)
}

func TestAFollowUpIsOneActWithStatusReportAndPlaceInTheQueue(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.accept(t, models.Pulled, lead(1, "王建国", "13810001000"))
		if got := d.only(t).QueueAt; got != models.QueueNew {
			t.Fatalf("a new lead stands at %d", got)
		}
		wish := d.follow(t, "first")
		wish.Work = models.Work{ConvertStatus: models.StatusPotentialCustomer, IntentionScore: "LEADS_INTENTION_SCORE_LEVEL_4"}
		wish.NextAt = models.At(d.clock.now()).Add(time.Hour)
		wish.Note = " 下午再打 "
		kept, after, err := d.save(t, wish)
		if err != nil {
			t.Fatal(err)
		}
		if after.ConvertStatus != models.StatusPotentialCustomer || after.QueueAt != wish.NextAt || after.NextAt() != wish.NextAt ||
			after.FollowedAt != kept.At || after.WorkVersion != 1 || kept.Note != "下午再打" {
			t.Errorf("%+v, %+v", after, kept)
		}
		report, err := d.Report(models.AsSystem(t.Context()), after.ID)
		if err != nil || report == nil || report.Work != wish.Work {
			t.Errorf("report %+v %v", report, err)
		}
		again, _, err := d.save(t, wish)
		if err != nil || again.ID != kept.ID {
			t.Errorf("the same form again: %+v %v", again, err)
		}
		told, err := d.FollowUps(models.AsSystem(t.Context()), after.ID)
		if err != nil || len(told) != 1 || told[0].UserName == "" || told[0].Outcome != models.OutcomeNoAnswer {
			t.Errorf("%+v %v", told, err)
		}
	})
}

func TestANoteConflictsWithNobodyAndAStatusDoes(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.accept(t, models.Pulled, lead(1, "王建国", "13810001000"))
		stale := d.follow(t, "stale")
		first := d.follow(t, "first")
		first.Work.ConvertStatus = models.StatusPotentialCustomer
		if _, _, err := d.save(t, first); err != nil {
			t.Fatal(err)
		}
		stale.Work.ConvertStatus = models.StatusTransCompleted
		if _, now, err := d.save(t, stale); !errors.Is(err, models.ErrConflict) || now.ConvertStatus != models.StatusPotentialCustomer {
			t.Errorf("%v, %+v", err, now.Work)
		}
		note := d.follow(t, "note")
		note.Version = 0 // was shown before the status was set
		note.Outcome, note.Note, note.NextAt = "", "加了微信", models.KeepNext
		if _, now, err := d.save(t, note); err != nil || now.WorkVersion != 1 {
			t.Errorf("%v, version %d", err, now.WorkVersion)
		}
	})
}

func TestAFollowUpOfNothingOrInThePastIsRefusedAndLeavesNothing(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.accept(t, models.Pulled, lead(1, "王建国", "13810001000"))
		for field, spoil := range map[string]func(*models.FollowUpWish){
			"outcome":               func(w *models.FollowUpWish) { w.Outcome, w.NextAt = "", models.KeepNext },
			"next_at":               func(w *models.FollowUpWish) { w.NextAt = models.At(d.clock.now()) },
			"note":                  func(w *models.FollowUpWish) { w.Note = string(make([]rune, models.MaxNoteRunes+1)) },
			"form_key":              func(w *models.FollowUpWish) { w.FormKey = "" },
			"leads_ineffect_reason": func(w *models.FollowUpWish) { w.Work.ConvertStatus = models.StatusDeprecated },
		} {
			wish := d.follow(t, "key")
			spoil(&wish)
			_, _, err := d.save(t, wish)
			var bad *models.Invalid
			if !errors.As(err, &bad) {
				t.Errorf("%s: %v", field, err)
			} else if _, found := bad.Of(field); !found {
				t.Errorf("%s: %v", field, err)
			}
		}
		if now := d.only(t); now.QueueAt != models.QueueNew || now.FollowedAt != 0 {
			t.Errorf("%+v", now)
		}
	})
}

func TestAStatusThatEndsTheWorkEndsItsPlaceInTheQueue(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.accept(t, models.Pulled, lead(1, "王建国", "13810001000"))
		for i, step := range []struct {
			status models.ConvertStatus
			next   models.Instant
			want   models.Instant
		}{
			{models.StatusPotentialCustomer, models.KeepNext, models.QueueRest},
			{models.StatusPotentialCustomer, models.At(d.clock.now()).Add(time.Hour), models.At(d.clock.now()).Add(time.Hour)},
			{models.StatusPotentialCustomer, models.KeepNext, models.At(d.clock.now()).Add(time.Hour)},
			{models.StatusTransCompleted, models.KeepNext, models.QueueNone},
			{models.StatusTransCompleted, models.At(d.clock.now()).Add(2 * time.Hour), models.At(d.clock.now()).Add(2 * time.Hour)},
			{models.StatusPotentialCustomer, 0, models.QueueRest},
		} {
			wish := d.follow(t, string(rune('a'+i)))
			wish.Work.ConvertStatus, wish.NextAt = step.status, step.next
			if _, now, err := d.save(t, wish); err != nil || now.QueueAt != step.want {
				t.Errorf("step %d: %d, want %d, %v", i, now.QueueAt, step.want, err)
			}
		}
	})
}
