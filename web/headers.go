package web

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// contentPolicy allows what we serve ourselves and nothing inline.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const (
	strictTransport = "max-age=31536000"
	notStored       = "no-store"
)

// setHeaders sets what every answer carries. Nothing is stored unless the handler of a file without
// personal data says otherwise.
func setHeaders(h http.Header, https bool) {
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", notStored)
	if https {
		h.Set("Strict-Transport-Security", strictTransport)
	}
}

func setSecurityHeaders(https bool) gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Writer = unstored{c.Writer}
		setHeaders(c.Writer.Header(), https)
		c.Next()
	}
}

// unstored puts back what net/http's own errors take away: http.Error removes Cache-Control.
type unstored struct{ gin.ResponseWriter }

// WriteHeader is the last moment before the headers leave.
func (w unstored) WriteHeader(status int) {
	if h := w.Header(); h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", notStored)
	}
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w unstored) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WithHeaders sets them for a handler that answers beside the site, on a listener of its own.
func WithHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		setHeaders(w.Header(), false)
		next.ServeHTTP(w, r)
	})
}
