package templates

import (
	"context"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"xiansuo/models"
)

// written reads a language's file as it is.
func written(t *testing.T, l models.Language) map[string]any {
	t.Helper()
	text, err := wordFiles.ReadFile("words/" + string(l) + ".json")
	if err != nil {
		t.Fatal(err)
	}
	sentences := map[string]any{}
	if err := json.Unmarshal(text, &sentences); err != nil {
		t.Fatal(err)
	}
	return sentences
}

// forms are all plural forms of a sentence.
func forms(sentence any) []string {
	if s, ok := sentence.(string); ok {
		return []string{s}
	}
	var all []string
	for _, form := range sentence.(map[string]any) {
		all = append(all, form.(string))
	}
	return all
}

func TestBothLanguagesSayTheSameThings(t *testing.T) {
	chinese, english := written(t, models.Chinese), written(t, models.English)
	placeholder := regexp.MustCompile(`{{\.\w+}}`)
	for id, sentence := range chinese {
		other, ok := english[id]
		if !ok {
			t.Errorf("en lacks %s", id)
			continue
		}
		want := slices.Compact(slices.Sorted(slices.Values(placeholder.FindAllString(forms(sentence)[0], -1))))
		for _, form := range forms(other) {
			if got := slices.Compact(slices.Sorted(slices.Values(placeholder.FindAllString(form, -1)))); !slices.Equal(got, want) {
				t.Errorf("%s: placeholders %v in en, %v in zh-CN", id, got, want)
			}
		}
	}
	for id := range english {
		if _, ok := chinese[id]; !ok {
			t.Errorf("zh-CN lacks %s", id)
		}
	}
}

func TestEachLanguageKeepsToItself(t *testing.T) {
	han := regexp.MustCompile(`\p{Han}|[，。：；？！“”（）、]`)
	radical := regexp.MustCompile(`[\x{2E80}-\x{2FDF}]`)
	for id, sentence := range written(t, models.English) {
		for _, form := range forms(sentence) {
			if han.MatchString(form) {
				t.Errorf("en: %s is Chinese: %s", id, form)
			}
		}
	}
	for id, sentence := range written(t, models.Chinese) {
		for _, form := range forms(sentence) {
			if form == "" || radical.MatchString(form) {
				t.Errorf("zh-CN: %s is empty or has a look-alike radical: %s", id, form)
			}
		}
	}
}

var (
	wordsAsked   = regexp.MustCompile(`\bT\(\w+(?:\.\w+(?:\(\))?)*, "([^"]+)"`)
	wordsQuoted  = regexp.MustCompile(`"([a-z_]+(?:\.[a-z0-9_]+)+)"`)
	wordsOfRules = regexp.MustCompile(`"((?:invalid|report\.why)\.[a-z_]+)"`)
)

// mentions walks the program's sources and gathers what the pattern finds.
func mentions(t *testing.T, root string, pattern *regexp.Regexp) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && path != root && entry.Name() != "..":
			return filepath.SkipDir
		case entry.IsDir(), strings.HasSuffix(path, "_test.go"), strings.HasSuffix(path, "_templ.go"):
			return nil
		case !strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, ".templ"):
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, match := range pattern.FindAllStringSubmatch(string(text), -1) {
			found[match[1]] = path
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestNothingIsSaidWithoutWords(t *testing.T) {
	sentences := written(t, models.Chinese)
	asked := mentions(t, ".", wordsAsked)
	if len(asked) < 100 {
		t.Fatalf("only %d words found in the templates: the pattern is wrong", len(asked))
	}
	maps.Copy(asked, mentions(t, "..", wordsOfRules))
	for notice := range notices {
		asked[string(notice)] = "notice.go"
	}
	for id, path := range asked {
		if _, ok := sentences[id]; !ok {
			t.Errorf("%s says %s, which nobody wrote", path, id)
		}
	}
}

func TestNoWordsAreLeftOver(t *testing.T) {
	quoted := mentions(t, "..", wordsQuoted)
	for id := range written(t, models.Chinese) {
		if _, ok := quoted[id]; !ok {
			t.Errorf("nobody says %s", id)
		}
	}
}

func TestSentencesAreFilledIn(t *testing.T) {
	in := func(l models.Language) context.Context {
		return WithLanguage(WithPage(context.Background(), Page{}), l)
	}
	for _, c := range []struct {
		l    models.Language
		id   string
		args []any
		want string
	}{
		{models.Chinese, "nav.leads", nil, "线索"},
		{models.English, "nav.leads", nil, "Leads"},
		{"fr", "nav.leads", nil, "线索"},
		{models.Chinese, "leads.count", []any{"Count", int64(1477)}, "共 1,477 条"},
		{models.English, "leads.count", []any{"Count", int64(1477)}, "1,477 leads"},
		{models.English, "leads.count", []any{"Count", 1}, "1 lead"},
		{models.English, "leads.count", []any{"Count", 0}, "0 leads"},
		{models.Chinese, "conflict.title_by", []any{"Name", "{{.When}}", "When", "刚刚"}, "{{.When}} 在 刚刚 修改过这条线索"},
		{models.Chinese, "no.such.words", nil, "no.such.words"},
	} {
		if got := T(in(c.l), c.id, c.args...); got != c.want {
			t.Errorf("%s in %s: %q, want %q", c.id, c.l, got, c.want)
		}
	}
}

func TestNumbersAreGrouped(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1_234_567: "1,234,567", -1000: "-1,000", -999: "-999"} {
		if got := Number(n); got != want {
			t.Errorf("Number(%d) = %s, want %s", n, got, want)
		}
	}
}
