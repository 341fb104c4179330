package web

import (
	"log/slog"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// logAccess writes one line a request: the route's pattern instead of its address, because
// search text in a query and ids in a path are nobody's business in a log; no headers at all.
func logAccess(log *slog.Logger, now func() time.Time) gin.HandlerFunc {
	return func(c *gin.Context) {
		start := now()
		c.Next()
		route := c.FullPath()
		if route == "" {
			route = "unmatched"
		}
		attrs := []slog.Attr{
			slog.String("method", knownMethod(c.Request.Method)),
			slog.String("route", route),
			slog.Int("status", c.Writer.Status()),
			slog.Int("bytes", max(c.Writer.Size(), 0)),
			slog.Duration("took", now().Sub(start)),
			slog.String("request", requestID(c)),
		}
		if visitor, ok := contextIn(c); ok && visitor.SignedIn() {
			attrs = append(attrs, slog.Int64("user", visitor.User.ID))
		}
		log.LogAttrs(c.Request.Context(), accessLevel(route), "request", attrs...)
	}
}

// accessLevel keeps what browsers, monitors and the platform send all day out of the usual log.
func accessLevel(route string) slog.Level {
	if route == "/healthz" || strings.HasPrefix(route, "/static/") || strings.HasPrefix(route, "/hooks/") {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// knownMethod keeps invented methods, which may be of any length, out of the log.
func knownMethod(method string) string {
	switch method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return method
	}
	return "other"
}
