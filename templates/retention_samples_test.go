package templates

import (
	"strconv"
	"time"

	"xiansuo/models"
)

func sampleRetention() RetentionProps {
	rule := func(id int64, status string, days int, active bool, erased int64) models.RetentionRule {
		r := models.RetentionRule{ID: id, Status: status, Days: days, Active: active, Version: 2, Erased: erased}
		if erased > 0 {
			r.AppliedAt = ago(12 * time.Minute)
		}
		return r
	}
	closed := rule(3, string(models.StatusTransCompleted), 1095, false, 0)
	closed.AccountID = 25610
	return RetentionProps{
		Accounts: []models.Account{*sampleAccount()},
		Rules: []RetentionRow{
			{rule(1, string(models.StatusDeprecated), 90, true, 1204), 37},
			{rule(2, models.NoneSet, 365, true, 20481), 0},
			{closed, models.MaxCount + 1},
		},
		Form: RetentionForm{Status: models.NoneSet, Days: "365", Active: true}, Hits: 37,
		Run: models.RetentionRun{StartedAt: ago(13 * time.Minute), FinishedAt: ago(12 * time.Minute), Leads: 41},
	}
}

// sampleRetentionAsks is a rule that hits leads at once: it is not saved before somebody agrees.
func sampleRetentionAsks() RetentionProps {
	props := sampleRetention()
	props.Form = NewRetentionForm(&props.Rules[0].Rule)
	props.Errors = &models.Invalid{}
	props.Errors.AddLimit("confirm", WordConfirmErasure, 37)
	props.Run = models.RetentionRun{StartedAt: ago(time.Minute), Leads: 1800}
	props.Postgres = true
	return props
}

func samplePerson() PersonProps {
	return PersonProps{LeadID: 1, Leads: sampleRows(3), Accounts: 2}
}

func sampleErased() LeadDetailProps {
	props := sampleDetail()
	lead := &props.Lead
	for i := range models.LeadFields {
		if field := &models.LeadFields[i]; !field.StaysAfterErasure() {
			*field.At(&lead.PlatformFields) = ""
		}
	}
	lead.Extra, lead.Summary, lead.ErasedAt = "", "", ago(2*time.Hour)
	props.Changes = []models.Change{
		{ID: 9, At: ago(2 * time.Hour), Kind: models.ChangeErased},
		{ID: 8, At: ago(3 * time.Hour), Kind: models.ChangeErased, UserID: 7, UserName: "李晓燕"},
		{ID: 1, At: ago(90 * 24 * time.Hour), Kind: models.ChangeReceived},
	}
	return props
}

func sampleErasedRow() LeadRowProps {
	row := LeadRowProps{Lead: sampleErased().Lead, Account: sampleAccount(), CanWork: true}
	return row
}

// retentionPages are the samples of this file.
func retentionPages() []page {
	wrong := sampleRetention()
	wrong.Rules, wrong.Hits, wrong.Conflict = nil, -1, true
	wrong.Form = RetentionForm{ID: "1", Version: strconv.Itoa(2), Account: "99", Status: models.AnyStatus, Days: "3"}
	wrong.Errors = invalid("account", WordChoice, "days", "invalid.retention_days")
	wrong.Run = models.RetentionRun{StartedAt: ago(time.Minute), FinishedAt: ago(time.Second), Trouble: true}
	refused := samplePerson()
	refused.EraseErrors = invalid("password", WordWrongPassword)
	many := samplePerson()
	many.TooMany, many.Conflict = true, true
	emptied := sampleWechat()
	emptied.Reports[3].ErasedAt = ago(time.Hour)
	emptied.Reports[3].Authorisation = emptied.Reports[3].Authorisation.WithoutPerson()
	return []page{
		{"retention", Retention(sampleRetention()), false},
		{"retention_asks", Retention(sampleRetentionAsks()), false},
		{"retention_invalid", Retention(wrong), false},
		{"person", Person(samplePerson()), false},
		{"person_refused", Person(refused), false},
		{"person_too_many", Person(many), false},
		{"lead_erased", LeadDetail(sampleErased()), false},
		{"lead_row_erased", LeadRow(sampleErasedRow()), false},
		{"raw_events_erased", RawEvents(RawEventsProps{Lead: sampleErased().Lead}), false},
		{"wechat_erased", Wechat(emptied), false},
	}
}
