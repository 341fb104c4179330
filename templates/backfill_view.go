package templates

import (
	"context"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"xiansuo/models"
)

// backfillBadge is how far a backfill has come.
func backfillBadge(ctx context.Context, b *models.Backfill) badge {
	switch b.State {
	case models.BackfillPlanned:
		return badge{"muted", "clock", T(ctx, "backfill.state.planned")}
	case models.BackfillRunning:
		if b.LastKind != "" {
			return badge{"warn", "alert-triangle", T(ctx, "backfill.state.retrying")}
		}
		return badge{"info", "refresh", T(ctx, "backfill.state.running")}
	case models.BackfillPaused:
		return badge{"muted", "player-pause", T(ctx, "backfill.state.paused")}
	case models.BackfillCancelled:
		return badge{"muted", "circle-x", T(ctx, "backfill.state.cancelled")}
	}
	if b.Missing > 0 {
		return badge{"bad", "alert-triangle", T(ctx, "backfill.state.lacking")}
	}
	return badge{"ok", "circle-check", T(ctx, "backfill.state.done")}
}

// backfillSpan is the first and the last day, or the one day.
func backfillSpan(b *models.Backfill) string {
	first, last := dayText(b.From), dayText(b.To.Add(-time.Second))
	if first == last {
		return first
	}
	return first + " – " + last
}

// dayText is a day as dates are typed.
func dayText(at models.Instant) string { return at.Time().Format(time.DateOnly) }

// backfillShare is how much is done, in percent: by leads where they were counted, else by days.
func backfillShare(b *models.Backfill) string {
	done, of := b.Received, b.Expected
	if of == 0 {
		done, of = int64(b.DaysDone()), int64(b.Days())
	}
	if b.State == models.BackfillDone || of == 0 {
		return "100"
	}
	return strconv.FormatInt(min(99, 100*done/of), 10)
}

// backfillPolls lets a list look for news by itself, as long as something in it moves.
func backfillPolls(props *BackfillProps) templ.Attributes {
	for i := range props.Backfills {
		if props.Backfills[i].State == models.BackfillRunning {
			return templ.Attributes{"hx-get": BackfillPath(props.Account.ID), "hx-trigger": "every 2s", "hx-swap": "outerHTML"}
		}
	}
	return nil
}

// backfillMove is a button that brings a backfill to another state.
type backfillMove struct {
	Path, Icon, Words string
	Primary           bool
}

// backfillActs are the buttons that a backfill's state allows.
func backfillActs(ctx context.Context, b *models.Backfill) []backfillMove {
	var acts []backfillMove
	switch {
	case b.State == models.BackfillPlanned:
		acts = append(acts, backfillMove{BackfillStartPath(b.ID), "player-play", T(ctx, "backfill.start"), true})
	case b.Can(models.BackfillRunning):
		acts = append(acts, backfillMove{BackfillStartPath(b.ID), "player-play", T(ctx, "backfill.resume"), false})
	}
	if b.Can(models.BackfillPaused) {
		acts = append(acts, backfillMove{BackfillPausePath(b.ID), "player-pause", T(ctx, "backfill.pause"), false})
	}
	if b.Can(models.BackfillCancelled) {
		acts = append(acts, backfillMove{BackfillCancelPath(b.ID), "x", T(ctx, "act.cancel"), false})
	}
	return acts
}

// daysBadge sums up an account's comparisons with the platform.
func daysBadge(ctx context.Context, days []models.DayCheck) badge {
	if n := daysThatDiffer(days); n > 0 {
		return badge{"bad", "alert-triangle", T(ctx, "days.differ", "Count", n)}
	}
	return badge{"ok", "circle-check", T(ctx, "days.agree", "Count", len(days))}
}

func daysThatDiffer(days []models.DayCheck) int {
	n := 0
	for i := range days {
		if days[i].Differs() {
			n++
		}
	}
	return n
}

// differenceText is how many leads we lack of a day, or have more than the platform counts.
func differenceText(d *models.DayCheck) string {
	if n := -d.Difference(); n > 0 {
		return "+" + Number(n)
	}
	return Number(-d.Difference())
}

// gapSentence says what an account's pulls could not get; empty when nothing is missing.
func gapSentence(ctx context.Context, s *models.PullState) string {
	if !s.Behind() {
		return ""
	}
	return T(ctx, "sync.gap", "Count", s.Missing, "From", max(s.Watermark, s.Since).String(), "To", s.GapTo.String())
}
