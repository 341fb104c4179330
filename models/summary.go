package models

import (
	"strings"
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
	raw := f.ShopName
	for _, text := range []string{f.CustomQA, f.LayerFormContent, f.Bundle} {
		if _, ok := Answers(text); !ok {
			raw = strings.TrimSpace(text)
		}
	}
	for _, text := range []string{f.Bundle, f.LayerFormContent, f.CustomQA} {
		answers, _ := Answers(text)
		for _, a := range answers {
			if answer := strings.TrimSpace(a.Answer); answer != "" && len(parts) < maxSummaryAnswers {
				parts = append(parts, withQuestion(strings.TrimSpace(a.Question), answer))
			}
		}
	}
	if len(parts) == 0 {
		parts = append(parts, raw)
	}
	summary := []rune(strings.Join(parts, " · "))
	if len(summary) > maxSummaryRunes {
		return string(summary[:maxSummaryRunes-1]) + "…"
	}
	return string(summary)
}

func withQuestion(question, answer string) string {
	asked, said := utf8.RuneCountInString(question), utf8.RuneCountInString(answer)
	if asked == 0 || asked > shortQuestion || said > shortAnswer {
		return answer
	}
	return question + " " + answer
}
