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

// pullWish is how an instance asks the leader to pull an account.
const pullWish = "pull account "

// PullNow pulls an account, here or where the jobs run.
func (b background) PullNow(ctx context.Context, accountID int64) error {
	if _, leads := b.leader.Term(); !leads {
		return b.leader.Ask(ctx, pullWish+strconv.FormatInt(accountID, 10))
	}
	return b.Puller.PullNow(ctx, accountID)
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
	var err error
	if account, isPull := strings.CutPrefix(wish, pullWish); isPull {
		var id int64
		if id, err = strconv.ParseInt(account, 10, 64); err == nil {
			err = b.PullNow(ctx, id)
		}
	} else {
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
