package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"xiansuo/models"
	"xiansuo/templates"
)

// userFinder knows who may sign in.
type userFinder interface {
	User(ctx context.Context, id int64) (models.User, error)
	HasUsers(ctx context.Context) (bool, error)
	NeedsTOTP(ctx context.Context, role models.Role) (bool, error)
	ScopeOf(ctx context.Context, user models.User) (models.Scope, error)
	UseAPIToken(ctx context.Context, secret string) (models.APIToken, models.User, error)
}

// Options are what a Site is made of.
type Options struct {
	Users          userFinder
	Sessions       sessionKeeper
	Log            *slog.Logger
	Now            func() time.Time
	PublicURL      string   // how browsers reach the desk; https makes cookies secure
	TLS            bool     // the desk is reached by HTTPS whatever the public URL says
	TrustedProxies []string // whose X-Forwarded-For is believed; normally none
	Demo           bool     // a banner on every page
}

// Site is everything that every request passes through, around the routes that Handle adds.
type Site struct {
	// SyncLight fills the lamp on every page of a signed-in user. It is set before the first
	// request, or never.
	SyncLight func(context.Context) templates.SyncLight
	// Alarm fills the banner on every page of an admin, likewise. It must not wait for anything.
	Alarm func() templates.Alarm

	engine   *gin.Engine
	users    userFinder
	sessions *SessionStore
	log      *slog.Logger
	now      func() time.Time
	https    bool
	demo     bool
	crossing *http.CrossOriginProtection
	pages    map[string]bool // patterns that answer a GET with a page
	hasUsers atomic.Bool     // once true, true for good: the last admin cannot be removed
	render   renderer
	guests   *RateLimit // what guests may do
	tokens   *RateLimit // how often each API token is shown

	panics, lastPanic atomic.Int64
}

// NewSite makes a site without routes.
func NewSite(o Options) (*Site, error) {
	public, err := url.Parse(o.PublicURL)
	if err != nil {
		return nil, fmt.Errorf("public URL: %w", err)
	}
	https := o.TLS || public.Scheme == "https"
	gin.SetMode(gin.ReleaseMode)
	s := &Site{
		engine:   gin.New(),
		users:    o.Users,
		sessions: NewSessionStore(o.Sessions, https, o.Now),
		log:      o.Log,
		now:      o.Now,
		https:    https,
		demo:     o.Demo,
		crossing: http.NewCrossOriginProtection(),
		pages:    map[string]bool{},
		render:   newRenderer(),
		guests:   NewRateLimit(o.Now, guestActs, allGuestActs),
		tokens:   NewRateLimit(o.Now, tokenEach, tokenAll),
	}
	if public.Host != "" {
		if err := s.crossing.AddTrustedOrigin(public.Scheme + "://" + public.Host); err != nil {
			return nil, fmt.Errorf("public URL: %w", err)
		}
	}
	if err := s.engine.SetTrustedProxies(o.TrustedProxies); err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	s.prepare()
	return s, nil
}

// prepare sets what holds for every address, known or not.
func (s *Site) prepare() {
	s.engine.RedirectTrailingSlash = false // would answer before any header of ours is set
	s.engine.HandleMethodNotAllowed = true
	s.engine.Use(giveRequestID, logAccess(s.log, s.now), setSecurityHeaders(s.https), s.recoverPanics, limitBody)
	s.engine.NoRoute(s.serve(Always, func(*Context) error { return models.ErrNotFound }))
	s.engine.NoMethod(s.serve(Always, func(*Context) error { return errMethod }))
}

// ServeHTTP makes the site an http.Handler. HEAD is GET without the body, which net/http leaves out.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead {
		r = r.WithContext(r.Context())
		r.Method = http.MethodGet
	}
	s.engine.ServeHTTP(w, r)
}

// Handle adds an address. The guard is asked before the handler runs.
func (s *Site) Handle(method, pattern string, guard Guard, handle HandlerFunc) {
	s.engine.Handle(method, pattern, s.serve(guard, handle))
	if method == http.MethodGet && guard != Open { // what is open is for machines
		s.pages[pattern] = true
	}
}

// Routes lists every address as "METHOD pattern", for tests.
func (s *Site) Routes() []string {
	var routes []string
	for _, route := range s.engine.Routes() {
		routes = append(routes, route.Method+" "+route.Path)
	}
	return routes
}

// isHTMX reports whether a fragment is wanted. A page that htmx restores from its history is
// wanted whole.
func isHTMX(r *http.Request) bool {
	return strings.EqualFold(r.Header.Get("HX-Request"), "true") &&
		!strings.EqualFold(r.Header.Get("HX-History-Restore-Request"), "true")
}
