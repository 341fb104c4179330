package handlers

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"xiansuo/models"
)

// newDeskOf is a desk with its first admin and nothing else, and the admin's browser.
func newDeskOf(t *testing.T) *bench {
	t.Helper()
	b := newEmptyBench(t)
	form := credentials("admin", password)
	form.Set("token", b.token.Text())
	b.goes(b.post("/setup", form), "/setup/account")
	return b
}

var newAccount = []string{
	"account_id", "777", "name", "新账户", "algorithm", "SHA256", "token", "t0ken", "secret", "s3cret", "industry", "none",
	"status_system", "standard", "report_mode", "dry", "report_deadline_days", "7", "version", "0",
}

func TestTheAccountStepKeepsWhatWasTypedAndStaysInTheWizard(t *testing.T) {
	b := newDeskOf(t)
	got := b.get("/setup/account")
	b.expect(got, 200)
	b.shows(got, "第 2 步，共 5 步", `action="/setup/account"`, `name="report_mode" value="dry"`, "跳过这一步", "在哪里找到凭证")
	bad := form(newAccount...)
	bad.Set("status_system", "industry")
	bad.Set("account_id", "7x")
	got = b.post("/setup/account", bad)
	b.expect(got, 422)
	b.shows(got, "第 2 步", `id="status_system-error"`, `id="account_id-error"`, `value="新账户"`, "data-dirty", `action="/setup/account"`)
	b.hides(got, "s3cret", "t0ken")
	b.goes(b.post("/setup/account", form(newAccount...)), "/setup/account/777")
	if edit := b.desk.edits[0]; edit.ReportMode != models.ReportDryRun || edit.Pull.Secret != "s3cret" {
		t.Errorf("%+v", edit)
	}
	b.goes(b.get("/setup/account"), "/setup/account/777")
	b.expect(b.get("/setup/account?new"), 200)
	b.expect(b.get("/setup/account/778"), 404)

	// The fields that the step does not show keep what they say.
	b.desk.accounts[0].ReportMode, b.desk.accounts[0].ConfirmReports = models.ReportOn, false
	shown := b.get("/setup/account/777")
	b.shows(shown, `name="report_mode" value="on"`, `name="no_confirm" value="true"`)
	b.desk.accounts[0].Version = 5
	change := form("version", "1", "name", "改名", "algorithm", "SHA256", "industry", "none", "status_system", "standard", "report_mode", "on", "no_confirm", "true")
	got = b.post("/setup/account/777", change)
	b.expect(got, 409)
	b.shows(got, "第 2 步", `value="改名"`, "其他人修改过")
	change.Set("version", "5")
	b.goes(b.post("/setup/account/777", change), "/setup/account/777")
	if saved := b.desk.accounts[0]; saved.Name != "改名" || saved.ReportMode != models.ReportOn || saved.ConfirmReports {
		t.Errorf("%+v", saved)
	}
}

func TestATestThatPassesIsRememberedAndMovesTheStep(t *testing.T) {
	b := newDeskOf(t)
	b.goes(b.post("/setup/account", form(newAccount...)), "/setup/account/777")
	b.desk.accounts[0].Pull.ChangedAt = models.At(b.now())
	b.shows(b.post("/setup/account/777/test", nil), "第 2 步", "no such host", "跳过这一步")
	if len(b.desk.marks) != 0 {
		t.Errorf("a failed test left %v", b.desk.marks)
	}
	b.desk.connects = true
	got := b.post("/setup/account/777/test", nil, htmx, "true")
	b.expect(got, 200)
	b.shows(got, `id="wizard-on"`, `id="wizard-steps"`, `hx-swap-oob="true"`, "下一步", `href="/setup/push/777"`)
	b.hides(got, "<html")
	b.shows(b.post("/settings/accounts/777/test", nil, htmx, "true"), "step-head")
	b.goes(b.get("/setup/continue"), "/setup/push/777")
	b.desk.accounts[0].Pull.ChangedAt = models.At(b.now().Add(time.Second)) // another secret: test it again
	b.goes(b.get("/setup/continue"), "/setup/account/777")
}

func TestThePushStepWaitsUntilThePlatformPushes(t *testing.T) {
	b := newDeskOf(t)
	got := b.get("/setup/push")
	b.expect(got, 200)
	b.shows(got, "第 3 步", `href="/setup/account"`)
	b.post("/setup/account", form(newAccount...))
	b.goes(b.get("/setup/push"), "/setup/push/777")
	got = b.get("/setup/push/777")
	b.shows(got, "https://leads.example.com/hooks/tencent/"+hookPart, "后台管理 → 线索应用设置 → API回传数据", `hx-get="/setup/push/777?asked=1"`, `action="/setup/push/777/sample"`)
	got = b.get("/setup/push/777?asked=7", htmx, "true")
	b.shows(got, `hx-get="/setup/push/777?asked=8"`, "时间戳") // why those that came were refused
	b.hides(got, "<html", "wizard-on")
	for _, asked := range []string{"400", "99999", "-1", "x"} {
		b.hides(b.get("/setup/push/777?asked="+asked, htmx, "true"), "hx-get")
	}
	b.shows(b.post("/setup/push/777/sample", nil, htmx, "true"), "测试成功")
	b.shows(b.post("/setup/push/777/sample", nil), "第 3 步", "测试成功")
	b.shows(b.get("/setup/push/777?asked=9", htmx, "true"), "hx-get") // the sample is no push of the platform
	b.desk.pushedAt = map[int64]models.Instant{777: models.At(b.now())}
	got = b.get("/setup/push/777?asked=10", htmx, "true")
	b.shows(got, "收到了", "wizard-on", "下一步")
	b.hides(got, "hx-get")
}

