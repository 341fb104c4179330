package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/templates"
)

type accountPushURLCommand struct {
	storageFlags `embed:""`
	AccountID    int64  `required:"" name:"account-id" placeholder:"N" help:"The advertiser account's number on the platform."`
	PublicURL    string `env:"XIANSUO_PUBLIC_URL" placeholder:"URL" help:"How the platform reaches the desk, e.g. https://leads.example.com (${env}). Without it the path alone is printed."`
	Rotate       bool   `help:"Make a new address first; the one before it works for 24 hours more."`
}

// Run prints the push address, which is as secret as a password, and nothing else.
func (c *accountPushURLCommand) Run(ctx context.Context, t terminal) error {
	s, err := store.Open(ctx, store.Options{Dir: c.Data, Database: c.Database})
	if err != nil {
		return err
	}
	address, err := c.address(onCommandLine(ctx), s)
	if err := errors.Join(err, s.Close()); errors.Is(err, models.ErrNotFound) {
		return fmt.Errorf("there is no account %d: add it with xiansuo account set", c.AccountID)
	} else if err != nil {
		return err
	}
	fmt.Fprintln(t.out, strings.TrimSuffix(c.PublicURL, "/")+templates.HookPath(address.Secret))
	return nil
}

func (c *accountPushURLCommand) address(ctx context.Context, s *store.Store) (models.PushAddress, error) {
	if c.Rotate {
		return s.RotatePushAddress(ctx, c.AccountID, byCommandLine)
	}
	return s.PushAddress(ctx, c.AccountID)
}
