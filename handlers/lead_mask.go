package handlers

import "xiansuo/models"

// openToViewers are the fields that say nothing of the person: what figures are made of. Every
// other field, and every field that is added one day, is hidden from viewers.
var openToViewers = map[string]bool{
	"tel_location": true, "leads_area": true, "leads_gender": true,
	"leads_type": true, "leads_sub_type": true, "leads_tags": true, "leads_potential_score": true,
	"shop_name": true, "shop_address": true, "leads_pool_id": true,
	"call_touch_tag": true, "call_duration": true,
	"leads_follow_tag": true, "leads_touch_tag": true,
}

// isOpenToViewers: where a lead came from and when is open as a whole.
func isOpenToViewers(field *models.LeadField) bool {
	return field.Group == models.From && field.Name != "click_id" || field.Group == models.Times || openToViewers[field.Name]
}

// masked is the lead as the user may see it without revealing: secrets masked, and for a viewer
// nothing personal at all.
func masked(lead models.Lead, user *models.User) models.Lead {
	for i := range models.LeadFields {
		field := &models.LeadFields[i]
		value := field.At(&lead.PlatformFields)
		*value = maskedValue(field, *value, user)
	}
	lead.Extra = models.MaskNumbers(lead.Extra)
	if !user.CanWork() {
		lead.Extra, lead.Summary = "", ""
	}
	lead.PullHash = nil
	return lead
}

// revealed is the lead as somebody sees it who asked for the personal data. What nobody is shown stays
// masked.
func revealed(lead models.Lead) models.Lead {
	for i := range models.LeadFields {
		field := &models.LeadFields[i]
		if value := field.At(&lead.PlatformFields); !field.Secrecy.CanReveal() {
			*value = models.Mask(*value, field.Secrecy)
		}
	}
	lead.PullHash = nil
	return lead
}

func maskedValue(field *models.LeadField, value string, user *models.User) string {
	if !user.CanWork() && !isOpenToViewers(field) {
		return ""
	}
	if field.IsTyped() {
		return models.MaskNumbers(value)
	}
	return models.Mask(value, field.Secrecy)
}

// maskedChanges hides in a history what masked hides in the lead. Changes of fields that a viewer
// may not see are left out.
func maskedChanges(changes []models.Change, user *models.User) []models.Change {
	shown := make([]models.Change, 0, len(changes))
	for _, change := range changes {
		change.Details = ""
		if change.Kind == models.ChangePlatform {
			change.Platform = maskedFields(change.Platform, user)
			if len(change.Platform) == 0 {
				continue
			}
		}
		shown = append(shown, change)
	}
	return shown
}

func maskedFields(changes []models.FieldChange, user *models.User) []models.FieldChange {
	var shown []models.FieldChange
	for _, change := range changes {
		field := leadField(change.Name)
		switch {
		case field == nil && !user.CanWork():
			continue
		case field == nil:
			change.Old, change.New = models.MaskNumbers(change.Old), models.MaskNumbers(change.New)
		case !user.CanWork() && !isOpenToViewers(field):
			continue
		default:
			change.Old, change.New = maskedValue(field, change.Old, user), maskedValue(field, change.New, user)
		}
		shown = append(shown, change)
	}
	return shown
}

// leadField finds a field by its name, nil when §6 does not know it.
func leadField(name string) *models.LeadField {
	for i := range models.LeadFields {
		if models.LeadFields[i].Name == name {
			return &models.LeadFields[i]
		}
	}
	return nil
}
