package models

import (
	"strings"
	"unicode/utf8"
)

// StatusSystem is which list of statuses an account reports (§3, §4).
type StatusSystem string

const (
	StandardSystem StatusSystem = "standard"
	IndustrySystem StatusSystem = "industry"
)

// Industry decides the words and values of the industry status system.
type Industry string

const (
	NoIndustry Industry = "none"
	Estate     Industry = "estate"    // 房产
	Home       Industry = "home"      // 家居
	Medical    Industry = "medical"   // 医疗, also written 医药
	Franchise  Industry = "franchise" // 招商加盟
)

// Industries and StatusSystems list the choices of an account's form; Algorithms those of its signature.
var (
	Industries = Enum{
		{string(NoIndustry), Text{"其他行业", "Other"}},
		{string(Estate), Text{"房产", "Real estate"}},
		{string(Home), Text{"家居", "Home furnishing"}},
		{string(Medical), Text{"医疗", "Medical"}},
		{string(Franchise), Text{"招商加盟", "Franchise"}},
	}
	StatusSystems = Enum{
		{string(StandardSystem), Text{"标准状态体系", "Standard statuses"}},
		{string(IndustrySystem), Text{"行业状态体系", "Industry statuses"}},
	}
	Algorithms = Enum{
		{string(SHA256), Text{"SHA256", "SHA256"}},
		{string(SHA1), Text{"SHA1", "SHA1"}},
	}
)

// Algorithm is the digest of a signature ("Headers").
type Algorithm string

const (
	SHA1   Algorithm = "SHA1"
	SHA256 Algorithm = "SHA256"
)

// Account is an advertiser account on the platform, known by the platform's number.
type Account struct {
	ID           int64 `gorm:"primaryKey;autoIncrement:false"` // §6 account_id
	Name         string
	Industry     Industry
	StatusSystem StatusSystem
	Algorithm    Algorithm
	OldSignature bool // sign our calls with 3 fields instead of 4
	OmitID       bool // leave account_id out of the query (§8.23)
	KeepIDNumber bool // store id_number; off by default
	Paused       bool // nothing is pulled or reported
	PullMinutes  int  // the rest between two pulls, 1 to MaxPullMinutes
	Version      int64
	CreatedAt    Instant
	UpdatedAt    Instant

	ReportMode         ReportMode
	ReportDeadlineDays int     // 0 = none
	ConfirmReports     bool    // judge reports by the tag that a later pull shows
	ConfirmMisses      int     // reports in a row that were not shown
	ConfirmEndedAt     Instant // when confirmation ended itself; 0 = it did not

	Pull   CredentialsSummary `gorm:"embedded;embeddedPrefix:pull_"`
	Report CredentialsSummary `gorm:"embedded;embeddedPrefix:report_"`
	Push   CredentialsSummary `gorm:"embedded;embeddedPrefix:push_"`
}

// CredentialsSummary is what may be shown of a stored pair: never the secret itself. The pair for
// pulling serves every purpose that has none of its own.
type CredentialsSummary struct {
	TokenTail  string // last four characters, fewer of a short one
	SecretTail string
	ChangedAt  Instant
	ChangedBy  string
}

// IsSet reports whether a pair is stored.
func (c CredentialsSummary) IsSet() bool { return !c.ChangedAt.IsZero() }

// Purpose is what a pair of credentials is used for.
type Purpose string

const (
	ForPull   Purpose = "pull"
	ForReport Purpose = "report"
	ForPush   Purpose = "push"
)

// Credentials are a token and its secret, in the clear. They live in memory only, and only as
// long as a call takes; String keeps them out of logs.
type Credentials struct {
	AccountID    int64
	Token        string
	Secret       string
	Algorithm    Algorithm
	OldSignature bool
	OmitID       bool
}

// String hides the secrets.
func (c Credentials) String() string { return "credentials" }

// GoString hides the secrets from %#v.
func (c Credentials) GoString() string { return "credentials" }

// Pair is a token and secret as typed into a form. Empty fields leave what is stored.
type Pair struct{ Token, Secret string }

// IsZero reports whether nothing was typed.
func (p Pair) IsZero() bool { return p == Pair{} }

// String hides the secrets.
func (p Pair) String() string { return "pair" }

// GoString hides the secrets from %#v.
func (p Pair) GoString() string { return "pair" }

