// Package handlers is the program's pages: each handler reads the request, calls one act, and
// answers. routes.go lists every address with its guard.
package handlers

import (
	"context"
	"net/http"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// keeper is what the pages need of the store: the sum of what each handler asks for.
type keeper interface {
	accountKeeper
	leadLister
	queueReader
	leadViewer
	leadRevealer
	searchSealer
	statusSetter
	trafficWatcher
	runHistory
	backfillKeeper
	userFinder
	firstAdminMaker
	userLister
	pinger
	reportActor
	reportKeeper
	pushKeeper
	pushAddressKeeper
	rawKeeper
	wechatKeeper
	backupKeeper
	peopleKeeper
	auditKeeper
	quotaKeeper
	leadAssigner
	teamKeeper
	handoverKeeper
	retentionKeeper
	personKeeper
	setupKeeper
	inviter
	apiKeeper
}

// background is what the pages need of the jobs.
type background interface {
	puller
	jobRunner
	rangeCounter
	nudger
	replayer
	backupStarter
	retentionStarter
}

// platform is what the settings ask of the leads platform.
type platform interface {
	connectionChecker
	systemChooser
	reportWriter
	sampleSender
}

// wire reads the platform's form of a lead.
type wire interface {
	pushReader
	rawMasker
}

// Parts are the rest of the program, as far as the pages need it.
type Parts struct {
	Store     keeper
	Jobs      background
	Platform  platform
	Passwords *web.Passwords
	Token     *web.SetupToken // nil: set-up in the browser is off
	Static    fileServer
	Now       func() time.Time
	Wire      wire
	Base      string // how the platform reaches the desk, for push addresses: https://leads.example.com
	Health    healthWatcher
	Folder    string // of the data, as the command line names it
	Metrics   string // token of GET /metrics; empty: not here
}

// route is one address, who may use it, and what answers.
type route struct {
	method, pattern string
	guard           web.Guard
	handle          web.HandlerFunc
}

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// Register adds every address to the site.
func Register(site *web.Site, p Parts) {
	directory := newDirectory(p.Store, p.Now)
	site.SyncLight = newSyncLight(p.Store, directory, p.Now).read
	site.Alarm = alarm(p.Health)
	for _, r := range routes(p, directory) {
		site.Handle(r.method, r.pattern, r.guard, r.handle)
	}
}

func routes(p Parts, names *directory) []route {
	logins := newLane()
	gate := gate{users: p.Store, tries: p.Store, passwords: p.Passwords}
	entrance := entrance{gate: gate, codes: p.Store}
	people := userPages{users: p.Store, rules: p.Store, base: p.Base}
	welcome := welcome{links: p.Store, passwords: p.Passwords}
	profile := profilePages{gate: gate, profiles: p.Store, sessions: p.Store, steps: p.Store}
	setup := setup{admins: p.Store, passwords: p.Passwords, token: p.Token}
	state := setupState{store: p.Store, base: p.Base}
	checklist := newChecklist(state, p.Folder, p.Now)
	list := leadList{leads: p.Store, counts: newLeadCounts(p.Store, p.Now), names: names, setup: checklist, now: p.Now, seal: p.Store}
	page := leadPage{leads: p.Store, accounts: p.Store, names: names, breakers: p.Store, writer: p.Platform}
	queue := queue{leads: p.Store, names: names, now: p.Now}
	report := leadReport{reports: p.Store, page: page}
	reports := reportPages{reports: p.Store, accounts: p.Store, traffic: p.Store, writer: p.Platform}
	status := leadStatus{statuses: p.Store, page: page}
	accounts := accountPages{accounts: p.Store, traffic: p.Store, pushes: p.Store, base: p.Base, frame: inSettings()}
	push := accountPush{accounts, p.Platform}
	raw := rawPages{raw: p.Store, masker: p.Wire, jobs: p.Jobs, leads: p.Store, audit: p.Store, now: p.Now}
	wizardAccount := newWizardAccount(accounts, state)
	wizardPush := newWizardPush(push, state)
	wizardTeam := wizardTeam{users: p.Store, state: state, base: p.Base}
	wizardReports := wizardReports{accounts: p.Store, state: state}
	backfills := backfillPages{accounts: p.Store, backfills: p.Store, counter: p.Jobs, now: p.Now}
	backups := backupPages{backups: p.Store, jobs: p.Jobs, gate: gate, folder: p.Folder}
	sync := syncPages{now: p.Now, accounts: p.Store, traffic: p.Store, jobs: p.Jobs, history: p.Store, audit: p.Store}
	audit := auditPages{audit: p.Store, names: names, now: p.Now}
	quota := quotaPages{p.Store}
	retention := retentionPages{rules: p.Store, jobs: p.Jobs, accounts: p.Store, postgres: !p.Store.KeepsBackups()}
	person := personPages{persons: p.Store, names: names, gate: gate, now: p.Now}
	wechat := wechatPages{reports: p.Store, accounts: p.Store, now: p.Now}
	owner := leadOwner{leads: p.Store, page: page}
	teams := teamPages{teams: p.Store, users: p.Store}
	handovers := handoverPages{p.Store}
	tokens := tokenPages{tokens: p.Store, users: p.Store}
	api := api{leads: p.Store, page: page, statuses: p.Store, creator: p.Store, figures: p.Store, names: names, now: p.Now}
	return append(api.routes(), []route{
		{get, templates.APIHelpRoute, web.SignedIn, api.help},
		{get, templates.TokensRoute, web.Admins, tokens.list},
		{post, templates.TokensRoute, web.Admins, tokens.create},
		{post, templates.TokenRevokeRoute, web.Admins, tokens.revoke},

		{get, templates.HealthRoute, web.Open, health(p.Store, p.Health)},
		{get, templates.MetricsRoute, web.Open, metricsPage(p.Health, p.Metrics)},
		{post, templates.HookRoute, web.Open, newPushReceiver(p.Store, p.Wire, p.Jobs, p.Now).receive},
		{get, templates.StaticRoute, web.Open, files(p.Static)},

		{get, templates.SetupRoute, web.SetUp, setup.form},
		{post, templates.SetupRoute, web.SetUp, setup.submit},
		{get, templates.LoginRoute, web.Public, entrance.form},
		{post, templates.LoginRoute, web.Public, logins.one(entrance.signIn)},
		{get, templates.LoginCodeRoute, web.Public, entrance.codeForm},
		{post, templates.LoginCodeRoute, web.Public, logins.one(entrance.useCode)},
		{get, templates.WelcomeRoute, web.Public, welcome.show},
		{post, templates.WelcomeRoute, web.Public, logins.one(welcome.submit)},
		{post, templates.LogoutRoute, web.Public, entrance.signOut},
		{post, templates.ThemeRoute, web.Always, setTheme},
		{post, templates.LanguageRoute, web.Always, setLanguage},

		{get, templates.WizardResumeRoute, web.Admins, state.resume},
		{get, templates.WizardAccountStartRoute, web.Admins, wizardAccount.start},
		{post, templates.WizardAccountStartRoute, web.Admins, wizardAccount.create},
		{get, templates.WizardAccountRoute, web.Admins, wizardAccount.form},
		{post, templates.WizardAccountRoute, web.Admins, wizardAccount.update},
		{post, templates.WizardTestRoute, web.Admins, accountCheck{wizardAccount.accountPages, p.Platform, p.Store}.submit},
		{get, templates.WizardPushStartRoute, web.Admins, wizardPush.start},
		{get, templates.WizardPushRoute, web.Admins, wizardPush.show},
		{post, templates.WizardSampleRoute, web.Admins, wizardPush.sample},
		{get, templates.WizardTeamRoute, web.Admins, wizardTeam.show},
		{post, templates.WizardTeamRoute, web.Admins, wizardTeam.submit},
		{get, templates.WizardReportsRoute, web.Admins, wizardReports.show},
		{post, templates.WizardReportsRoute, web.Admins, wizardReports.submit},
		{get, templates.ChecklistRoute, web.Admins, checklist.show},
		{post, templates.ChecklistRoute, web.Admins, checklist.submit},

		{get, templates.HomeRoute, web.SignedIn, home},
		{get, templates.QueueRoute, web.Workers, queue.show},
		{get, templates.LeadsRoute, web.SignedIn, list.show},
		{post, templates.LeadSearchRoute, web.SignedIn, list.search},
		{get, templates.LeadRoute, web.SignedIn, page.show},
		{get, templates.LeadStatusRoute, web.Workers, status.form},
		{post, templates.LeadStatusRoute, web.Workers, status.submit},
		{post, templates.LeadRevealRoute, web.Workers, leadReveal{p.Store, page, p.Now}.submit},

		{get, templates.LeadReportRoute, web.SignedIn, report.show},
		{post, templates.LeadReportRoute, web.Workers, report.submit},
		{get, templates.ReportsRoute, web.Managers, reports.show},
		{post, templates.ReportsReplayRoute, web.Managers, reports.replay},
		{post, templates.ReportsDiscardRoute, web.Managers, reports.discard},

		{get, templates.AccountsRoute, web.Admins, accounts.list},
		{get, templates.AccountNewRoute, web.Admins, accounts.newForm},
		{post, templates.AccountsRoute, web.Admins, accounts.create},
		{get, templates.AccountRoute, web.Admins, accounts.form},
		{post, templates.AccountRoute, web.Admins, accounts.update},
		{post, templates.AccountPauseRoute, web.Admins, accounts.pause},
		{post, templates.AccountTestRoute, web.Admins, accountCheck{accounts, p.Platform, p.Store}.submit},
		{post, templates.AccountApplyRoute, web.Admins, accountApply{accounts, p.Platform}.submit},
		{post, templates.AccountPushRoute, web.Admins, push.rules},
		{post, templates.AccountPushRotateRoute, web.Admins, push.rotate},
		{post, templates.AccountPushSampleRoute, web.Admins, push.sample},

		{get, templates.RawEventsRoute, web.Admins, raw.show},
		{post, templates.RawReplayRoute, web.Admins, raw.replay},
		{get, templates.RawSettingsRoute, web.Admins, raw.settings},
		{post, templates.RawSettingsRoute, web.Admins, raw.keep},
		{post, templates.RawReplayAllRoute, web.Admins, raw.replaySince},
		{post, templates.RawReplayStopRoute, web.Admins, raw.stop},

		{get, templates.BackupsRoute, web.Admins, backups.show},
		{post, templates.BackupsRoute, web.Admins, backups.start},
		{get, templates.BackupDownloadRoute, web.Admins, backups.downloadForm},
		{post, templates.BackupDownloadRoute, web.Admins, backups.download},

		{post, templates.LeadTakeRoute, web.Workers, owner.take},
		{post, templates.LeadOwnerRoute, web.Managers, owner.assign},
		{get, templates.TeamsRoute, web.Admins, teams.list},
		{post, templates.TeamsRoute, web.Admins, teams.create},
		{get, templates.TeamRoute, web.Admins, teams.form},
		{post, templates.TeamRoute, web.Admins, teams.update},
		{post, templates.TeamDeleteRoute, web.Admins, teams.remove},
		{get, templates.HandoverRoute, web.Admins, handovers.show},
		{post, templates.HandoverRoute, web.Admins, handovers.start},
		{post, templates.HandoverUndoRoute, web.Admins, handovers.undo},

		{get, templates.RetentionRoute, web.Admins, retention.show},
		{post, templates.RetentionRoute, web.Admins, retention.save},
		{get, templates.RetentionPreviewRoute, web.Admins, retention.preview},
		{post, templates.RetentionApplyRoute, web.Admins, retention.apply},
		{post, templates.RetentionDropRoute, web.Admins, retention.drop},
		{get, templates.PersonRoute, web.Admins, person.show},
		{post, templates.PersonExportRoute, web.Admins, person.export},
		{post, templates.PersonEraseRoute, web.Admins, person.erase},

		{get, templates.WechatRoute, web.Managers, wechat.show},
		{post, templates.WechatRoute, web.Managers, wechat.submit},
		{post, templates.WechatRetryRoute, web.Managers, wechat.retry},

		{get, templates.UsersRoute, web.Admins, people.list},
		{post, templates.UsersRoute, web.Admins, people.invite},
		{get, templates.UserNewRoute, web.Admins, people.newForm},
		{post, templates.TOTPRolesRoute, web.Admins, people.requireTOTP},
		{get, templates.UserRoute, web.Admins, people.show},
		{post, templates.UserRoute, web.Admins, people.edit},
		{post, templates.UserLinkRoute, web.Admins, people.makeLink},
		{post, templates.UserDisableRoute, web.Admins, people.disable},

		{get, templates.ProfileRoute, web.SignedIn, profile.show},
		{post, templates.ProfileRoute, web.SignedIn, profile.edit},
		{post, templates.ProfilePasswordRoute, web.SignedIn, profile.changePassword},
		{post, templates.ProfileSessionsRoute, web.SignedIn, profile.endSessions},
		{get, templates.TOTPRoute, web.Enrolling, profile.totpForm},
		{post, templates.TOTPRoute, web.Enrolling, profile.totpOn},
		{post, templates.TOTPOffRoute, web.SignedIn, profile.totpOff},

		{get, templates.AuditRoute, web.Admins, audit.show},
		{post, templates.AuditVerifyRoute, web.Admins, audit.verify},
		{post, templates.AuditExportRoute, web.Admins, audit.export},
		{get, templates.RevealSettingsRoute, web.Admins, quota.form},
		{post, templates.RevealSettingsRoute, web.Admins, quota.submit},

		{get, templates.HealthPageRoute, web.Admins, healthPage(p.Health)},
		{get, templates.SyncRoute, web.Managers, sync.show},
		{post, templates.SyncPullRoute, web.Managers, sync.pull},
		{post, templates.JobRunRoute, web.Admins, sync.runJob},
		{get, templates.BackfillRoute, web.Managers, backfills.show},
		{post, templates.BackfillRoute, web.Managers, backfills.plan},
		{post, templates.FetchDayRoute, web.Managers, backfills.fetchDay},
		{post, templates.BackfillStartRoute, web.Managers, backfills.move(models.BackfillRunning, templates.NoticeBackfillStarted)},
		{post, templates.BackfillPauseRoute, web.Managers, backfills.move(models.BackfillPaused, templates.NoticeBackfillPaused)},
		{post, templates.BackfillCancelRoute, web.Managers, backfills.move(models.BackfillCancelled, templates.NoticeBackfillEnded)},
	}...)
}

// home sends everybody to their day's work: sellers to their queue.
func home(c *web.Context) error {
	if c.User.Role == models.Sales {
		return c.SeeOther(templates.QueueRoute)
	}
	return c.SeeOther(templates.LeadsPath())
}

// fileServer serves what browsers fetch besides pages.
type fileServer interface {
	http.Handler
	Has(path string) bool
}

// files answers them, and a page in words where there is none.
func files(from fileServer) web.HandlerFunc {
	return func(c *web.Context) error {
		if !from.Has(c.Request.URL.Path) {
			return models.ErrNotFound
		}
		from.ServeHTTP(c.Writer, c.Request)
		return nil
	}
}

// accountKeeper keeps the advertiser accounts.
type accountKeeper interface {
	Accounts(ctx context.Context) ([]models.Account, error)
	Account(ctx context.Context, id int64) (models.Account, error)
	SaveAccount(ctx context.Context, edit models.AccountEdit, by models.User) (models.Account, error)
	PauseAccount(ctx context.Context, id int64, paused bool, by models.User) error
	Credentials(ctx context.Context, accountID int64, p models.Purpose) (models.Credentials, error)
	HeldWork(ctx context.Context, accountID int64) ([]models.WorkCount, error)
	SystemAnswers(ctx context.Context, accountID int64) ([]models.SystemAnswer, error)
	KeepSystemAnswer(ctx context.Context, answer models.SystemAnswer) error
}

// trafficWatcher knows how pulling and reporting stand.
type trafficWatcher interface {
	PullStates(ctx context.Context) ([]models.PullState, error)
	ReportCounts(ctx context.Context) ([]models.ReportCount, error)
	Breakers(ctx context.Context) ([]models.Breaker, error)
	DayChecks(ctx context.Context, since models.Instant) ([]models.DayCheck, error)
}
