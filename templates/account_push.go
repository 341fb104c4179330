package templates

import (
	"context"
	"strings"
	"time"

	"xiansuo/models"
)

// PushProps fill the panel of an account's push address.
type PushProps struct {
	AccountID int64
	Address   models.PushAddress
	URL       string // whole, with the secret part
	Counts    []models.PushCount
	Rules     models.PushRules // what the fields show
	Errors    *models.Invalid
	Sample    *models.PushSample // what came of the sample that was just sent
}

// pushClickPath is where the address is entered, in the platform's own words.
const pushClickPath = "后台管理 → 线索应用设置 → API回传数据"

// isHTTPS reports whether the platform can use the address: it demands HTTPS.
func (p *PushProps) isHTTPS() bool { return strings.HasPrefix(p.URL, "https://") }

// oldStillGood reports whether the address before this one is taken yet.
func oldStillGood(ctx context.Context, a *models.PushAddress) bool {
	return len(a.OldHash) > 0 && a.OldUntil > PageOf(ctx).Now
}

// pushLastSeen is when the account's last push came, whatever became of it.
func pushLastSeen(counts []models.PushCount) (last models.Instant) {
	for _, c := range counts {
		last = max(last, c.LastAt)
	}
	return last
}

// pushTotals are the pushes that brought something, and those that said nothing new.
func pushTotals(counts []models.PushCount) (accepted, repeated, refused int64) {
	for _, c := range counts {
		switch {
		case c.Outcome == models.PushRepeated:
			repeated += c.Count
		case c.Outcome.IsAccepted():
			accepted += c.Count
		default:
			refused += c.Count
		}
	}
	return accepted, repeated, refused
}

// refusedCounts are the causes for which pushes were refused, in the order of models.PushOutcomes.
func refusedCounts(counts []models.PushCount) []models.PushCount {
	var refused []models.PushCount
	for _, outcome := range models.PushOutcomes {
		for _, c := range counts {
			if c.Outcome == outcome && !outcome.IsAccepted() && c.Count > 0 {
				refused = append(refused, c)
			}
		}
	}
	return refused
}

// pushCause says why pushes were refused.
func pushCause(ctx context.Context, outcome models.PushOutcome) string {
	switch outcome {
	case models.PushUnsigned:
		return T(ctx, "push.cause.unsigned")
	case models.PushBadSignature:
		return T(ctx, "push.cause.bad_signature")
	case models.PushWrongToken:
		return T(ctx, "push.cause.wrong_token")
	case models.PushWrongDigest:
		return T(ctx, "push.cause.wrong_digest")
	case models.PushWrongTime:
		return T(ctx, "push.cause.wrong_time")
	case models.PushOtherDigest:
		return T(ctx, "push.cause.other_digest")
	case models.PushTooBig:
		return T(ctx, "push.cause.too_big")
	case models.PushCutOff:
		return T(ctx, "push.cause.cut_off")
	case models.PushNoLead:
		return T(ctx, "push.cause.no_lead")
	case models.PushNoID:
		return T(ctx, "push.cause.no_id")
	case models.PushOtherAccount:
		return T(ctx, "push.cause.other_account")
	case models.PushTooFast:
		return T(ctx, "push.cause.too_fast")
	case models.PushNotStored:
		return T(ctx, "push.cause.not_stored")
	}
	return T(ctx, "push.cause.unknown")
}

// sampleTitle is what came of a sample, in one line.
func sampleTitle(ctx context.Context, s *models.PushSample) string {
	switch {
	case s.Error != nil:
		return T(ctx, "push.sample_refused")
	case !s.Arrived:
		return T(ctx, "push.sample_lost")
	}
	return T(ctx, "push.sample_good", "Took", T(ctx, "push.millis", "Count", max(1, int(s.Took/time.Millisecond))))
}

// sampleGood reports whether the sample came back as it should.
func sampleGood(s *models.PushSample) bool { return s.Error == nil && s.Arrived }

// sampleAdvice says what to do about a sample that did not come through.
func sampleAdvice(ctx context.Context, s *models.PushSample) string {
	switch {
	case sampleGood(s):
		return ""
	case s.Error == nil:
		return T(ctx, "push.advice_lost")
	case s.Status == 0 && s.Error.Kind == models.FailedDNS:
		return T(ctx, "push.advice_dns")
	case s.Status == 0 && s.Error.Kind == models.FailedTLS:
		return T(ctx, "push.advice_tls")
	case s.Status == 0:
		return T(ctx, "push.advice_connect")
	case s.Code == 0:
		return T(ctx, "push.advice_other", "Status", codeWords(s.Status))
	}
	return T(ctx, "push.advice_refused")
}
