package templates

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"xiansuo/models"
	"xiansuo/static"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// page is one sample page: how it is called and what renders it.
type page struct {
	name      string
	component templ.Component
	signedOut bool
}

// samplePages are every page and fragment, in the states that a designer would ask to see.
func samplePages() []page {
	conflict := sampleStatusForm()
	conflict.InDialog = true
	conflict.Conflict = &StatusConflict{Theirs: models.Work{ConvertStatus: models.StatusAddWeixin}, By: "周涛", At: ago(60_000_000_000)}
	wrong := sampleStatusForm()
	wrong.Work.IneffectReason = ""
	wrong.Work.OuterConvertType = strings.Repeat("长", 30)
	wrong.Errors = invalid("leads_ineffect_reason", "invalid.reason_required", "outer_leads_convert_type", "invalid.too_many_bytes")
	revealed := sampleDetail()
	revealed.Revealed, revealed.Lead.LeadsTel = true, "13810005678"
	wrongAccount := AccountFormProps{
		Edit:   models.AccountEdit{Name: "", ID: 25610, Industry: models.NoIndustry, StatusSystem: models.IndustrySystem, Algorithm: models.SHA256},
		Errors: invalid("name", "invalid.required", "status_system", "invalid.system_needs_industry", "token", "invalid.required"),
		Exists: true,
	}
	return append(slices.Concat(samplePeople(), retentionPages(), sampleSetup()), []page{
		{"api_tokens", TokenList(sampleTokens()), false},
		{"api_tokens_made", TokenList(TokenListProps{Users: sampleUsers(), Secret: "xs_a-sample-that-is-no-token"}), false},
		{"api_tokens_invalid", TokenList(sampleTokenInvalid()), false},
		{"api_help", APIHelp(sampleAPIHelp()), false},
		{"backups", Backups(sampleBackups()), false},
		{"backups_postgres", Backups(BackupsProps{Postgres: true}), false},
		{"backups_empty", Backups(BackupsProps{Folder: "./data", Run: models.BackupRun{Running: true}}), false},
		{"backup_download", BackupDownload(BackupDownloadProps{Name: sampleBackups().Backups[0].Name, Errors: invalid("password", WordWrongPassword)}), false},
		{"login", Login(LoginProps{}), true},
		{"login_failed", Login(LoginProps{Username: "lixiaoyan", Return: "/leads/4", Errors: invalid("password", WordLoginFailed)}), true},
		{"setup", Setup(SetupProps{}), true},
		{"setup_invalid", Setup(SetupProps{Username: "A", Errors: invalid("token", WordSetupToken, "username", "invalid.username", "password", "invalid.password_short")}), true},
		{"queue", Queue(sampleQueue()), false},
		{"queue_part_done", Queue(QueueProps{Counts: sampleQueue().Counts, Part: models.PartToday, First: true, Lost: true}), false},
		{"queue_done", Queue(QueueProps{Counts: []models.QueueCount{{Part: models.PartNew}}, Part: models.PartNew, First: true}), false},
		{"lead_list", LeadList(sampleList(9)), false},
		{"lead_list_none_match", LeadList(LeadListProps{Filter: LeadFilter{Q: "无此人", Sealed: "c2VhbGVk", Reason: string(models.ReasonEmpty)}, GaveUp: true, GoOn: 77}), false},
		{"lead_list_empty", LeadList(LeadListProps{NoLeads: true}), false},
		{"lead_row_saved", StatusSaved(sampleRows(2)[1], NoticeStatusSaved), false},
		{"lead_detail", LeadDetail(sampleDetail()), false},
		{"lead_revealed", LeadWho(revealed), false},
		{"lead_report_waiting", LeadReport(sampleReport(models.ReportWaiting)), false},
		{"lead_report_refused", LeadReport(sampleReportRefused()), false},
		{"lead_report_dry", LeadReport(sampleReport(models.ReportHeld)), false},
		{"lead_report_confirmed", LeadReport(sampleReport(models.ReportConfirmed)), false},
		{"lead_report_mismatch", LeadReport(sampleReport(models.ReportMismatch)), false},
		{"lead_report_discarded", LeadReport(sampleReport(models.ReportDiscarded)), false},
		{"report_list", ReportList(sampleReportList()), false},
		{"report_list_held", ReportList(sampleHeldReports()), false},
		{"report_list_empty", ReportList(ReportListProps{}), false},
		{"status_conflict", StatusForm(conflict), false},
		{"status_invalid", StatusForm(wrong), false},
		{"account_list", AccountList(AccountListProps{Accounts: sampleStates()}), false},
		{"account_list_empty", AccountList(AccountListProps{}), false},
		{"account_form", AccountForm(sampleAccountForm()), false},
		{"account_form_invalid", AccountForm(wrongAccount), false},
		{"account_check_passed", AccountCheck(AccountCheckProps{sampleAccount(), sampleCheck("")}), false},
		{"account_apply_refused", AccountApplied(ApplyResult{models.IndustrySystem, &models.PlatformError{Kind: models.RefusedParameter, Status: 200, Code: 2100, Message: "子账户不能切换"}}), false},
		{"sync", Sync(SyncProps{Accounts: sampleStates(), Jobs: sampleJobs(), CanPull: true, CanRun: true}), false},
		{"sync_gap", Sync(SyncProps{Accounts: []AccountState{sampleGap()}, CanPull: true}), false},
		{"backfill", Backfill(sampleBackfills()), false},
		{"backfill_refused", Backfill(BackfillProps{
			Account: sampleAccount(), From: "2026-11-22", To: "2026-11-20", Errors: invalid("to", "invalid.days_order"),
			Refusal: &models.PlatformError{Kind: models.RefusedPermission, Code: 10000, Message: "用户身份验证未通过"},
		}), false},
		{"push_sample_refused", PushSampled(models.PushSample{Status: 401, Code: 2001, Error: &models.PlatformError{Kind: models.RefusedPermission, Status: 401, Code: 2001, Message: "wrong signature"}}), false},
		{"raw_events", RawEvents(sampleRaw()), false},
		{"raw_events_empty", RawEvents(RawEventsProps{Lead: sampleLead(1)}), false},
		{"raw_settings", RawSettings(RawSettingsProps{Days: "180", Replay: models.Replay{StartedAt: ago(time.Minute), Leads: 1200, Done: 431, Changed: 7, Failed: 1}}), false},
		{"raw_settings_invalid", RawSettings(RawSettingsProps{Days: "0", Since: "2027-01-01", Errors: invalid("raw_event_days", "invalid.raw_event_days", "since", WordDate), Replay: models.Replay{StartedAt: ago(time.Minute), FinishedAt: ago(time.Second), Stopped: true}}), false},
		{"sync_empty", Sync(SyncProps{}), false},
		{"wechat", Wechat(sampleWechat()), false},
		{"wechat_invalid", Wechat(sampleWechatInvalid()), false},
		{"health", Health(HealthProps{Health: sampleHealth()}), false},
		{"lead_owner_take", LeadOwner(LeadOwnerProps{Lead: 4, CanTake: true}), false},
		{"lead_owner_assign_invalid", LeadOwner(sampleOwning()), false},
		{"lead_taken", LeadTaken(LeadTakenProps{By: "周涛"}), false},
		{"lead_taken_dialog", LeadTaken(LeadTakenProps{By: "周涛", InDialog: true}), false},
		{"team_list", TeamList(sampleTeams()), false},
		{"team_list_empty", TeamList(TeamListProps{Users: sampleUsers(), Edit: models.TeamEdit{Name: "一组"}, Errors: invalid("name", "invalid.team_taken")}), false},
		{"team_form_conflict", TeamForm(TeamFormProps{Edit: models.TeamEdit{ID: 1, Name: "华东一组", Members: []int64{7, 8}}, Users: sampleUsers(), Conflict: true}), false},
		{"handover", Handover(sampleHandover()), false},
		{"handover_moving", Handover(sampleHandoverMoving()), false},
		{"handover_undone", Handover(sampleHandoverUndone()), false},
		{"handover_link", HandoverLink(9, "btn btn-plain"), false},
		{"health_first", Health(HealthProps{}), false},
		{"audit", Audit(sampleAudit()), false},
		{"audit_broken", Audit(AuditProps{Check: models.AuditCheck{Sound: 41, Broken: 42, At: ago(time.Hour)}, Filter: AuditFilter{Kind: "user", From: "x"}, Errors: invalid("from", WordDate, "before", WordNumber)}), false},
		{"reveal_settings", RevealSettings(RevealSettingsProps{Hour: "60", Day: "300"}), false},
		{"reveal_settings_invalid", RevealSettings(RevealSettingsProps{Hour: "0", Day: "many", Errors: invalid("reveals_hour", "invalid.reveals", "reveals_day", "invalid.reveals_order")}), false},
		{"lead_reveal_refused", LeadWho(sampleQuotaReached()), false},
		{"error_507", ErrorPage(ErrorPageProps{Status: 507}), false},
		{"error_404", ErrorPage(ErrorPageProps{Status: 404}), false},
		{"error_403_back", ErrorPage(ErrorPageProps{Status: 403, Back: "/leads/4"}), false},
		{"error_500_signed_out", ErrorPage(ErrorPageProps{Status: 500}), true},
	}...)
}

