package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// commandLine is every command and every setting, once. Each flag is also an environment
// variable, and a secret one also <NAME>_FILE: a file that holds it.
type commandLine struct {
	Serve    serveCommand    `cmd:"" default:"withargs" help:"Serve the desk (what happens without a command)."`
	Demo     demoCommand     `cmd:"" help:"Try the desk: made-up leads, a simulated platform, nothing kept."`
	Simulate simulateCommand `cmd:"" help:"Run the simulated platform alone."`
	Admin    struct {
		Create        adminCreateCommand        `cmd:"" help:"Create a user."`
		ResetPassword adminResetPasswordCommand `cmd:"" name:"reset-password" help:"Give a user a new password and end their sessions."`
	} `cmd:"" help:"Users."`
	Account struct {
		Set     accountSetCommand     `cmd:"" help:"Add an advertiser account or change one."`
		List    accountListCommand    `cmd:"" help:"List the advertiser accounts."`
		PushURL accountPushURLCommand `cmd:"" name:"push-url" help:"Print where the platform pushes an account's leads to."`
	} `cmd:"" help:"Advertiser accounts."`
	Audit struct {
		Verify auditVerifyCommand `cmd:"" help:"Prove that nobody changed the audit; works beside a running desk."`
	} `cmd:"" help:"Who did what."`
	Key struct {
		Rotate keyRotateCommand `cmd:"" help:"Make a new key file and seal everything under it; the desk must be stopped."`
	} `cmd:"" help:"The key file."`
	Wechat struct {
		Report wechatReportCommand `cmd:"" help:"Report personal-WeChat authorisations from JSON lines."`
	} `cmd:"" help:"Personal WeChat."`
	Backup  backupCommand  `cmd:"" help:"Write a checked copy of the database."`
	Restore restoreCommand `cmd:"" help:"Put a backup in the database's place."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// storageFlags say where the data lives.
type storageFlags struct {
	Data     string `default:"./data" env:"XIANSUO_DATA" placeholder:"FOLDER" help:"Folder of the database and the key file (${env}). Default: ${default}."`
	Database string `env:"XIANSUO_DATABASE" secret:"" placeholder:"URL" help:"postgres://user:password@host/name; empty: SQLite in the data folder (${env}, or ${env}_FILE)."`
}

// logFlags say how the program speaks.
type logFlags struct {
	LogFormat string `enum:"text,json" default:"text" env:"XIANSUO_LOG_FORMAT" help:"text or json, on standard error (${env})."`
	LogLevel  string `enum:"debug,info,warn,error" default:"info" env:"XIANSUO_LOG_LEVEL" help:"debug, info, warn or error (${env})."`
}

// serveFlags are the settings of a desk.
type serveFlags struct {
	storageFlags `embed:""`
	logFlags     `embed:""`
	secureFlags  `embed:""`
	Addr         string        `default:"127.0.0.1:8080" env:"XIANSUO_ADDR" help:"Address to listen on (${env}). Default: ${default}."`
	PlatformURL  string        `default:"${platform}" env:"XIANSUO_PLATFORM_URL" placeholder:"URL" help:"Base address of the leads platform (${env}). Default: ${default}."`
	PublicURL    string        `env:"XIANSUO_PUBLIC_URL" placeholder:"URL" help:"How browsers and the platform reach the desk, e.g. https://leads.example.com (${env})."`
	TrustedProxy []string      `env:"XIANSUO_TRUSTED_PROXY" placeholder:"CIDR" help:"Reverse proxies whose X-Forwarded-For is believed (${env}). Default: none."`
	PullEvery    time.Duration `default:"1m" env:"XIANSUO_PULL_EVERY" help:"How often leads are pulled, 1s to 60m; an account may rest longer (${env}). Default: ${default}."`
	PullPause    time.Duration `default:"1s" env:"XIANSUO_PULL_PAUSE" help:"Pause between pages of a pull (${env}). Default: ${default}."`
	ReportSettle time.Duration `default:"5s" env:"XIANSUO_REPORT_SETTLE" help:"How long a report waits so that a slip can be corrected, 1s to 10m (${env}). Default: ${default}."`
}

// Validate is called by kong.
func (f *serveFlags) Validate() error {
	if f.PullEvery < time.Second || f.PullEvery > time.Hour {
		return fmt.Errorf("--pull-every must be between 1s and 60m")
	}
	if f.PullPause < 0 || f.PullPause > time.Minute {
		return fmt.Errorf("--pull-pause must be between 0s and 1m")
	}
	if f.ReportSettle < time.Second || f.ReportSettle > 10*time.Minute {
		return fmt.Errorf("--report-settle must be between 1s and 10m")
	}
	return f.check(f.PublicURL)
}

// fromFiles resolves secret settings from the files that <NAME>_FILE variables name.
func fromFiles(getenv func(string) string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if !flag.Tag.Has("secret") {
			return nil, nil
		}
		for _, name := range flag.Envs {
			path := getenv(name + "_FILE")
			if path == "" {
				continue
			}
			content, err := os.ReadFile(path)
			if err != nil {
				return nil, fmt.Errorf("%s_FILE: %w", name, err)
			}
			return strings.TrimSpace(string(content)), nil
		}
		return nil, nil
	})
}

// version is the release, set by the linker; builds from a checkout name their commit.
var version = ""

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(t terminal) error {
	_, err := fmt.Fprintln(t.out, "xiansuo", versionText())
	return err
}

func versionText() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				return "from commit " + setting.Value[:min(12, len(setting.Value))]
			}
		}
	}
	return "from a checkout"
}
