package models

import "time"

// OwnerWay is how a lead came to its owner.
type OwnerWay string

const (
	OwnerTook       OwnerWay = "took"     // somebody took nobody's lead
	OwnerWorked     OwnerWay = "worked"   // somebody set the status of nobody's lead
	OwnerAssigned   OwnerWay = "assigned" // somebody gave it to them, or back to nobody
	OwnerHandedOver OwnerWay = "handed"   // the owner's leads were handed over
	OwnerBrought    OwnerWay = "brought"  // a handing over was undone
)

// OwnerChange is one change of a lead's owner.
type OwnerChange struct {
	Old     int64    `json:"old"`
	New     int64    `json:"new"`
	Way     OwnerWay `json:"way"`
	OldName string   `json:"-"`
	NewName string   `json:"-"`
}

// TakenRecently is for how long whoever comes second is told who was first. Later the lead is
// simply another's, and not to be seen.
const TakenRecently = 10 * time.Minute

// Taken is the answer to somebody who wanted nobody's lead and came second.
type Taken struct {
	By string // the colleague's name
}

// Error holds no name: it goes to the log.
func (t *Taken) Error() string { return "the lead was taken by somebody else" }

// Is makes it a conflict.
func (t *Taken) Is(target error) bool { return target == ErrConflict }

// AssignWish is what somebody wants a lead's owner to become.
type AssignWish struct {
	LeadID int64
	From   int64 // the owner that they saw: when it is another now, nothing is changed
	To     int64 // a user who works, or Nobody
}

// MayAssign reports whether the user may give leads to others.
func (u *User) MayAssign() bool { return u.CanManage() }

// MayReceive reports whether leads can be given to the user by somebody with the scope.
func (u *User) MayReceive(scope Scope) bool { return !u.Disabled && u.CanWork() && scope.Sees(u.ID) }

// What is written into the audit of owners, teams and hand-overs.
const (
	ActionLeadTaken      AuditAction = "lead.taken"
	ActionLeadAssigned   AuditAction = "lead.assigned"
	ActionTeamCreated    AuditAction = "team.created"
	ActionTeamChanged    AuditAction = "team.changed"
	ActionTeamDeleted    AuditAction = "team.deleted"
	ActionUserHandedOver AuditAction = "user.handed_over"
	ActionHandoverUndone AuditAction = "user.handover_undone"
)
