package templates

import (
	"context"

	"github.com/a-h/templ"

	"xiansuo/models"
)

// fieldProps are one text input with its label, help and error.
type fieldProps struct {
	Name, Label  string
	Value        string
	Type         string // "text" when empty
	Help         string
	Placeholder  string
	Autocomplete string // "off" when empty
	InputMode    string
	Max          string // maxlength
	Focus        bool   // the cursor starts here
	Plain        bool   // no capitals, no spelling: user names, tokens
	Required     bool
	ReadOnly     bool
}

// attributes are those of the input that depend on the field's state. The error is announced with
// the field.
func (f fieldProps) attributes(errors *models.Invalid) templ.Attributes {
	a := templ.Attributes{"autocomplete": "off"}
	for name, value := range map[string]string{
		"placeholder": f.Placeholder, "autocomplete": f.Autocomplete, "inputmode": f.InputMode, "maxlength": f.Max,
	} {
		if value != "" {
			a[name] = value
		}
	}
	for name, set := range map[string]bool{
		"autofocus": f.Focus, "required": f.Required, "readonly": f.ReadOnly,
	} {
		if set {
			a[name] = true
		}
	}
	if f.Plain {
		a["autocapitalize"], a["spellcheck"], a["autocorrect"] = "none", "false", "off"
	}
	for name, value := range describe(f.Name, f.Help != "", errors) {
		a[name] = value
	}
	return a
}

// kind is the input's type.
func (f fieldProps) kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

// describe ties a control to its help and its error.
func describe(name string, hasHelp bool, errors *models.Invalid) templ.Attributes {
	a := templ.Attributes{}
	var ids []string
	if _, wrong := errors.Of(name); wrong {
		ids = append(ids, name+"-error")
		a["aria-invalid"] = "true"
		if errors.Fields[0].Field == name {
			a["autofocus"] = true // a page that comes back opens where it needs mending
		}
	}
	if hasHelp {
		ids = append(ids, name+"-help")
	}
	if described := joined(" ", ids...); described != "" {
		a["aria-describedby"] = described
	}
	return a
}

// errorOf is what is wrong with a field, empty when nothing is.
func errorOf(ctx context.Context, errors *models.Invalid, field string) string {
	if e, wrong := errors.Of(field); wrong {
		return FieldWords(ctx, e)
	}
	return ""
}

// bannerRole makes bad news heard at once.
func bannerRole(tone string) string {
	if tone == "bad" {
		return "alert"
	}
	return "status"
}

func bannerIcon(tone string) string {
	if tone == "info" {
		return "info-circle"
	}
	return "alert-triangle"
}
