package models

import (
	"strings"
	"testing"
)

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
	for _, text := range []string{"", " ", "\u200b", "王建国", "1 = 1", "a@b.example", "'=1", "13800001234", "50%", "\xff=1", "（=1）", "“=1”"} {
		if got := SpreadsheetCell(text); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}
