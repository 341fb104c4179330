package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/web"
)

type adminResetPasswordCommand struct {
	storageFlags `embed:""`
	Username     string `required:"" placeholder:"NAME" help:"Whose password."`
	WithoutTOTP  bool   `name:"without-totp" help:"Also turn the two-step sign-in off, for somebody who lost phone and recovery codes."`
}

// Run sets a user's password and ends their sessions. The password comes from standard input; at a
// terminal, or with nothing there, one is made and printed once.
func (c *adminResetPasswordCommand) Run(ctx context.Context, t terminal) error {
	password, err := firstLine(t.in)
	if err != nil {
		return fmt.Errorf("read the password from standard input: %w", err)
	}
	made := password == ""
	if made {
		password = rand.Text()
	}
	username := strings.ToLower(strings.TrimSpace(c.Username))
	if err := models.CheckNewPassword(password, username); err != nil {
		return err
	}
	if c.Database == "" && !store.Exists(c.Data) {
		return fmt.Errorf("there is no database in %s: name the right folder with --data", c.Data)
	}
	s, err := store.Open(ctx, store.Options{Dir: c.Data, Database: c.Database})
	if err != nil {
		return err
	}
	err = s.ResetPassword(ctx, username, web.HashPassword(password), c.WithoutTOTP)
	if errors.Is(err, models.ErrNotFound) {
		err = fmt.Errorf("there is no user of this name: look at --username")
	}
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "reset the password of %s and ended their sessions\n", username)
	if c.WithoutTOTP {
		fmt.Fprintln(t.out, "two-step sign-in is off")
	}
	if made {
		fmt.Fprintf(t.out, "password, shown once: %s\n", password)
	}
	return nil
}
