package templates

import (
	"os"
	"regexp"
	"testing"
)

var wordKey = regexp.MustCompile(`(?m)^\t"([a-z0-9_.]+)":`)

// TestNoWordIsGivenTwice: of two words under one key JSON keeps the last, and the first is lost unseen.
func TestNoWordIsGivenTwice(t *testing.T) {
	for _, file := range []string{"words/zh-CN.json", "words/en.json"} {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, key := range wordKey.FindAllStringSubmatch(string(content), -1) {
			if seen[key[1]] {
				t.Errorf("%s gives %s twice", file, key[1])
			}
			seen[key[1]] = true
		}
		if len(seen) < 100 {
			t.Errorf("%s: only %d words were read", file, len(seen))
		}
	}
}
