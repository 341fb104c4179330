package templates

import (
	"context"
	"strconv"
	"strings"

	"xiansuo/models"
)

// codeWords is a platform's code: digits without grouping.
func codeWords(code int) string { return strconv.Itoa(code) }

// fieldView is one field of a lead as its page shows it.
type fieldView struct {
	Name, Label string
	Value       string // in words
	ID          string // the id that belongs to a name, shown small below it
	IsID        bool   // Value itself is an id: small, with a copy button
	IsURL       bool   // Value is an address: linked through safeURL
	CanCopy     bool   // Value is what one reaches the person by, in the clear
}

// whoFields are the fields about the person; what they are reached by can be copied once revealed.
func whoFields(ctx context.Context, props *LeadDetailProps) []fieldView {
	fields := fieldsOf(ctx, &props.Lead, rulesOf(props.Account), models.Who)
	for i := range fields {
		switch fields[i].Name {
		case "leads_wechat", "leads_qq", "leads_email":
			fields[i].CanCopy = props.Revealed
		}
	}
	return fields
}

// Fields that have a place of their own on the page, or are no text at all.
var fieldsElsewhere = map[string]bool{
	"leads_name": true, "leads_tel": true, "leads_tags": true,
	"bundle": true, "layer_form_content": true, "custom_qa": true,
}

// fieldsOf are the fields of one group that have a value. An id follows the name it belongs to.
func fieldsOf(ctx context.Context, lead *models.Lead, rules models.StatusRules, group models.FieldGroup) []fieldView {
	var views []fieldView
	for i := range models.LeadFields {
		field := &models.LeadFields[i]
		value := *field.At(&lead.PlatformFields)
		if field.Group != group || value == "" || fieldsElsewhere[field.Name] {
			continue
		}
		thing, isID := strings.CutSuffix(field.Name, "_id")
		if isID && len(views) > 0 && views[len(views)-1].Name == thing+"_name" {
			views[len(views)-1].ID = value
			continue
		}
		views = append(views, fieldView{
			Name:  field.Name,
			Label: field.Label.In(Language(ctx)),
			Value: fieldValue(ctx, field, rules, value),
			IsID:  strings.HasSuffix(field.Name, "id"),
			IsURL: strings.HasSuffix(field.Name, "_url"),
		})
	}
	return views
}

// fieldValue is a field's value in words.
func fieldValue(ctx context.Context, field *models.LeadField, rules models.StatusRules, value string) string {
	switch {
	case field.Name == "leads_follow_tag":
		return rules.FollowTagLabel(value, Language(ctx))
	case field.Enum != nil:
		return field.Enum.Label(value, Language(ctx))
	}
	return value
}

// hasSecrets reports whether a lead has personal fields that are masked until revealed.
func hasSecrets(lead *models.Lead) bool {
	for i := range models.LeadFields {
		field := &models.LeadFields[i]
		value := *field.At(&lead.PlatformFields)
		if field.Secrecy.CanReveal() && value != "" || field.IsTyped() && models.HidesNumber(value) {
			return true
		}
	}
	return models.HidesNumber(lead.Extra)
}

// extraFields are the fields that the platform's document does not know.
func extraFields(lead *models.Lead) (fields []models.Answer, raw string) {
	fields, ok := models.Answers(lead.Extra)
	if !ok {
		return nil, lead.Extra
	}
	return fields, ""
}

// changeView is one field that the platform changed, in words. Personal values are masked here:
// the history is shown to whoever may see the lead, revealed or not.
type changeView struct{ Label, Old, New string }

// longestChange is how much of a value the history shows, in characters.
const longestChange = 80

func changesOf(ctx context.Context, rules models.StatusRules, changes []models.FieldChange) []changeView {
	views := make([]changeView, len(changes))
	for i, change := range changes {
		views[i] = changeView{change.Name, change.Old, change.New}
		for f := range models.LeadFields {
			field := &models.LeadFields[f]
			if field.Name != change.Name {
				continue
			}
			words := func(value string) string {
				return fieldValue(ctx, field, rules, models.Mask(value, field.Secrecy))
			}
			views[i] = changeView{field.Label.In(Language(ctx)), words(change.Old), words(change.New)}
		}
		if change.Name == "extra" {
			views[i].Label = T(ctx, "lead.extra")
		}
		views[i].Old, views[i].New = shortened(views[i].Old, longestChange), shortened(views[i].New, longestChange)
	}
	return views
}
