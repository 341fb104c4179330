package templates

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
)

// Anybody can fill in an ad's form, so every field of a lead may hold any of these.
var hostileTexts = []string{
	`<script>alert(1)</script>`,
	`"><img src=x onerror=alert(1)>`,
	`' autofocus onfocus=alert(1) x='`,
	`javascript:alert(1)`,
	"data:text/html,<script>alert(1)</script>",
	`</textarea></title><svg onload=alert(1)>`,
	`{{.Name}}`,
}

// poison puts a text into every string of a value, however deep.
func poison(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		if v.CanSet() {
			v.SetString(text)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			poison(v.Elem(), text)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				poison(v.Field(i), text)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			poison(v.Index(i), text)
		}
	}
}

func poisoned[T any](value T, text string) T {
	poison(reflect.ValueOf(&value).Elem(), text)
	return value
}

func hostilePages(text string) []page {
	conflict := sampleStatusForm()
	conflict.Conflict = &StatusConflict{At: sampleNow}
	list := poisoned(sampleList(3), text)
	detail := poisoned(sampleDetail(), text)
	for i := range detail.Changes {
		detail.Changes[i].Kind = sampleDetail().Changes[i].Kind
	}
	asked := sampleDetail()
	asked.Lead.Bundle = `{` + quoted(text) + `:` + quoted(text) + `}`
	asked.Lead.Extra = asked.Lead.Bundle
	return []page{
		{"login", Login(poisoned(LoginProps{Errors: invalid("username", "x")}, text)), true},
		{"setup", Setup(poisoned(SetupProps{Errors: invalid("token", "x")}, text)), true},
		{"list", LeadList(list), false},
		{"saved", StatusSaved(list.Rows[0], NoticeStatusSaved), false},
		{"lead", LeadDetail(detail), false},
		{"answers", LeadDetail(asked), false},
		{"who", LeadWho(detail), false},
		{"form", StatusForm(poisoned(conflict, text)), false},
		{"accounts", AccountList(poisoned(AccountListProps{Accounts: sampleStates()}, text)), false},
		{"account", AccountForm(poisoned(sampleAccountForm(), text)), false},
		{"sync", Sync(poisoned(SyncProps{Accounts: sampleStates(), Jobs: sampleJobs(), CanPull: true, CanRun: true}, text)), false},
		{"error", ErrorPage(ErrorPageProps{Status: 404, Back: text}), false},
	}
}

func quoted(text string) string { return `"` + strings.ReplaceAll(text, `"`, `\"`) + `"` }

func TestHostileTextsStayText(t *testing.T) {
	for _, text := range hostileTexts {
		shell := samplePage(models.Chinese, AutoTheme)
		shell.User.Name, shell.User.Username = text, text
		shell.Path, shell.RequestID = text, text
		shell.Notices = []Notice{Notice(text)}
		for _, p := range hostilePages(text) {
			for _, offence := range offences(render(t, p, shell)) {
				t.Errorf("%s with %q has %s", p.name, text, offence)
			}
		}
	}
}

func TestOffencesAreFound(t *testing.T) {
	for _, bad := range []string{
		`<p style="color:red">`, `<a onclick="x()">`, `<div hx-on:click="x()">`, `<script>x()</script>`,
		`<script src="//evil.example/x.js"></script>`, `<img src=x>`, `<a href=" JavaScript:x()">`, `<style>p{}</style>`,
	} {
		if len(offences(bad)) != 1 {
			t.Errorf("%s is not found", bad)
		}
	}
}

func TestOnlyWebAddressesWithAHostAreLinked(t *testing.T) {
	for raw, wantHost := range map[string]string{
		"https://page.example.com/lp?x=1":                   "page.example.com",
		" http://page.example.com:8080/a ":                  "page.example.com:8080",
		"HTTPS://page.example.com":                          "page.example.com",
		"javascript:alert(1)":                               "",
		"JaVaScRiPt:alert(1)":                               "",
		" javascript:alert(1)":                              "",
		"java\tscript:alert(1)":                             "",
		"data:text/html,x":                                  "",
		"vbscript:x":                                        "",
		"//page.example.com/x":                              "",
		"/leads":                                            "",
		"https:///x":                                        "",
		"https://bank.example@evil.example/":                "",
		"https://ⅇxample.com/":                              "",
		"https://" + strings.Repeat("a", 3000) + ".example": "",
		"": "",
	} {
		link, host, ok := safeURL(raw)
		if ok != (wantHost != "") || host != wantHost {
			t.Errorf("safeURL(%.60q) = %q, %q, %v, want host %q", raw, link, host, ok, wantHost)
		}
		if ok && !strings.HasPrefix(string(link), "http") {
			t.Errorf("safeURL(%q) links %q", raw, link)
		}
	}
}

func TestHistoryNeverShowsAWholePhone(t *testing.T) {
	detail := sampleDetail()
	detail.Changes = []models.Change{{At: ago(time.Hour), Kind: models.ChangePlatform, Platform: []models.FieldChange{
		{Name: "leads_tel", Old: "13810001111", New: "13810005678"}, {Name: "id_number", New: "310101199001011234"}}}}
	text := render(t, page{component: LeadDetail(detail)}, samplePage(models.Chinese, AutoTheme))
	for _, secret := range []string{"13810001111", "13810005678", "310101199001011234"} {
		if strings.Contains(text, secret) {
			t.Errorf("the history shows %s", secret)
		}
	}
}
