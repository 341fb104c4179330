package templates

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"xiansuo/models"
)

//go:embed words/*.json
var wordFiles embed.FS

// words are every sentence of the pages in every language, read once and never changed.
var words = mustReadWords()

// phrasebook holds one language. Most sentences have no plural; they are split at their
// placeholders once, because a list says hundreds of them a page. The others go through go-i18n.
type phrasebook struct {
	phrases   map[string]phrase
	localizer *i18n.Localizer
}

// phrase is a sentence cut at its placeholders: text, name, text, name, text.
type phrase struct {
	parts  []string
	plural bool
}

// Language is the language of the page in the context.
func Language(ctx context.Context) models.Language { return PageOf(ctx).Language }

// T is the sentence with this id in the page's language. args are the names and values of its
// placeholders in turn; a whole number named Count also picks the plural. An id that nobody wrote
// is returned as it is; a test keeps that from happening.
func T(ctx context.Context, id string, args ...any) string {
	book := words[Language(ctx)]
	if book == nil {
		book = words[models.Chinese]
	}
	phrase, ok := book.phrases[id]
	switch {
	case !ok:
		return id
	case phrase.plural:
		return book.plural(id, args)
	case len(phrase.parts) == 1:
		return phrase.parts[0]
	}
	return phrase.fill(args)
}

func (p phrase) fill(args []any) string {
	var b strings.Builder
	for i, part := range p.parts {
		if i%2 == 0 {
			b.WriteString(part)
			continue
		}
		for a := 0; a+1 < len(args); a += 2 {
			if args[a] == part {
				b.WriteString(inWords(args[a+1]))
			}
		}
	}
	return b.String()
}

func (b *phrasebook) plural(id string, args []any) string {
	config := &i18n.LocalizeConfig{MessageID: id}
	data := map[string]string{}
	for a := 0; a+1 < len(args); a += 2 {
		name := fmt.Sprint(args[a])
		data[name] = inWords(args[a+1])
		if name == "Count" {
			config.PluralCount = args[a+1]
		}
	}
	config.TemplateData = data
	sentence, err := b.localizer.Localize(config)
	if err != nil {
		return id
	}
	return sentence
}

// inWords is a placeholder's value as people read it: whole numbers in groups of three digits.
func inWords(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case int:
		return Number(int64(v))
	case int64:
		return Number(v)
	}
	return fmt.Sprint(value)
}

// Number is a whole number in groups of three digits: 1,477.
func Number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return sign + digits
}

// FieldWords is what is wrong with a field, as a sentence for the person who filled it in.
func FieldWords(ctx context.Context, e models.FieldError) string {
	return T(ctx, e.Word, "Limit", e.Limit)
}

func mustReadWords() map[models.Language]*phrasebook {
	books := map[models.Language]*phrasebook{}
	for _, l := range models.Languages {
		book, err := readPhrasebook(l)
		if err != nil {
			panic("templates: words of " + string(l) + ": " + err.Error())
		}
		books[l] = book
	}
	return books
}

func readPhrasebook(l models.Language) (*phrasebook, error) {
	name := string(l) + ".json"
	text, err := wordFiles.ReadFile("words/" + name)
	if err != nil {
		return nil, err
	}
	tag, err := language.Parse(string(l))
	if err != nil {
		return nil, err
	}
	bundle := i18n.NewBundle(tag)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	file, err := bundle.ParseMessageFileBytes(text, name)
	if err != nil {
		return nil, err
	}
	book := &phrasebook{map[string]phrase{}, i18n.NewLocalizer(bundle, string(l))}
	for _, m := range file.Messages {
		book.phrases[m.ID] = phrase{cut(m.Other), m.One != ""}
	}
	return book, nil
}

// cut splits a sentence at its {{.Name}} placeholders.
func cut(sentence string) []string {
	var parts []string
	for {
		before, rest, found := strings.Cut(sentence, "{{.")
		parts = append(parts, before)
		if !found {
			return parts
		}
		name, after, _ := strings.Cut(rest, "}}")
		parts = append(parts, name)
		sentence = after
	}
}
