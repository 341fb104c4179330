package templates

import (
	"strings"
	"testing"
	"time"

	"xiansuo/models"
)

func TestALeadNearItsDeadlineBearsACountdown(t *testing.T) {
	account := sampleAccount()
	day := 24 * time.Hour
	for _, c := range []struct {
		age    time.Duration
		state  models.ReportState
		want   string
		urgent bool
	}{
		{4*day - time.Minute, models.ReportNone, "", false},
		{4 * day, models.ReportNone, "剩 3 天回传", false},
		{5*day - time.Hour, models.ReportNone, "剩 2 天回传", false},
		{6 * day, models.ReportNone, "剩 1 天回传", false},
		{6*day + time.Minute, models.ReportNone, "剩 24 小时回传", true},
		{7*day - time.Minute, models.ReportNone, "剩 1 小时回传", true},
		{7 * day, models.ReportNone, "", false}, // too late: the lead's page says so
		{5 * day, models.ReportFailed, "剩 2 天", false},
		{5 * day, models.ReportWaiting, "剩 2 天", false},
		{5 * day, models.ReportSent, "", false},
		{5 * day, models.ReportConfirmed, "", false},
		{5 * day, models.ReportMismatch, "", false},
	} {
		lead := sampleLead(1)
		lead.Work, lead.Preview = models.Work{}, false
		lead.IngestedAt, lead.ReportState = ago(c.age), c.state
		text := render(t, page{component: LeadRow(LeadRowProps{Lead: lead, Account: account})}, samplePage(models.Chinese, AutoTheme))
		_, chip, found := strings.Cut(text, "tag-due")
		if found != (c.want != "") || found && !strings.Contains(chip, ">"+c.want+"<") || strings.Contains(text, "tag-due-soon") != c.urgent {
			t.Errorf("%v old, %q: want %q in %s", c.age, c.state, c.want, text)
		}
	}
	if _, due := dueChipOf(t.Context(), &models.Lead{}, nil, false); due {
		t.Error("a lead of no account has a deadline")
	}
}

func TestTheLampLeadsWhereItSaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		role  models.Role
		light SyncLight
		want  string
	}{
		{models.Admin, SyncLight{Accounts: 1, At: ago(time.Minute)}, `class="sync-light" href="/sync"`},
		{models.Admin, SyncLight{Accounts: 1, Held: 1, At: ago(time.Minute)}, `class="sync-light" href="/health"`},
		{models.Admin, SyncLight{Accounts: 1, Failing: 1, At: ago(time.Minute)}, `class="sync-light" href="/health"`},
		{models.Manager, SyncLight{Accounts: 1, Held: 1, At: ago(time.Minute)}, `class="sync-light" href="/sync"`},
		{models.Sales, SyncLight{Accounts: 1, Held: 1, At: ago(time.Minute)}, `<div class="sync-light">`},
	} {
		shell := samplePage(models.Chinese, AutoTheme)
		shell.User.Role, shell.Sync = c.role, c.light
		if text := render(t, page{component: LeadList(sampleList(1))}, shell); !strings.Contains(text, c.want) {
			t.Errorf("%s, %+v: no %s", c.role, c.light, c.want)
		}
	}
}
