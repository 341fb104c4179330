package handlers

import (
	"context"
	"errors"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gin-gonic/gin"

	"xiansuo/web"
)

func guestWith(ctx context.Context) *web.Context {
	gc, _ := gin.CreateTestContext(httptest.NewRecorder())
	gc.Request = httptest.NewRequestWithContext(ctx, "POST", "/login", nil)
	return &web.Context{Context: gc}
}

func TestLoginsTakeTurns(t *testing.T) {
	queue := make(lane, 2)
	var inside, most atomic.Int64
	finish := make(chan struct{})
	handle := queue.one(func(*web.Context) error {
		if now := inside.Add(1); now > most.Load() {
			most.Store(now)
		}
		<-finish
		inside.Add(-1)
		return nil
	})
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if err := handle(guestWith(t.Context())); err != nil {
				t.Error(err)
			}
		})
	}
	for range 20 {
		finish <- struct{}{}
	}
	all.Wait()
	if most.Load() > 2 {
		t.Errorf("%d logins at a time", most.Load())
	}
	queue <- struct{}{}
	queue <- struct{}{}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if err := handle(guestWith(gone)); !errors.Is(err, context.Canceled) {
		t.Errorf("somebody who went away: %v", err)
	}
}
