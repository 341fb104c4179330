package store_test

import (
	"errors"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

func tokenFor(user models.User, scopes ...models.TokenScope) models.TokenWish {
	wish := models.TokenWish{Name: "脚本", UserID: user.ID, Days: 30}
	for _, scope := range scopes {
		wish.Scopes = append(wish.Scopes, string(scope))
	}
	return wish
}

func TestATokenActsForItsUserUntilItOrTheyEnd(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		s := newStaff(t, open)
		ctx := s.as(t, s.admin)
		make1 := func() (models.APIToken, string) {
			token, secret, err := s.MakeAPIToken(ctx, tokenFor(s.second, models.ReadLeads, models.WriteStatus))
			if err != nil {
				t.Fatal(err)
			}
			return token, secret
		}
		gone := func(secret, why string) {
			t.Helper()
			if _, _, err := s.UseAPIToken(t.Context(), secret); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("%s: %v", why, err)
			}
		}
		token, secret := make1()
		if len(secret) != 46 || token.CreatedBy != s.admin.ID {
			t.Errorf("a secret of %d characters by %d", len(secret), token.CreatedBy)
		}
		used, user, err := s.UseAPIToken(t.Context(), secret)
		if err != nil || used.ID != token.ID || user.ID != s.second.ID || !used.Can(models.WriteStatus) || used.Can(models.CreateLeads) {
			t.Fatalf("%+v %+v %v", used, user, err)
		}
		list, err := s.APITokens(ctx)
		if err != nil || len(list) != 1 || list[0].UsedAt.IsZero() || list[0].Hash != nil {
			t.Errorf("the list: %+v %v", list, err)
		}
		gone(secret+"x", "a made-up one")
		gone("", "none")
		if err := s.RevokeAPIToken(ctx, token.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.RevokeAPIToken(ctx, token.ID); err != nil {
			t.Errorf("revoking again: %v", err)
		}
		gone(secret, "a revoked one")
		_, disabled := make1()
		if err := s.DisableUser(ctx, s.second.ID, true); err != nil {
			t.Fatal(err)
		}
		gone(disabled, "of a disabled user")
		if err := s.DisableUser(ctx, s.second.ID, false); err != nil {
			t.Fatal(err)
		}
		gone(disabled, "of a user who is back")
		_, old := make1()
		s.clock.advance(31 * 24 * time.Hour)
		gone(old, "after its end")
		if err := s.RevokeAPIToken(ctx, 4711); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("revoking nothing: %v", err)
		}
		acts, _, err := s.AuditEntries(ctx, models.AuditQuery{Subject: models.SubjectToken, Limit: 10})
		if err != nil || len(acts) != 5 || acts[0].ActorID != s.admin.ID {
			t.Errorf("%d acts in the audit: %+v %v", len(acts), acts, err)
		}
	})
}

func TestATokenIsRefusedByItsRules(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		s := newStaff(t, open)
		ctx := s.as(t, s.admin)
		if err := s.DisableUser(ctx, s.third.ID, true); err != nil {
			t.Fatal(err)
		}
		for field, wish := range map[string]models.TokenWish{
			"name":   {Name: " ", Scopes: []string{"leads:read"}, UserID: s.first.ID, Days: 1},
			"days":   {Name: "x", Scopes: []string{"leads:read"}, UserID: s.first.ID, Days: models.MaxTokenDays + 1},
			"user":   tokenFor(s.third, models.ReadLeads),
			"scopes": tokenFor(s.viewer, models.WriteStatus),
		} {
			_, _, err := s.MakeAPIToken(ctx, wish)
			var bad *models.Invalid
			if !errors.As(err, &bad) || bad.Fields[0].Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		for _, wish := range []models.TokenWish{
			{Name: "x", UserID: s.first.ID, Days: 1}, {Name: "x", Scopes: []string{"all"}, UserID: s.first.ID, Days: 1},
			{Name: "x", Scopes: []string{"leads:read"}, Days: 1}, {Name: "x", Scopes: []string{"leads:read"}, UserID: 4711, Days: 1},
			{Name: "x", Scopes: []string{"leads:read"}, UserID: s.first.ID},
		} {
			var bad *models.Invalid
			if _, _, err := s.MakeAPIToken(ctx, wish); !errors.As(err, &bad) {
				t.Errorf("%+v: %v", wish, err)
			}
		}
		if _, _, err := s.MakeAPIToken(ctx, tokenFor(s.viewer, models.ReadLeads, models.ReadFigures)); err != nil {
			t.Errorf("a viewer's: %v", err)
		}
	})
}
