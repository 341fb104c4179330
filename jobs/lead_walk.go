package jobs

import (
	"context"
	"time"

	"xiansuo/models"
)

// walk reads a span of time, oldest slice first, so that what is done stays done when the rest
// fails. A slice holds at most about models.PullSliceLeads; the newest page of the whole span is
// stored on the way to finding its size. each hears of every slice that was read to its end and
// says whether to go on. Slices touch and do not overlap: the platform counts in seconds.
func (s *source) walk(ctx context.Context, span models.PullWindow, each func(*reading) (goOn bool, err error)) error {
	step := span.To.Sub(span.From)
	for from := span.From; from <= span.To; {
		r, err := s.slice(ctx, models.PullWindow{From: from, To: min(from.Add(step), span.To)})
		if err != nil {
			return err
		}
		s.tally.received += int64(len(r.seen))
		if goOn, err := each(r); err != nil || !goOn {
			return err
		}
		from = r.window.To.Add(time.Second)
		step = r.window.To.Sub(r.window.From)
		if 2*r.total <= models.PullSliceLeads {
			step *= 2
		}
		step = max(step, models.PullMinSlice)
		if from <= span.To {
			if err := wait(ctx, s.puller.Pause); err != nil {
				return err
			}
		}
	}
	return nil
}

// slice reads the window, or as much of its beginning as fits a slice, while it is the account's
// turn.
func (s *source) slice(ctx context.Context, w models.PullWindow) (*reading, error) {
	done, err := s.puller.turns.take(ctx, s.account.ID)
	if err != nil {
		return nil, err
	}
	defer done()
	for repeats, again := s.repeats, false; ; again = true {
		if again {
			if err := wait(ctx, s.puller.Pause); err != nil {
				return nil, err
			}
		}
		r, first, err := s.open(ctx, w)
		if err != nil {
			return nil, err
		}
		length := w.To.Sub(w.From)
		if r.total <= models.PullSliceLeads || first.rows < first.size || length <= models.PullMinSlice {
			if err := r.finish(ctx, first); err != nil || r.missing() == 0 || repeats == 0 {
				return r, err
			}
			repeats--
			continue
		}
		w.To = w.From.Add(max(shorter(length, r.total), models.PullMinSlice))
	}
}

// shorter is a length that should hold a little less than a slice may, at most half of what was
// too long, in whole seconds.
func shorter(length time.Duration, total int64) time.Duration {
	share := 0.8 * models.PullSliceLeads / float64(total)
	return time.Duration(float64(length) * min(share, 0.5)).Truncate(time.Second)
}