func TestColleaguesAreInvitedSeveralAtOnce(t *testing.T) {
	b := newDeskOf(t)
	got := b.get("/setup/team")
	b.shows(got, "第 4 步", `name="username_2"`)
	b.hides(got, `name="username_3"`)
	typed := form("username_0", "", "name_0", "", "role_0", "sales", "username_1", "admin", "name_1", "甲", "role_1", "manager", "username_2", "zhou", "name_2", "", "role_2", "sales")
	more := form("more", "true")
	for field, value := range typed {
		more[field] = value
	}
	got = b.post("/setup/team", more)
	b.expect(got, 200)
	b.shows(got, `name="username_5"`, `value="zhou"`, `value="甲"`)
	got = b.post("/setup/team", typed)
	b.expect(got, 422)
	b.shows(got, `id="username_1-error"`, `value="zhou"`, `value="甲"`, "已经有人用了")
	b.hides(got, `id="username_0-error"`, "/welcome#")
	if len(b.desk.users) != 1 {
		t.Errorf("%d users after a refusal", len(b.desk.users))
	}
	got = b.post("/setup/team", form("username_0", "", "role_0", "sales"))
	b.expect(got, 422)
	b.shows(got, `id="username_0-error"`)
	typed.Set("username_1", "li")
	got = b.post("/setup/team", typed)
	b.expect(got, 201)
	b.shows(got, "https://leads.example.com/welcome#secret-of-li<", "https://leads.example.com/welcome#secret-of-zhou<", "下一步")
	b.hides(b.get("/setup/team"), "/welcome#")
	if log := b.log.String(); strings.Contains(log, "secret-of") {
		t.Error("the log holds a link")
	}
}

func TestTheModeOfEachAccountIsDecidedOnce(t *testing.T) {
	b := newDeskOf(t)
	b.shows(b.get("/setup/reports"), "第 5 步", "先接入一个")
	b.goes(b.post("/setup/reports", nil), "/leads")
	b.post("/setup/account", form(newAccount...))
	b.desk.accounts = append(b.desk.accounts, clinic()) // another, without a mode: on
	b.desk.accounts[1].ReportMode = models.ReportOn
	got := b.get("/setup/reports")
	b.shows(got, `name="report_mode_777"`, `name="version_25610" value="3"`)
	got = b.post("/setup/reports", form("report_mode_777", "loud", "version_777", "1"))
	b.expect(got, 422)
	b.shows(got, `id="report_mode_777-error"`)
	b.desk.accounts[0].Version = 2
	got = b.post("/setup/reports", form("report_mode_777", "on", "version_777", "1"))
	b.expect(got, 409)
	b.shows(got, "其他人修改过", `name="version_777" value="2"`)
	if !regexp.MustCompile(`id="report_mode_777_on"[^>]* checked`).MatchString(got.body) {
		t.Error("the choice is lost")
	}
	saves := len(b.desk.edits)
	b.goes(b.post("/setup/reports", form("report_mode_777", "dry", "version_777", "1", "report_mode_25610", "off", "version_25610", "3")), "/leads")
	if len(b.desk.edits) != saves+1 || b.desk.accounts[1].ReportMode != models.ReportOff {
		t.Errorf("%d saves, %+v", len(b.desk.edits)-saves, b.desk.accounts)
	}
	if _, decided := b.desk.marks[models.SetupMark{Kind: models.MarkDecided, AccountID: 777}]; !decided {
		t.Error("a dry run was chosen, and nobody remembers")
	}
}

var (
	itemForm = regexp.MustCompile(`<li class="([a-z-]*)" data-item="(\w+)"><a href="([^"]+)"`)
	allItems = models.SetupItems
)

// items are those of the panel above the list, with whether they are done and where they lead.
func (b *bench) items() (done []models.SetupItem, paths map[models.SetupItem]string) {
	b.t.Helper()
	b.pass(2 * time.Second) // a panel may be a second old
	paths = map[models.SetupItem]string{}
	for _, found := range itemForm.FindAllStringSubmatch(b.get("/leads").body, -1) {
		item := models.SetupItem(found[2])
		paths[item] = found[3]
		if found[1] != "" {
			done = append(done, item)
		}
	}
	return done, paths
}

