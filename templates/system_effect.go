package templates

import (
	"context"

	"xiansuo/models"
)

// misfitWords are a status and reason that the account's system does not offer, in the words that
// any system has for them.
func misfitWords(ctx context.Context, rules models.StatusRules, m models.WorkCount) string {
	return workWords(ctx, rules, models.Work{ConvertStatus: m.ConvertStatus, IneffectReason: m.IneffectReason})
}

// effectWords say in one sentence what the status system means for what leads hold.
func effectWords(ctx context.Context, e *models.SystemEffect) string {
	switch {
	case e.Worked == 0:
		return T(ctx, "effect.nothing")
	case len(e.Misfits) == 0:
		return T(ctx, "effect.fits", "Count", e.Worked)
	}
	return T(ctx, "effect.misfits", "Count", e.Leads(), "All", e.Worked)
}

// maxMisfits is how many rows the panel shows; the sentence counts them all.
const maxMisfits = 8

func shownMisfits(e *models.SystemEffect) []models.WorkCount {
	return e.Misfits[:min(len(e.Misfits), maxMisfits)]
}

// answeredSystem names the system that an answer is about.
func answeredSystem(ctx context.Context, a *models.SystemAnswer) string {
	return systemWords(ctx, &models.Account{StatusSystem: a.StatusSystem, Industry: a.Industry})
}

func answerBadge(ctx context.Context, a *models.SystemAnswer) badge {
	if a.Kind == "" {
		return badge{"ok", "circle-check", T(ctx, "answer.accepted")}
	}
	return badge{"bad", "circle-x", T(ctx, "answer.refused")}
}
