package templates

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"xiansuo/models"
)

// htmxConfig keeps htmx within the content security policy, keeps leads out of the browser's
// storage, and swaps in the answers that carry a form with its errors.
const htmxConfig = `{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,` +
	`"selfRequestsOnly":true,"historyCacheSize":0,"refreshOnHistoryMiss":true,"disableInheritance":true,` +
	`"timeout":30000,"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},` +
	`{"code":"409|422|429","swap":true},{"code":"[45]..","swap":false,"error":true}]}`

// colorScheme tells the browser which of its own controls to draw.
func colorScheme(theme Theme) string {
	switch theme {
	case LightTheme:
		return "light"
	case DarkTheme:
		return "dark"
	}
	return "light dark"
}

// menuEntry is one entry of the sidebar and of the phone's tabs.
type menuEntry struct {
	Menu              Menu
	Path, Label, Icon string
	More              bool // on a phone it stands in the user's menu, where there is room
}

// menuOf are the entries that the user may open.
func menuOf(ctx context.Context) []menuEntry {
	user := PageOf(ctx).User
	if user == nil {
		return nil
	}
	var entries []menuEntry
	if user.CanWork() {
		entries = append(entries, menuEntry{Menu: QueueMenu, Path: QueueRoute, Label: T(ctx, "nav.queue"), Icon: "list-check"})
	}
	entries = append(entries, menuEntry{Menu: LeadsMenu, Path: LeadsPath(), Label: T(ctx, "nav.leads"), Icon: "inbox"})
	if mayManage(ctx) {
		entries = append(entries,
			menuEntry{Menu: ReportsMenu, Path: ReportsPath(), Label: T(ctx, "nav.reports"), Icon: "send", More: true},
			menuEntry{Menu: WechatMenu, Path: WechatPath(), Label: T(ctx, "nav.wechat"), Icon: "brand-wechat", More: true},
			menuEntry{Menu: SyncMenu, Path: SyncPath(), Label: T(ctx, "nav.sync"), Icon: "refresh"})
	}
	if user.CanAdminister() {
		entries = append(entries,
			menuEntry{Menu: HealthMenu, Path: HealthPath(), Label: T(ctx, "nav.health"), Icon: "heartbeat", More: true},
			menuEntry{Menu: UsersMenu, Path: UsersPath(), Label: T(ctx, "nav.users"), Icon: "users", More: true},
			menuEntry{Menu: AuditMenu, Path: AuditPath(), Label: T(ctx, "nav.audit"), Icon: "shield-check", More: true},
			menuEntry{Menu: AccountsMenu, Path: AccountsPath(), Label: T(ctx, "nav.settings"), Icon: "settings"})
	}
	return entries
}

// mayManage reports whether the user may open the sync page.
func mayManage(ctx context.Context) bool {
	user := PageOf(ctx).User
	return user != nil && user.CanManage()
}

// mayWork reports whether the user may see personal data and set a status.
func mayWork(ctx context.Context) bool {
	user := PageOf(ctx).User
	return user != nil && user.CanWork()
}

// current marks the entry of the page that is open.
func current(active bool) templ.Attributes {
	if active {
		return templ.Attributes{"aria-current": "page"}
	}
	return nil
}

func pressed(yes bool) string {
	if yes {
		return "true"
	}
	return "false"
}

func themeOptions(ctx context.Context) []Option {
	return []Option{
		{string(AutoTheme), T(ctx, "theme.auto")},
		{string(LightTheme), T(ctx, "theme.light")},
		{string(DarkTheme), T(ctx, "theme.dark")},
	}
}

// languageOptions name each language in itself.
var languageOptions = []Option{{string(models.Chinese), "中文"}, {string(models.English), "English"}}

// syncTone is the colour of the lamp.
func syncTone(s SyncLight) string {
	switch {
	case s.Accounts == 0:
		return "off"
	case s.Failing+s.Held > 0:
		return "bad"
	case s.At.IsZero():
		return "off"
	}
	return "ok"
}

// syncLightPath is where the lamp leads: to what is wrong, for who may read it, or to how things stand.
func syncLightPath(ctx context.Context) string {
	page := PageOf(ctx)
	if page.Sync.Failing+page.Sync.Held > 0 && page.User.CanAdminister() {
		return HealthPath()
	}
	return SyncPath()
}

func syncWords(ctx context.Context) string {
	s := PageOf(ctx).Sync
	switch {
	case s.Accounts == 0:
		return T(ctx, "sync.light.none")
	case s.Failing > 0:
		return T(ctx, "sync.light.failing", "Count", s.Failing)
	case s.Held > 0:
		return T(ctx, "sync.light.held", "Count", s.Held)
	case s.At.IsZero():
		return T(ctx, "sync.light.first")
	}
	return T(ctx, "sync.light.ok", "When", relativeTime(ctx, s.At))
}

func noticeIcon(n Notice) string {
	if notices[n] {
		return "circle-check"
	}
	return "info-circle"
}

// deskClass tells the style sheet which bar a phone shows at its foot, and how many tabs share it:
// the menu's entries and the user menu.
func deskClass(ctx context.Context, props LayoutProps) string {
	class := "desk tabs-" + strconv.Itoa(len(menuOf(ctx))+1)
	if props.Thumb {
		class += " has-thumb-bar"
	}
	return class
}
