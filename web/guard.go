package web

import (
	"net/http"
	"net/url"
	"strings"

	"xiansuo/models"
	"xiansuo/templates"
)

// Guard says who may use an address.
type Guard int

const (
	Nobody    Guard = iota // the zero value lets nobody in
	Open                   // machines: no session is read, nothing is redirected
	Always                 // everybody, even before the desk is set up
	Public                 // everybody, signed in or not
	SetUp                  // everybody, but only while no user exists
	SignedIn               // every user
	Workers                // users who work leads
	Managers               // managers and admins
	Admins                 // admins
	Scripts                // scripts that show an API token: no session is read, errors are JSON
	Enrolling              // every user, also one who has to set up the second step of the login first
)

// Admits reports whether the guard lets the user in; nil is a guest. What the guard wants to
// know besides (SetUp: that there are no users) is asked elsewhere.
func (g Guard) Admits(u *models.User) bool {
	switch g {
	case Open, Always, Public, SetUp:
		return true
	case SignedIn, Enrolling:
		return u != nil
	case Workers:
		return u != nil && u.CanWork()
	case Managers:
		return u != nil && u.CanManage()
	case Admins:
		return u != nil && u.CanAdminister()
	}
	return false
}

// beforeEnrolment reports whether the guard lets somebody pass whose role needs a second step and who
// has none yet.
func (g Guard) beforeEnrolment() bool {
	return g == Open || g == Always || g == Public || g == SetUp || g == Enrolling
}

// redirect says that the visitor has to go elsewhere first. It is an error so that admit has
// one answer.
type redirect struct{ to string }

func (r *redirect) Error() string { return "redirect" }

// admit finds out who the visitor is and asks the guard: nil, *redirect or the error to answer.
func (s *Site) admit(c *Context, guard Guard) error {
	switch {
	case guard == Open, guard == Always && c.IsScript():
		return nil
	case guard == Scripts:
		return s.identifyScript(c)
	}
	if err := s.crossing.Check(c.Request); err != nil {
		return errCrossOrigin
	}
	if err := s.identify(c); err != nil {
		return err
	}
	if err := s.limitGuests(c); err != nil {
		return err
	}
	if guard == Always {
		return nil
	}
	known, err := s.anyUsers(c)
	switch {
	case err != nil:
		return err
	case !known && guard != SetUp:
		return &redirect{templates.SetupPath()}
	case known && guard == SetUp && c.Request.Method == http.MethodGet:
		return &redirect{templates.LoginPath()}
	case known && guard == SetUp:
		return models.ErrNotFound
	case c.mustEnrol && !guard.beforeEnrolment():
		return &redirect{templates.TOTPPath()}
	case guard.Admits(c.user()):
		return nil
	case c.user() == nil:
		c.Notify(templates.NoticeSignInFirst)
		return &redirect{loginPath(c)}
	}
	return models.ErrNotAllowed
}

// anyUsers reports whether the desk is set up.
func (s *Site) anyUsers(c *Context) (bool, error) {
	if s.hasUsers.Load() {
		return true, nil
	}
	known, err := s.users.HasUsers(c.Request.Context())
	if err == nil && known {
		s.hasUsers.Store(true)
	}
	return known, err
}

// NextParameter of the login page's address is where to go afterwards.
const NextParameter = "next"

// loginPath is the login page that leads back to where the visitor was: the page asked for, or
// the page that htmx asked from. An act is not repeated after the login.
func loginPath(c *Context) string {
	back := ""
	switch {
	case c.IsHTMX():
		if current, err := url.Parse(c.GetHeader("HX-Current-URL")); err == nil {
			back = current.RequestURI()
		}
	case c.Request.Method == http.MethodGet:
		back = c.Request.URL.RequestURI()
	}
	if back = LocalPath(back); back == "" || back == templates.HomePath() {
		return templates.LoginPath()
	}
	return templates.LoginPath() + "?" + url.Values{NextParameter: {back}}.Encode()
}

const maxLocalPath = 2000

// LocalPath returns the path and query when it is a page of ours to go to, and "" for everything
// else, such as other hosts in any spelling that a browser knows.
func LocalPath(to string) string {
	if len(to) > maxLocalPath || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") ||
		strings.ContainsFunc(to, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7F }) {
		return ""
	}
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || strings.HasPrefix(u.Path, "//") {
		return ""
	}
	return u.RequestURI()
}
