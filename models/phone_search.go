package models

import "strings"

// Phones are masked for everybody, so a search must not give away what the mask hides: a fragment
// finds a phone only by the digits that are shown, and the whole number finds it because whoever
// types it knows it already.

// shownDigits are the last digits of a phone, which the mask shows.
const shownDigits = 4

// fewestPhoneDigits are in any number that is taken for a whole one.
const fewestPhoneDigits = 7

// IsWholePhone reports whether a text in search form (SearchText) can be a whole phone number.
func IsWholePhone(text string) bool { return len(text) >= fewestPhoneDigits && areDigits(text) }

// PhoneMatches reports whether a word finds a phone, both in search form.
func PhoneMatches(phone, word string) bool {
	if word == "" || phone == "" {
		return false
	}
	if IsWholePhone(word) {
		return BareNumber(phone) == BareNumber(word)
	}
	return strings.Contains(phone[max(0, len(phone)-shownDigits):], word)
}

// BareNumber is a phone without China's country code, both in search form.
func BareNumber(digits string) string {
	const mobile = 11 // digits of a mobile number
	for _, code := range []string{"0086", "86"} {
		if bare, found := strings.CutPrefix(digits, code); found && len(bare) == mobile {
			return bare
		}
	}
	return digits
}
