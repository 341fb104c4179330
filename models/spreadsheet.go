package models

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// formulaSigns begin a formula in some spreadsheet program, in their usual and their full-width
// form.
const formulaSigns = "=+-@|%" + "＝＋－＠｜％"

// SpreadsheetCell is a text as a cell of a file that somebody opens in a spreadsheet program:
// where it would be a formula, a quote before it makes it text. Blanks, control and format
// characters before the sign are no protection, because those programs skip them.
func SpreadsheetCell(text string) string {
	shown := strings.TrimLeftFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Z, unicode.Variation_Selector)
	})
	if first, size := utf8.DecodeRuneInString(shown); size > 0 && strings.ContainsRune(formulaSigns, first) {
		return "'" + text
	}
	return text
}
