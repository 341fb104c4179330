package tencent

import (
	"strings"

	"xiansuo/models"
)

// The names that are no LeadFields but keys of the lead itself (§6).
const (
	leadsIDName   = "leads_id"
	accountIDName = "account_id"
)

// pullNames are the other spellings of the pull example (§8.12); both come in both directions.
var pullNames = map[string]string{
	"leads_nationality":   "nationality",
	"leads_working_years": "working_years",
	"leads_age":           "age",
	"leads_profession":    "profession",
	"leads_id_number":     "id_number",
	"leads_address":       "address",
	"leads_come_form":     "leads_come_from",
}

// Longest values of a field, in bytes; what is longer is cut.
const (
	maxText = 4 << 10
	maxForm = 64 << 10 // JSON in a string, and lists of records
	maxKey  = 512      // what the store keeps indexes of: PostgreSQL's take 2,700 bytes
)

// wireField is one name of the wire and where its value goes.
type wireField struct {
	*models.LeadField
	limit  int
	isForm bool                // JSON in a string (§8.11)
	mend   func(string) string // nil: kept as it comes
}

// wireFields finds a field by its exact name, in either spelling.
var wireFields = indexFields()

func indexFields() map[string]wireField {
	fields := make(map[string]wireField, len(models.LeadFields)+len(pullNames))
	for i := range models.LeadFields {
		f := wireField{LeadField: &models.LeadFields[i], limit: maxText}
		switch f.Name {
		case "bundle", "layer_form_content", "custom_qa":
			f.limit, f.isForm = maxForm, true
		case "all_follow_records":
			f.limit = maxForm
		case "leads_source", "campaign_id", "campaign_name":
			f.limit = maxKey
		case "ad_id", "adcreative_id", "dynamic_creative_id":
			f.mend = zeroIsNone
		case "leads_follow_tag":
			f.mend = mendFollowTag
		case "leads_sub_type":
			f.mend = mendSubType
		}
		fields[f.Name] = f
	}
	for other, name := range pullNames {
		fields[other] = fields[name]
	}
	return fields
}

// zeroIsNone: "0" in an id of an ad means that there is none (§8.10).
func zeroIsNone(id string) string {
	if id == "0" {
		return ""
	}
	return id
}

// mendFollowTag: the tag of an account on the industry system may be a reason, and reasons come
// in two wrong spellings (§8.1, §8.2, §8.8).
func mendFollowTag(tag string) string {
	if strings.HasPrefix(tag, "LEADS_INEFFECT_") {
		return string(models.CanonicalReason(tag))
	}
	return tag
}

// mendSubType gives back the double underscore that the document's text lost (§7.11), however
// it was lost.
func mendSubType(subType string) string {
	if right, ok := subTypes[squash(subType)]; ok {
		return right
	}
	return subType
}

var subTypes = func() map[string]string {
	right := make(map[string]string, len(models.LeadsSubTypes))
	for _, choice := range models.LeadsSubTypes {
		right[squash(choice.Value)] = choice.Value
	}
	return right
}()

func squash(s string) string { return strings.ReplaceAll(s, "_", "") }
