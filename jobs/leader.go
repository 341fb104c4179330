package jobs

import (
	"context"
	"errors"
)

// leader says whether this instance, of several on one database, runs the jobs.
type leader interface {
	// Term is a context that ends when another instance may lead; ok is false while this one does not.
	Term() (term context.Context, ok bool)
	// Ask asks the instance that leads to run a job now.
	Ask(ctx context.Context, job string) error
}

// alone is the leader where there is no other instance.
type alone struct{}

func (alone) Term() (context.Context, bool) { return context.Background(), true }

func (alone) Ask(context.Context, string) error { return nil } // never asked: it leads

var errNotLeading = errors.New("another instance runs the jobs")

// elector tells gocron whether to run a job here.
type elector struct{ leader }

// IsLeader implements gocron.Elector.
func (e elector) IsLeader(context.Context) error {
	if _, ok := e.Term(); !ok {
		return errNotLeading
	}
	return nil
}
