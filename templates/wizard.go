package templates

import (
	"context"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"xiansuo/models"
)

// WizardProps are what every step of the set-up shows around its own.
type WizardProps struct {
	Step    models.SetupItem
	Facts   models.SetupFacts
	Account *models.Account // that the steps about one account are about; nil: there is none yet
}

// PushArrivalProps are what came so far to a push address.
type PushArrivalProps struct {
	AccountID int64
	At        models.Instant // when the newest pushed lead came; zero: none yet
	Counts    []models.PushCount
	Asked     int // how often the page has asked already
}

// WizardTeamProps fill the form of several invitations, and show the links of those just invited.
type WizardTeamProps struct {
	Rows   []models.Invitation // as typed
	Links  []UserLinkProps
	Errors *models.Invalid
}

// WizardReportsProps are what was chosen of the accounts' modes and could not be saved.
type WizardReportsProps struct {
	Chosen   map[int64]models.ReportMode
	Errors   *models.Invalid
	Conflict bool // somebody changed an account meanwhile (409)
}

// ReportModeField and ReportVersionField name an account's fields on the last step.
func ReportModeField(account int64) string { return "report_mode_" + strconv.FormatInt(account, 10) }

// ReportVersionField is the account as it was when its mode was chosen.
func ReportVersionField(account int64) string { return "version_" + strconv.FormatInt(account, 10) }

// WizardPath is a step of the set-up, of an account where the step is about one.
func WizardPath(step models.SetupItem, account *models.Account) string {
	switch step {
	case models.SetupPush:
		if account != nil {
			return WizardPushPath(account.ID)
		}
		return WizardPushStartRoute
	case models.SetupTeam:
		return WizardTeamPath()
	case models.SetupReports:
		return WizardReportsPath()
	}
	if account != nil {
		return WizardAccountPath(account.ID)
	}
	return WizardAccountStartPath()
}

// number is the step's place, from 1.
func (p *WizardProps) number() int { return slices.Index(models.SetupSteps, p.Step) + 1 }

// neighbour is the step so many further on; "" beyond either end. Nobody goes back to the first, which
// made the admin who is here.
func (p *WizardProps) neighbour(by int) models.SetupItem {
	at := p.number() - 1 + by
	if at < 1 || at >= len(models.SetupSteps) {
		return ""
	}
	return models.SetupSteps[at]
}

// swapToo lets a part take the place of its former self wherever that stands in the page.
var swapToo = templ.Attributes{"hx-swap-oob": "true"}

// currentStep marks the step that is open.
func currentStep(here bool) templ.Attributes {
	if here {
		return templ.Attributes{"aria-current": "step"}
	}
	return nil
}

func stepWordsOf(ctx context.Context, step models.SetupItem) string {
	switch step {
	case models.SetupAdmin:
		return T(ctx, "wizard.step.admin")
	case models.SetupAccount:
		return T(ctx, "wizard.step.account")
	case models.SetupPush:
		return T(ctx, "wizard.step.push")
	case models.SetupTeam:
		return T(ctx, "wizard.step.team")
	}
	return T(ctx, "wizard.step.reports")
}

// wizardLead says what a step is for.
func wizardLead(ctx context.Context, step models.SetupItem) string {
	switch step {
	case models.SetupAccount:
		return T(ctx, "wizard.lead.account")
	case models.SetupPush:
		return T(ctx, "wizard.lead.push")
	case models.SetupTeam:
		return T(ctx, "wizard.lead.team")
	}
	return T(ctx, "wizard.lead.reports")
}

// done reports whether nothing is left to do on the open step: of the account that it is about, where it
// is about one.
func (p *WizardProps) done() bool {
	switch p.Step {
	case models.SetupAccount:
		return p.Account != nil && p.Facts.Works(p.Account)
	case models.SetupPush:
		return p.Account != nil && !p.Facts.Pushed[p.Account.ID].IsZero()
	}
	return p.Facts.Has(p.Step)
}

// onwardWords and onwardClass: who has done the step goes on, who has not skips it.
func onwardWords(ctx context.Context, p *WizardProps) string {
	if p.done() {
		return T(ctx, "wizard.next")
	}
	return T(ctx, "wizard.skip")
}

func onwardClass(p *WizardProps) string {
	if p.done() {
		return "btn btn-primary"
	}
	return "btn btn-plain"
}

// doneBadge is a fact that is there or is awaited.
func doneBadge(done bool, words string) badge {
	if done {
		return badge{"ok", "circle-check", words}
	}
	return badge{"muted", "circle-dashed", words}
}

// optionsOpen shows the rare settings when one of them is wrong.
func optionsOpen(p *AccountFormProps) bool {
	for _, field := range []string{"pull_minutes", "algorithm"} {
		if _, wrong := p.Errors.Of(field); wrong {
			return true
		}
	}
	return false
}

// How often the page asks whether a push came, and how many times before it waits to be told: a page
// that somebody forgot must not keep their session alive.
const (
	arrivalPoll = "load delay:3s"
	maxAsked    = 400 // 20 minutes
)

// ParseAsked reads how often the page has asked; what is no number has used up its questions.
func ParseAsked(typed string) int {
	if typed == "" {
		return 0
	}
	asked, err := strconv.Atoi(typed)
	if err != nil || asked < 0 || asked > maxAsked {
		return maxAsked
	}
	return asked
}

// arrivalPolling lets the panel ask for itself again while nothing came.
func arrivalPolling(p *PushArrivalProps) templ.Attributes {
	if !p.waits() {
		return nil
	}
	again := WizardPushPath(p.AccountID) + "?asked=" + strconv.Itoa(p.Asked+1)
	return templ.Attributes{"hx-get": again, "hx-trigger": arrivalPoll, "hx-swap": "outerHTML"}
}

func (p *PushArrivalProps) waits() bool { return p.At.IsZero() && p.Asked < maxAsked }

// arrival is the panel as the page first shows it.
func (p *WizardProps) arrival(push *PushProps) PushArrivalProps {
	return PushArrivalProps{AccountID: push.AccountID, At: p.Facts.Pushed[push.AccountID], Counts: push.Counts}
}

// chosen is the mode that an account's radio buttons show.
func (p *WizardReportsProps) chosen(a *models.Account) models.ReportMode {
	if mode, chosen := p.Chosen[a.ID]; chosen {
		return mode
	}
	return a.ReportMode
}

// modeMeans says what becomes of a status in a mode.
func modeMeans(ctx context.Context, mode string) string {
	switch models.ReportMode(mode) {
	case models.ReportOn:
		return T(ctx, "wizard.mode.on")
	case models.ReportOff:
		return T(ctx, "wizard.mode.off")
	}
	return T(ctx, "wizard.mode.dry")
}

// dirty marks a form that holds what nobody has saved, so that leaving it asks first.
func dirty(errors *models.Invalid) templ.Attributes {
	if errors == nil {
		return nil
	}
	return templ.Attributes{"data-dirty": "yes"}
}

// rowWords names a row of the invitations to who cannot see where it stands.
func rowWords(ctx context.Context, at int) string { return T(ctx, "wizard.team_row", "Number", at+1) }
