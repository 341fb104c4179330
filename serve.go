package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"xiansuo/handlers"
	"xiansuo/jobs"
	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/static"
	"xiansuo/tencent"
	"xiansuo/web"
)

type serveCommand struct{ serveFlags }

// Run serves the desk until ctx ends.
func (c *serveCommand) Run(ctx context.Context, t terminal) error {
	log := newLog(t.err, c.logFlags)
	s, err := store.Open(ctx, store.Options{Dir: c.Data, Database: c.Database, Log: log, ReportSettle: c.ReportSettle})
	if err != nil {
		return err
	}
	d := &desk{flags: c.serveFlags, store: s, log: log, out: t.out, now: time.Now}
	return errors.Join(d.serve(ctx), s.Close())
}

// desk is the running program: what it is made of, started in order and stopped in reverse.
type desk struct {
	flags    serveFlags
	store    *store.Store
	log      *slog.Logger
	out      io.Writer
	now      func() time.Time
	demo     bool
	listener net.Listener         // nil: listen on flags.Addr
	ready    func(address string) // hears where the desk is, once it answers; may be nil
}

// How often ended sessions and old raw events are forgotten, and push counts written.
const (
	sessionTidying = time.Hour
	rawTidying     = 10 * time.Minute
	pushCounting   = 5 * time.Second
	auditCheck     = 24 * time.Hour // how often the audit's chain is verified, and at each start
)

// How often is looked whether something is to be read again, and whether somebody asked for a backfill.
const (
	rereadLook   = time.Minute
	backfillLook = 2 * time.Second
	// backupLook is how often the nightly backup is looked for; a desk that sleeps at night makes it
	// in the morning.
	backupLook   = 10 * time.Minute
	handoverLook = time.Second // and whether leads are to be handed over
	// retentionLook is how soon after an erasure its traces are overwritten; the rules are applied every hour.
	retentionLook = time.Minute
)

