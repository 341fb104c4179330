package handlers

import (
	"context"

	"xiansuo/models"
)

// fakeTokens are the API tokens of a fakeDesk: there are none, and scripts are tried on a real store.
type fakeTokens struct{ revoked []int64 }

func (*fakeTokens) APITokens(context.Context) ([]models.APIToken, error) { return nil, nil }

func (*fakeTokens) MakeAPIToken(_ context.Context, wish models.TokenWish) (models.APIToken, string, error) {
	return models.APIToken{ID: 1}, models.NewAPISecret(), wish.Check()
}

func (f *fakeTokens) RevokeAPIToken(_ context.Context, id int64) error {
	f.revoked = append(f.revoked, id)
	return nil
}

func (*fakeTokens) UseAPIToken(context.Context, string) (models.APIToken, models.User, error) {
	return models.APIToken{}, models.User{}, models.ErrNotFound
}

func (*fakeTokens) CreateLead(context.Context, models.ManualLead, models.User) (models.Lead, bool, error) {
	return models.Lead{}, false, models.ErrNotAllowed
}

func (*fakeTokens) Figures(context.Context, models.Instant, models.Instant) ([]models.Figure, error) {
	return nil, nil
}
