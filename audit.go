package main

import (
	"context"
	"errors"
	"fmt"

	"xiansuo/models"
	"xiansuo/models/store"
)

// onCommandLine makes the command line the actor of what is done under the context.
func onCommandLine(ctx context.Context) context.Context {
	return models.ActingAs(ctx, models.Actor{Kind: models.ActorSystem, Name: byCommandLine.Name})
}

// checkAudit is the job that goes through the audit's chain; what it finds stands on the health page.
func (d *desk) checkAudit(ctx context.Context) error {
	check, err := d.store.CheckAudit(ctx)
	if err == nil && check.Broken != 0 {
		d.log.ErrorContext(ctx, "the audit was changed", "entry", check.Broken, "sound", check.Sound)
	}
	return err
}

type auditVerifyCommand struct{ storageFlags }

// Run goes through the audit's chain, beside a running desk or not. It fails when an entry is not as
// it was written, and names the first one.
func (c *auditVerifyCommand) Run(ctx context.Context, t terminal) error {
	s, err := store.Open(ctx, store.Options{Dir: c.Data, Database: c.Database, ReadOnly: true})
	if err != nil {
		return err
	}
	sound, broken, err := s.VerifyAudit(ctx)
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	if broken != 0 {
		return fmt.Errorf("the audit was changed: entry %d is missing or not as it was written; the %d before it are sound", broken, sound)
	}
	fmt.Fprintf(t.out, "%d entries, all sound\n", sound)
	return nil
}

type keyRotateCommand struct{ storageFlags }

// Run makes a new key file and seals everything under it.
func (c *keyRotateCommand) Run(ctx context.Context, t terminal) error {
	if c.Database == "" && !store.Exists(c.Data) {
		return fmt.Errorf("there is no database in %s: name the right folder with --data", c.Data)
	}
	s, err := store.Open(ctx, store.Options{Dir: c.Data, Database: c.Database})
	if err != nil {
		return err
	}
	done, resumed, err := s.RotateKey(onCommandLine(ctx))
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	if resumed {
		fmt.Fprintln(t.out, "went on with a rotation that was interrupted")
	}
	for _, r := range done {
		fmt.Fprintf(t.out, "%s: %d sealed anew\n", r.Table, r.Values)
	}
	fmt.Fprintln(t.out, "The new key is in place. Copy it to where you keep the old one; keep that too for as long as you keep backups made with it.")
	return nil
}