func render(t *testing.T, p page, shell Page) string {
	t.Helper()
	if p.signedOut {
		shell.User = nil
	}
	var b bytes.Buffer
	if err := p.component.Render(WithPage(context.Background(), shell), &b); err != nil {
		t.Fatalf("%s: %v", p.name, err)
	}
	return b.String()
}

// settled leaves out what changes with every edit of a style sheet or script: the assets' hashes.
func settled(text string) string {
	for _, name := range []string{"app.css", "app.js", "favicon.svg", "vendor/bootstrap.min.css", "vendor/htmx.min.js"} {
		text = strings.ReplaceAll(text, static.URL(name), static.Prefix+name)
	}
	return strings.ReplaceAll(text, "><", ">\n<")
}

func TestPagesLookAsRecorded(t *testing.T) {
	for _, l := range models.Languages {
		for _, p := range samplePages() {
			got := settled(render(t, p, samplePage(l, AutoTheme)))
			file := filepath.Join("testdata", p.name+"."+string(l)+".html")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatalf("%v (run with -update to record it)", err)
			}
			if got != string(want) {
				t.Errorf("%s differs from what is recorded; if that is meant, run go test ./templates -update\n%s", file, firstDifference(string(want), got))
			}
		}
	}
}

func firstDifference(want, got string) string {
	wants, gots := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(wants), len(gots)) {
		if wants[i] != gots[i] {
			return "want " + wants[i] + "\ngot  " + gots[i]
		}
	}
	return "one is longer than the other"
}

