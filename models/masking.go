package models

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// IsMasked reports whether a field's value is shown masked until somebody reveals it, or for ever.
func (s Secrecy) IsMasked() bool { return s == PhoneSecret || s == TextSecret || s == AlwaysSecret }

// CanReveal reports whether somebody who is allowed to can be shown the masked value.
func (s Secrecy) CanReveal() bool { return s == PhoneSecret || s == TextSecret }

// Mask hides a personal value the way its field asks for.
func Mask(value string, s Secrecy) string {
	switch s {
	case PhoneSecret:
		return MaskPhone(value)
	case TextSecret, AlwaysSecret:
		return maskText(value)
	}
	return value
}

// MaskPhone shows enough of a number to tell it from another: 138****5678.
func MaskPhone(phone string) string {
	n := len(phone)
	switch {
	case n == 0:
		return ""
	case n < 8 || utf8.RuneCountInString(phone) != n:
		return maskText(phone)
	case n < 11: // the first digits of a short number would leave too little to hide
		return strings.Repeat("*", n-4) + phone[n-4:]
	}
	return phone[:3] + strings.Repeat("*", n-7) + phone[n-4:]
}

// personalNumber is what looks like a mobile number, with or without country code and separators,
// a landline, or an ID card. Other long numbers are ids.
var personalNumber = regexp.MustCompile(
	`(^|\D)(` +
		`(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}|` +
		`0\d{2,3}-\d{7,8}|` +
		`\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]` +
		`)(\D|$)`)

// fewestDigits are in any personal number: 021-5566778.
const fewestDigits = 10

// maskedNumber stands in the place of a personal number.
const maskedNumber = "***"

// MaskNumbers hides phone and ID numbers within a text that is not a field of its own.
func MaskNumbers(text string) string {
	if countDigits(text) < fewestDigits { // most texts: the expression takes longer than reading the forms
		return text
	}
	for range 2 { // two numbers may share the character between them
		text = personalNumber.ReplaceAllString(text, "${1}"+maskedNumber+"${3}")
	}
	return text
}

// HidesNumber reports whether MaskNumbers has hidden a number in a text.
func HidesNumber(text string) bool { return strings.Contains(text, maskedNumber) }

func countDigits(text string) (n int) {
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			n++
		}
	}
	return n
}

func maskText(s string) string {
	if s == "" {
		return ""
	}
	first, _ := utf8.DecodeRuneInString(s)
	return string(first) + "****"
}
