package jobs

import (
	"context"
	"time"

	"xiansuo/models"
)

// What a push says of an older lead, the pull after it does not read: its second is read by itself.
const (
	confirmReach = 5 * time.Minute // since the push; a lead that the platform does not have is not asked for again and again
	confirmTimes = 10              // of one pull: each is a call
)

// confirm reads the seconds again in which leads were ingested that pushes have just changed, as far
// as they lie before what the last pull read.
func (p *Puller) confirm(ctx context.Context, account *models.Account) error {
	state, err := p.Store.PullState(ctx, account.ID)
	if err != nil || state.Watermark == 0 {
		return err
	}
	times, err := p.Store.DoubtedTimes(ctx, account.ID, p.instant().Add(-confirmReach), state.Watermark.Add(-models.PullOverlap), confirmTimes)
	if err != nil || len(times) == 0 {
		return err
	}
	from, err := p.source(ctx, account)
	if err != nil {
		return err
	}
	from.history = state.Since
	for _, at := range times {
		if err := wait(ctx, p.Pause); err != nil {
			return err
		}
		if err := from.walk(ctx, models.PullWindow{From: at, To: at}, func(*reading) (bool, error) { return true, nil }); err != nil {
			return err
		}
	}
	return p.mark(ctx, account.ID, func(s *models.PullState) { p.addUp(s, from) })
}
