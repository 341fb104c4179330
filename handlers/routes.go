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
	leadViewer
	leadRevealer
	statusSetter
	trafficWatcher
	userFinder
	firstAdminMaker
	userLister
	pinger
	wechatKeeper
}

// background is what the pages need of the jobs.
type background interface {
	puller
	jobWatcher
}

// platform is what the settings ask of the leads platform.
type platform interface {
	connectionChecker
	systemChooser
}

// Parts are the rest of the program, as far as the pages need it.
type Parts struct {
	Store     keeper
	Jobs      background
	Platform  platform
	Passwords *web.Passwords
	Token     *web.SetupToken // nil: set-up in the browser is off
	Static    http.Handler
	Now       func() time.Time
	Health    healthWatcher
	Metrics   string                       // token of GET /metrics; empty: not here
	PushURL   func(accountID int64) string // where the platform pushes leads to; nil: not offered
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
	entrance := entrance{users: p.Store, passwords: p.Passwords, limit: web.NewLoginLimit(p.Now)}
	setup := setup{admins: p.Store, passwords: p.Passwords, token: p.Token}
	list := leadList{leads: p.Store, counts: newLeadCounts(p.Store, p.Now), names: names}
	page := leadPage{leads: p.Store, accounts: p.Store, names: names}
	status := leadStatus{statuses: p.Store, page: page}
	accounts := accountPages{accounts: p.Store, traffic: p.Store, pushURL: p.PushURL}
	sync := syncPages{accounts: p.Store, traffic: p.Store, jobs: p.Jobs}
	wechat := wechatPages{reports: p.Store, accounts: p.Store, now: p.Now}
	return []route{
		{get, templates.HealthRoute, web.Open, health(p.Store, p.Health)},
		{get, templates.MetricsRoute, web.Open, metricsPage(p.Health, p.Metrics)},
		{get, templates.StaticRoute, web.Open, files(p.Static)},
		{http.MethodHead, templates.StaticRoute, web.Open, files(p.Static)},

		{get, templates.SetupRoute, web.SetUp, setup.form},
		{post, templates.SetupRoute, web.SetUp, setup.submit},
		{get, templates.LoginRoute, web.Public, entrance.form},
		{post, templates.LoginRoute, web.Public, entrance.signIn},
		{post, templates.LogoutRoute, web.Public, entrance.signOut},
		{post, templates.ThemeRoute, web.Always, setTheme},
		{post, templates.LanguageRoute, web.Always, setLanguage},

		{get, templates.HomeRoute, web.SignedIn, home},
		{get, templates.LeadsRoute, web.SignedIn, list.show},
		{get, templates.LeadRoute, web.SignedIn, page.show},
		{get, templates.LeadStatusRoute, web.Workers, status.form},
		{post, templates.LeadStatusRoute, web.Workers, status.submit},
		{post, templates.LeadRevealRoute, web.Workers, leadReveal{p.Store, page}.submit},

		{get, templates.AccountsRoute, web.Admins, accounts.list},
		{get, templates.AccountNewRoute, web.Admins, accounts.newForm},
		{post, templates.AccountsRoute, web.Admins, accounts.create},
		{get, templates.AccountRoute, web.Admins, accounts.form},
		{post, templates.AccountRoute, web.Admins, accounts.update},
		{post, templates.AccountPauseRoute, web.Admins, accounts.pause},
		{post, templates.AccountTestRoute, web.Admins, accountCheck{accounts, p.Platform}.submit},
		{post, templates.AccountApplyRoute, web.Admins, accountApply{accounts, p.Platform}.submit},

		{get, templates.WechatRoute, web.Managers, wechat.show},
		{post, templates.WechatRoute, web.Managers, wechat.submit},
		{post, templates.WechatRetryRoute, web.Managers, wechat.retry},

		{get, templates.HealthPageRoute, web.Admins, healthPage(p.Health)},
		{get, templates.SyncRoute, web.Managers, sync.show},
		{post, templates.SyncPullRoute, web.Managers, sync.pull},
	}
}

// home sends everybody to their day's work.
func home(c *web.Context) error { return c.SeeOther(templates.LeadsPath()) }

// files serves what browsers fetch besides pages.
func files(handler http.Handler) web.HandlerFunc {
	return func(c *web.Context) error {
		handler.ServeHTTP(c.Writer, c.Request)
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
}
