package main

import (
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

var (
	namedTest    = regexp.MustCompile("`(Test[A-Za-z0-9_]+)` \\(([a-z/]+)\\)")
	writtenTest  = regexp.MustCompile(`(?m)^func (Test[A-Za-z0-9_]+)\(`)
	checklistRow = regexp.MustCompile(`(?m)^\| \d+\.\d+\.\d+.*\|$`)
)

// TestTheSecurityNotesNameTestsThatExist: each item of the checklist names the tests that hold it.
func TestTheSecurityNotesNameTestsThatExist(t *testing.T) {
	written := map[string]bool{}
	eachFile(t, "_test.go", func(name string, content []byte) {
		room := strings.Replace(path.Dir(name), ".", "main", 1)
		for _, match := range writtenTest.FindAllStringSubmatch(string(content), -1) {
			written[match[1]+" "+room] = true
		}
	})
	notes, err := os.ReadFile("docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := checklistRow.FindAllString(string(notes), -1)
	if len(rows) < 30 {
		t.Errorf("only %d items", len(rows))
	}
	for _, row := range rows {
		if !namedTest.MatchString(row) {
			t.Errorf("no test is named in %s", row)
		}
	}
	for _, match := range namedTest.FindAllStringSubmatch(string(notes), -1) {
		if !written[match[1]+" "+match[2]] {
			t.Errorf("there is no test %s in %s", match[1], match[2])
		}
	}
}