// AccountEdit is an account as an admin wants it. Version 0 creates the account.
type AccountEdit struct {
	ID           int64
	Version      int64
	Name         string
	Industry     Industry
	StatusSystem StatusSystem
	Algorithm    Algorithm
	OldSignature bool
	OmitID       bool
	KeepIDNumber bool
	Paused       bool
	PullMinutes  int  // 0 stands for 1
	Pull         Pair // required when creating
	Report, Push Pair
	DropReport   bool // forget the separate pair: use the pull pair again
	DropPush     bool

	ReportMode         ReportMode // empty: on
	ReportDeadlineDays int        // 0: the default
	NoConfirm          bool       // do not judge reports by later pulls
}

// Limits of an account's fields, in characters.
const (
	MaxAccountName = 60
	MaxSecret      = 256
)

// Check returns *Invalid with every field that is wrong, or nil.
func (e *AccountEdit) Check() error {
	bad := &Invalid{}
	e.Name = strings.TrimSpace(e.Name)
	if e.ID <= 0 {
		bad.Add("account_id", "invalid.account_id")
	}
	switch n := utf8.RuneCountInString(e.Name); {
	case n == 0:
		bad.Add("name", "invalid.required")
	case n > MaxAccountName:
		bad.AddLimit("name", "invalid.too_long", MaxAccountName)
	}
	if !Industries.Has(string(e.Industry)) {
		bad.Add("industry", "invalid.choice")
	}
	if !StatusSystems.Has(string(e.StatusSystem)) {
		bad.Add("status_system", "invalid.choice")
	}
	if e.StatusSystem == IndustrySystem && e.Industry == NoIndustry {
		bad.Add("status_system", "invalid.system_needs_industry")
	}
	if !Algorithms.Has(string(e.Algorithm)) {
		bad.Add("algorithm", "invalid.choice")
	}
	e.checkReporting(bad)
	if e.PullMinutes == 0 {
		e.PullMinutes = 1
	}
	if e.PullMinutes < 1 || e.PullMinutes > MaxPullMinutes {
		bad.AddLimit("pull_minutes", "invalid.pull_minutes", MaxPullMinutes)
	}
	creating := e.Version == 0
	checkPair(bad, "", &e.Pull, creating)
	checkPair(bad, "report_", &e.Report, false)
	checkPair(bad, "push_", &e.Push, false)
	return bad.OrNil()
}

func (e *AccountEdit) checkReporting(bad *Invalid) {
	if e.ReportMode == "" {
		e.ReportMode = ReportOn
	}
	if !ReportModes.Has(string(e.ReportMode)) {
		bad.Add("report_mode", "invalid.choice")
	}
	switch {
	case e.ReportDeadlineDays == 0:
		e.ReportDeadlineDays = DefaultReportDeadline
	case e.ReportDeadlineDays < 1 || e.ReportDeadlineDays > MaxReportDeadline:
		bad.AddLimit("report_deadline_days", "invalid.deadline_days", MaxReportDeadline)
	}
}

// checkPair wants both halves of a pair or none. An existing pair may get a new secret only
// together with its token, so that a half-changed pair can never be stored.
func checkPair(bad *Invalid, prefix string, p *Pair, required bool) {
	p.Token, p.Secret = strings.TrimSpace(p.Token), strings.TrimSpace(p.Secret)
	if p.IsZero() && !required {
		return
	}
	for _, half := range []struct{ field, value string }{{"token", p.Token}, {"secret", p.Secret}} {
		switch {
		case half.value == "":
			bad.Add(prefix+half.field, "invalid.required")
		case len(half.value) > MaxSecret:
			bad.AddLimit(prefix+half.field, "invalid.too_long", MaxSecret)
		case strings.ContainsFunc(half.value, notPrintableASCII):
			bad.Add(prefix+half.field, "invalid.secret_characters")
		}
	}
	if strings.ContainsAny(p.Token, ",.") {
		bad.Add(prefix+"token", "invalid.secret_characters") // they separate the parts of a signature
	}
}

func notPrintableASCII(r rune) bool { return r <= ' ' || r > '~' }

// Rules are the statuses that this account may report.
func (a *Account) Rules() StatusRules { return RulesFor(a.StatusSystem, a.Industry) }

// Has reports whether the account has credentials for a purpose, its own or the pull pair.
func (a *Account) Has(p Purpose) bool {
	return a.Pull.IsSet() || p == ForReport && a.Report.IsSet() || p == ForPush && a.Push.IsSet()
}
