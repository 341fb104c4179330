package tencent

import (
	"context"
	"errors"
	"slices"
	"time"

	"xiansuo/models"
)

const (
	checkReach = 24 * time.Hour // the leads of which span a check counts
	warnedSkew = time.Minute    // a clock further off is worth a warning
)

// CheckConnection finds out, with one small pull, what works and what does not, step by step.
// The first step that fails says why; those after it were not tried.
func (c *Client) CheckConnection(ctx context.Context, cred models.Credentials) models.ConnectionCheck {
	now := models.At(c.now())
	batch, out, err := c.listLeads(ctx, cred, models.LeadListing{
		Window:   models.PullWindow{From: now.Add(-checkReach), To: now},
		PageSize: 1,
	})
	check := models.ConnectionCheck{Skew: out.skew}
	failedStep, failure := failedStep(out, err)
	for _, step := range models.Steps {
		check.Steps = append(check.Steps, models.CheckStep{Step: step, Result: models.StepPassed})
	}
	judgeClock(&check, &failedStep, &failure)
	if failure == nil {
		check.Count = batch.Total
		return check
	}
	at := slices.Index(models.Steps, failedStep)
	check.Steps[at].Result, check.Steps[at].Error = models.StepFailed, failure
	for i := at + 1; i < len(check.Steps); i++ {
		check.Steps[i].Result = models.StepSkipped
	}
	return check
}

// failedStep names the step that a failed pull got stuck at. Refusals that do not speak of
// credentials or parameters mean that the platform gave no usable answer.
func failedStep(out outcome, err error) (models.Step, *models.PlatformError) {
	if err == nil {
		return "", nil
	}
	failure, ok := errors.AsType[*models.PlatformError](err)
	if !ok { // the check itself was ended
		step := out.reached
		if step == "" {
			step = models.StepDNS
		}
		return step, &models.PlatformError{Kind: models.FailedTimeout, Message: "the check was ended", Err: err}
	}
	switch failure.Kind {
	case models.FailedDNS:
		return models.StepDNS, failure
	case models.FailedTLS:
		return models.StepTLS, failure
	case models.RefusedPermission:
		return models.StepSignature, failure
	case models.RefusedParameter:
		return models.StepParameters, failure
	}
	return out.reached, failure
}

// judgeClock looks at the skew once the platform has answered. A clock too far off makes the
// platform refuse the signature, so it takes the blame from the later steps.
func judgeClock(check *models.ConnectionCheck, failed *models.Step, failure **models.PlatformError) {
	at := slices.Index(models.Steps, models.StepClock)
	if *failure != nil && slices.Index(models.Steps, *failed) < at {
		return
	}
	switch off := check.Skew.By.Abs(); {
	case off > models.MaxSkew:
		*failed = models.StepClock
		if *failure == nil {
			*failure = &models.PlatformError{Kind: models.RefusedPermission, Message: "the clock is more than 5 minutes off"}
		}
		(*failure).Skew = check.Skew
	case off > warnedSkew:
		check.Steps[at].Result = models.StepWarned
	}
}
