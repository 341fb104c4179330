package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"xiansuo/models"
	"xiansuo/models/store"
)

type accountSetCommand struct {
	storageFlags     `embed:""`
	AccountID        int64  `required:"" name:"account-id" placeholder:"N" help:"The advertiser account's number on the platform."`
	Name             string `placeholder:"NAME" help:"Name that colleagues see."`
	Industry         string `enum:"none,estate,home,medical,franchise," default:"" help:"none, estate (房产), home (家居), medical (医疗) or franchise (招商加盟)."`
	StatusSystem     string `enum:"standard,industry," default:"" help:"standard or industry: the statuses that the account reports."`
	Algorithm        string `enum:"SHA1,SHA256," default:"" help:"Digest of the signatures. Default: SHA256."`
	Token            string `env:"XIANSUO_ACCOUNT_TOKEN" secret:"" placeholder:"T" help:"Token of the account (${env}, or ${env}_FILE)."`
	SecretFile       string `type:"existingfile" placeholder:"FILE" help:"File with the token's secret. Default: standard input."`
	ReportToken      string `placeholder:"T" help:"Token for reports, when they have a pair of their own."`
	ReportSecretFile string `type:"existingfile" placeholder:"FILE" help:"File with its secret."`
	PushToken        string `placeholder:"T" help:"Token for pushes, when they have a pair of their own."`
	PushSecretFile   string `type:"existingfile" placeholder:"FILE" help:"File with its secret."`
	ReportMode       string `enum:"off,dry,on," default:"" help:"off, dry (show what would be reported, send nothing) or on. Default: on."`
	ReportDeadline   int    `placeholder:"DAYS" help:"Days within which a lead should be reported, 1 to 30; used to warn. Default: 7."`
}

// Run adds or changes an account. What is not named stays as it is.
func (c *accountSetCommand) Run(ctx context.Context, t terminal) error {
	edit, err := c.pairs(t)
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, store.Options{Dir: c.Data, Database: c.Database})
	if err != nil {
		return err
	}
	verb, err := c.save(onCommandLine(ctx), s, edit)
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s account %d\n", verb, c.AccountID)
	return nil
}

// pairs reads the secrets before the database is touched.
func (c *accountSetCommand) pairs(t terminal) (edit models.AccountEdit, err error) {
	edit.Pull.Token, edit.Report.Token, edit.Push.Token = c.Token, c.ReportToken, c.PushToken
	switch {
	case c.SecretFile != "":
		edit.Pull.Secret, err = secretIn(c.SecretFile)
	case c.Token != "":
		if edit.Pull.Secret, err = firstLine(t.in); err == nil && edit.Pull.Secret == "" {
			err = errors.New("the secret is missing: name its file with --secret-file, or write it to standard input")
		}
	}
	if err == nil && c.ReportSecretFile != "" {
		edit.Report.Secret, err = secretIn(c.ReportSecretFile)
	}
	if err == nil && c.PushSecretFile != "" {
		edit.Push.Secret, err = secretIn(c.PushSecretFile)
	}
	return edit, err
}

func secretIn(path string) (string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read a secret: %w", err)
	}
	return strings.TrimSpace(string(content)), nil
}

// byCommandLine is who changed an account from the command line.
var byCommandLine = models.User{Username: "command-line", Name: "命令行", Role: models.Admin}

func (c *accountSetCommand) save(ctx context.Context, s *store.Store, edit models.AccountEdit) (verb string, err error) {
	edit.ID = c.AccountID
	verb = "changed"
	have, err := s.Account(ctx, c.AccountID)
	switch {
	case errors.Is(err, models.ErrNotFound):
		verb = "added"
		have = models.Account{Industry: models.NoIndustry, StatusSystem: models.StandardSystem, Algorithm: models.SHA256}
	case err != nil:
		return "", err
	}
	edit.Version, edit.Paused, edit.KeepIDNumber = have.Version, have.Paused, have.KeepIDNumber
	edit.OldSignature, edit.OmitID, edit.PullMinutes = have.OldSignature, have.OmitID, have.PullMinutes
	edit.Name = named(c.Name, have.Name)
	edit.Industry = named(models.Industry(c.Industry), have.Industry)
	edit.StatusSystem = named(models.StatusSystem(c.StatusSystem), have.StatusSystem)
	edit.Algorithm = named(models.Algorithm(c.Algorithm), have.Algorithm)
	edit.ReportMode = named(models.ReportMode(c.ReportMode), have.ReportMode)
	edit.ReportDeadlineDays = named(c.ReportDeadline, have.ReportDeadlineDays)
	edit.NoConfirm = verb == "changed" && !have.ConfirmReports
	_, err = s.SaveAccount(ctx, edit, byCommandLine)
	return verb, err
}

// named is what the command line says, or else what there is.
func named[T comparable](said, have T) T {
	var nothing T
	if said == nothing {
		return have
	}
	return said
}

type accountListCommand struct{ storageFlags }

// Run lists the accounts; secrets are not among what it shows.
func (c *accountListCommand) Run(ctx context.Context, t terminal) error {
	if c.Database == "" && !store.Exists(c.Data) {
		return fmt.Errorf("there is no database in %s: name the right folder with --data", c.Data)
	}
	s, err := store.Open(ctx, store.Options{Dir: c.Data, Database: c.Database})
	if err != nil {
		return err
	}
	accounts, err := s.Accounts(ctx)
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ACCOUNT\tNAME\tINDUSTRY\tSTATUS SYSTEM\tALGORITHM\tTOKEN\tPAUSED")
	for _, a := range accounts {
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t…%s\t%v\n", a.ID, a.Name, a.Industry, a.StatusSystem, a.Algorithm, a.Pull.TokenTail, a.Paused)
	}
	return table.Flush()
}
