package jobs

import "context"

// leader says whether this instance, of several on one database, runs the jobs.
type leader interface {
	// Term tells whether this instance leads; over is closed when another one may.
	Term() (over <-chan struct{}, ok bool)
	// Ask asks the instance that leads to run a job now.
	Ask(ctx context.Context, job string) error
}

// alone is the leader where there is no other instance.
type alone struct{}

func (alone) Term() (<-chan struct{}, bool) { return nil, true }

func (alone) Ask(context.Context, string) error { return nil } // never asked: it leads

// during ends a context when a term is over.
func during(ctx context.Context, over <-chan struct{}) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		select {
		case <-over:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}
