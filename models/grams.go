package models

import (
	"strings"
	"unicode"
)

// SearchText brings a name, a phone or what somebody typed to the form that search compares:
// full-width letters and digits become narrow, letters lower case, everything else goes.
func SearchText(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFEE0
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// maxGramRunes bounds what is indexed of one field: a form lets people type a novel as a name.
const maxGramRunes = 64

// longestGram: leads are found by parts of one to three characters. Two-character Chinese
// names are why a trigram index does not do.
const longestGram = 3

// Grams are the parts of one, two and three characters of every text, each once: what the index
// keeps for a lead.
func Grams(texts ...string) []string {
	seen := map[string]bool{}
	var grams []string
	for _, text := range texts {
		runes := []rune(SearchText(text))
		runes = runes[:min(len(runes), maxGramRunes)]
		for size := 1; size <= longestGram; size++ {
			for at := 0; at+size <= len(runes); at++ {
				gram := string(runes[at : at+size])
				if !seen[gram] {
					seen[gram] = true
					grams = append(grams, gram)
				}
			}
		}
	}
	return grams
}

// QueryGrams are the grams that every lead with this text in its name or phone must have: as few
// and as long as possible.
func QueryGrams(text string) []string {
	runes := []rune(SearchText(text))
	runes = runes[:min(len(runes), maxGramRunes)]
	size := min(len(runes), longestGram)
	if size == 0 {
		return nil
	}
	seen := map[string]bool{}
	var grams []string
	for at := 0; at+size <= len(runes); at++ {
		if gram := string(runes[at : at+size]); !seen[gram] {
			seen[gram] = true
			grams = append(grams, gram)
		}
	}
	return grams
}
