package handlers

import (
	"net/http"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// healthWatcher knows how the desk stood a moment ago, without asking anybody.
type healthWatcher interface {
	Health() models.Health
}

// healthPage says what is well and what is not.
func healthPage(watch healthWatcher) web.HandlerFunc {
	return func(c *web.Context) error {
		return c.Render(http.StatusOK, templates.Health(templates.HealthProps{Health: watch.Health()}))
	}
}

// alarm is the banner on every page of an admin.
func alarm(watch healthWatcher) func() templates.Alarm {
	return func() templates.Alarm {
		health := watch.Health()
		return templates.AlarmOf(&health)
	}
}

// signAnswer is a sign in the JSON of GET /healthz?full. Figures that a sign does not have are left out.
type signAnswer struct {
	Name      models.HealthName `json:"name"`
	Light     models.Light      `json:"light"`
	AccountID int64             `json:"account_id,omitempty"`
	Count     int64             `json:"count,omitempty"`
	Failed    int64             `json:"failed,omitempty"`
	Seconds   float64           `json:"seconds,omitempty"`
	Bytes     int64             `json:"bytes,omitempty"`
	At        int64             `json:"at,omitempty"` // Unix seconds
	Code      int               `json:"code,omitempty"`
	Text      string            `json:"text,omitempty"`
	Expected  float64           `json:"expected,omitempty"` // of a silence: leads that should have come
}

// fullAnswer is the whole of it: status is the worst light.
type fullAnswer struct {
	Status  string       `json:"status"`
	Light   models.Light `json:"light"`
	At      int64        `json:"at"`
	Version string       `json:"version"`
	Signs   []signAnswer `json:"signs"`
}

func fullAnswerOf(status string, h *models.Health) fullAnswer {
	full := fullAnswer{Status: status, Light: h.Worst(), At: int64(h.At) / 1000, Version: h.Version, Signs: []signAnswer{}}
	if h.At.IsZero() {
		full.Light = models.LightOff // nobody has looked yet: not known to be well
	}
	for i := range h.Signs {
		s := &h.Signs[i]
		full.Signs = append(full.Signs, signAnswer{
			Name: s.Name, Light: s.Light, AccountID: s.AccountID, Count: s.Count, Failed: s.Failed, Seconds: s.Span.Seconds(),
			Bytes: s.Bytes, At: int64(s.At) / 1000, Code: s.Code, Text: s.Text, Expected: s.Silence.Expected,
		})
	}
	return full
}
