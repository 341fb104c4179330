package templates

import (
	"context"

	"xiansuo/models"
)

// ChecklistProps are what is done of the set-up.
type ChecklistProps struct {
	Facts  models.SetupFacts
	Folder string // of the data, where the key file lies
}

func itemWords(ctx context.Context, item models.SetupItem) string {
	switch item {
	case models.SetupAdmin:
		return T(ctx, "checklist.admin")
	case models.SetupAccount:
		return T(ctx, "checklist.account")
	case models.SetupPull:
		return T(ctx, "checklist.pull")
	case models.SetupPush:
		return T(ctx, "checklist.push")
	case models.SetupTeam:
		return T(ctx, "checklist.team")
	case models.SetupReports:
		return T(ctx, "checklist.reports")
	case models.SetupKey:
		return T(ctx, "checklist.key")
	}
	return T(ctx, "checklist.https")
}

// itemHelp says why an item matters and how it is done.
func itemHelp(ctx context.Context, item models.SetupItem) string {
	switch item {
	case models.SetupAdmin:
		return T(ctx, "checklist.admin_help")
	case models.SetupAccount:
		return T(ctx, "checklist.account_help")
	case models.SetupPull:
		return T(ctx, "checklist.pull_help")
	case models.SetupPush:
		return T(ctx, "checklist.push_help")
	case models.SetupTeam:
		return T(ctx, "checklist.team_help")
	case models.SetupReports:
		return T(ctx, "checklist.reports_help")
	case models.SetupKey:
		return T(ctx, "checklist.key_help")
	}
	return T(ctx, "checklist.https_help")
}

// itemPath is where an item is done. What is done outside the desk is explained on the checklist itself.
func itemPath(item models.SetupItem, facts *models.SetupFacts) string {
	switch item {
	case models.SetupAdmin:
		return UsersPath()
	case models.SetupPull:
		return SyncPath()
	case models.SetupKey, models.SetupHTTPS:
		return ChecklistPath() + "#" + string(item)
	}
	return WizardPath(item, facts.Newest())
}

// itemBadge is how an item stands.
func itemBadge(ctx context.Context, done bool) badge {
	if done {
		return doneBadge(true, T(ctx, "checklist.done"))
	}
	return doneBadge(false, T(ctx, "checklist.open"))
}

// keyWords is on the box to tick: what a click says.
func keyWords(ctx context.Context, done bool) string {
	if done {
		return T(ctx, "checklist.key_untick")
	}
	return T(ctx, "checklist.key_tick")
}

// keyFile is where the key lies, as the command line names the folder.
func (p *ChecklistProps) keyFile() string { return p.Folder + "/key" }

// connectPath leads from an empty list into the set-up, or to the accounts where there are some.
func connectPath(props *LeadListProps) string {
	if len(props.Accounts) == 0 {
		return WizardResumePath()
	}
	return AccountsPath()
}
