package handlers

import (
	"context"
	"errors"
	"io"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

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

// TestWhoSendsALoginSlowlyKeepsNobodyWaiting: a form that never ends takes no turn.
func TestWhoSendsALoginSlowlyKeepsNobodyWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		queue := make(lane, 1)
		handle := queue.one(func(c *web.Context) error {
			_, err := c.Form()
			return err
		})
		body, sender := io.Pipe()
		slow := guestWith(t.Context())
		slow.Request.Body = body
		slow.Request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		ended := make(chan error)
		go func() { ended <- handle(slow) }()
		synctest.Wait() // the slow one waits for the rest of its form
		others, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		if err := handle(guestWith(others)); err != nil {
			t.Errorf("the next visitor: %v", err)
		}
		if err := sender.Close(); err != nil {
			t.Error(err)
		}
		if err := <-ended; err != nil {
			t.Errorf("the slow one: %v", err)
		}
	})
}
