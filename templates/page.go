package templates

import (
	"context"

	"xiansuo/models"
)

// Theme is what the user wants the pages to look like.
type Theme string

const (
	AutoTheme  Theme = "auto" // follows the device
	LightTheme Theme = "light"
	DarkTheme  Theme = "dark"
)

// ParseTheme reads a cookie's or form's value; anything unknown is auto.
func ParseTheme(s string) Theme {
	switch theme := Theme(s); theme {
	case LightTheme, DarkTheme:
		return theme
	}
	return AutoTheme
}

// ParseLanguage reads a cookie's or form's value; ok is false for one that no page speaks.
func ParseLanguage(s string) (language models.Language, ok bool) {
	for _, language := range models.Languages {
		if string(language) == s {
			return language, true
		}
	}
	return models.Chinese, false
}

// Page is what the shell around every page shows. Package web makes it once a request and puts it
// into the context; whatever renders afterwards, page or fragment, finds it there.
type Page struct {
	User      *models.User // nil: signed out
	Language  models.Language
	Theme     Theme
	Demo      bool // the banner that nothing here is real or stays
	RequestID string
	Path      string // path and query of a GET of this page: where the switches return to
	Now       models.Instant
	Sync      SyncLight
	Alarm     Alarm
	Notices   []Notice // said once: what the last act did
}

// SyncLight is the lamp at the foot of the sidebar.
type SyncLight struct {
	Accounts int            // that are not paused
	Failing  int            // of those, whose last pull failed or lacks something
	Held     int            // of the others, whose reports are stopped
	At       models.Instant // the newest complete pull
}

// Alarm is the banner that admins see on every page while something is red.
type Alarm struct {
	Count int               // of what is red
	First models.HealthSign // the first of it
}

type pageKey struct{}

// WithPage puts the page into the context.
func WithPage(ctx context.Context, page Page) context.Context {
	return context.WithValue(ctx, pageKey{}, &page)
}

// WithLanguage changes the language of the page in the context.
func WithLanguage(ctx context.Context, language models.Language) context.Context {
	page := *PageOf(ctx)
	page.Language = language
	return WithPage(ctx, page)
}

// PageOf is the page in the context. Without one it is a signed-out page in the first language.
func PageOf(ctx context.Context) *Page {
	if page, ok := ctx.Value(pageKey{}).(*Page); ok {
		return page
	}
	return &Page{Language: models.Chinese, Theme: AutoTheme}
}

// Menu is an entry of the sidebar.
type Menu string

const (
	QueueMenu    Menu = "queue"
	LeadsMenu    Menu = "leads"
	SyncMenu     Menu = "sync"
	ReportsMenu  Menu = "reports"
	AccountsMenu Menu = "accounts"
	WechatMenu   Menu = "wechat"
	HealthMenu   Menu = "health"
	UsersMenu    Menu = "users"
	AuditMenu    Menu = "audit"
	NoMenu       Menu = ""
)

// LayoutProps are what a page tells the shell of itself.
type LayoutProps struct {
	Title  string
	Active Menu
	Search string // the text in the search box
	Thumb  bool   // on a phone the page has a bar of its own in the place of the tabs
}
