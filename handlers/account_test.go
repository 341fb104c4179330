package handlers

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
)

func accountForm(id string) url.Values {
	return url.Values{
		"account_id": {id}, "name": {"装修公司"}, "industry": {"home"}, "status_system": {"industry"}, "algorithm": {"SHA1"},
		"token": {"new-token"}, "secret": {"new-secret"}, "old_signature": {"true"}, "omit_account_id": {"true"}, "keep_id_number": {"true"}, "pull_minutes": {"15"},
	}
}

func TestAccountIsAdded(t *testing.T) {
	b := newBench(t).as(admin)
	b.expect(b.get("/settings/accounts/new"), 200)
	b.goes(b.post("/settings/accounts", accountForm(" 30001 ")), "/settings/accounts/30001")
	want := models.AccountEdit{
		ID: 30001, Name: "装修公司", Industry: models.Home, StatusSystem: models.IndustrySystem, Algorithm: models.SHA1,
		OldSignature: true, OmitID: true, KeepIDNumber: true, PullMinutes: 15, Pull: models.Pair{Token: "new-token", Secret: "new-secret"},
		ReportMode: models.ReportOn, ReportDeadlineDays: models.DefaultReportDeadline,
	}
	if got := b.desk.edits[0]; got != want {
		t.Errorf("stored %#v, want %#v", got, want)
	}
	b.shows(b.get("/settings/accounts"), "装修公司", "口腔门诊")
}

func TestAccountThatIsWrongComesBackWithoutItsSecret(t *testing.T) {
	b := newBench(t).as(admin)
	for name, change := range map[string]func(url.Values){
		"no number":         func(f url.Values) { f.Del("account_id") },
		"words for number":  func(f url.Values) { f.Set("account_id", "abc") },
		"huge number":       func(f url.Values) { f.Set("account_id", "99999999999999999999") },
		"no name":           func(f url.Values) { f.Set("name", " ") },
		"unknown industry":  func(f url.Values) { f.Set("industry", "space") },
		"half a pair":       func(f url.Values) { f.Set("report_token", "half-token") },
		"system of nothing": func(f url.Values) { f.Set("industry", "none") },
	} {
		form := accountForm("30001")
		change(form)
		got := b.post("/settings/accounts", form)
		if got.status != 422 {
			t.Errorf("%s: status %d", name, got.status)
		}
		b.shows(got, "field-error", `name="status_system"`)
		b.hides(got, "new-token", "new-secret", "half-token")
	}
	if len(b.desk.edits) != 0 {
		t.Errorf("stored %v", b.desk.edits)
	}
}

func TestAccountNumberThatIsTakenConflicts(t *testing.T) {
	b := newBench(t).as(admin)
	got := b.post("/settings/accounts", accountForm("25610"))
	b.expect(got, 409)
	b.shows(got, "装修公司", "/settings/accounts/25610")
	b.hides(got, "new-secret")
}

func TestAccountIsEditedOnItsVersion(t *testing.T) {
	b := newBench(t).as(admin)
	form := accountForm("1")
	form.Del("token")
	form.Del("secret")
	for _, version := range []string{"2", "", "x", "0"} {
		form.Set("version", version)
		got := b.post("/settings/accounts/25610", form)
		b.expect(got, 409)
		b.shows(got, "装修公司", `value="3"`)
	}
	form.Set("version", "3")
	b.goes(b.post("/settings/accounts/25610", form), "/settings/accounts/25610")
	if account := b.desk.accounts[0]; account.ID != 25610 || account.Name != "装修公司" || account.Version != 4 {
		t.Errorf("stored %+v", account)
	}
	b.expect(b.post("/settings/accounts/99", form), 404)
	b.expect(b.get("/settings/accounts/99"), 404)
}

func TestAccountIsPausedAndResumed(t *testing.T) {
	b := newBench(t).as(admin)
	b.goes(b.ask("POST", "/settings/accounts/25610/pause", "paused=true"), "/settings/accounts")
	if !b.desk.accounts[0].Paused {
		t.Error("not paused")
	}
	b.goes(b.ask("POST", "/settings/accounts/25610/pause", "paused=false"), "/settings/accounts")
	if b.desk.accounts[0].Paused {
		t.Error("not resumed")
	}
	b.expect(b.ask("POST", "/settings/accounts/25610/pause", ""), 422)
	b.expect(b.ask("POST", "/settings/accounts/99/pause", "paused=true"), 404)
}

