package models

import "strconv"

// SetupItem is one thing that a desk has before it does its work by itself.
type SetupItem string

const (
	SetupAdmin   SetupItem = "admin"   // somebody can sign in and change settings
	SetupAccount SetupItem = "account" // an account whose credentials the platform takes
	SetupPull    SetupItem = "pull"    // a pull succeeded
	SetupPush    SetupItem = "push"    // the platform pushed a lead
	SetupTeam    SetupItem = "team"    // a second person is invited
	SetupReports SetupItem = "reports" // of each account it is decided whether statuses are reported
	SetupKey     SetupItem = "key"     // somebody says that the key file lies in another place too
	SetupHTTPS   SetupItem = "https"   // the desk is reached by HTTPS
)

// SetupItems lists them in the order in which a desk is set up.
var SetupItems = []SetupItem{SetupAdmin, SetupAccount, SetupPull, SetupPush, SetupTeam, SetupReports, SetupKey, SetupHTTPS}

// SetupSteps are those that have a page of the wizard, in its order.
var SetupSteps = []SetupItem{SetupAdmin, SetupAccount, SetupPush, SetupTeam, SetupReports}

// SetupMark is something that admins said or did of which nothing else is left to see.
type SetupMark struct {
	Kind      SetupMarkKind
	AccountID int64 // 0: the whole desk
}

// SetupMarkKind names a mark.
type SetupMarkKind string

const (
	MarkDismissed SetupMarkKind = "dismissed"  // the checklist is not wanted on the list of leads
	MarkKeyCopied SetupMarkKind = "key_copied" // the key file lies in another place too
	MarkTested    SetupMarkKind = "tested"     // a test of the account's connection passed
	MarkDecided   SetupMarkKind = "decided"    // somebody chose the account's report mode
)

// ActSetupMarked is what the audit says of a mark of the whole desk.
const ActSetupMarked AuditAction = "desk.setup_marked"

// SetupFacts are what the state of the set-up is read from. Nothing but the marks is kept for it.
type SetupFacts struct {
	Accounts []Account
	Users    []User
	Pulls    []PullState
	Pushed   map[int64]Instant // by account: when the newest lead came that the platform pushed
	Marks    map[SetupMark]Instant
	HTTPS    bool
}

// Has reports whether an item is done.
func (f *SetupFacts) Has(item SetupItem) bool {
	switch item {
	case SetupAdmin:
		return f.people(func(u *User) bool { return u.CanAdminister() && !u.Invited() }) > 0
	case SetupAccount:
		return f.anyAccount(f.Works)
	case SetupPull:
		return f.anyAccount(f.Pulled)
	case SetupPush:
		return f.anyAccount(func(a *Account) bool { return !f.Pushed[a.ID].IsZero() })
	case SetupTeam:
		return f.people(func(*User) bool { return true }) > 1
	case SetupReports:
		undecided := f.anyAccount(func(a *Account) bool { return !f.Decided(a) })
		return len(f.Accounts) > 0 && !undecided
	case SetupKey:
		return f.marked(MarkKeyCopied)
	case SetupHTTPS:
		return f.HTTPS
	}
	return false
}

// Done is how many items are done.
func (f *SetupFacts) Done() int {
	done := 0
	for _, item := range SetupItems {
		if f.Has(item) {
			done++
		}
	}
	return done
}

// Dismissed reports whether an admin wants to see the checklist no more.
func (f *SetupFacts) Dismissed() bool { return f.marked(MarkDismissed) }

// Next is the first step of the wizard that is not done; SetupItem("") when all are.
func (f *SetupFacts) Next() SetupItem {
	for _, step := range SetupSteps {
		if !f.Has(step) {
			return step
		}
	}
	return ""
}

// Newest is the account that was added last: the one that somebody who sets up means. nil: there is none.
func (f *SetupFacts) Newest() *Account {
	var newest *Account
	for i := range f.Accounts {
		if newest == nil || f.Accounts[i].CreatedAt > newest.CreatedAt {
			newest = &f.Accounts[i]
		}
	}
	return newest
}

// Decided reports whether somebody chose what becomes of an account's statuses. A new account is on a
// dry run; any other mode was chosen, and a dry run too when somebody said so.
func (f *SetupFacts) Decided(a *Account) bool {
	_, said := f.Marks[SetupMark{MarkDecided, a.ID}]
	return said || a.ReportMode != ReportDryRun
}

// Pulled reports whether a pull of the account ever succeeded.
func (f *SetupFacts) Pulled(a *Account) bool { return !f.pulledAt(a.ID).IsZero() }

// Works reports whether the platform took the account's credentials as they are now.
func (f *SetupFacts) Works(a *Account) bool {
	return a.Pull.IsSet() && max(f.Marks[SetupMark{MarkTested, a.ID}], f.pulledAt(a.ID)) >= a.Pull.ChangedAt
}

func (f *SetupFacts) pulledAt(account int64) Instant {
	for i := range f.Pulls {
		if f.Pulls[i].AccountID == account {
			return f.Pulls[i].SucceededAt
		}
	}
	return 0
}

func (f *SetupFacts) marked(kind SetupMarkKind) bool {
	_, marked := f.Marks[SetupMark{Kind: kind}]
	return marked
}

func (f *SetupFacts) anyAccount(is func(*Account) bool) bool {
	for i := range f.Accounts {
		if is(&f.Accounts[i]) {
			return true
		}
	}
	return false
}

// people counts those who are not kept out.
func (f *SetupFacts) people(is func(*User) bool) int {
	count := 0
	for i := range f.Users {
		if !f.Users[i].Disabled && is(&f.Users[i]) {
			count++
		}
	}
	return count
}

// MaxInvitations is how many colleagues are invited at once.
const MaxInvitations = 20

// Invited is a colleague who was just invited, and the secret of their link.
type Invited struct {
	User   User
	Secret string
}

// CheckInvitations brings invitations to their normal form and returns *Invalid or nil. What is wrong
// with the second is told of the fields username_1, name_1, role_1 (see InvitationField).
func CheckInvitations(invitations []Invitation) error {
	bad := &Invalid{}
	seen := map[string]bool{}
	for i := range invitations {
		bad.AddAll(invitations[i].Check(), func(field string) string { return InvitationField(field, i) })
		name := invitations[i].Username
		if _, wrong := bad.Of(InvitationField("username", i)); !wrong && seen[name] {
			bad.Add(InvitationField("username", i), "invalid.username_twice")
		}
		seen[name] = true
	}
	if len(invitations) == 0 {
		bad.Add(InvitationField("username", 0), "invalid.required")
	}
	if len(invitations) > MaxInvitations {
		bad.AddLimit(InvitationField("username", 0), "invalid.too_many_invitations", MaxInvitations)
	}
	return bad.OrNil()
}

// InvitationField is the name of a field of one of several invitations.
func InvitationField(field string, at int) string { return field + "_" + strconv.Itoa(at) }
