package handlers

import (
	"context"
	"slices"

	"xiansuo/models"
)

// ScopeOf gives the manager the sales user's leads.
func (f *fakeDesk) ScopeOf(_ context.Context, user models.User) (models.Scope, error) {
	return user.ScopeOf([]int64{sales.ID}), nil
}

func (f *fakeDesk) SeenReportCounts(ctx context.Context) ([]models.ReportCount, error) {
	return f.ReportCounts(ctx)
}

func (f *fakeDesk) TakeLead(ctx context.Context, id int64, by models.User) error {
	lead, err := f.Lead(ctx, id)
	if err != nil {
		return err
	}
	if lead.OwnerID != models.Nobody && lead.OwnerID != by.ID {
		return &models.Taken{By: "同事"}
	}
	return f.own(lead, by.ID)
}

func (f *fakeDesk) AssignLead(ctx context.Context, wish models.AssignWish, _ models.User) error {
	lead, err := f.Lead(ctx, wish.LeadID)
	switch {
	case err != nil:
		return err
	case lead.OwnerID != wish.From:
		return models.ErrConflict
	case wish.To != models.Nobody && !slices.ContainsFunc(f.users, func(u models.User) bool { return u.ID == wish.To && u.CanWork() }):
		bad := &models.Invalid{}
		bad.Add("owner", "invalid.receiver")
		return bad
	}
	return f.own(lead, wish.To)
}

func (f *fakeDesk) own(lead models.Lead, owner int64) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	lead.OwnerID = owner
	f.leads[lead.ID] = lead
	return nil
}

// fakeOwners are the teams and hand-overs of a fakeDesk.
type fakeOwners struct {
	teams    []models.Team
	handover *models.Handover
}

func (f *fakeOwners) Teams(context.Context) ([]models.Team, error) { return f.teams, nil }

func (f *fakeOwners) Team(_ context.Context, id int64) (models.Team, error) {
	for _, team := range f.teams {
		if team.ID == id {
			return team, nil
		}
	}
	return models.Team{}, models.ErrNotFound
}

func (f *fakeOwners) SaveTeam(ctx context.Context, edit models.TeamEdit) (models.Team, error) {
	if err := edit.Check(); err != nil {
		return models.Team{}, err
	}
	team := models.Team{ID: int64(len(f.teams)) + 1, Name: edit.Name, Members: edit.Members, Version: 1}
	if edit.ID == 0 {
		f.teams = append(f.teams, team)
		return team, nil
	}
	old, err := f.Team(ctx, edit.ID)
	if err != nil {
		return old, err
	}
	if old.Version != edit.Version {
		return old, models.ErrConflict
	}
	team.ID, team.Version = old.ID, old.Version+1
	f.teams[old.ID-1] = team
	return team, nil
}

func (f *fakeOwners) DeleteTeam(ctx context.Context, id int64) error {
	_, err := f.Team(ctx, id)
	return err // kept: the walk over the routes comes back to it
}

func (f *fakeOwners) OwnedWork(context.Context, int64) ([]models.WorkCount, error) {
	return []models.WorkCount{{ConvertStatus: models.StatusAddWeixin, Leads: 3}, {Leads: 2}}, nil
}

func (f *fakeOwners) Handover(context.Context, int64) (models.Handover, error) {
	if f.handover == nil {
		return models.Handover{}, models.ErrNotFound
	}
	return *f.handover, nil
}

func (f *fakeOwners) StartHandover(_ context.Context, wish models.HandoverWish, by models.User) (models.Handover, error) {
	if err := wish.Check(); err != nil {
		return models.Handover{}, err
	}
	if f.handover != nil && f.handover.UnderWay() {
		return models.Handover{}, models.ErrConflict
	}
	f.handover = &models.Handover{ID: 1, UserID: wish.UserID, Receivers: wish.Text(), State: models.HandoverMoving, Total: 5, CreatedBy: by.ID}
	return *f.handover, nil
}

func (f *fakeOwners) UndoHandover(_ context.Context, _, id int64, _ models.User) error {
	if f.handover == nil || f.handover.ID != id {
		return models.ErrNotFound
	}
	if f.handover.State == models.HandoverReturning {
		return models.ErrConflict
	}
	f.handover.State = models.HandoverReturning
	return nil
}
