package models

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Role decides what a user may do.
type Role string

const (
	Admin   Role = "admin"
	Manager Role = "manager"
	Sales   Role = "sales"
	Viewer  Role = "viewer" // figures, no personal data
)

// Roles lists them with their labels.
var Roles = Enum{
	{string(Admin), Text{"管理员", "Admin"}},
	{string(Manager), Text{"主管", "Manager"}},
	{string(Sales), Text{"销售", "Sales"}},
	{string(Viewer), Text{"投手 / 只看数据", "Viewer"}},
}

// User is somebody who signs in.
type User struct {
	ID           int64
	Username     string // lower case, unique
	Name         string // shown to colleagues
	Role         Role
	PasswordHash string
	Language     Language
	Disabled     bool
	CreatedAt    Instant
	SeenAt       Instant // when a session of theirs was last used, to the minute
	TOTPAt       Instant `gorm:"column:totp_at"` // since when the second step is on; zero: it is off
}

// Invited reports whether the user has yet to follow the link and choose a password.
func (u *User) Invited() bool { return u.PasswordHash == "" }

// HasTOTP reports whether the login asks for a second step.
func (u *User) HasTOTP() bool { return !u.TOTPAt.IsZero() }

// CanWork reports whether the user may set a lead's status and see personal data.
func (u *User) CanWork() bool { return u.Role == Admin || u.Role == Manager || u.Role == Sales }

// CanManage reports whether the user may see how pulling and reporting stand and start a pull.
func (u *User) CanManage() bool { return u.Role == Admin || u.Role == Manager }

// CanAdminister reports whether the user may change settings.
func (u *User) CanAdminister() bool { return u.Role == Admin }

// System is the actor of what no person did.
var System = User{Username: "system", Name: "系统", Role: Admin}

// Limits of a user's fields.
const (
	MinPassword = 10 // characters
	MaxPassword = 200
	MaxUsername = 32
)

var usernameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,31}$`)

// NewUser is a user to create, with the password as typed.
type NewUser struct {
	Username string
	Name     string
	Role     Role
	Password string
	Language Language
}

// Check brings the fields to their normal form and returns *Invalid or nil.
func (n *NewUser) Check() error {
	bad := &Invalid{}
	n.Username = strings.ToLower(strings.TrimSpace(n.Username))
	n.Name = strings.TrimSpace(n.Name)
	if n.Name == "" {
		n.Name = n.Username
	}
	if !usernameForm.MatchString(n.Username) {
		bad.Add("username", "invalid.username")
	}
	judgeName(bad, n.Name)
	judgeRole(bad, n.Role)
	judgePassword(bad, n.Password, n.Username)
	return bad.OrNil()
}

func judgeName(bad *Invalid, name string) {
	if utf8.RuneCountInString(name) > MaxUsername {
		bad.AddLimit("name", "invalid.too_long", MaxUsername)
	}
}

func judgeRole(bad *Invalid, role Role) {
	if !Roles.Has(string(role)) {
		bad.Add("role", "invalid.choice")
	}
}