// offences are what a page holds against the content security policy: inline script or style,
// elements that load something, addresses that run something.
func offences(page string) []string {
	var found []string
	tokens := html.NewTokenizer(strings.NewReader(page))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return found
		case html.StartTagToken, html.SelfClosingTagToken:
			if token := tokens.Token(); offends(token) {
				found = append(found, token.String())
			}
		}
	}
}

func offends(token html.Token) bool {
	switch token.Data {
	case "style", "img", "iframe", "object", "embed", "base", "video", "audio":
		return true
	}
	ours := false
	for _, a := range token.Attr {
		address := strings.ToLower(strings.TrimSpace(a.Val))
		switch {
		case a.Key == "style", strings.HasPrefix(a.Key, "on"), strings.HasPrefix(a.Key, "hx-on"):
			return true
		case a.Key == "src":
			ours = strings.HasPrefix(address, static.Prefix)
		case a.Key == "href", a.Key == "action", a.Key == "formaction":
			if strings.HasPrefix(address, "javascript:") || strings.HasPrefix(address, "data:") || strings.HasPrefix(address, "vbscript:") {
				return true
			}
		}
	}
	return token.Data == "script" && !ours
}

func TestPagesKeepToTheContentSecurityPolicy(t *testing.T) {
	for _, p := range samplePages() {
		for _, offence := range offences(render(t, p, samplePage(models.Chinese, AutoTheme))) {
			t.Errorf("%s has %s", p.name, offence)
		}
	}
}

var idAttributes = regexp.MustCompile(` id="([^"]*)"`)

func TestIDsAreUniqueInAPage(t *testing.T) {
	for _, p := range samplePages() {
		seen := map[string]bool{}
		for _, match := range idAttributes.FindAllStringSubmatch(render(t, p, samplePage(models.Chinese, AutoTheme)), -1) {
			if seen[match[1]] {
				t.Errorf("%s has the id %q twice", p.name, match[1])
			}
			seen[match[1]] = true
		}
	}
}

func TestTheListHasOneElementForEachLead(t *testing.T) {
	text := render(t, page{component: LeadList(sampleList(9))}, samplePage(models.Chinese, AutoTheme))
	for _, attribute := range []string{"data-lead=", "data-leads-id=", "data-account-id="} {
		if n := strings.Count(text, attribute); n != 9 {
			t.Errorf("%d elements with %s, want 9", n, attribute)
		}
	}
}

func TestEnglishPagesHaveNoChineseOfTheirOwn(t *testing.T) {
	chinese := regexp.MustCompile(`\p{Han}+`)
	shell := samplePage(models.English, AutoTheme)
	shell.User.Name = "Li"
	for _, p := range []page{
		{"login", Login(LoginProps{}), true},
		{"setup", Setup(SetupProps{}), true},
		{"list", LeadList(LeadListProps{NoLeads: true}), false},
		{"accounts", AccountList(AccountListProps{}), false},
		{"account", AccountForm(AccountFormProps{}), false},
		{"wizard", WizardAccount(WizardProps{Step: models.SetupAccount}, AccountFormProps{InWizard: true}), false},
		{"checklist", Checklist(ChecklistProps{}), false},
		{"error", ErrorPage(ErrorPageProps{Status: 500}), false},
	} {
		text := strings.ReplaceAll(render(t, p, shell), ">中文<", "><") // a language's name is in that language
		if found := chinese.FindString(text); found != "" {
			t.Errorf("%s says %q", p.name, found)
		}
	}
}
