package web

import (
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/gin-gonic/gin"

	"xiansuo/models"
)

// HandlerFunc answers a request, or returns the error that the site answers in its place.
type HandlerFunc func(*Context) error

// serve is the way of every request to its handler: who is it, may they, do it. Whatever goes
// wrong on the way ends in answerError.
func (s *Site) serve(guard Guard, handle HandlerFunc) gin.HandlerFunc {
	return func(gc *gin.Context) {
		c := s.newContext(gc)
		c.act(models.Actor{Kind: models.ActorGuest, IP: c.ClientIP()})
		err := s.admit(c, guard)
		var elsewhere *redirect
		switch {
		case errors.As(err, &elsewhere):
			c.goTo(elsewhere.to, http.StatusUnauthorized)
			return
		case err == nil:
			err = handle(c)
		}
		if err != nil {
			s.answerError(c, err)
		}
	}
}

// Panics is how many handlers panicked since the start, and when the last one did.
func (s *Site) Panics() (count int64, last models.Instant) {
	return s.panics.Load(), models.Instant(s.lastPanic.Load())
}

// recoverPanics turns a panic into the page of an internal error. The stack goes to the log
// without the request's headers, which hold the session and may hold signatures.
func (s *Site) recoverPanics(gc *gin.Context) {
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		if cause == http.ErrAbortHandler { //nolint:errorlint // net/http compares it the same way
			panic(cause)
		}
		s.panics.Add(1)
		s.lastPanic.Store(int64(models.At(s.now())))
		s.log.ErrorContext(gc.Request.Context(), "a handler panicked",
			slog.String("request", requestID(gc)), slog.String("route", gc.FullPath()),
			slog.Any("cause", cause), slog.String("stack", string(debug.Stack())))
		gc.Abort()
		s.answerStatus(s.contextOf(gc), http.StatusInternalServerError)
	}()
	gc.Next()
}
