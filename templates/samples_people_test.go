package templates

import (
	"time"

	"xiansuo/models"
)

var sampleSecret = []byte("a sample's own secret")

func samplePeopleUsers() []models.User {
	return []models.User{
		{ID: 7, Username: "lixiaoyan", Name: "李晓燕", Role: models.Admin, PasswordHash: "x", SeenAt: ago(time.Minute), TOTPAt: ago(time.Hour)},
		{ID: 8, Username: "zhoutao", Name: "周涛", Role: models.Manager, PasswordHash: "x", SeenAt: ago(26 * time.Hour)},
		{ID: 9, Username: "ouyang.ruolan-with-a-long-name", Name: "欧阳若兰（华东大区线上投放与客户跟进小组）", Role: models.Viewer, PasswordHash: "x", Disabled: true, SeenAt: ago(90 * 24 * time.Hour)},
		{ID: 10, Username: "xinren", Name: "新人", Role: models.Sales},
	}
}

func sampleProfile() ProfileProps {
	user := samplePeopleUsers()[0]
	return ProfileProps{
		User: user, Name: user.Name, Language: models.Chinese, Here: []byte{1}, RecoveryCodes: 9,
		Sessions: []models.Session{
			{Hash: []byte{1}, IP: "192.0.2.7", CreatedAt: ago(3 * time.Hour), SeenAt: ago(time.Minute), Agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36"},
			{Hash: []byte{2}, IP: "2001:db8::1", CreatedAt: ago(50 * time.Hour), SeenAt: ago(40 * time.Minute), Agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 wxwork/4.1.0 MicroMessenger/7.0.1"},
			{Hash: []byte{3}, IP: "198.51.100.4", CreatedAt: ago(70 * time.Hour), SeenAt: ago(5 * time.Hour), Agent: "curl/8.0"},
		},
	}
}

// samplePeople are the pages about people.
func samplePeople() []page {
	users := samplePeopleUsers()
	wrong := sampleProfile()
	wrong.User, wrong.Sessions = users[1], wrong.Sessions[:1]
	wrong.Name, wrong.Errors = "", invalid("name", "invalid.required", "current", WordWrongPassword, "password", "invalid.password_common")
	off := sampleProfile()
	off.Errors = invalid("totp_current", WordWrongPassword)
	forced := sampleProfile()
	forced.TOTPForced = true
	return []page{
		{"user_list", UserList(UserListProps{Users: users, TOTPRoles: []models.Role{models.Admin, models.Manager}}), false},
		{"user_new", UserNew(UserNewProps{Role: models.Sales}), false},
		{"user_new_invalid", UserNew(UserNewProps{Username: "a", Role: "x", Errors: invalid("username", "invalid.username", "role", "invalid.choice")}), false},
		{"user_page", UserPage(UserPageProps{User: users[0], Name: users[0].Name, Role: users[0].Role}), false},
		{"user_page_last_admin", UserPage(UserPageProps{User: users[0], Name: users[0].Name, Role: models.Sales, Errors: invalid("role", "invalid.last_admin")}), false},
		{"user_page_not_disabled", UserPage(UserPageProps{User: users[0], Name: users[0].Name, Role: users[0].Role, Errors: invalid("disabled", "invalid.last_admin")}), false},
		{"user_page_disabled", UserPage(UserPageProps{User: users[2], Name: users[2].Name, Role: users[2].Role}), false},
		{"user_page_invited", UserPage(UserPageProps{User: users[3], Name: users[3].Name, Role: users[3].Role}), false},
		{"user_link", UserLink(UserLinkProps{User: users[3], Link: AccessLink("https://leads.example.com", "c2VjcmV0")}), false},
		{"profile", Profile(sampleProfile()), false},
		{"profile_invalid", Profile(wrong), false},
		{"profile_not_off", Profile(off), false},
		{"profile_forced", Profile(forced), false},
		{"second_step", SecondStep(SecondStepProps{Username: "lixiaoyan", Secret: sampleSecret}), false},
		{"second_step_forced", SecondStep(SecondStepProps{Username: "lixiaoyan", Secret: sampleSecret, Forced: true, Errors: invalid("code", "invalid.totp_code")}), true},
		{"recovery_codes", RecoveryCodes(RecoveryCodesProps{Codes: []string{"ABCD-EFGH-IJKL-MNOP", "QRST-UVWX-YZ23-4567"}}), false},
		{"login_code", LoginCode(LoginCodeProps{Return: "/leads/4"}), true},
		{"login_code_wrong", LoginCode(LoginCodeProps{Errors: invalid("code", "invalid.totp_code")}), true},
		{"welcome", Welcome(WelcomeProps{}), true},
		{"welcome_over", Welcome(WelcomeProps{Errors: invalid("token", WordLinkOver)}), true},
		{"welcome_form", Welcome(WelcomeProps{Secret: "c2VjcmV0", User: &users[3], Name: "新人", Errors: invalid("password", "invalid.password_simple")}), true},
		{"welcome_reset", Welcome(WelcomeProps{Secret: "c2VjcmV0", User: &users[1], Name: "周涛"}), true},
	}
}
