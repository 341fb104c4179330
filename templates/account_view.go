package templates

import (
	"context"
	"strconv"
	"time"

	"xiansuo/models"
)

// accountBadge is how an account stands: paused, refused, behind, or well.
func accountBadge(ctx context.Context, a *AccountState) badge {
	switch {
	case a.Account.Paused:
		return badge{"muted", "player-pause", T(ctx, "account.paused")}
	case !a.Account.Pull.IsSet():
		return badge{"bad", "alert-triangle", T(ctx, "account.no_credentials")}
	case a.Pull.LastKind != "":
		return badge{"bad", "alert-triangle", T(ctx, "account.failing")}
	case a.Breaker.IsOpen():
		return badge{"bad", "alert-triangle", T(ctx, "breaker.short")}
	case a.Pull.Behind():
		return badge{"bad", "alert-triangle", T(ctx, "account.gap")}
	case daysThatDiffer(a.Days) > 0:
		return badge{"bad", "alert-triangle", T(ctx, "account.differs")}
	case a.Pull.SucceededAt.IsZero():
		return badge{"muted", "clock", T(ctx, "account.not_yet")}
	}
	return badge{"ok", "circle-check", T(ctx, "account.working")}
}

// pullSentence says how the last pull went.
func pullSentence(ctx context.Context, s *models.PullState) string {
	switch {
	case s.StartedAt.IsZero():
		return T(ctx, "sync.never")
	case pulling(s):
		return T(ctx, "sync.running")
	case s.LastKind == models.RefusedPermission && skewOf(s).Abs() > models.MaxSkew:
		return T(ctx, "refusal.clock") // not the credentials
	case s.LastKind != "":
		return refusalWords(ctx, s.LastKind)
	case s.Received == 0:
		return T(ctx, "sync.nothing_new")
	}
	return T(ctx, "sync.received", "Count", s.Received, "New", s.New, "Changed", s.Changed)
}

// pulling reports whether a pull runs.
func pulling(s *models.PullState) bool { return !s.StartedAt.IsZero() && s.FinishedAt < s.StartedAt }

// warnSkew is how far our clock may be off before the pages say so.
const warnSkew = time.Minute

// skewSentence warns of a clock that is off; empty when it is right enough.
func skewSentence(ctx context.Context, by time.Duration) string {
	switch {
	case by.Abs() < warnSkew:
		return ""
	case by > 0:
		return T(ctx, "skew.fast", "By", duration(ctx, by))
	}
	return T(ctx, "skew.slow", "By", duration(ctx, by))
}

func skewOf(s *models.PullState) time.Duration {
	return time.Duration(s.SkewMillis) * time.Millisecond
}

// reportsPath is the list of an account's leads whose reports stand so.
func reportsPath(account int64, state models.ReportState) string {
	return LeadFilter{Account: strconv.FormatInt(account, 10), Report: string(state)}.Path()
}

// storedPair says which credentials are stored: ····1234 · 李晓燕 · 11-20 11:03.
func storedPair(ctx context.Context, tail string, c *models.CredentialsSummary) string {
	if !c.IsSet() {
		return T(ctx, "pair.none")
	}
	return T(ctx, "pair.stored", "Pair", joined(" · ", "····"+tail, c.ChangedBy, relativeTime(ctx, c.ChangedAt)))
}

// pairProps are the two fields of one pair of credentials.
type pairProps struct {
	Prefix   string // of the fields' names
	Stored   *models.CredentialsSummary
	Optional bool
	Errors   *models.Invalid
}

// pairs of an account: of a new one none is stored.
func storedCredentials(a *models.Account, purpose models.Purpose) *models.CredentialsSummary {
	if a == nil {
		return &models.CredentialsSummary{}
	}
	switch purpose {
	case models.ForReport:
		return &a.Report
	case models.ForPush:
		return &a.Push
	}
	return &a.Pull
}

// separateOpen shows the separate pairs when there are any or one is wrong.
func separateOpen(p *AccountFormProps) bool {
	if p.Stored != nil && (p.Stored.Report.IsSet() || p.Stored.Push.IsSet()) {
		return true
	}
	for _, field := range []string{"report_token", "report_secret", "push_token", "push_secret"} {
		if _, wrong := p.Errors.Of(field); wrong {
			return true
		}
	}
	return !p.Edit.Report.IsZero() || !p.Edit.Push.IsZero()
}

// accountFormPath is where the form goes: a new account to the list, a stored one to itself.
func accountFormPath(p *AccountFormProps) string {
	switch {
	case p.Stored != nil:
		return p.path(p.Stored.ID)
	case p.InWizard:
		return WizardAccountStartRoute
	}
	return AccountsPath()
}

// path is an account's page where the form stands.
func (p *AccountFormProps) path(account int64) string {
	if p.InWizard {
		return WizardAccountPath(account)
	}
	return AccountPath(account)
}

// testPath tests the connection of the stored account.
func (p *AccountFormProps) testPath() string {
	if p.InWizard {
		return WizardTestPath(p.Stored.ID)
	}
	return AccountTestPath(p.Stored.ID)
}

func accountFormTitle(ctx context.Context, p *AccountFormProps) string {
	if p.Stored == nil {
		return T(ctx, "account.new")
	}
	return p.Stored.Name
}

// accountNumber is the number as typed: nothing yet for a new account.
func accountNumber(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

// pullMinutes is the rest between pulls as typed: a minute for a new account.
func pullMinutes(e *models.AccountEdit) string { return strconv.Itoa(max(e.PullMinutes, 1)) }

// systemLine is an account's industry and status system.
func systemLine(ctx context.Context, a *models.Account) string {
	return joined(" · ", models.Industries.Label(string(a.Industry), Language(ctx)), models.StatusSystems.Label(string(a.StatusSystem), Language(ctx)))
}
