package models

import (
	"strings"
	"unicode/utf8"
)

// Mask hides a personal value the way its field asks for.
func Mask(value string, s Secrecy) string {
	switch s {
	case PhoneSecret:
		return MaskPhone(value)
	case TextSecret:
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
	case n < 7 || utf8.RuneCountInString(phone) != n:
		return maskText(phone)
	}
	return phone[:3] + strings.Repeat("*", n-7) + phone[n-4:]
}

func maskText(s string) string {
	if s == "" {
		return ""
	}
	first, _ := utf8.DecodeRuneInString(s)
	return string(first) + "****"
}
