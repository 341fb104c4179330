package templates

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"xiansuo/models"
)

// addressAttributes are attributes that a browser or htmx follows.
const addressAttributes = `href|src|action|formaction|data|poster|srcset|background|hx-get|hx-post|hx-put|hx-patch|hx-delete|hx-push-url|hx-replace-url|xlink:href`

var (
	addressForm = regexp.MustCompile(`[\s"](` + addressAttributes + `)(\?)?=(\{ .+? \}|"[^"]*")`)
	// ownAddress is an address of paths.go, of a filter, of the files we serve; link and tel are what
	// safeURL and telURL let through, path what a page of ours hands to its part.
	ownAddress = regexp.MustCompile(`^\{ (templ\.SafeURL\(.*\)|static\.URL\("[^"]*"\)|[A-Z][A-Za-z]*Path\(.*\)|props\.[a-z]+Path\(\)|path|link|tel) \}$`)
	// inlineForm is what the content security policy stops: written inline, it would not work.
	inlineForm = regexp.MustCompile(`(?i)\sstyle=|<style|\son[a-z]+=|hx-on|javascript:|<script>|templ\.(Raw|JSFuncCall|JSUnsafeFuncCall|URL)\b|script [a-z]+\(`)
)

// TestTemplatesWriteNoAddressButOurOwnAndTheSafe reads the templates themselves.
func TestTemplatesWriteNoAddressButOurOwnAndTheSafe(t *testing.T) {
	files, err := filepath.Glob("*.templ")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d templates, %v", len(files), err)
	}
	addresses := 0
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range addressForm.FindAllStringSubmatch(string(content), -1) {
			addresses++
			if !isOwnAddress(match[3]) {
				t.Errorf("%s: %s=%s", file, match[1], match[3])
			}
		}
		if found := inlineForm.FindString(string(content)); found != "" {
			t.Errorf("%s writes %q inline", file, found)
		}
	}
	if addresses < 80 {
		t.Errorf("only %d addresses were found", addresses)
	}
}

// isOwnAddress judges the value of an attribute as a template writes it: no text of a lead may be
// part of it.
func isOwnAddress(value string) bool {
	if strings.HasPrefix(value, `"/`) || strings.HasPrefix(value, `"#`) {
		return true
	}
	ofLeads := reflect.TypeFor[models.PlatformFields]()
	for word := range strings.FieldsFuncSeq(value, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if _, is := ofLeads.FieldByName(word); is || word == "Extra" || word == "Summary" || word == "Text" {
			return false
		}
	}
	return ownAddress.MatchString(value)
}

func TestUnsafeTemplatesAreFound(t *testing.T) {
	for text, ok := range map[string]bool{
		`<a href={ props.Lead.PageURL }>`:                     false,
		`<a href={ templ.SafeURL(props.Lead.PageURL) }>`:      false,
		`<img src={ props.Avatar }>`:                          false,
		`<div hx-get={ props.Lead.PageURL }>`:                 false,
		`<a href="https://example.com">`:                      false,
		`<a href={ templ.SafeURL(LeadPath(props.Lead.ID)) }>`: true,
		`<div hx-post={ LeadPath(props.Lead.ID) }>`:           true,
	} {
		match := addressForm.FindStringSubmatch(text)
		if match == nil || isOwnAddress(match[3]) != ok {
			t.Errorf("%s: %q, want %v", text, match, ok)
		}
	}
}

// hostileAddresses are texts that a lead may bring, some of which look like addresses.
func hostileAddresses(t *testing.T) []string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", "hostile_texts.json"))
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	if err := json.Unmarshal(content, &texts); err != nil {
		t.Fatal(err)
	}
	return append(texts, "https://lead.invalid/lp", "http://lead.invalid", "tel:13800001111", "/of-the-lead", "#of-the-lead", "mailto:a@lead.invalid")
}

// TestALeadsAddressIsLinkedOnlyApart: whatever a lead brings becomes a link only by safeURL, which
// opens it apart, tells it nothing and shows its host.
func TestALeadsAddressIsLinkedOnlyApart(t *testing.T) {
	linked := 0
	for _, text := range hostileAddresses(t) {
		lead := models.Lead{ID: 7, AccountID: 25610, Extra: `{"hobby":` + quoted("x") + `}`, Summary: text}
		for _, field := range models.LeadFields {
			*field.At(&lead.PlatformFields) = text
		}
		detail, row, form, raw := sampleDetail(), sampleRows(1)[0], sampleStatusForm(), sampleRaw()
		detail.Lead, row.Lead, form.Lead, raw.Lead = lead, lead, lead, lead
		for i := range raw.Events {
			raw.Events[i].Text, raw.Events[i].Warnings = text, []string{text}
		}
		list := sampleList(1)
		list.Rows = []LeadRowProps{row}
		for _, p := range []page{
			{"lead", LeadDetail(detail), false}, {"who", LeadWho(detail), false}, {"list", LeadList(list), false},
			{"saved", StatusSaved(row, NoticeStatusSaved), false}, {"form", StatusForm(form), false}, {"raw", RawEvents(raw), false},
			{"reports", ReportList(poisoned(sampleReportList(), text)), false}, {"WeChat", Wechat(poisoned(sampleWechat(), text)), false},
		} {
			linked += foreignLinks(t, p, text)
		}
	}
	if linked == 0 {
		t.Error("not even a safe address is linked")
	}
}

// foreignLinks counts the links that leave the desk and complains of those that are not apart.
func foreignLinks(t *testing.T, p page, text string) (linked int) {
	t.Helper()
	document, err := html.Parse(strings.NewReader(render(t, p, samplePage(models.Chinese, AutoTheme))))
	if err != nil {
		t.Fatal(err)
	}
	for node := range document.Descendants() {
		attributes := map[string]string{}
		for _, a := range node.Attr {
			attributes[a.Key] = a.Val
		}
		for name := range strings.SplitSeq(addressAttributes, "|") {
			address, has := attributes[name]
			if !has || isOurs(address) && address != text || strings.HasPrefix(address, "#") && address != text || strings.HasPrefix(address, "tel:") && strings.Trim(address[4:], "+0123456789") == "" {
				continue
			}
			linked++
			_, host, safe := safeURL(address)
			if name != "href" || !safe || attributes["rel"] != "noopener noreferrer" || attributes["target"] != "_blank" || !strings.Contains(textOf(node), host) {
				t.Errorf("%s with %.60q has <%s %s=%q rel=%q>", p.name, text, node.Data, name, address, attributes["rel"])
			}
		}
	}
	return linked
}

func textOf(node *html.Node) string {
	var text strings.Builder
	for child := range node.Descendants() {
		if child.Type == html.TextNode {
			text.WriteString(child.Data)
		}
	}
	return text.String()
}
