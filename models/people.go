package models

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/netip"
	"strings"
	"time"
)

// What is written into the audit of people and logins.
const (
	ActUserCreated     AuditAction = "user.created"
	ActUserInvited     AuditAction = "user.invited"
	ActUserJoined      AuditAction = "user.joined"
	ActUserChanged     AuditAction = "user.changed"
	ActUserRole        AuditAction = "user.role_changed"
	ActUserDisabled    AuditAction = "user.disabled"
	ActUserEnabled     AuditAction = "user.enabled"
	ActResetLinkMade   AuditAction = "password.link_made"
	ActPasswordReset   AuditAction = "password.reset"
	ActPasswordChanged AuditAction = "password.changed"
	ActTOTPOn          AuditAction = "totp.on"
	ActTOTPOff         AuditAction = "totp.off"
	ActTOTPRecovered   AuditAction = "totp.recovery_code_used"
	ActTOTPRoles       AuditAction = "totp.roles_changed"
	ActLoginSucceeded  AuditAction = "login.succeeded"
	ActLoginFailed     AuditAction = "login.failed"
	ActLoginLocked     AuditAction = "login.locked"
	ActSessionEnded    AuditAction = "session.ended"
	ActSignedOut       AuditAction = "session.signed_out"
)

// How many logins may fail before more are refused unread, and within what time.
const (
	LoginWindow      = 5 * time.Minute
	FailuresPerUser  = 5
	FailuresPerPlace = 20
)

// AccessLinkLife is for how long an invitation or a link for a new password is good.
const AccessLinkLife = 72 * time.Hour

// AccessLink lets one person choose a password, once. Only a hash of its secret is kept.
type AccessLink struct {
	UserID      int64 `gorm:"primaryKey"`
	Hash        []byte
	WithoutTOTP bool `gorm:"column:without_totp"` // whoever uses it has lost the second step
	ExpiresAt   Instant
}

const linkSecret = 32 // bytes

// NewLinkSecret is the random part of a link, and the hash that is kept of it.
func NewLinkSecret() (secret string, hash []byte) {
	random := make([]byte, linkSecret)
	_, _ = rand.Read(random) // never fails: crypto/rand ends the program instead
	secret = base64.RawURLEncoding.EncodeToString(random)
	return secret, LinkHash(secret)
}

// LinkHash is what is kept of a link's secret.
func LinkHash(secret string) []byte {
	hash := sha256.Sum256([]byte(strings.TrimSpace(secret)))
	return hash[:]
}

// Invitation is a user to invite: the password is theirs to choose.
type Invitation struct {
	Username string
	Name     string
	Role     Role
}

// Check brings the fields to their normal form and returns *Invalid or nil.
func (i *Invitation) Check() error {
	bad := &Invalid{}
	i.Username = strings.ToLower(strings.TrimSpace(i.Username))
	i.Name = strings.TrimSpace(i.Name)
	if i.Name == "" {
		i.Name = i.Username
	}
	if !usernameForm.MatchString(i.Username) {
		bad.Add("username", "invalid.username")
	}
	judgeName(bad, i.Name)
	judgeRole(bad, i.Role)
	return bad.OrNil()
}

// UserEdit is what an admin changes of a user.
type UserEdit struct {
	ID   int64
	Name string
	Role Role
}

// Check brings the fields to their normal form and returns *Invalid or nil.
func (e *UserEdit) Check() error {
	bad := &Invalid{}
	e.Name = strings.TrimSpace(e.Name)
	if e.Name == "" {
		bad.Add("name", "invalid.required")
	}
	judgeName(bad, e.Name)
	judgeRole(bad, e.Role)
	return bad.OrNil()
}

// ProfileEdit is what people change of themselves.
type ProfileEdit struct {
	UserID   int64
	Name     string
	Language Language // empty: what the browser says
}

// Check brings the fields to their normal form and returns *Invalid or nil.
func (e *ProfileEdit) Check() error {
	bad := &Invalid{}
	e.Name = strings.TrimSpace(e.Name)
	if e.Name == "" {
		bad.Add("name", "invalid.required")
	}
	judgeName(bad, e.Name)
	known := e.Language == ""
	for _, language := range Languages {
		known = known || language == e.Language
	}
	if !known {
		bad.Add("language", "invalid.choice")
	}
	return bad.OrNil()
}

// Network is an address, or of an IPv6 address the /64 that one customer has to himself: what is
// counted when somebody does too much.
func Network(ip string) string {
	address, err := netip.ParseAddr(ip)
	if err != nil || address.Unmap().Is4() {
		return ip
	}
	prefix, err := address.Prefix(64)
	if err != nil {
		return ip
	}
	return prefix.String()
}

// Joining is what somebody fills in who follows a link.
type Joining struct {
	Username string // fixed by the invitation
	Name     string
	Password string
}

// Check brings the fields to their normal form and returns *Invalid or nil.
func (j *Joining) Check() error {
	bad := &Invalid{}
	j.Name = strings.TrimSpace(j.Name)
	if j.Name == "" {
		bad.Add("name", "invalid.required")
	}
	judgeName(bad, j.Name)
	judgePassword(bad, j.Password, j.Username)
	return bad.OrNil()
}