func TestTheChecklistFollowsWhatIsDone(t *testing.T) {
	b := newDeskOf(t)
	b.shows(b.get("/leads"), `href="/setup/continue"`, "还没有线索")
	step := func(want ...models.SetupItem) {
		t.Helper()
		done, paths := b.items()
		if !slices.Equal(done, want) || len(paths) != len(allItems) {
			t.Errorf("done: %v, want %v, of %d", done, want, len(paths))
		}
		for item, path := range paths {
			path, _, _ = strings.Cut(path, "#")
			if got := b.get(path); got.status != 200 && (got.status != 303 || !strings.HasPrefix(got.header.Get("Location"), "/setup/")) {
				t.Errorf("%s leads to %s: %d", item, path, got.status)
			}
		}
	}
	// The bench is reached by HTTPS and has an admin.
	step(models.SetupAdmin, models.SetupHTTPS)
	b.post("/setup/account", form(newAccount...))
	b.desk.accounts[0].Pull.ChangedAt = 1
	step(models.SetupAdmin, models.SetupHTTPS)
	b.desk.connects = true
	b.post("/setup/account/777/test", nil)
	step(models.SetupAdmin, models.SetupAccount, models.SetupHTTPS)
	b.desk.states = []models.PullState{{AccountID: 777, SucceededAt: models.At(b.now())}}
	step(models.SetupAdmin, models.SetupAccount, models.SetupPull, models.SetupHTTPS)
	b.desk.pushedAt = map[int64]models.Instant{777: models.At(b.now())}
	b.post("/setup/team", form("username_0", "li", "role_0", "sales"))
	step(models.SetupAdmin, models.SetupAccount, models.SetupPull, models.SetupPush, models.SetupTeam, models.SetupHTTPS)
	b.goes(b.post("/setup/reports", form("report_mode_777", "dry", "version_777", "1")), "/leads")
	step(models.SetupAdmin, models.SetupAccount, models.SetupPull, models.SetupPush, models.SetupTeam, models.SetupReports, models.SetupHTTPS)
	b.goes(b.get("/setup/continue"), "/setup/checklist")
	b.goes(b.post("/setup/checklist", form("mark", "key_copied", "on", "true")), "/setup/checklist")
	if _, paths := b.items(); len(paths) != 0 {
		t.Errorf("everything is done, and the list still shows %v", paths)
	}
	b.goes(b.post("/setup/checklist", form("mark", "key_copied", "on", "false")), "/setup/checklist")
	if _, paths := b.items(); len(paths) != len(allItems) {
		t.Error("the tick was taken away, and nothing is shown")
	}
}

func TestTheChecklistIsPutAwayAndFoundAgain(t *testing.T) {
	b := newBench(t)
	b.as(admin)
	b.shows(b.get("/leads"), "上手清单")
	b.expect(b.post("/setup/checklist", form("mark", "tested", "on", "true")), 422)
	b.expect(b.post("/setup/checklist", form("mark", "dismissed", "on", "maybe")), 422)
	b.goes(b.post("/setup/checklist", form("mark", "dismissed", "on", "true")), "/leads")
	b.hides(b.get("/leads"), "checklist-items")
	b.shows(b.get("/settings/accounts"), `href="/setup/checklist"`)
	b.shows(b.get("/setup/checklist"), "放回线索列表上方")
	b.goes(b.post("/setup/checklist", form("mark", "dismissed", "on", "false")), "/leads")
	b.shows(b.get("/leads"), "checklist-items")
	for _, user := range []models.User{manager, sales, viewer} {
		b.as(user)
		b.hides(b.get("/leads"), "checklist", "/setup/")
	}
}

// TestTwoAdminsSetUpTheSameAccount: one makes it, the other is led to what is there; the second to
// change it is told.
func TestTwoAdminsSetUpTheSameAccount(t *testing.T) {
	b := newDeskOf(t)
	second := admin
	second.ID, second.Username, second.PasswordHash = 2, "second", passwordHash
	b.desk.users = append(b.desk.users, second)
	first := b.client
	other := b.as(second).client
	statuses := make([]int, 2)
	var both sync.WaitGroup
	for i, client := range []*http.Client{first, other} {
		both.Go(func() {
			response, err := client.PostForm(b.server.URL+"/setup/account", form(newAccount...))
			if err != nil {
				t.Error(err)
				return
			}
			response.Body.Close()
			statuses[i] = response.StatusCode
		})
	}
	both.Wait()
	slices.Sort(statuses)
	if !slices.Equal(statuses, []int{303, 409}) || len(b.desk.accounts) != 1 {
		t.Errorf("answered %v; %d accounts", statuses, len(b.desk.accounts))
	}
	got := b.post("/setup/account", form(newAccount...))
	b.expect(got, 409)
	b.shows(got, `href="/setup/account/777"`)
	b.with(first, func() { b.goes(b.post("/setup/reports", form("report_mode_777", "on", "version_777", "1")), "/leads") })
	b.expect(b.post("/setup/reports", form("report_mode_777", "off", "version_777", "1")), 409)
	b.goes(b.post("/setup/reports", form("report_mode_777", "on", "version_777", "1")), "/leads") // both want the same
}
