package models

import (
	"slices"
	"strings"
	"testing"
)

func TestAPartOfANameOrPhoneHasOnlyGramsThatItsLeadHas(t *testing.T) {
	for _, text := range []string{"王建国", "欧阳小明", "Leo王", "13810001000", "138-1000-1000", "１３９００００１１１１", "王138", "1313131", "123456789012"} {
		grams := Grams(text)
		runes := []rune(SearchText(text))
		for from := range runes {
			for to := from + 1; to <= len(runes); to++ {
				part := string(runes[from:to])
				wanted := QueryGrams(part)
				for _, gram := range wanted {
					if !slices.Contains(grams, gram) {
						t.Errorf("%q in %q asks for %q, which is not kept", part, text, gram)
					}
					if !strings.Contains(part, gram) {
						t.Errorf("%q asks for %q", part, gram)
					}
				}
				if len(wanted) == 0 && (len(part) > 1 || !areDigits(part)) {
					t.Errorf("%q asks for nothing", part)
				}
			}
		}
	}
}

func TestLongNamesAreIndexedToABound(t *testing.T) {
	if grams := Grams(strings.Repeat("王建国李小红陈思雨", 100)); len(grams) > 3*maxGramRunes {
		t.Errorf("%d grams", len(grams))
	}
	if grams := QueryGrams(strings.Repeat("王建国李小红陈思雨", 100)); len(grams) > maxGramRunes {
		t.Errorf("%d grams to look for", len(grams))
	}
	if grams := QueryGrams("-% "); grams != nil {
		t.Errorf("punctuation asks for %q", grams)
	}
}
