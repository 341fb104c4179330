package tencent

import (
	"strings"
	"unicode"

	"xiansuo/models"
)

// What is kept of the platform's words.
const (
	maxMessage    = 500      // characters
	maxAnswer     = 4000     // characters of an answer that nobody documented
	maxRawMessage = 64 << 10 // bytes that are looked at
	masked        = "***"
)

// cleanMessage makes the platform's words fit to be logged, stored and shown: no control
// characters, no secrets, nothing that looks like a phone or ID number, at most maxMessage
// characters.
func cleanMessage(message string, secrets []string) string {
	return clean(message, secrets, maxMessage)
}

func clean(message string, secrets []string, limit int) string {
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
	runes := []rune(strings.TrimSpace(models.MaskNumbers(message)))
	return string(runes[:min(len(runes), limit)])
}
