package handlers

import (
	"context"
	"strings"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// setupMarker keeps what admins said or did of the set-up.
type setupMarker interface {
	MarkSetup(ctx context.Context, mark models.SetupMark, on bool) error
}

// setupKeeper knows how far a desk is set up.
type setupKeeper interface {
	accountLister
	userLister
	setupMarker
	PullStates(ctx context.Context) ([]models.PullState, error)
	LastPushed(ctx context.Context) (map[int64]models.Instant, error)
	SetupMarks(ctx context.Context) (map[models.SetupMark]models.Instant, error)
}

// setupState reads how far the desk is set up. Nothing of it is kept between requests: two admins, and
// whoever comes back after a restart, see the same.
type setupState struct {
	store setupKeeper
	base  string // how people reach the desk
}

func (s setupState) read(ctx context.Context) (facts models.SetupFacts, err error) {
	facts.HTTPS = strings.HasPrefix(s.base, "https://")
	if facts.Accounts, err = s.store.Accounts(ctx); err != nil {
		return facts, err
	}
	if facts.Users, err = s.store.Users(ctx); err != nil {
		return facts, err
	}
	if facts.Pulls, err = s.store.PullStates(ctx); err != nil {
		return facts, err
	}
	if facts.Pushed, err = s.store.LastPushed(ctx); err != nil {
		return facts, err
	}
	facts.Marks, err = s.store.SetupMarks(ctx)
	return facts, err
}

// frame is what every step of the wizard shows around its own.
func (s setupState) frame(ctx context.Context, step models.SetupItem, account *models.Account) (templates.WizardProps, error) {
	facts, err := s.read(ctx)
	if err != nil {
		return templates.WizardProps{}, err
	}
	if account == nil {
		account = facts.Newest()
	}
	return templates.WizardProps{Step: step, Facts: facts, Account: account}, nil
}

// resume goes on where the set-up was left, or to the checklist when every step is done.
func (s setupState) resume(c *web.Context) error {
	facts, err := s.read(c.Ctx())
	if err != nil {
		return err
	}
	if step := facts.Next(); step != "" && step != models.SetupAdmin {
		return c.SeeOther(templates.WizardPath(step, facts.Newest()))
	}
	return c.SeeOther(templates.ChecklistPath())
}
