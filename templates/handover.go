package templates

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"xiansuo/models"
)

// HandoverProps fill the page on which a user's leads are handed over.
type HandoverProps struct {
	User      models.User
	Counts    []models.WorkCount // their leads by status, most first
	Receivers []models.User      // who could have them, by name
	Chosen    []int64
	ToNobody  bool
	Last      *models.Handover // the newest one; nil: there never was one
	Names     []string         // of its receivers; an empty one is nobody
	Errors    *models.Invalid
}

// Leads is how many there are to hand over.
func (p *HandoverProps) Leads() int64 {
	var sum int64
	for _, count := range p.Counts {
		sum += count.Leads
	}
	return sum
}

// UnderWay reports whether leads are moving now.
func (p *HandoverProps) UnderWay() bool { return p.Last != nil && p.Last.UnderWay() }

func heldStatus(ctx context.Context, status models.ConvertStatus) string {
	if status == "" {
		return T(ctx, "status.unset")
	}
	return models.AllStatuses().Label(string(status), Language(ctx))
}

// handoverPolling makes the progress ask for itself while leads move.
func handoverPolling(props *HandoverProps) templ.Attributes {
	if !props.UnderWay() {
		return nil
	}
	return templ.Attributes{"hx-get": HandoverPath(props.User.ID), "hx-trigger": "every 1s", "hx-swap": "outerHTML"}
}

func handoverBadge(ctx context.Context, h *models.Handover) badge {
	switch h.State {
	case models.HandoverMoving:
		return badge{"info", "refresh", T(ctx, "handover.moving")}
	case models.HandoverReturning:
		return badge{"info", "refresh", T(ctx, "handover.returning")}
	case models.HandoverUndone:
		return badge{"muted", "arrow-left", T(ctx, "handover.undone")}
	}
	return badge{"ok", "circle-check", T(ctx, "handover.done")}
}

// handoverWords tells how far it is.
func handoverWords(ctx context.Context, h *models.Handover) string {
	if h.State == models.HandoverReturning || h.State == models.HandoverUndone {
		return T(ctx, "handover.returned", "Done", h.Returned, "All", h.Moved)
	}
	return T(ctx, "handover.moved", "Done", h.Moved, "All", max(h.Total, h.Moved))
}

// handoverDone is the share of the bar that is full.
func handoverDone(h *models.Handover) (done, all int64) {
	if h.State == models.HandoverReturning {
		return h.Returned, max(h.Moved, 1)
	}
	return h.Moved, max(h.Total, h.Moved, 1)
}

// receiverNames are the receivers, one after the other.
func receiverNames(ctx context.Context, names []string) string {
	words := make([]string, len(names))
	for i, name := range names {
		if words[i] = name; name == "" {
			words[i] = T(ctx, "owner.nobody")
		}
	}
	return strings.Join(words, T(ctx, "list.separator"))
}
