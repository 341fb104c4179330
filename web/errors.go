package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"

	"xiansuo/models"
	"xiansuo/templates"
)

// Errors that only a request can make.
var (
	errMethod      = errors.New("method not allowed")
	errCrossOrigin = errors.New("request from another site")
	errForm        = errors.New("unreadable form")
	errFields      = errors.New("too many form fields")
	errSlow        = errors.New("the body came too slowly")
	errFlood       = errors.New("too many requests")
)

// statusGone is what nginx writes into its log for a visitor who went away; nobody sees it.
const statusGone = 499

// statusOf is the HTTP status of an error: the only place that decides it.
func statusOf(err error) int {
	var invalid *models.Invalid
	var platform *models.PlatformError
	var tooBig *http.MaxBytesError
	var quota *models.QuotaReached
	switch {
	case errors.Is(err, context.Canceled):
		return statusGone
	case errors.Is(err, errToken):
		return http.StatusUnauthorized
	case errors.Is(err, errTooOften):
		return http.StatusTooManyRequests
	case errors.Is(err, errMediaType):
		return http.StatusUnsupportedMediaType
	case errors.Is(err, models.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, models.ErrNotAllowed), errors.Is(err, errCrossOrigin):
		return http.StatusForbidden
	case errors.Is(err, models.ErrConflict):
		return http.StatusConflict
	case errors.As(err, &invalid):
		return http.StatusUnprocessableEntity
	case errors.As(err, &quota):
		return http.StatusTooManyRequests
	case errors.As(err, &tooBig), errors.Is(err, errFields):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, errSlow):
		return http.StatusRequestTimeout
	case errors.Is(err, errFlood):
		return http.StatusTooManyRequests
	case errors.Is(err, errForm):
		return http.StatusBadRequest
	case errors.Is(err, errMethod):
		return http.StatusMethodNotAllowed
	case errors.As(err, &platform):
		return http.StatusBadGateway
	case errors.Is(err, models.ErrFull):
		return http.StatusInsufficientStorage
	case errors.Is(err, models.ErrUnavailable), errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// formError keeps the causes that have a status of their own and drops the rest: it would quote
// what was typed.
func formError(err error) error {
	var tooBig *http.MaxBytesError
	switch {
	case errors.As(err, &tooBig):
		return err
	case errors.Is(err, os.ErrDeadlineExceeded):
		return errSlow
	}
	return errForm
}

// answerError is where every error becomes a status and words for the visitor, and a line with
// the cause for the log.
func (s *Site) answerError(c *Context, err error) {
	status := statusOf(err)
	if status == statusGone {
		if c.Ctx().Err() != nil {
			c.Status(statusGone) // nobody is there to read anything
			return
		}
		status = http.StatusInternalServerError // something else was cancelled
	}
	s.log.LogAttrs(c.Ctx(), errorLevel(status), "a request failed",
		slog.String("request", requestID(c.Context)), slog.String("route", c.FullPath()),
		slog.Int("status", status), slog.Any("error", err))
	if c.IsScript() {
		s.answerProblem(c, status, err)
		return
	}
	s.answerStatus(c, status)
}

// errorLevel: what the visitor did wrong is no trouble of ours.
func errorLevel(status int) slog.Level {
	switch {
	case status == http.StatusBadGateway, status == http.StatusServiceUnavailable, status == http.StatusInsufficientStorage:
		return slog.LevelWarn
	case status >= http.StatusInternalServerError:
		return slog.LevelError
	case status == http.StatusForbidden: // a slip, or somebody trying doors
		return slog.LevelInfo
	}
	return slog.LevelDebug
}

// Warn notes trouble that does not keep the request from being answered.
func (c *Context) Warn(what string, err error) {
	c.site.log.WarnContext(c.Ctx(), what, slog.String("request", requestID(c.Context)), slog.Any("error", err))
}

// ofAFile are the headers of a file that could not be answered after all.
var ofAFile = []string{"Content-Disposition", "Content-Encoding", "Content-Length", "Content-Range", "ETag", "Last-Modified"}

// answerStatus renders the page of an error. An answer under way cannot be taken back.
func (s *Site) answerStatus(c *Context, status int) {
	if c.Writer.Written() {
		return
	}
	for _, name := range ofAFile {
		c.Writer.Header().Del(name)
	}
	c.Header("Cache-Control", notStored)
	if c.IsScript() {
		s.answerProblem(c, status, nil)
		return
	}
	if err := c.Render(status, templates.ErrorPage(templates.ErrorPageProps{Status: status})); err != nil {
		s.log.ErrorContext(c.Ctx(), "the error page failed", slog.String("request", requestID(c.Context)), slog.Any("error", err))
		http.Error(c.Writer, http.StatusText(status), status)
	}
}
