package templates

import (
	"context"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
)

// sampleAudit is a page with one entry of every kind of content.
func sampleAudit() AuditProps {
	user := func(id int64, action models.AuditAction, subject models.AuditSubject, number int64, old, changed string) models.AuditEntry {
		return models.AuditEntry{
			ID: id, At: ago(time.Duration(40-id) * time.Minute), ActorKind: models.ActorUser, ActorID: 7, ActorName: "李晓燕", IP: "203.0.113.7",
			Action: action, Subject: subject, SubjectID: number, Old: old, New: changed,
		}
	}
	breaker := user(36, models.ActBreakerOpened, models.SubjectAccount, 25610, "", `{"code":2001,"message":"用户身份验证未通过"}`)
	breaker.ActorKind, breaker.ActorID, breaker.ActorName, breaker.IP = models.ActorPlatform, 0, "", ""
	command := user(35, models.ActKeyRotated, models.SubjectDesk, 0, "", `{"raw_events":1200,"settings":3}`)
	command.ActorKind, command.ActorID, command.ActorName, command.IP = models.ActorSystem, 0, "命令行", ""
	hostile := user(34, "later.act", models.SubjectUser, 7, `{"unknown":["<b>"]}`, `"><img src=x onerror=alert(1)>`)
	hostile.ActorName = `<script>alert(1)</script>`
	return AuditProps{
		Filter: AuditFilter{Kind: "user"}, Next: 34,
		Entries: []models.AuditEntry{
			user(39, models.ActStatusSet, models.SubjectLead, 4, `{"convert_status":"`+string(models.StatusAddWeixin)+`"}`, `{"convert_status":"`+string(models.StatusPotentialCustomer)+`","own_words":"changed"}`),
			user(38, models.ActRevealed, models.SubjectLead, 4, "", ""),
			user(37, models.ActAccountSaved, models.SubjectAccount, 25610, `{"paused":false,"pull_minutes":1}`, `{"paused":true,"pull_credentials":"changed","pull_minutes":5}`),
			breaker, command, hostile,
		},
		Check: models.AuditCheck{Sound: 39, At: ago(3 * time.Hour)},
		Users: []Option{{"7", "李晓燕"}},
		Names: AuditNames{
			Account: func(int64) *models.Account { return sampleAccount() },
			User:    func(int64) string { return "李晓燕" },
		},
	}
}

func sampleQuotaReached() LeadDetailProps {
	props := sampleDetail()
	props.Quota = &models.QuotaReached{Limit: 60, Span: time.Hour, OpensAt: sampleNow.Add(12 * time.Minute)}
	return props
}

func TestEveryActAndFieldOfTheAuditHasWordsInBothLanguages(t *testing.T) {
	for _, enum := range []models.Enum{models.AuditActions, models.AuditSubjects, models.AuditFields, models.ActorKinds, models.BackfillStates} {
		seen := map[string]bool{}
		for _, choice := range enum {
			for _, l := range models.Languages {
				if choice.Label.In(l) == "" || choice.Label.In(l) == choice.Value {
					t.Errorf("%s has no words in %s", choice.Value, l)
				}
			}
			if seen[choice.Value] {
				t.Errorf("%s is there twice", choice.Value)
			}
			seen[choice.Value] = true
		}
	}
	account, quota := models.Account{}, models.PushRules{}
	for _, values := range []map[string]any{account.AuditValues(), quota.AuditValues(), models.Work{ConvertStatus: "x", IneffectReason: "y", IntentionScore: "z"}.AuditValues(),
		(&models.RetentionRule{}).Values(), {"rule": 1, string(models.MarkDismissed): true, string(models.MarkKeyCopied): true}, (&models.APIToken{}).AuditValues()} {
		for name := range values {
			if !models.AuditFields.Has(name) {
				t.Errorf("%s has no label", name)
			}
		}
	}
}

func TestAnExportedRowSaysWhatThePageSays(t *testing.T) {
	props := sampleAudit()
	words := NewAuditWords(models.English, props.Names)
	row := strings.Join(words.Row(&props.Entries[2]), "|")
	if want := "37|" + props.Entries[2].At.String() + "|User|李晓燕|203.0.113.7|Changed an account|Account " + sampleAccount().Name +
		"|25610|Paused: no; Minutes between pulls: 1|Paused: yes; Minutes between pulls: 5; Credentials for pulls: changed"; row != want {
		t.Errorf("%s\nwant %s", row, want)
	}
	if head := words.Head(); len(head) != len(words.Row(&props.Entries[0])) {
		t.Errorf("%d heads, %d cells", len(head), len(words.Row(&props.Entries[0])))
	}
	var b strings.Builder
	if err := Audit(props).Render(WithPage(context.Background(), samplePage(models.English, AutoTheme)), &b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "<script>alert") || strings.Contains(b.String(), "<img src=x") {
		t.Error("an entry brings markup")
	}
}
