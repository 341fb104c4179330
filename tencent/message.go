package tencent

import (
	"regexp"
	"strings"
	"unicode"
)

// What is kept of the platform's words.
const (
	maxMessage    = 500      // characters
	maxRawMessage = 64 << 10 // bytes that are looked at
	masked        = "***"
)

// personal finds what looks like a mobile number, with or without country code and separators, a
// landline, or an ID card. Other long numbers are ids and stay: they help to find the item.
var personal = regexp.MustCompile(
	`(^|\D)(` +
		`(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}|` +
		`0\d{2,3}-\d{7,8}|` +
		`\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]` +
		`)(\D|$)`)

// cleanMessage makes the platform's words fit to be logged, stored and shown: no control
// characters, no secrets, nothing that looks like a phone or ID number, at most maxMessage
// characters.
func cleanMessage(message string, secrets []string) string {
	message = cut(message, maxRawMessage)
	message = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, message)
	for _, secret := range secrets {
		if secret != "" {
			message = strings.ReplaceAll(message, secret, masked)
		}
	}
	message = maskNumbers(message)
	runes := []rune(strings.TrimSpace(message))
	return string(runes[:min(len(runes), maxMessage)])
}

// maskNumbers masks what looks like a phone or ID number.
func maskNumbers(text string) string {
	for range 2 { // two numbers may share the character between them
		text = personal.ReplaceAllString(text, "${1}"+masked+"${3}")
	}
	return text
}
