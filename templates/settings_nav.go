package templates

import "context"

// settingsPart is a page of the settings.
type settingsPart struct{ Path, Label string }

// settingsParts are the pages of the settings, in the order in which a desk is set up.
func settingsParts(ctx context.Context) []settingsPart {
	return []settingsPart{
		{AccountsPath(), T(ctx, "account.list")},
		{TeamsPath(), T(ctx, "team.list")},
		{RevealSettingsPath(), T(ctx, "quota.title")},
		{RawSettingsPath(), T(ctx, "raw.settings")},
		{TokensPath(), T(ctx, "token.title")},
		{BackupsPath(), T(ctx, "backup.title")},
		{RetentionPath(), T(ctx, "retention.title")},
		{ChecklistPath(), T(ctx, "checklist.title")},
	}
}
