package models

import "strings"

// maxSummaryRunes keeps a list's column to one line.
const maxSummaryRunes = 60

// Summarise says in one short line what the person asked: the first answers of the forms, else
// the shop. It is kept with the lead, so that lists need not read the forms.
func (f *PlatformFields) Summarise() string {
	var parts []string
	for _, raw := range []string{f.Bundle, f.LayerFormContent, f.CustomQA} {
		answers, _ := Answers(raw)
		for _, a := range answers {
			if answer := strings.TrimSpace(a.Answer); answer != "" {
				parts = append(parts, answer)
			}
		}
	}
	if len(parts) == 0 {
		parts = append(parts, f.ShopName)
	}
	summary := []rune(strings.Join(parts, " · "))
	if len(summary) > maxSummaryRunes {
		return string(summary[:maxSummaryRunes]) + "…"
	}
	return string(summary)
}
