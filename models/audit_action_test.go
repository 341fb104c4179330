package models

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestEveryActHasWords reads the source: an act that is shown by its bare name is forgotten in the list.
func TestEveryActHasWords(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	acts := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range regexp.MustCompile(`(?m)^\tAct\w+ +AuditAction = "([^"]+)"`).FindAllSubmatch(text, -1) {
			acts++
			if !AuditActions.Has(string(found[1])) {
				t.Errorf("%s: %s has no words in AuditActions", file, found[1])
			}
		}
	}
	if acts < 40 {
		t.Errorf("only %d acts found", acts)
	}
}
