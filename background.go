package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"

	"xiansuo/jobs"
	"xiansuo/models/store"
)

// background is what the pages see of the jobs. Of several instances on one database one runs
// them; the others pass on what their pages ask for.
type background struct {
	*jobs.Puller
	*jobs.Schedule
	*jobs.Replayer
	*jobs.Backuper
	*jobs.Retainer
	leader *store.Leader
}

// How an instance asks the leader to pull an account now, and soon because of a push.
const (
	pullWish  = "pull account "
	nudgeWish = "nudge account "
)

// PullNow pulls an account, here or where the jobs run.
func (b background) PullNow(ctx context.Context, accountID int64) error {
	if _, leads := b.leader.Term(); !leads {
		return b.leader.Ask(ctx, pullWish+strconv.FormatInt(accountID, 10))
	}
	return b.Puller.PullNow(ctx, accountID)
}

// passOn hands a pull after a push to the leader. Pushes come to every instance; the leader lets those
// of an account share one pull.
func passOn(leader *store.Leader) func(context.Context, int64) (bool, error) {
	return func(ctx context.Context, accountID int64) (passed bool, err error) {
		if _, leads := leader.Term(); leads {
			return false, nil
		}
		return true, leader.Ask(ctx, nudgeWish+strconv.FormatInt(accountID, 10))
	}
}

// standForElection does its part in choosing the instance that runs the jobs. Leadership is given
// back by retire, when the jobs have ended; until then it outlives ctx.
func (b background) standForElection(ctx context.Context) (retire func()) {
	term, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var standing sync.WaitGroup
	standing.Go(func() { b.leader.Run(term, b.RunAll, func(wish string) { standing.Go(func() { b.grant(ctx, wish) }) }) })
	return func() {
		cancel()
		standing.Wait()
	}
}

// grant does what another instance's page asked for. How it went stands on the page of every one.
func (b background) grant(ctx context.Context, wish string) {
	var id int64
	var err error
	account, isPull := strings.CutPrefix(wish, pullWish)
	account, isNudge := strings.CutPrefix(account, nudgeWish)
	switch {
	case isPull:
		if id, err = strconv.ParseInt(account, 10, 64); err == nil {
			err = b.PullNow(ctx, id)
		}
	case isNudge:
		if id, err = strconv.ParseInt(account, 10, 64); err == nil {
			b.Nudge(id)
		}
	default:
		_, err = b.RunNow(ctx, wish)
	}
	if err != nil && ctx.Err() == nil {
		b.Puller.Log.InfoContext(ctx, "another instance's wish was not granted", "wish", wish, "error", err)
	}
}

// instance names this process in the jobs' history, where there can be several.
func (d *desk) instance() string {
	if d.flags.Database == "" {
		return ""
	}
	host, err := os.Hostname()
	if err != nil {
		host = "?"
	}
	return fmt.Sprintf("%s/%d", host, os.Getpid())
}
