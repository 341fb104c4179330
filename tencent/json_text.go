package tencent

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// text is a value as text, whatever the platform made of it (§8.10): a string unescaped and free
// of NUL, a number with every digit, a nested value as compact JSON, nothing for null or absence.
func (v value) text() string {
	switch {
	case v == "" || v == "null":
		return ""
	case v.isString():
		inner := string(v[1 : len(v)-1])
		if strings.IndexByte(inner, '\\') < 0 {
			return inner
		}
		return unescape(inner)
	case v.isObject() || v.isList():
		return v.compact()
	case v == "true" || v == "false":
		return string(v)
	}
	return plainNumber(string(v))
}

// int is the value as an exact whole number.
func (v value) int() (int64, bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(v.text()), 10, 64)
	return n, err == nil
}

// unescape resolves the escapes of a JSON string. NUL and halves of surrogate pairs, which no
// text may hold, are dropped.
func unescape(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for {
		at := strings.IndexByte(s, '\\')
		if at < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:at])
		escape := s[at+1]
		s = s[at+2:]
		switch escape {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		case 'b':
			b.WriteByte('\b')
		case 'f':
			b.WriteByte('\f')
		case 'u':
			var r rune
			if r, s = unescapeRune(s); r > 0 && !utf16.IsSurrogate(r) {
				b.WriteRune(r)
			}
		default: // a quote, a slash or a backslash stands for itself
			b.WriteByte(escape)
		}
	}
}

// unescapeRune reads what follows \u: four hex digits, and the second half of a pair if there is one.
func unescapeRune(s string) (r rune, rest string) {
	r, rest = hexRune(s[:4]), s[4:]
	if utf16.IsSurrogate(r) && len(rest) >= 6 && rest[0] == '\\' && rest[1] == 'u' {
		if pair := utf16.DecodeRune(r, hexRune(rest[2:6])); pair != utf8.RuneError {
			return pair, rest[6:]
		}
	}
	return r, rest
}

func hexRune(digits string) rune {
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil {
		return 0 // cannot be: the text was found valid
	}
	return rune(n)
}

// maxNumberDigits bounds what a number written with an exponent may grow to.
const maxNumberDigits = 40

// plainNumber writes a whole number that came with a fraction or an exponent (1.0e5) with its
// digits alone, as ids need it. Every other number stays as it came; none ever becomes a float.
func plainNumber(number string) string {
	if !strings.ContainsAny(number, ".eE") {
		return number
	}
	mantissa, exponent, _ := strings.Cut(strings.ToLower(number), "e")
	shift := 0
	if exponent != "" {
		var err error
		if shift, err = strconv.Atoi(exponent); err != nil || shift > maxNumberDigits || shift < -maxNumberDigits {
			return number
		}
	}
	sign := ""
	if mantissa[0] == '-' {
		sign, mantissa = "-", mantissa[1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := whole + fraction
	point := len(whole) + shift
	if point > maxNumberDigits || len(digits) > maxNumberDigits {
		return number
	}
	if point > len(digits) {
		digits += strings.Repeat("0", point-len(digits))
	}
	point = max(point, 0)
	if strings.Trim(digits[point:], "0") != "" {
		return number // not whole
	}
	digits = strings.TrimLeft(digits[:point], "0")
	if digits == "" {
		return "0"
	}
	return sign + digits
}
