package models

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A summary is one line of a list.
const (
	maxSummaryRunes   = 60
	maxSummaryAnswers = 4
	shortQuestion     = 6 // characters; a longer question takes the line from the answers
	shortAnswer       = 3 // characters; a longer answer speaks for itself
)

// Summarise says in one short line what the person asked: the first answers of the forms, else
// the forms' raw text, else the shop. It is kept with the lead, so that lists need not read forms.
func (f *PlatformFields) Summarise() string {
	var parts []string
	var raw string
	for _, text := range []string{f.Bundle, f.LayerFormContent, f.CustomQA} {
		if len(parts) == maxSummaryAnswers {
			break // reading forms takes time, for each lead of a pull
		}
		answers, ok := Answers(text)
		if !ok && raw == "" {
			raw = strings.TrimSpace(text)
		}
		for _, a := range answers {
			if answer := strings.TrimSpace(a.Answer); answer != "" && len(parts) < maxSummaryAnswers {
				parts = append(parts, withQuestion(strings.TrimSpace(a.Question), answer))
			}
		}
	}
	if len(parts) == 0 {
		parts = append(parts, cmp.Or(raw, f.ShopName))
	}
	summary := []rune(MaskNumbers(strings.Map(visible, strings.Join(parts, " · "))))
	if len(summary) > maxSummaryRunes {
		return string(summary[:maxSummaryRunes-1]) + "…"
	}
	return string(summary)
}

// visible leaves out characters that a line cannot show; PostgreSQL refuses NUL.
func visible(r rune) rune {
	if unicode.IsControl(r) {
		return -1
	}
	return r
}

func withQuestion(question, answer string) string {
	asked, said := utf8.RuneCountInString(question), utf8.RuneCountInString(answer)
	if asked == 0 || asked > shortQuestion || said > shortAnswer {
		return answer
	}
	return question + " " + answer
}
