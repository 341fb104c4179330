package models

import (
	"errors"
	"strings"
	"testing"
)

func TestGuessablePasswordsAreRefusedInWords(t *testing.T) {
	for password, want := range map[string]string{
		"short":                       "invalid.password_short",
		"九个字符的密码短":                    "invalid.password_short",
		strings.Repeat("x y z ", 40):  "invalid.too_long",
		"wang.xiaoli and a cat":       "invalid.password_is_name",
		"My WANG.XIAOLI 88":           "invalid.password_is_name",
		"1q2w3e4r5t":                  "invalid.password_common",
		"Password123":                 "invalid.password_common",
		"!!password2024":              "invalid.password_common",
		"Woaini1314520":               "invalid.password_common",
		"administrator":               "invalid.password_common",
		"19900307123":                 "invalid.password_simple",
		"138 1234 5678":               "", // spaces: not digits alone
		"1357924681":                  "invalid.password_simple",
		"aaaaaaaaaaaa":                "invalid.password_simple",
		"abc!abc!abc!abc!":            "invalid.password_simple",
		"abcdefghijklm":               "invalid.password_simple",
		"zyxwvutsrqpon":               "invalid.password_simple",
		"asdfghjkl;qwert":             "invalid.password_simple",
		"abcabcbacbacab":              "invalid.password_simple",
		"correct horse battery":       "",
		"demo-demo-demo":              "",
		"a good password":             "",
		"三个和尚没水喝之后呢":                  "",
		"tr0ub4dor&3x":                "",
		"password of my grandmother!": "",
	} {
		err := CheckNewPassword(password, "wang.xiaoli")
		var invalid *Invalid
		got := ""
		if errors.As(err, &invalid) {
			field, _ := invalid.Of("password")
			got = field.Word
		}
		if got != want {
			t.Errorf("%q: %q, want %q", password, got, want)
		}
	}
	if err := CheckNewPassword("a believable one", "li"); err != nil {
		t.Error("two letters are found everywhere")
	}
	if n := len(commonPasswords()); n < 6000 {
		t.Errorf("%d common passwords", n)
	}
}
