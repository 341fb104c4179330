package templates

import (
	"context"
	"slices"
	"strconv"

	"xiansuo/models"
)

// UserListProps fill the admins' list of colleagues.
type UserListProps struct {
	Users     []models.User
	TOTPRoles []models.Role // must use a second step
}

// UserNewProps fill the form of an invitation. Fields: username, name, role.
type UserNewProps struct {
	Username, Name string
	Role           models.Role
	Errors         *models.Invalid
}

// UserPageProps fill a colleague's page. Fields: name, role, disabled.
type UserPageProps struct {
	User   models.User // as stored
	Name   string      // as typed
	Role   models.Role
	Errors *models.Invalid
}

// UserLinkProps fill the page that shows a link, once.
type UserLinkProps struct {
	User models.User
	Link string
}

// userBadge is how a colleague stands.
func userBadge(ctx context.Context, u *models.User) badge {
	switch {
	case u.Disabled:
		return badge{"off", "ban", T(ctx, "user.disabled")}
	case u.Invited():
		return badge{"info", "clock", T(ctx, "user.invited")}
	}
	return badge{"ok", "circle-check", T(ctx, "user.active")}
}

// totpBadge is how a colleague's second step stands.
func totpBadge(ctx context.Context, u *models.User, required []models.Role) badge {
	switch {
	case u.HasTOTP():
		return badge{"ok", "circle-check", T(ctx, "totp.is_on")}
	case slices.Contains(required, u.Role):
		return badge{"warn", "alert-triangle", T(ctx, "totp.is_missing")}
	}
	return badge{"off", "circle-minus", T(ctx, "totp.is_off")}
}

func roleLabel(ctx context.Context, role models.Role) string {
	return models.Roles.Label(string(role), Language(ctx))
}

// linkLife is for how long a link is good, in hours.
func linkLife() int { return int(models.AccessLinkLife.Hours()) }

func userNumber(u *models.User) string { return strconv.FormatInt(u.ID, 10) }

func makeLinkWords(ctx context.Context, u *models.User) string {
	if u.Invited() {
		return T(ctx, "user.link_again")
	}
	return T(ctx, "user.link_make")
}

func linkPanelHelp(ctx context.Context, u *models.User) string {
	if u.Invited() {
		return T(ctx, "user.link_invited_help", "Hours", linkLife())
	}
	return T(ctx, "user.link_help", "Hours", linkLife())
}
