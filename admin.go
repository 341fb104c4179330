package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/templates"
	"xiansuo/web"
)

type adminCreateCommand struct {
	storageFlags `embed:""`
	Username     string `required:"" placeholder:"NAME" help:"Name to sign in with."`
	Name         string `placeholder:"NAME" help:"Name that colleagues see. Default: the user name."`
	Role         string `enum:"admin,manager,sales,viewer" default:"admin" help:"admin, manager, sales or viewer. Default: admin."`
}

// Run creates a user. The password comes from standard input; at a terminal, or with nothing
// there, one is made and printed once.
func (c *adminCreateCommand) Run(ctx context.Context, t terminal) error {
	ctx = onCommandLine(ctx)
	password, err := firstLine(t.in)
	if err != nil {
		return fmt.Errorf("read the password from standard input: %w", err)
	}
	made := password == ""
	if made {
		password = rand.Text()
	}
	user := models.NewUser{Username: c.Username, Name: c.Name, Role: models.Role(c.Role), Password: password}
	if err := user.Check(); err != nil {
		return err
	}
	s, err := store.Open(ctx, store.Options{Dir: c.Data, Database: c.Database})
	if err != nil {
		return err
	}
	_, err = s.CreateUser(ctx, models.User{
		Username: user.Username, Name: user.Name, Role: user.Role, PasswordHash: web.HashPassword(password),
	})
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "created %s (%s)\n", user.Username, user.Role)
	if made {
		fmt.Fprintf(t.out, "password, shown once: %s\n", password)
	}
	return nil
}

// firstLine reads a secret from a pipe or file. A terminal is not waited for.
func firstLine(in io.Reader) (string, error) {
	if f, ok := in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return "", nil
	}
	line, err := bufio.NewReader(io.LimitReader(in, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}

// invalidText says in English what is wrong with input from the command line.
func invalidText(invalid *models.Invalid) string {
	ctx := templates.WithLanguage(context.Background(), models.English)
	parts := make([]string, len(invalid.Fields))
	for i, field := range invalid.Fields {
		parts[i] = whereTyped(field.Field) + ": " + templates.FieldWords(ctx, field)
	}
	return strings.Join(parts, " ")
}

// whereTyped is where the command line has a field: secrets are read, not typed.
func whereTyped(field string) string {
	switch {
	case field == "password":
		return "the password on standard input"
	case strings.HasSuffix(field, "secret"):
		return "--" + strings.ReplaceAll(field, "_", "-") + "-file"
	}
	return "--" + strings.ReplaceAll(field, "_", "-")
}
