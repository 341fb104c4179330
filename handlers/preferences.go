package handlers

import (
	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// setTheme remembers light, dark or automatic, and returns to the page.
func setTheme(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	c.SetTheme(templates.ParseTheme(form.Get("theme")))
	return c.SeeOther(orHome(form.Get("return")))
}

// setLanguage remembers the language, and returns to the page.
func setLanguage(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	language, ok := templates.ParseLanguage(form.Get("language"))
	if !ok {
		bad := &models.Invalid{}
		bad.Add("language", templates.WordChoice)
		return bad
	}
	c.SetLanguage(language)
	return c.SeeOther(orHome(form.Get("return")))
}

// orHome is the page of ours that a form wants to return to.
func orHome(path string) string {
	if path = web.LocalPath(path); path != "" {
		return path
	}
	return templates.HomePath()
}
