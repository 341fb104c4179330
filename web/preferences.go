package web

import (
	"net/http"
	"strings"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
)

// Cookies that hold no secret.
const (
	languageCookie = "language"
	themeCookie    = "theme"
	noticeCookie   = "notice"
)

const preferenceLife = 365 * 24 * time.Hour

// Language is what the visitor wants to read: the cookie of the switch, the user's setting, the
// browser's header, Chinese.
func (c *Context) Language() models.Language {
	if c.IsScript() { // what it says now, and nothing remembered
		return acceptedLanguage(c.GetHeader("Accept-Language"))
	}
	if language, ok := templates.ParseLanguage(c.cookie(languageCookie)); ok {
		return language
	}
	if language, ok := templates.ParseLanguage(string(c.User.Language)); ok {
		return language
	}
	return acceptedLanguage(c.GetHeader("Accept-Language"))
}

// acceptedLanguage is the language of ours that a browser likes best.
func acceptedLanguage(header string) models.Language {
	best, bestQuality := models.Chinese, 0.0
	for part := range strings.SplitSeq(header, ",") {
		tag, parameters, _ := strings.Cut(strings.TrimSpace(part), ";")
		tag = strings.ToLower(strings.TrimSpace(tag))
		q := quality(parameters)
		for _, language := range models.Languages {
			primary, _, _ := strings.Cut(strings.ToLower(string(language)), "-")
			if (tag == primary || strings.HasPrefix(tag, primary+"-")) && q > bestQuality {
				best, bestQuality = language, q
			}
		}
	}
	return best
}

// SetLanguage remembers the visitor's choice.
func (c *Context) SetLanguage(language models.Language) {
	c.setCookie(languageCookie, string(language), preferenceLife)
}

// Theme is light, dark or what the device says.
func (c *Context) Theme() templates.Theme { return templates.ParseTheme(c.cookie(themeCookie)) }

// SetTheme remembers the visitor's choice.
func (c *Context) SetTheme(theme templates.Theme) {
	c.setCookie(themeCookie, string(theme), preferenceLife)
}

// Notify has the next page say the notice.
func (c *Context) Notify(notice templates.Notice) { c.setCookie(noticeCookie, string(notice), 0) }

// takeNotices reads the notice and takes it back.
func (c *Context) takeNotices() []templates.Notice {
	value := c.cookie(noticeCookie)
	if value == "" {
		return nil
	}
	c.setCookie(noticeCookie, "", -1)
	notice, ok := templates.ParseNotice(value)
	if !ok {
		return nil
	}
	return []templates.Notice{notice}
}

func (c *Context) cookie(name string) string {
	cookie, err := c.Request.Cookie(name)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// setCookie sets a cookie without secrets. Zero life lasts as long as the browser runs; a negative
// one removes it.
func (c *Context) setCookie(name, value string, life time.Duration) {
	maxAge := int(life.Seconds())
	if life < 0 {
		maxAge = -1
	}
	http.SetCookie(c.Writer, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: c.site.https, SameSite: http.SameSiteLaxMode,
	})
}
