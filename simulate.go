package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"xiansuo/models"
	"xiansuo/tencent/simulator"
	"xiansuo/web"
)

type simulateCommand struct {
	logFlags `embed:""`
	Addr     string        `default:"127.0.0.1:9090" env:"XIANSUO_SIMULATE_ADDR" help:"Address to listen on (${env}). Default: ${default}. Anybody who reaches it controls it."`
	Seed     uint64        `default:"1" help:"The same seed makes up the same leads. Default: ${default}."`
	Leads    int           `default:"200" help:"Leads of the last two weeks, in all. Default: ${default}."`
	Every    time.Duration `default:"5s" help:"How often a new lead arrives; 0s: never. Default: ${default}."`
}

// madeUpAccounts are the accounts of the demo and of the stand-alone simulator. Tokens and
// secrets are as made up as the rest.
var madeUpAccounts = []simulator.Account{
	{ID: 25610001, Name: "晨光医美 · 植发", Token: "1000000001", Secret: "5d41402abc4b2a76b9719d911017c592", Industry: models.Medical, StatusSystem: models.IndustrySystem},
	{ID: 25610002, Name: "江景壹号院", Token: "1000000002", Secret: "7d793037a0760186574b0282f2f435e7", Industry: models.Estate, StatusSystem: models.IndustrySystem},
	{ID: 25610003, Name: "木语全屋定制", Token: "1000000003", Secret: "9e107d9d372bb6826bd81d3542a419d6", Industry: models.Home, StatusSystem: models.IndustrySystem},
	{ID: 25610004, Name: "小满茶饮招商", Token: "1000000004", Secret: "e4d909c290d0fb1ca068ffaddf22cbd0", Industry: models.Franchise, StatusSystem: models.IndustrySystem},
	{ID: 25610005, Name: "启航少儿编程", Token: "1000000005", Secret: "d174ab98d277d9f5a5611c2c9f419d9f", Industry: models.NoIndustry, StatusSystem: models.StandardSystem},
}

// madeUpHistory is how far back the made-up leads go.
const madeUpHistory = 14 * 24 * time.Hour

// newSimulator makes a platform with the made-up accounts and leads.
func newSimulator(seed uint64, leads int, now func() time.Time) (*simulator.Simulator, error) {
	sim := simulator.New(simulator.Options{Seed: seed, Now: now, Accounts: madeUpAccounts})
	for i, account := range madeUpAccounts {
		share := leads / len(madeUpAccounts)
		if i < leads%len(madeUpAccounts) {
			share++
		}
		if err := sim.SeedLeads(account.ID, share, now().Add(-madeUpHistory), now()); err != nil {
			return nil, fmt.Errorf("make up leads: %w", err)
		}
	}
	return sim, nil
}

// Run serves the simulated platform until ctx ends.
func (c *simulateCommand) Run(ctx context.Context, t terminal) error {
	log := newLog(t.err, c.logFlags)
	sim, err := newSimulator(c.Seed, c.Leads, time.Now)
	if err != nil {
		return err
	}
	listener, err := listen(ctx, c.Addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "simulated platform: http://%s/api/mv1/  (serve the desk with --platform-url)\n", listener.Addr())
	for _, a := range madeUpAccounts {
		fmt.Fprintf(t.out, "  account %d  token %s  secret %s  %s %s  %s\n", a.ID, a.Token, a.Secret, a.Industry, a.StatusSystem, a.Name)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return web.Serve(ctx, listener, sim.Handler(), log) })
	if c.Every > 0 {
		group.Go(func() error { return untilCancelled(sim.RunArrivals(ctx, c.Every, nil)) })
	}
	return group.Wait()
}

// untilCancelled takes the end of a context for the end of the work.
func untilCancelled(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
