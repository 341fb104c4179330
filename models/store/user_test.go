package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

func TestFiftySetUpsMakeOneAdmin(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		s := open(newClock().now)
		ctx := models.AsSystem(context.Background())
		if has, err := s.HasUsers(ctx); has || err != nil {
			t.Fatalf("%v, %v", has, err)
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		made := 0
		for n := range 50 {
			wg.Go(func() {
				_, err := s.CreateFirstAdmin(ctx, models.User{Username: fmt.Sprintf("admin%d", n), Name: "n", PasswordHash: "x"})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					made++
				} else if !errors.Is(err, models.ErrConflict) {
					t.Errorf("%v", err)
				}
			})
		}
		wg.Wait()
		users, err := s.Users(ctx)
		if err != nil || made != 1 || len(users) != 1 || users[0].Role != models.Admin {
			t.Fatalf("%d made, %d users, %v", made, len(users), err)
		}
	})
}

func TestUsersAreFoundAndNamesAreUnique(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		s := open(newClock().now)
		ctx := models.AsSystem(context.Background())
		li, err := s.CreateUser(ctx, models.User{Username: "li", Name: "李", Role: models.Sales, PasswordHash: "x"})
		if err != nil {
			t.Fatal(err)
		}
		var invalid *models.Invalid
		if _, err := s.CreateUser(ctx, models.User{Username: "li", Name: "又", Role: models.Sales, PasswordHash: "x"}); !errors.As(err, &invalid) {
			t.Fatalf("a taken name: %v", err)
		}
		if got, err := s.UserByName(ctx, "li"); err != nil || got != li {
			t.Fatalf("%+v, %v", got, err)
		}
		if _, err := s.User(ctx, 99); !errors.Is(err, models.ErrNotFound) {
			t.Fatalf("%v", err)
		}
	})
}

func TestSessionsAreKeptTouchedAndEnded(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		c := newClock()
		s := open(c.now)
		ctx := models.AsSystem(context.Background())
		now := models.At(c.at)
		if _, err := s.CreateUser(ctx, models.User{Username: "li", Name: "李", Role: models.Sales, PasswordHash: "x"}); err != nil {
			t.Fatal(err)
		}
		session := models.Session{Hash: []byte("hash"), UserID: 1, Data: []byte("d"), CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(models.SessionAbsolute)}
		if err := s.StartSession(ctx, session, nil); err != nil {
			t.Fatal(err)
		}
		c.advance(7 * time.Hour)
		if err := s.TouchSession(ctx, session.Hash, models.At(c.at)); err != nil {
			t.Fatal(err)
		}
		c.advance(7 * time.Hour)
		if err := s.DropOldSessions(ctx); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Session(ctx, session.Hash); err != nil || string(got.Data) != "d" {
			t.Fatalf("%+v, %v", got, err)
		}
		c.advance(models.SessionIdle)
		if err := s.DropOldSessions(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Session(ctx, session.Hash); !errors.Is(err, models.ErrNotFound) {
			t.Fatalf("an idle session: %v", err)
		}
	})
}