func TestConnectionTestShowsItsSteps(t *testing.T) {
	b := newBench(t).as(admin)
	for _, headers := range [][]string{nil, {htmx, "true"}} {
		got := b.post("/settings/accounts/25610/test", nil, headers...)
		b.expect(got, 200)
		b.shows(got, "no such host")
		b.hides(got, "secret-canary", "token-canary")
		if isPage := strings.Contains(got.body, "<html"); isPage != (headers == nil) {
			t.Errorf("a whole page = %v", isPage)
		}
	}
	b.expect(b.post("/settings/accounts/99/test", nil), 404)
}

func TestStatusSystemIsApplied(t *testing.T) {
	b := newBench(t).as(admin)
	b.expect(b.post("/settings/accounts/25610/apply-status-system", nil), 200)
	if len(b.desk.applied) != 1 || b.desk.applied[0] != models.IndustrySystem {
		t.Errorf("applied %v", b.desk.applied)
	}
	b.desk.applyErr = fmt.Errorf("choose: %w", &models.PlatformError{Kind: models.RefusedParameter, Code: 2101, Message: "行业不支持"})
	got := b.post("/settings/accounts/25610/apply-status-system", nil)
	b.expect(got, 502)
	b.shows(got, "行业不支持")
	got = b.post("/settings/accounts/25610/apply-status-system", nil, htmx, "true")
	b.expect(got, 200)
	b.shows(got, "行业不支持")
}

func TestPullNowLeadsToTheSyncPage(t *testing.T) {
	b := newBench(t).as(manager)
	for _, err := range []error{nil, models.ErrConflict, &models.PlatformError{Kind: models.RefusedPermission}} {
		b.desk.pullErr = err
		b.goes(b.post("/sync/25610/pull", nil), "/sync")
	}
	if len(b.desk.pulled) != 3 || b.desk.pulled[0] != 25610 {
		t.Errorf("pulled %v", b.desk.pulled)
	}
	b.expect(b.post("/sync/99/pull", nil), 404)
	b.desk.accounts[0].Paused = true
	b.goes(b.post("/sync/25610/pull", nil), "/sync")
	if len(b.desk.pulled) != 3 {
		t.Error("a paused account was pulled")
	}
	b.desk.accounts[0].Paused, b.desk.pullErr = false, fmt.Errorf("secret cause")
	got := b.post("/sync/25610/pull", nil)
	b.expect(got, 500)
	b.hides(got, "secret cause")
}

func TestSyncShowsEveryAccount(t *testing.T) {
	b := newBench(t).as(manager)
	b.desk.states = []models.PullState{{AccountID: 25610, StartedAt: models.At(b.now().Add(-time.Minute)), FinishedAt: models.At(b.now()), SucceededAt: models.At(b.now()), Received: 12}}
	got := b.get("/sync")
	b.expect(got, 200)
	b.shows(got, "口腔门诊", "/sync/25610/pull")
}

func TestThePlatformsAnswerAboutAStatusSystemIsKeptAndItsEffectIsToldBefore(t *testing.T) {
	b := newBench(t).as(admin)
	b.desk.held = []models.WorkCount{{ConvertStatus: models.StatusHighIntentionCustomer, Leads: 37, Waiting: 2}, {ConvertStatus: models.StatusAddWeixin, Leads: 3}}
	b.shows(b.get("/settings/accounts/25610"), "已标状态的 40 条线索中，37 条的状态在这个体系里不存在", "高意向客户", "其中 2 条还在待回传")
	b.desk.applyErr = &models.PlatformError{Kind: models.RefusedUnknown, Code: 60080, Message: "子账户不能切换"}
	b.expect(b.post("/settings/accounts/25610/apply-status-system", nil), 502)
	b.desk.applyErr = nil
	b.expect(b.post("/settings/accounts/25610/apply-status-system", nil), 200)
	if len(b.desk.answers) != 2 || b.desk.answers[0].Kind != "" || b.desk.answers[1].Code != 60080 || b.desk.answers[1].UserName != admin.Name {
		t.Errorf("%+v", b.desk.answers)
	}
	b.shows(b.get("/settings/accounts/25610"), "平台的历次答复", "子账户不能切换", admin.Name)
}
