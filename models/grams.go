package models

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SearchText brings a name, a phone or what somebody typed to the form that search compares:
// full-width letters and digits become narrow, letters lower case, everything else goes.
func SearchText(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFEE0
		}
		if r >= '0' && r <= '9' {
			b.WriteByte(byte(r)) // a phone
		} else if unicode.IsLetter(r) || unicode.IsDigit(r) {
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
	grams := make([]string, 0, 40) // of a short name and a phone
	for _, text := range texts {
		text = SearchText(text)
		for size := 1; size <= longestGram; size++ {
			grams = appendGrams(grams, text, size)
		}
	}
	return grams
}

// appendGrams adds the parts of one size that are not there yet. There are few: looking through them
// is faster than a map.
func appendGrams(grams []string, text string, size int) []string {
	var starts [maxGramRunes + 1]int
	n := 0
	for at := range text {
		if n == maxGramRunes {
			text = text[:at]
			break
		}
		starts[n] = at
		n++
	}
	starts[n] = len(text)
	for at := 0; at+size <= n; at++ {
		if gram := text[starts[at]:starts[at+size]]; !slices.Contains(grams, gram) {
			grams = append(grams, gram)
		}
	}
	return grams
}

// QueryGrams are the grams that every lead with this text in its name or phone must have: as few
// and as long as possible.
func QueryGrams(text string) []string {
	text = SearchText(text)
	return appendGrams(nil, text, max(1, min(utf8.RuneCountInString(text), longestGram)))
}
