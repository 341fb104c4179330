package models

import (
	"cmp"
	"crypto/sha256"
	"strings"
)

// Lead is one sales lead: a person who answered an ad. The platform owns PlatformFields, our
// staff own Work; neither ever overwrites the other.
type Lead struct {
	ID             int64 `gorm:"primaryKey;autoIncrement:false"` // ours, in addresses
	ListKey        int64 // the lead's place in every list, see NewListKey; changes only where a pull corrects a push
	AccountID      int64 // the advertiser account on the platform (§6 account_id)
	LeadsID        string
	PlatformFields `gorm:"embedded"`
	Extra          string // fields that §6 does not know: a JSON object, empty for none
	Summary        string // what they asked, in one line: see Summarise
	CampaignRef    int64  // the store's number for the campaign, for search; 0 = none

	IngestedAt  Instant // leads_create_time, or when we first saw it
	SubmittedAt Instant // leads_action_time, zero when unknown
	ReceivedAt  Instant // when we first saw it
	UpdatedAt   Instant // last change by anybody
	Arrival     Arrival // how it first came
	Pushed      bool    // it came by a push, first or later
	Preview     bool    // a test lead from the ad preview: kept out of reports and counts (§8.14)
	PullHash    []byte  // Digest of the last pulled form, to skip unchanged leads
	Unverified  bool    // a push said something that no pull has confirmed yet: its body is unsigned (§8.16)

	Work        `gorm:"embedded"`
	WorkVersion int64 // grows with every change of Work
	WorkedAt    Instant
	OwnerID     int64 // the user who works the lead; 0 = nobody
	ReportState ReportState
	QueueAt     Instant // its place in the sellers' queue, see QueueNew
	FollowedAt  Instant // when a person last followed it up
	ErasedAt    Instant // when its personal data was removed, see IsErased; 0 = never

	Raw         string   `gorm:"-"` // the JSON it was decoded from, without ID numbers; empty: not decoded now
	RawWarnings []string `gorm:"-"` // what the decoder had to mend in it
}

// Arrival is how a lead came to us.
type Arrival string

const (
	Pulled Arrival = "pull"
	Pushed Arrival = "push"
	// Backfilled leads are history that somebody asked for: no news, so they raise no alarm.
	Backfilled Arrival = "backfill"
	// Replayed is the way of a kept raw event through the present decoder: it changes what was
	// decoded, and neither confirms nor doubts it.
	Replayed Arrival = "replay"
	// Manual leads were brought by a script: the platform does not know them, so nothing of them is
	// ever reported or compared.
	Manual Arrival = "manual"
)

// IsPull reports whether the form was asked for by us, so that the platform vouches for it.
func (a Arrival) IsPull() bool { return a == Pulled || a == Backfilled }

// listKeyBits is the share of the list key that holds our id: two thousand million leads.
const listKeyBits = 31

// NewListKey is a lead's place in every list: ingestion second, then our id, in one number that
// is unique and sorts newest last. One column to order by makes every index shorter and every
// cursor a single comparison.
func NewListKey(ingested Instant, id int64) int64 {
	return clampSeconds(ingested)<<listKeyBits | id&(1<<listKeyBits-1)
}

// ListKeyFloor is the lowest list key of leads ingested at or after the instant.
func ListKeyFloor(at Instant) int64 { return clampSeconds(at) << listKeyBits }

// ListKeyTime is the ingestion second of a list key.
func ListKeyTime(key int64) Instant { return Instant(key>>listKeyBits) * 1000 }

func clampSeconds(at Instant) int64 {
	return min(max(int64(at)/1000, 0), 1<<32-1)
}

// IsPreview reports whether the platform made the lead while an advertiser previewed an ad (§8.14).
func (f *PlatformFields) IsPreview() bool {
	return f.LeadsSource == "AD_PREVIEW" || f.LeadsComeFrom == "LEADS_SOURCE_TYPE_AD_PREVIEW"
}

// Tags are the lead's tags; the platform separates them by an ASCII semicolon (§6).
func (f *PlatformFields) Tags() []string {
	var tags []string
	for tag := range strings.SplitSeq(f.LeadsTags, ";") {
		if tag = strings.TrimSpace(tag); tag != "" {
			tags = append(tags, tag)
		}
	}
	return tags
}