func (d *desk) serve(ctx context.Context) error {
	platform, err := tencent.New(d.flags.PlatformURL, tencent.Options{Now: d.now, Logger: d.log})
	if err != nil {
		return fmt.Errorf("--platform-url: %w", err)
	}
	listener, err := d.listen(ctx)
	if err != nil {
		return err
	}
	entry, err := d.secure(listener)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	address := d.address(entry)
	site, err := web.NewSite(web.Options{
		Users: d.store, Sessions: d.store, Log: d.log, Now: d.now,
		PublicURL: d.flags.PublicURL, TrustedProxies: d.flags.TrustedProxy, Demo: d.demo, TLS: entry.tls,
	})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	token, err := d.announce(ctx, address)
	if err != nil {
		return errors.Join(err, listener.Close())
	}

	group, ctx := errgroup.WithContext(ctx)
	system := models.AsSystem(ctx) // the jobs see every lead; requests see what their user may
	leader := d.store.Leader(d.log)
	puller := &jobs.Puller{Store: d.store, Platform: platform, Log: d.log, Now: d.now, Pause: d.flags.PullPause, Base: system, PassOn: passOn(leader)}
	reporter := &jobs.Reporter{Store: d.store, Platform: platform, Log: d.log, Now: d.now}
	wechat := &jobs.WechatSender{Store: d.store, Platform: platform, Log: d.log, Now: d.now}
	watch := &jobs.HealthWatch{
		Store: d.store, Log: d.log, Now: d.now, Version: versionText(), StartedAt: d.now(), PullEvery: d.flags.PullEvery,
		Panics: site.Panics, Serving: entry.figures,
	}
	replayer := &jobs.Replayer{Store: d.store, Decode: tencent.Pushes{}, Log: d.log, Now: d.now, Base: system}
	retainer := &jobs.Retainer{Store: d.store, Log: d.log, Now: d.now, Base: system}
	schedule, err := jobs.Start(system, jobs.Options{Log: d.log, Now: d.now, History: d.store, Leader: leader, Instance: d.instance()},
		jobs.Job{Name: "pull", Every: d.flags.PullEvery, Do: puller.PullAll},
		jobs.Job{Name: "reread", Every: rereadLook, Do: puller.RereadAll},
		jobs.Job{Name: "nightly", Every: rereadLook, Do: puller.CheckDays},
		jobs.Job{Name: "backfill", Every: backfillLook, Do: puller.BackfillAll},
		jobs.Job{Name: "report", Every: time.Second, Do: reporter.SendAll},
		jobs.Job{Name: "push counts", Every: pushCounting, Do: d.store.KeepPushCounts, Everywhere: true},
		jobs.Job{Name: "raw events", Every: rawTidying, Do: d.store.DropOldRawEvents},
		jobs.Job{Name: "wechat", Every: time.Second, Do: wechat.SendAll},
		jobs.Job{Name: "backup", Every: backupLook, Do: d.backUpSince(d.now())},
		jobs.Job{Name: "health", Every: jobs.HealthEvery, Do: watch.Look, Everywhere: true},
		jobs.Job{Name: "audit", Every: auditCheck, Do: d.checkAudit},
		jobs.Job{Name: "handovers", Every: handoverLook, Do: d.store.RunHandovers},
		jobs.Job{Name: "retention", Every: retentionLook, Do: retainer.Look},
		jobs.Job{Name: "sessions", Every: sessionTidying, Do: d.store.DropOldSessions},
	)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	watch.Follow(schedule.Runs)
	backuper := &jobs.Backuper{Store: d.store, Log: d.log, Base: system}
	work := background{puller, schedule, replayer, backuper, retainer, leader}
	retire := work.standForElection(system)
	handlers.Register(site, handlers.Parts{
		Store:     d.store,
		Jobs:      work,
		Platform:  platform,
		Wire:      tencent.Pushes{},
		Base:      address,
		Passwords: web.NewPasswords(),
		Token:     token,
		Static:    static.Handler(),
		Now:       d.now,
		Health:    watch,
		Folder:    d.flags.Data,
		Metrics:   d.flags.MetricsToken,
	})
	group.Go(func() error { return web.Serve(ctx, entry, site, d.log) })
	group.Go(func() error { return d.aside(ctx, group, entry, watch) })
	if d.ready != nil {
		d.ready(address)
	}
	served := group.Wait()
	stopped := schedule.Stop()
	puller.Wait()
	retire()
	replayer.WaitForReplay()
	backuper.WaitForBackup()
	retainer.WaitForRetention()
	return errors.Join(served, stopped, d.store.KeepPushCounts(context.WithoutCancel(ctx)))
}

// backUpSince makes the nightly backup when it is due, but not in the first minutes: a desk that has
// just started has more urgent things to do. A demo leaves nothing to go back to.
func (d *desk) backUpSince(start time.Time) func(context.Context) error {
	return func(ctx context.Context) error {
		if d.demo || d.now().Sub(start) < backupLook {
			return nil
		}
		return d.store.BackUpNightly(ctx)
	}
}

func (d *desk) listen(ctx context.Context) (net.Listener, error) {
	if d.listener != nil {
		return d.listener, nil
	}
	return listen(ctx, d.flags.Addr)
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("address %s is in use: stop the other program, or choose another with --addr", address)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on %s: %w; choose another with --addr", address, err)
	}
	return listener, nil
}

// address is where people reach the desk.
func (d *desk) address(e *entry) string {
	if d.flags.PublicURL != "" {
		return strings.TrimSuffix(d.flags.PublicURL, "/")
	}
	return e.address()
}

// announce says where the desk is, and how to set it up while it has no users.
func (d *desk) announce(ctx context.Context, address string) (*web.SetupToken, error) {
	if public, err := url.Parse(d.flags.PublicURL); err != nil || d.flags.PublicURL != "" && public.Host == "" {
		return nil, fmt.Errorf("--public-url must be an address such as https://leads.example.com")
	}
	if d.demo {
		return nil, nil
	}
	fmt.Fprintf(d.out, "线索台 %s: %s\n", versionText(), address)
	has, err := d.store.HasUsers(ctx)
	if err != nil || has {
		return nil, err
	}
	token := web.NewSetupToken(d.now)
	fmt.Fprintf(d.out, "首次使用: 打开 %s/setup, 输入一次性口令 / first run: open %s/setup and enter the one-time token\n\n    %s\n\n有效 60 分钟 / good for 60 minutes\n",
		address, address, token.Text())
	return token, nil
}
