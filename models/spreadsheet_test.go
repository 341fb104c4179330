package models

import (
	"strings"
	"testing"
)

func TestNoCellBecomesAFormulaOrLosesDigits(t *testing.T) {
	for text, want := range map[string]string{
		"":                   "",
		"王建国":                "王建国",
		"a=1":                "a=1",
		"=1+1":               "'=1+1",
		"+86138":             "'+86138",
		"-2":                 "'-2",
		"@SUM(A1)":           "'@SUM(A1)",
		"|calc":              "'|calc",
		"%0A":                "'%0A",
		"＝1+1":               "'＝1+1",
		"＋1":                 "'＋1",
		"－1":                 "'－1",
		"＠x":                 "'＠x",
		"｜x":                 "'｜x",
		"％x":                 "'％x",
		"  =1":               "'  =1",
		"\t=1":               "'\t=1",
		"\r\n=1":             "'\r\n=1",
		"\x00=1":             "'\x00=1",
		"\u200b=1":           "'\u200b=1",
		"\ufeff=1":           "'\ufeff=1",
		"\u3000=1":           "'\u3000=1",
		"\u202e=1":           "'\u202e=1",
		"13810001000":        "\t13810001000",
		"900719925474099312": "\t900719925474099312",
		"0123":               "\t0123",
		"0":                  "0",
		"25610":              "25610",
		"2026-11-23 12:00":   "2026-11-23 12:00",
	} {
		if got := SpreadsheetCell(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
func TestNoCellIsAFormula(t *testing.T) {
	for _, sign := range strings.Split("= + - @ | % ＝ ＋ － ＠ ｜ ％", " ") {
		for _, before := range []string{"", " ", "\t", "\r\n", "\u00a0", "\u3000", "\x00", "\x1b", "\u200b", "\u200e", "\u202e", "\u2060", "\ufeff", "\u00ad", "\ufe0f", " \u200b\t"} {
			text := before + sign + `cmd|' /C calc'!A0`
			if got := SpreadsheetCell(text); got != "'"+text {
				t.Errorf("%q becomes %q", text, got)
			}
		}
	}
}

func TestOtherCellsStayAsTheyAre(t *testing.T) {
	for _, text := range []string{"", " ", "\u200b", "王建国", "1 = 1", "a@b.example", "'=1", "50%", "\xff=1", "（=1）", "“=1”"} {
		if got := SpreadsheetCell(text); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}
