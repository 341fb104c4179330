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

// health tells monitors whether the desk works; ?full tells a signed-in admin everything.
func health(database pinger, watch healthWatcher) web.HandlerFunc {
	return func(c *web.Context) error {
		ctx, cancel := context.WithTimeout(c.Ctx(), healthPatience)
		defer cancel()
		status, code := "ok", http.StatusOK
		if err := database.Ping(ctx); err != nil {
			c.Warn("the database does not answer", err)
			status, code = "unavailable", http.StatusServiceUnavailable
		}
		if _, full := c.GetQuery("full"); !full {
			c.JSON(code, healthAnswer{status})
			return nil
		}
		may, err := c.Admits(web.Admins)
		switch {
		case err != nil:
			return err
		case !may:
			c.JSON(http.StatusForbidden, healthAnswer{"forbidden"})
			return nil
		}
		whole := watch.Health()
		c.JSON(code, fullAnswerOf(status, &whole))
		return nil
	}
}
