package templates

import (
	"context"

	"xiansuo/models"
)

// rulesOf are the statuses of an account; of an unknown one the standard statuses.
func rulesOf(account *models.Account) models.StatusRules {
	if account == nil {
		return models.RulesFor(models.StandardSystem, models.NoIndustry)
	}
	return account.Rules()
}

// statusLabel is a lead's status in its account's words; unset is 待跟进.
func statusLabel(ctx context.Context, rules models.StatusRules, w models.Work) string {
	switch {
	case w.ConvertStatus != "":
		return rules.StatusLabel(w.ConvertStatus, Language(ctx))
	case w.OuterConvertType != "":
		return w.OuterConvertType
	case w.IntentionScore != "":
		return T(ctx, "status.scored")
	}
	return T(ctx, "status.unset")
}

// statusTone is the colour of a lead's status.
func statusTone(w models.Work) models.Tone {
	if w.ConvertStatus == "" && !w.IsZero() {
		return models.ToneActive
	}
	return models.StatusTone(w.ConvertStatus)
}

// reasonLabel is the reason in the account's words, empty for none.
func reasonLabel(ctx context.Context, rules models.StatusRules, w models.Work) string {
	if w.IneffectReason == "" {
		return ""
	}
	return rules.ReasonLabel(w.IneffectReason, Language(ctx))
}

// scoreLabel is the score's short words, empty for none.
func scoreLabel(ctx context.Context, w models.Work) string {
	if w.IntentionScore == "" {
		return ""
	}
	return models.IntentionScores.Label(string(w.IntentionScore), Language(ctx))
}

// workWords are everything that a Work says, in a line: 无效线索-空号 · 0 分. The script writes the
// same line while somebody chooses.
func workWords(ctx context.Context, rules models.StatusRules, w models.Work) string {
	var status, outer string
	if w.ConvertStatus != "" {
		status = joined("-", rules.StatusLabel(w.ConvertStatus, Language(ctx)), reasonLabel(ctx, rules, w))
	} else {
		status = reasonLabel(ctx, rules, w)
	}
	if w.OuterConvertType != "" || w.OuterIneffectReason != "" {
		outer = joined("-", w.OuterConvertType, w.OuterIneffectReason)
	}
	return joined(" · ", status, scoreLabel(ctx, w), outer)
}

// workOrNothing is workWords, or the word for a lead of which nobody said anything.
func workOrNothing(ctx context.Context, rules models.StatusRules, w models.Work) string {
	if w.IsZero() {
		return T(ctx, "status.unset")
	}
	return workWords(ctx, rules, w)
}

// systemWords name the status system that a report is written in: 行业体系 · 医疗.
func systemWords(ctx context.Context, account *models.Account) string {
	if account == nil || account.StatusSystem != models.IndustrySystem {
		return T(ctx, "system.standard")
	}
	return joined(" · ", T(ctx, "system.industry"), models.Industries.Label(string(account.Industry), Language(ctx)))
}

// choice is one option of a form's select or radio group.
type choice struct {
	Value, Label, Help string
	Chosen             bool
	Gone               bool // stored, but not offered any more
}

// choices are an enumeration's options in the page's language. A chosen value that is not on
// offer is kept as an option of its own, so that a form never changes what it did not show.
func choices(ctx context.Context, enum models.Enum, chosen, goneLabel string) []choice {
	var list []choice
	if chosen != "" && !enum.Has(chosen) {
		list = append(list, choice{Value: chosen, Label: goneLabel, Chosen: true, Gone: true})
	}
	for _, c := range enum {
		list = append(list, choice{Value: c.Value, Label: c.Label.In(Language(ctx)), Chosen: c.Value == chosen})
	}
	return list
}

func statusChoices(ctx context.Context, rules models.StatusRules, w models.Work) []choice {
	return choices(ctx, rules.Statuses(), string(w.ConvertStatus), rules.StatusLabel(w.ConvertStatus, Language(ctx)))
}

func reasonChoices(ctx context.Context, rules models.StatusRules, w models.Work) []choice {
	return choices(ctx, rules.Reasons(), string(w.IneffectReason), rules.ReasonLabel(w.IneffectReason, Language(ctx)))
}

// scoreChoices carry the platform's rubric as help.
func scoreChoices(ctx context.Context, w models.Work) []choice {
	list := choices(ctx, models.IntentionScores, string(w.IntentionScore), string(w.IntentionScore))
	for i := range list {
		if models.ScoreRubric.Has(list[i].Value) {
			list[i].Help = models.ScoreRubric.Label(list[i].Value, Language(ctx))
		}
	}
	return list
}

// scoreHelp is the rubric of the chosen score.
func scoreHelp(ctx context.Context, w models.Work) string {
	if w.IntentionScore == "" {
		return T(ctx, "score.help")
	}
	return models.ScoreRubric.Label(string(w.IntentionScore), Language(ctx))
}
