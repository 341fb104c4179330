package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"xiansuo/models"
	"xiansuo/templates"
)

// Context is one request and who makes it.
type Context struct {
	*gin.Context
	User  models.User     // who is signed in, or for whom a script acts; the zero User for a guest
	Token models.APIToken // the script's; the zero APIToken for people

	site      *Site
	asked     models.User // who is asked for the second step of the login
	mustEnrol bool        // the user's role needs a second step, and they have none
}

const contextKey = "web.context"

func (s *Site) newContext(gc *gin.Context) *Context {
	c := &Context{Context: gc, site: s}
	gc.Set(contextKey, c)
	return c
}

// contextOf is the request's Context, or a guest's when it never got that far.
func (s *Site) contextOf(gc *gin.Context) *Context {
	if c, ok := contextIn(gc); ok {
		return c
	}
	return s.newContext(gc)
}

func contextIn(gc *gin.Context) (*Context, bool) {
	value, _ := gc.Get(contextKey)
	c, ok := value.(*Context)
	return c, ok
}

// Ctx is the request's context: it ends when the visitor goes away.
func (c *Context) Ctx() context.Context { return c.Request.Context() }

// IsHTMX reports whether the answer is a fragment to be swapped into a page.
func (c *Context) IsHTMX() bool { return isHTMX(c.Request) }

// user is who is signed in, nil for a guest.
func (c *Context) user() *models.User {
	if c.User.ID == 0 {
		return nil
	}
	return &c.User
}

// SignedIn reports whether the visitor is a user.
func (c *Context) SignedIn() bool { return c.User.ID != 0 }

// Admits finds out who the visitor is on an address that is open to everybody, and whether they may
// see what a guard keeps: for answers that hold more for some.
func (c *Context) Admits(guard Guard) (bool, error) {
	if err := c.site.identify(c); err != nil {
		return false, err
	}
	return guard.Admits(c.user()) && (!c.mustEnrol || guard.beforeEnrolment()), nil
}

// ID is the number in the address's parameter. What is no number is a page that does not exist.
func (c *Context) ID(parameter string) (int64, error) {
	id, err := strconv.ParseInt(c.Param(parameter), 10, 64)
	if err != nil || id <= 0 {
		return 0, models.ErrNotFound
	}
	return id, nil
}

// Form is the posted form, with text that no database refuses.
func (c *Context) Form() (url.Values, error) {
	if err := c.Request.ParseForm(); err != nil {
		return nil, formError(err)
	}
	fields := 0
	for _, values := range c.Request.PostForm {
		if fields += len(values); fields > maxFields {
			return nil, errFields
		}
	}
	return clean(c.Request.PostForm), nil
}

// Query is the address's query, likewise. Broken parts of it are left out.
func (c *Context) Query() url.Values { return clean(c.Request.URL.Query()) }

// clean takes out NUL, which PostgreSQL refuses, and bytes that are not UTF-8.
func clean(values url.Values) url.Values {
	for _, list := range values {
		for i, value := range list {
			list[i] = text(value)
		}
	}
	return values
}

func text(value string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(value, ""), "\x00", "")
}

// SeeOther is the answer to an act that worked: go to that page of ours.
func (c *Context) SeeOther(path string) error {
	c.goTo(path, http.StatusOK)
	return nil
}

// goTo sends the browser to another page. htmx would follow a redirect inside its own request
// and put the page where a fragment belongs, so it is told to move, under a status of its own.
func (c *Context) goTo(path string, toHTMX int) {
	c.Writer.Header().Add("Vary", "HX-Request")
	if c.IsHTMX() {
		c.Header("HX-Redirect", path)
		c.Status(toHTMX)
		c.Writer.WriteHeaderNow()
		return
	}
	c.Redirect(http.StatusSeeOther, path)
}

// back is where the visitor's language and theme switches return to: this page, when it can be
// asked for.
func (c *Context) back() string {
	if !c.site.pages[c.FullPath()] {
		return templates.HomePath()
	}
	if c.Request.Method == http.MethodGet {
		return c.Request.URL.RequestURI()
	}
	return c.Request.URL.Path
}
