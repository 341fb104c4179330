package templates

import (
	"context"

	"github.com/a-h/templ"

	"xiansuo/models"
)

// RawEventsProps fill the page with a lead as it came, newest first.
type RawEventsProps struct {
	Lead   models.Lead // masked
	Events []RawEventView
}

// RawEventView is one raw event as the page shows it.
type RawEventView struct {
	Event    models.RawEvent // without its body
	Text     string          // indented and masked; empty: it cannot be shown
	Warnings []string
}

// RawSettingsProps fill the settings of raw events.
type RawSettingsProps struct {
	Days   string // as stored or typed
	Since  string // as typed
	Errors *models.Invalid
	Replay models.Replay
}

func rawSource(ctx context.Context, source models.Arrival) string {
	if source == models.Pushed {
		return T(ctx, "raw.from_push")
	}
	return T(ctx, "raw.from_pull")
}

func rawIcon(source models.Arrival) string {
	if source == models.Pushed {
		return "send"
	}
	return "cloud-download"
}

// replayBadge is how a replay stands.
func replayBadge(ctx context.Context, r *models.Replay) badge {
	switch {
	case r.Running():
		return badge{"info", "refresh", T(ctx, "raw.progress_running")}
	case r.Trouble:
		return badge{"bad", "alert-triangle", T(ctx, "raw.progress_trouble")}
	case r.Stopped:
		return badge{"muted", "player-pause", T(ctx, "raw.progress_stopped")}
	}
	return badge{"ok", "circle-check", T(ctx, "raw.progress_done")}
}

// replayFound says what a replay has found so far.
func replayFound(ctx context.Context, r *models.Replay) string {
	found := T(ctx, "raw.progress_changed", "Count", r.Changed)
	if r.Failed > 0 {
		found = joined(" · ", found, T(ctx, "raw.progress_failed", "Count", r.Failed))
	}
	return found
}

// replayPolling lets a progress that moves ask for itself again.
func replayPolling(replay *models.Replay) templ.Attributes {
	if !replay.Running() {
		return nil
	}
	return templ.Attributes{"hx-get": RawSettingsPath(), "hx-trigger": "load delay:1s", "hx-swap": "outerHTML"}
}
