package templates

import (
	"context"
	"slices"
	"strings"

	"xiansuo/models"
)

// TeamListProps fill the page of the teams.
type TeamListProps struct {
	Teams  []models.Team
	Users  []models.User // everybody, by name
	Edit   models.TeamEdit
	Errors *models.Invalid
}

// TeamFormProps fill the form of one team.
type TeamFormProps struct {
	Edit     models.TeamEdit
	Users    []models.User // everybody, by name
	Conflict bool          // somebody changed the team meanwhile: Edit is how it is now
	Errors   *models.Invalid
}

// memberNames are a team's members with their roles, one after the other.
func memberNames(ctx context.Context, team *models.Team, users []models.User) string {
	var names []string
	for i := range users {
		if slices.Contains(team.Members, users[i].ID) {
			names = append(names, users[i].Name)
		}
	}
	return strings.Join(names, T(ctx, "list.separator"))
}

// teamHasManager: a team without one is seen by nobody but admins.
func teamHasManager(team *models.Team, users []models.User) bool {
	return slices.ContainsFunc(users, func(u models.User) bool {
		return u.Role == models.Manager && !u.Disabled && slices.Contains(team.Members, u.ID)
	})
}
