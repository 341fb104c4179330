package models

import (
	"strings"
	"unicode"
)

// SpreadsheetBOM makes spreadsheets read a CSV file as UTF-8.
const SpreadsheetBOM = "\uFEFF"

// formulaStarts are the characters with which a cell becomes a formula or a command, and their
// full-width forms, which some programs take for the same.
const formulaStarts = "=+-@|%＝＋－＠｜％"

// longestNumber is how many digits a spreadsheet takes for a number without changing any.
const longestNumber = 11

// SpreadsheetCell makes a text fit for a cell of a CSV file that a spreadsheet opens. What it could
// take for a formula is led by a quote; ids and phones, which it would round or shorten, by a tab,
// which makes them text.
func SpreadsheetCell(text string) string {
	start := strings.TrimLeftFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Z, unicode.Variation_Selector)
	})
	if first := strings.IndexAny(start, formulaStarts); first == 0 {
		return "'" + text
	}
	if isLongNumber(text) {
		return "\t" + text
	}
	return text
}

// isLongNumber reports whether a text is digits that a spreadsheet would not keep as they are.
func isLongNumber(text string) bool {
	return areDigits(text) && (len(text) >= longestNumber || len(text) > 1 && text[0] == '0')
}
