package store_test

import (
	"testing"

	"xiansuo/models"
)

func TestAStatusSystemsEffectOnWhatLeadsHold(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.accept(t, models.Pulled, lead(2, "李雷", "13810001001"), lead(3, "韩梅", "13810001002"), lead(4, "无", "13810001003"))
		for i, l := range d.list(t, models.LeadQuery{}) {
			work := []models.Work{
				{ConvertStatus: models.StatusAddWeixin},
				{ConvertStatus: models.StatusDeprecated, IneffectReason: models.ReasonDataDuplicationInTencent},
				{ConvertStatus: models.StatusTransCompleted},
			}
			if i == len(work) {
				break // one lead stays untouched
			}
			if _, err := d.SetStatus(models.AsSystem(t.Context()), models.StatusWish{LeadID: l.ID, Version: l.WorkVersion, Work: work[i]}, d.seller); err != nil {
				t.Fatal(err)
			}
		}
		held, err := d.HeldWork(models.AsSystem(t.Context()), d.account.ID)
		if err != nil {
			t.Fatal(err)
		}
		if same := d.account.Rules().EffectOf(held); same.Worked != 3 || len(same.Misfits) != 0 {
			t.Errorf("its own system: %+v", same)
		}
		effect := models.RulesFor(models.StandardSystem, models.Medical).EffectOf(held)
		if effect.Worked != 3 || effect.Leads() != 2 || effect.Waiting() != 2 {
			t.Errorf("the standard system: %+v", effect)
		}
	})
}

func TestThePlatformsAnswersAreKept(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		for i := range 7 {
			answer := models.SystemAnswer{AccountID: d.account.ID, UserName: "管理员", StatusSystem: models.IndustrySystem, Industry: models.Medical, Code: i}
			if err := d.KeepSystemAnswer(models.AsSystem(t.Context()), answer); err != nil {
				t.Fatal(err)
			}
		}
		answers, err := d.SystemAnswers(models.AsSystem(t.Context()), d.account.ID)
		if err != nil || len(answers) != 5 || answers[0].Code != 6 || answers[0].At.IsZero() || answers[0].UserName != "管理员" {
			t.Fatalf("%+v %v", answers, err)
		}
	})
}
