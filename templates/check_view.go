package templates

import (
	"context"

	"xiansuo/models"
)

// stepWords name a step of the test of a connection.
func stepWords(ctx context.Context, step models.Step) string {
	switch step {
	case models.StepDNS:
		return T(ctx, "step.dns")
	case models.StepConnect:
		return T(ctx, "step.connect")
	case models.StepTLS:
		return T(ctx, "step.tls")
	case models.StepAnswer:
		return T(ctx, "step.answer")
	case models.StepClock:
		return T(ctx, "step.clock")
	case models.StepSignature:
		return T(ctx, "step.signature")
	case models.StepParameters:
		return T(ctx, "step.parameters")
	}
	return string(step)
}

// stepBadge is how a step went.
func stepBadge(ctx context.Context, result models.StepResult) badge {
	switch result {
	case models.StepPassed:
		return badge{"ok", "circle-check", T(ctx, "step.passed")}
	case models.StepWarned:
		return badge{"warn", "alert-triangle", T(ctx, "step.warned")}
	case models.StepFailed:
		return badge{"bad", "circle-x", T(ctx, "step.failed")}
	}
	return badge{"muted", "circle-dashed", T(ctx, "step.skipped")}
}

// stepAdvice says what to do about a step that failed or warned.
func stepAdvice(ctx context.Context, step models.CheckStep) string {
	if step.Result != models.StepFailed && step.Result != models.StepWarned {
		return ""
	}
	switch step.Step {
	case models.StepDNS:
		return T(ctx, "advice.dns")
	case models.StepConnect:
		return T(ctx, "advice.connect")
	case models.StepTLS:
		return T(ctx, "advice.tls")
	case models.StepAnswer:
		return answerAdvice(ctx, step.Error)
	case models.StepClock:
		return T(ctx, "advice.clock")
	case models.StepSignature:
		return T(ctx, "advice.signature")
	case models.StepParameters:
		return T(ctx, "advice.parameters")
	}
	return ""
}

// answerAdvice tells a platform that does not answer from one that answers something else.
func answerAdvice(ctx context.Context, e *models.PlatformError) string {
	switch {
	case e != nil && e.Kind == models.FailedTimeout:
		return T(ctx, "advice.timeout")
	case e != nil && e.Kind == models.RefusedInternal:
		return T(ctx, "advice.internal")
	}
	return T(ctx, "advice.answer")
}

// stepSaid quotes what came back.
func stepSaid(ctx context.Context, e *models.PlatformError) string {
	if e == nil {
		return ""
	}
	said := platformSaid(ctx, e.Code, e.Message)
	if e.Status != 0 && e.Status != 200 {
		return joined(" · ", "HTTP "+codeWords(e.Status), said)
	}
	return said
}

// skewMeasured says what the platform's clock says of ours.
func skewMeasured(ctx context.Context, s models.Skew) string {
	switch {
	case !s.Known:
		return T(ctx, "skew.unknown")
	case skewSentence(ctx, s.By) != "":
		return skewSentence(ctx, s.By)
	}
	return T(ctx, "skew.fine", "By", duration(ctx, s.By))
}

// checkTitle is the outcome of the whole test.
func checkTitle(ctx context.Context, c *models.ConnectionCheck) string {
	if c.Passed() {
		return T(ctx, "check.passed", "Count", c.Count)
	}
	return T(ctx, "check.failed")
}
