package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"xiansuo/models/store"
	"xiansuo/web"
)

type demoCommand struct {
	logFlags `embed:""`
	Addr     string        `default:"127.0.0.1:8080" env:"XIANSUO_ADDR" help:"Address to listen on (${env}). Default: ${default}."`
	Seed     uint64        `default:"1" help:"The same seed makes up the same leads. Default: ${default}."`
	Leads    int           `default:"400" help:"Leads to begin with. Default: ${default}."`
	Every    time.Duration `default:"6s" help:"How often a new lead arrives; 0s: never. Default: ${default}."`
}

// demoPullEvery is how often the demo pulls: a newcomer should not wait a minute for a lead, and
// see for a moment that a pushed one is not confirmed yet.
const demoPullEvery = 8 * time.Second

// Run serves a desk full of made-up leads beside a simulated platform, in a folder that goes
// when it ends.
func (c *demoCommand) Run(ctx context.Context, t terminal) error {
	dir, err := os.MkdirTemp("", "xiansuo-demo-")
	if err != nil {
		return fmt.Errorf("make a temporary folder: %w", err)
	}
	return errors.Join(c.runIn(ctx, t, dir), os.RemoveAll(dir))
}

func (c *demoCommand) runIn(ctx context.Context, t terminal, dir string) error {
	log := newLog(t.err, c.logFlags)
	sim, err := newSimulator(c.Seed, c.Leads, time.Now)
	if err != nil {
		return err
	}
	d := &desk{log: log, out: t.out, now: time.Now, demo: true, flags: serveFlags{storageFlags: storageFlags{Data: "./data"}, Addr: c.Addr, PullEvery: demoPullEvery}}
	if d.listener, err = d.listen(ctx); err != nil {
		return err
	}
	platform, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return errors.Join(fmt.Errorf("start the simulated platform: %w", err), d.listener.Close())
	}
	d.flags.PlatformURL = "http://" + platform.Addr().String() + "/api/mv1/"

	fmt.Fprintf(t.out, "正在准备演示数据 / making things up: %d 条线索 / leads …\n", c.Leads)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return web.Serve(ctx, platform, sim.Handler(), log) })
	group.Go(func() error {
		past := &demoClock{}
		if d.store, err = store.Open(ctx, store.Options{Dir: dir, Log: log, Now: past.now}); err != nil {
			return errors.Join(err, d.listener.Close())
		}
		if err := fillDemo(ctx, d.store, past, sim, d.flags.PlatformURL, c.Seed); err != nil {
			return errors.Join(err, d.listener.Close(), d.store.Close())
		}
		past.arrive()
		d.ready = func(address string) {
			c.welcome(t, address)
			pushes := &demoPushes{sim: sim, store: d.store, address: address, log: log}
			if c.Every > 0 {
				group.Go(func() error { return untilCancelled(sim.RunArrivals(ctx, c.Every, pushes.arrived(ctx))) })
			}
		}
		return errors.Join(d.serve(ctx), d.store.Close())
	})
	return group.Wait()
}

func (c *demoCommand) welcome(t terminal, address string) {
	fmt.Fprintf(t.out, "\n线索台演示 / Xiansuo demo: %s\n\n", address)
	for _, user := range demoUsers {
		fmt.Fprintf(t.out, "  %-8s %-18s %s\n", user.Username, demoPassword, user.Role)
	}
	fmt.Fprintf(t.out, "\n数据都是虚构的, 结束后不留下任何东西。Ctrl+C 结束。\nEverything is made up and nothing remains. Ctrl+C ends it.\n")
}
