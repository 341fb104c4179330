package templates

import (
	"time"

	"xiansuo/models"
)

// sampleFacts are a desk that is set up in part: its account works, nothing was pushed yet.
func sampleFacts() models.SetupFacts {
	first, second := *sampleAccount(), *sampleAccount()
	second.ID, second.Name, second.ReportMode = 25611, "华北家居（北京 / 天津 / 石家庄联合投放账户）", models.ReportDryRun
	second.CreatedAt = ago(time.Hour)
	return models.SetupFacts{
		Accounts: []models.Account{first, second}, Users: sampleUsers(),
		Pulls: []models.PullState{{AccountID: 25610, SucceededAt: ago(time.Minute)}},
		Marks: map[models.SetupMark]models.Instant{},
	}
}

func sampleWizard(step models.SetupItem) WizardProps {
	facts := sampleFacts()
	return WizardProps{Step: step, Facts: facts, Account: &facts.Accounts[0]}
}

// sampleSetup are the steps of the set-up and its checklist.
func sampleSetup() []page {
	fresh := WizardProps{Step: models.SetupAccount, Facts: models.SetupFacts{Users: sampleUsers()[:1]}}
	early := fresh
	early.Step = models.SetupPush
	last := fresh
	last.Step = models.SetupReports
	wrong := AccountFormProps{
		InWizard: true,
		Edit:     models.AccountEdit{ID: 25610, Industry: models.NoIndustry, StatusSystem: models.IndustrySystem, Algorithm: models.SHA256, ReportMode: models.ReportDryRun},
		Errors:   invalid("name", "invalid.required", "status_system", "invalid.system_needs_industry", "pull_minutes", "invalid.pull_minutes"), Exists: true,
	}
	stored := sampleAccountForm()
	stored.InWizard, stored.Apply = true, nil
	arrived := sampleWizard(models.SetupPush)
	arrived.Facts.Pushed = map[int64]models.Instant{25610: ago(3 * time.Second)}
	rows := []models.Invitation{{Username: "Bad Name", Name: "新人", Role: models.Manager}, {Username: "zhoutao", Role: models.Sales}}
	dismissed := sampleFacts()
	dismissed.Marks = map[models.SetupMark]models.Instant{{Kind: models.MarkDismissed}: sampleNow, {Kind: models.MarkKeyCopied}: sampleNow}
	list := sampleList(2)
	list.Checklist = &ChecklistProps{Facts: sampleFacts(), Folder: "./data"}
	refused := []models.PushCount{{AccountID: 25610, Outcome: models.PushWrongDigest, Count: 3, LastAt: ago(time.Minute)}}
	return []page{
		{"wizard_account", WizardAccount(fresh, AccountFormProps{InWizard: true, Edit: models.AccountEdit{ReportMode: models.ReportDryRun, ReportDeadlineDays: 7}}), false},
		{"wizard_account_invalid", WizardAccount(fresh, wrong), false},
		{"wizard_account_stored", WizardAccount(sampleWizard(models.SetupAccount), stored), false},
		{"wizard_checked", WizardChecked(sampleWizard(models.SetupAccount), AccountCheckProps{sampleAccount(), sampleCheck("")}), false},
		{"wizard_push_early", WizardPush(early, nil), false},
		{"wizard_push", WizardPush(sampleWizard(models.SetupPush), samplePush()), false},
		{"wizard_push_refused", WizardArrived(sampleWizard(models.SetupPush), PushArrivalProps{AccountID: 25610, Counts: refused, Asked: 7}), false},
		{"wizard_push_tired", PushArrival(PushArrivalProps{AccountID: 25610, Asked: maxAsked}), false},
		{"wizard_push_arrived", WizardArrived(arrived, PushArrivalProps{AccountID: 25610, At: ago(3 * time.Second)}), false},
		{"wizard_team", WizardTeam(sampleWizard(models.SetupTeam), WizardTeamProps{Rows: rows[1:], Links: []UserLinkProps{{sampleUsers()[3], AccessLink("https://leads.example.com", "c2VjcmV0")}}}), false},
		{"wizard_team_invalid", WizardTeam(sampleWizard(models.SetupTeam), WizardTeamProps{Rows: rows, Errors: invalid("username_0", "invalid.username", "username_1", "invalid.username_taken")}), false},
		{"wizard_reports", WizardReports(sampleWizard(models.SetupReports), WizardReportsProps{}), false},
		{"wizard_reports_conflict", WizardReports(sampleWizard(models.SetupReports), WizardReportsProps{Conflict: true, Chosen: map[int64]models.ReportMode{25611: models.ReportOff}, Errors: invalid(ReportModeField(25610), WordChoice)}), false},
		{"wizard_reports_early", WizardReports(last, WizardReportsProps{}), false},
		{"checklist", Checklist(ChecklistProps{Facts: sampleFacts(), Folder: "./data"}), false},
		{"checklist_dismissed", Checklist(ChecklistProps{Facts: dismissed, Folder: "./data"}), false},
		{"lead_list_checklist", LeadList(list), false},
	}
}
