package templates

import (
	"context"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"

	"xiansuo/models"
)

// groupedPhone writes a mainland mobile number, masked or not, as 138 1000 1000; any other number
// stays as it came.
func groupedPhone(phone string) string {
	if len(phone) != 11 || phone[0] != '1' || strings.Trim(phone[:10], "0123456789*") != "" {
		return phone
	}
	return phone[:3] + " " + phone[3:7] + " " + phone[7:]
}

// telURL is the address that dials a number; ok is false for one that is masked or no number.
func telURL(phone string) (tel templ.SafeURL, ok bool) {
	number := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, phone)
	digits := strings.TrimPrefix(number, "+")
	if len(digits) < 3 || len(digits) > 20 || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	return templ.SafeURL("tel:" + number), true
}

// maxURL bounds the addresses that are worth a link.
const maxURL = 2048

// safeURL is what may be linked of an address that a lead brought: http and https only, with a
// host and without a user name, which would make the host look like another. host says where the
// link leads; ok is false for everything else, which is shown as text.
func safeURL(raw string) (link templ.SafeURL, host string, ok bool) {
	if len(raw) > maxURL {
		return "", "", false
	}
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return "", "", false
	}
	if strings.Trim(u.Hostname(), hostLetters) != "" {
		return "", "", false // look-alike letters: a real address is written in ASCII
	}
	return templ.SafeURL(u.String()), u.Host, true
}

const hostLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_[]:"

// formAnswers are the answers of all three forms of a lead, and the raw text of those that nothing
// could read.
func formAnswers(f *models.PlatformFields) (answers []models.Answer, raw []string) {
	for _, form := range []string{f.Bundle, f.LayerFormContent, f.CustomQA} {
		if form == "" {
			continue
		}
		found, ok := models.Answers(form)
		if !ok {
			raw = append(raw, form)
			continue
		}
		answers = append(answers, found...)
	}
	return answers, raw
}

// askedWords is what a lead asked, in a line, or else the kind of lead.
func askedWords(ctx context.Context, lead *models.Lead) string {
	if lead.Summary != "" {
		return lead.Summary
	}
	return models.LeadsTypes.Label(lead.LeadsType, Language(ctx))
}

// shortened cuts a text to a number of characters, with an ellipsis in the place of the rest.
func shortened(s string, length int) string {
	if utf8.RuneCountInString(s) <= length {
		return s
	}
	runes := []rune(s)
	return strings.TrimSpace(string(runes[:length-1])) + "…"
}

// joined puts a separator between the texts that are not empty.
func joined(separator string, texts ...string) string {
	var some []string
	for _, s := range texts {
		if s != "" {
			some = append(some, s)
		}
	}
	return strings.Join(some, separator)
}

// initial is the letter of a user's avatar.
func initial(name string) string {
	r, size := utf8.DecodeRuneInString(strings.TrimSpace(name))
	if size == 0 {
		return "?"
	}
	return strings.ToUpper(string(r))
}
