package models

// Change is one entry of a lead's history. Exactly the details of its Kind are set.
type Change struct {
	ID       int64
	LeadID   int64
	At       Instant
	Kind     ChangeKind
	UserID   int64  // 0 = the system or the platform
	UserName string `gorm:"-"`

	Status   *StatusChange `gorm:"-"`
	Platform []FieldChange `gorm:"-"` // what the platform changed
	Report   *ReportChange `gorm:"-"`
	Owner    *OwnerChange  `gorm:"-"`
	Details  string        // the set one as JSON: what the database keeps
}

// ChangeKind says what happened.
type ChangeKind string

const (
	ChangeReceived ChangeKind = "received" // the lead came
	ChangePlatform ChangeKind = "platform" // the platform changed its fields
	ChangeStatus   ChangeKind = "status"   // somebody set the status
	ChangeReport   ChangeKind = "report"   // the platform answered our report
	ChangeReveal   ChangeKind = "reveal"   // somebody looked at the personal data
	ChangeOwner    ChangeKind = "owner"    // the lead came to somebody, or back to nobody
	ChangeErased   ChangeKind = "erased"   // the personal data was removed: by a rule (no user), or because the person asked
)

// StatusChange is one change of a lead's Work by a person.
type StatusChange struct {
	Old     Work  `json:"old"`
	New     Work  `json:"new"`
	Version int64 `json:"version"` // the WorkVersion after it

	Cancelled bool   `json:"cancelled,omitempty"` // the change before was taken back
	FromTag   string `json:"from_tag,omitempty"`  // taken over from the platform's leads_follow_tag
}

// ReportChange is the platform's answer to a report, kept when it changes where the report stands.
type ReportChange struct {
	State   ReportState `json:"state"`
	Version int64       `json:"version"`
	Kind    Refusal     `json:"kind,omitempty"`
	Code    int         `json:"code,omitempty"`
	Message string      `json:"message,omitempty"`
	Tag     string      `json:"tag,omitempty"`    // the platform's leads_follow_tag that decided it
	Reason  string      `json:"reason,omitempty"` // why somebody discarded it
}
