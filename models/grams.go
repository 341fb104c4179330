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

// Leads are found by parts of one to three characters: two-character Chinese names are why a trigram
// index does not do. Of digits, single ones are left out, because nearly every phone holds each, and
// four together are kept, because of three each stands in a hundredth of all phones.
const (
	longestGram   = 3
	longestDigits = 4
)

// Grams are the parts of every text, each once: what the index keeps for a lead.
func Grams(texts ...string) []string {
	grams := make([]string, 0, 40) // of a short name and a phone
	for _, text := range texts {
		text = SearchText(text)
		for size := 1; size <= longestDigits; size++ {
			grams = appendGrams(grams, text, size, 1)
		}
	}
	return grams
}

// QueryGrams are the grams that every lead with this text in its name or phone must have: as few
// and as long as possible. There are none for a single digit.
func QueryGrams(text string) []string {
	text = SearchText(text)
	longest := longestGram
	if areDigits(text) {
		longest = longestDigits
	}
	size := max(1, min(utf8.RuneCountInString(text), longest))
	return appendGrams(nil, text, size, size)
}

// appendGrams adds the parts of one size that are not there yet, at every step characters and at the
// end. There are few: looking through them is faster than a map.
func appendGrams(grams []string, text string, size, step int) []string {
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
	for at := 0; at+size <= n; at = next(at, step, n-size) {
		gram := text[starts[at]:starts[at+size]]
		if isGram(gram, size) && !slices.Contains(grams, gram) {
			grams = append(grams, gram)
		}
	}
	return grams
}

// next steps on, but not past the last place before it was there.
func next(at, step, last int) int {
	if at < last {
		return min(at+step, last)
	}
	return last + 1
}

func isGram(text string, size int) bool {
	switch size {
	case 1:
		return !areDigits(text)
	case longestDigits:
		return areDigits(text)
	}
	return true
}

func areDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}
