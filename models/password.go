package models

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// commonFile holds some 6,500 of the passwords that people choose most, in lower case: all of them
// with ten characters or more, the stems of the others ("password", which becomes "password2024!").
// It was made from the list that zxcvbn keeps (MIT, © Dropbox), with what is common in China added.
//
//go:embed common_passwords.txt.gz
var commonFile []byte

// commonPasswords unpacks the list when the first password is judged.
var commonPasswords = sync.OnceValue(func() map[string]bool {
	unpacked, err := gzip.NewReader(bytes.NewReader(commonFile))
	if err != nil {
		panic("models: the common passwords: " + err.Error())
	}
	text, err := io.ReadAll(unpacked)
	if err != nil {
		panic("models: the common passwords: " + err.Error())
	}
	common := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		common[strings.TrimSpace(line)] = true
	}
	return common
})

// CheckNewPassword judges a password that somebody chose: *Invalid on the field "password", or nil.
func CheckNewPassword(password, username string) error {
	bad := &Invalid{}
	judgePassword(bad, password, username)
	return bad.OrNil()
}

func judgePassword(bad *Invalid, password, username string) {
	small := strings.ToLower(password)
	switch length := utf8.RuneCountInString(password); {
	case length < MinPassword:
		bad.AddLimit("password", "invalid.password_short", MinPassword)
	case length > MaxPassword:
		bad.AddLimit("password", "invalid.too_long", MaxPassword)
	case holdsName(small, strings.ToLower(username)):
		bad.Add("password", "invalid.password_is_name")
	case isCommon(small):
		bad.Add("password", "invalid.password_common")
	case isSimple(small):
		bad.Add("password", "invalid.password_simple")
	}
}

// shortestName is how long a user name must be to be looked for inside a password: two letters are
// in every other sentence.
const shortestName = 3

func holdsName(password, username string) bool {
	return len(username) >= shortestName && strings.Contains(password, username)
}

// mostDecoration is how many digits and signs around a common password do not make it a rare one.
const mostDecoration = 6

func isCommon(password string) bool {
	common := commonPasswords()
	stem := strings.TrimFunc(password, func(r rune) bool { return !unicode.IsLetter(r) })
	return common[password] || common[stem] && utf8.RuneCountInString(password)-utf8.RuneCountInString(stem) <= mostDecoration
}

const (
	fewestLetters = 5 // different characters of a password
	longestUnit   = 4 // of a password that says the same again and again
	mostBreaks    = 2 // of a password that follows the alphabet or the keyboard
)

// isSimple reports whether a password follows a pattern that every guesser tries: digits alone (a
// birthday, a phone number), few characters, repetitions, the alphabet, the rows of the keyboard.
func isSimple(password string) bool {
	runes := []rune(password)
	different := map[rune]bool{}
	digits := 0
	for _, r := range runes {
		different[r] = true
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits == len(runes) || len(different) < fewestLetters || repeats(runes) || breaks(runes) <= mostBreaks
}

func repeats(runes []rune) bool {
	for unit := 1; unit <= longestUnit; unit++ {
		same := true
		for i := unit; i < len(runes) && same; i++ {
			same = runes[i] == runes[i-unit]
		}
		if same {
			return true
		}
	}
	return false
}

const keyboard = "`1234567890-=  qwertyuiop[]  asdfghjkl;'  zxcvbnm,./"

// breaks is how often a text does not go on to a neighbour in the alphabet or on the keyboard.
func breaks(runes []rune) int {
	count := 0
	for i := 1; i < len(runes); i++ {
		if !neighbours(runes[i-1], runes[i]) {
			count++
		}
	}
	return count
}

func neighbours(a, b rune) bool {
	if step := a - b; -1 <= step && step <= 1 {
		return true
	}
	return strings.Contains(keyboard, string([]rune{a, b})) || strings.Contains(keyboard, string([]rune{b, a}))
}
