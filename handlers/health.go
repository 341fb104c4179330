package handlers

import (
	"context"
	"net/http"
	"time"

	"xiansuo/web"
)

// pinger reports whether the database answers.
type pinger interface {
	Ping(ctx context.Context) error
}

// healthPatience is how long the database may take to answer a monitor.
const healthPatience = 2 * time.Second

// healthAnswer is the JSON of GET /healthz: status "ok" with 200, "unavailable" with 503.
type healthAnswer struct {
	Status string `json:"status"`
}

// health tells monitors whether the desk works.
func health(database pinger) web.HandlerFunc {
	return func(c *web.Context) error {
		ctx, cancel := context.WithTimeout(c.Ctx(), healthPatience)
		defer cancel()
		if err := database.Ping(ctx); err != nil {
			c.Warn("the database does not answer", err)
			c.JSON(http.StatusServiceUnavailable, healthAnswer{"unavailable"})
			return nil
		}
		c.JSON(http.StatusOK, healthAnswer{"ok"})
		return nil
	}
}