// Digest is a fingerprint of everything the platform said, for telling an unchanged lead.
func (l *Lead) Digest() []byte {
	said := make([]byte, 0, 4096) // most leads; longer ones make it grow
	for i := range LeadFields {
		said = append(append(said, *LeadFields[i].At(&l.PlatformFields)...), 0)
	}
	said = append(append(said, l.Extra...), 0)
	sum := sha256.Sum256(said)
	return sum[:16]
}

// FieldChange is one field that the platform changed.
type FieldChange struct {
	Name string `json:"name"`
	Old  string `json:"old"`
	New  string `json:"new"`
}

// Absorb takes over what a newer form of the same lead says and returns what changed. A field
// that the newer form leaves out keeps its value: push and pull do not send the same fields.
func (l *Lead) Absorb(newer *Lead) []FieldChange {
	var changes []FieldChange
	for i := range LeadFields {
		old, now := LeadFields[i].At(&l.PlatformFields), *LeadFields[i].At(&newer.PlatformFields)
		if now == "" || now == *old {
			continue
		}
		changes = append(changes, FieldChange{LeadFields[i].Name, *old, now})
		*old = now
	}
	if newer.Extra != "" && newer.Extra != l.Extra {
		changes = append(changes, FieldChange{"extra", l.Extra, newer.Extra})
		l.Extra = newer.Extra
	}
	if newer.SubmittedAt != 0 {
		l.SubmittedAt = newer.SubmittedAt
	}
	l.Preview, l.Summary = l.IsPreview(), l.Summarise()
	return changes
}

// StatusWish is what a seller wants a lead's Work to become.
type StatusWish struct {
	LeadID  int64
	Version int64 // the WorkVersion that the seller saw
	Work    Work
}

// SetStatus is the rule behind every change of status: it judges the wish by the account's
// status system and applies it. It returns *Invalid, ErrConflict when somebody changed the lead
// since, or nil; changed is false when the wish is what the lead already says and nothing needs
// to be sent again.
func (l *Lead) SetStatus(account *Account, wish StatusWish, by *User, now Instant) (changed bool, err error) {
	if l.IsErased() {
		bad := &Invalid{}
		bad.Add("leads_convert_type", "invalid.lead_erased") // nobody can know any more whom it is about
		return false, bad
	}
	wish.Work = wish.Work.Trim()
	if err := account.Rules().Check(wish.Work); err != nil {
		return false, err
	}
	if wish.Work == l.Work && l.ReportState != ReportFailed {
		return false, nil // a second click; after a failed report it means "send it again"
	}
	if wish.Version != l.WorkVersion {
		return false, ErrConflict
	}
	l.Work = wish.Work
	l.WorkVersion++
	l.WorkedAt, l.UpdatedAt = now, now
	l.workedBy(by)
	l.Requeue(KeepNext, now)
	l.ReportState = account.ReportMode.firstState().OnLead()
	if l.WhyNotReported() != "" {
		l.ReportState = ReportExcluded
	}
	return true, nil
}

// FollowUp is the rule behind the one form: what became of a contact, and with it the status, as
// SetStatus judges it. A status that stays as it is conflicts with nobody: what was said on the phone
// is added to the history whoever else was at work.
func (l *Lead) FollowUp(account *Account, wish FollowUpWish, by *User, now Instant) (changed bool, err error) {
	wish = wish.Trim()
	bad := &Invalid{}
	same := func(field string) string { return field }
	bad.AddAll(wish.Check(now), same)
	if wish.Work != l.Work || l.IsErased() {
		changed, err = l.SetStatus(account, wish.StatusWish, by, now)
		bad.AddAll(err, same)
	} else if wish.Outcome == "" && wish.Note == "" && wish.NextAt == KeepNext {
		bad.Add("outcome", "invalid.follow_up_empty")
	}
	if err := cmp.Or(bad.OrNil(), err); err != nil {
		return false, err
	}
	l.FollowedAt, l.UpdatedAt = now, now
	l.workedBy(by)
	l.Requeue(wish.NextAt, now)
	return changed, nil
}

// workedBy gives nobody's lead to the seller who works it first.
func (l *Lead) workedBy(user *User) {
	if l.OwnerID == Nobody && user.Role == Sales {
		l.OwnerID = user.ID
	}
}

// WhyNotReported names the cause (a key of the pages' words) for which a lead's status stays
// with us, or "" when it is reported.
func (l *Lead) WhyNotReported() string {
	switch {
	case l.Preview:
		return "report.why.preview"
	case l.LeadsID == "", l.Arrival == Manual:
		return "report.why.no_leads_id"
	}
	return ""
}
