package models

// Language is a language the pages speak.
type Language string

const (
	Chinese Language = "zh-CN" // the first language
	English Language = "en"
)

// Languages lists them, the default first.
var Languages = []Language{Chinese, English}

// Text is a label in every language.
type Text struct{ ZH, EN string }

// In returns the label in one language.
func (t Text) In(l Language) string {
	if l == English && t.EN != "" {
		return t.EN
	}
	return t.ZH
}

// Choice is one value of an enumeration with its label.
type Choice struct {
	Value string
	Label Text
}

// Enum is an enumeration of the platform (§7). Values that it does not list are legal: the
// platform adds values without notice, and they are kept and shown as they came.
type Enum []Choice

// Label is the value's label in a language, or the value itself when it is not listed.
func (e Enum) Label(value string, l Language) string {
	for i := range e {
		if e[i].Value == value {
			return e[i].Label.In(l)
		}
	}
	return value
}

// Has reports whether the enumeration lists the value.
func (e Enum) Has(value string) bool {
	for i := range e {
		if e[i].Value == value {
			return true
		}
	}
	return false
}
