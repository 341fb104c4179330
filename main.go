// Xiansuo (线索台) is a lead desk between Tencent's lead platform and a sales team: leads come in,
// sellers say what became of them, the platform hears it. One program, one file of data.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"xiansuo/models"
	"xiansuo/tencent"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], terminal{os.Stdin, os.Stdout, os.Stderr}))
}

// terminal is where a command reads and writes.
type terminal struct {
	in       io.Reader
	out, err io.Writer
}

// Exit statuses.
const (
	succeeded  = 0
	failed     = 1
	misspelled = 2 // the command line is not understood
)

// exitNow is what --help ends the parsing with.
type exitNow int

// run is the whole program: it parses the command line, runs the command until it is done or ctx
// ends, says in one line what went wrong, and returns the exit status.
func run(ctx context.Context, args []string, t terminal) (status int) {
	defer func() {
		if code, ok := recover().(exitNow); ok {
			status = int(code)
		}
	}()
	var cli commandLine
	parser, err := kong.New(&cli,
		kong.Name("xiansuo"),
		kong.Description("线索台: a lead desk for Tencent Ads. Without a command it serves the desk."),
		kong.Writers(t.out, t.err),
		kong.Exit(func(code int) { panic(exitNow(code)) }),
		kong.Vars{"platform": tencent.DefaultBase},
		kong.Resolvers(fromFiles(os.Getenv)),
		kong.DefaultEnvars("XIANSUO"),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(t),
	)
	if err != nil {
		return t.fail(err)
	}
	command, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(t.err, "xiansuo: %v. Try xiansuo --help.\n", err)
		return misspelled
	}
	if err := command.Run(); err != nil && !errors.Is(err, context.Canceled) {
		return t.fail(err)
	}
	return succeeded
}

// fail says what went wrong in one line.
func (t terminal) fail(err error) int {
	var invalid *models.Invalid
	text := err.Error()
	if errors.As(err, &invalid) {
		text = invalidText(invalid)
	}
	fmt.Fprintf(t.err, "xiansuo: %s\n", strings.ReplaceAll(strings.TrimSpace(text), "\n", "; "))
	return failed
}
