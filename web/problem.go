package web

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"xiansuo/models"
	"xiansuo/templates"
)

// Problem is the answer to a script's request that failed (RFC 9457).
type Problem struct {
	Type    string         `json:"type"`
	Title   string         `json:"title"`
	Status  int            `json:"status"`
	Detail  string         `json:"detail"`
	Request string         `json:"request"`          // under which the log knows it
	Errors  []ProblemField `json:"errors,omitempty"` // of 422: everything that is wrong
}

// ProblemField is one rule that one field breaks.
type ProblemField struct {
	Field   string `json:"field"`
	Rule    string `json:"rule"`
	Message string `json:"message"`
}

const problemType = "application/problem+json; charset=utf-8"

// answerProblem is answerStatus for scripts.
func (s *Site) answerProblem(c *Context, status int, cause error) {
	if c.Writer.Written() {
		return
	}
	switch status {
	case http.StatusUnauthorized:
		c.Header("WWW-Authenticate", `Bearer realm="xiansuo"`)
	case http.StatusTooManyRequests:
		c.Header("Retry-After", strconv.Itoa(int(retryAfter.Seconds())))
	}
	if err := c.writeJSON(status, problemType, c.Problem(status, cause)); err != nil {
		s.log.ErrorContext(c.Ctx(), "a problem could not be written", slog.String("request", requestID(c.Context)), slog.Any("error", err))
	}
}

// Problem describes an error in the script's language; a cause that is *models.Invalid lists its fields.
func (c *Context) Problem(status int, cause error) Problem {
	ctx := templates.WithPage(c.Ctx(), templates.Page{Language: c.Language()})
	problem := Problem{
		Type: "about:blank", Status: status, Request: requestID(c.Context),
		Title: templates.ProblemTitle(ctx, status), Detail: templates.ProblemDetail(ctx, status),
	}
	var invalid *models.Invalid
	if errors.As(cause, &invalid) {
		for _, field := range invalid.Fields {
			rule := strings.TrimPrefix(field.Word, "invalid.")
			problem.Errors = append(problem.Errors, ProblemField{field.Field, rule, templates.FieldWords(ctx, field)})
		}
	}
	return problem
}

// AnswerJSON answers a script.
func (c *Context) AnswerJSON(status int, answer any) error {
	return c.writeJSON(status, "application/json; charset=utf-8", answer)
}

// AnswerProblem answers a script with a problem that tells more than others: one with a Problem inside.
func (c *Context) AnswerProblem(status int, problem any) error {
	return c.writeJSON(status, problemType, problem)
}

func (c *Context) writeJSON(status int, mediaType string, answer any) error {
	text, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	h := c.Writer.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Length", strconv.Itoa(len(text)))
	h.Add("Vary", "Accept-Language")
	c.Status(status)
	_, _ = c.Writer.Write(text) // it fails when the script went away; nobody is there to be told
	return nil
}
