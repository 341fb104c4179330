package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"time"

	"xiansuo/jobs"
	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/templates"
	"xiansuo/tencent"
)

type wechatReportCommand struct {
	storageFlags `embed:""`
	AccountID    int64  `required:"" name:"account-id" placeholder:"N" help:"The advertiser account's number on the platform."`
	PlatformURL  string `default:"${platform}" env:"XIANSUO_PLATFORM_URL" placeholder:"URL" help:"Base address of the leads platform (${env}). Default: ${default}."`
}

// Help is shown by --help.
func (*wechatReportCommand) Help() string {
	return `Reads one JSON object a line from standard input:

  {"app_id":"wx…","open_id":"o…","avatar_url":"https://…","nickname":"…","click_id":"…","action_time":"2026-11-20 09:30:00"}

Optional: uuid, login_name_type (1 QQ number, 12 WeChat id), login_name, page_id, page_name.
Each line is stored before it is sent, and the same line, or the same uuid, is reported once however
often it is given. The exit status is 1 when a line is wrong or refused.`
}

// maxWechatLine is the longest line, in bytes.
const maxWechatLine = 64 << 10

// wechatLine is a line of the input.
type wechatLine struct {
	UUID          string      `json:"uuid"`
	AccountID     json.Number `json:"account_id"` // may be repeated here; it must be the flag's
	AppID         string      `json:"app_id"`
	OpenID        string      `json:"open_id"`
	AvatarURL     string      `json:"avatar_url"`
	Nickname      string      `json:"nickname"`
	ClickID       string      `json:"click_id"`
	ActionTime    string      `json:"action_time"`
	LoginNameType json.Number `json:"login_name_type"`
	LoginName     string      `json:"login_name"`
	PageID        string      `json:"page_id"`
	PageName      string      `json:"page_name"`
}

// Run stores every line that is right, sends what is due, and says of each line what became of it.
func (c *wechatReportCommand) Run(ctx context.Context, t terminal) error {
	platform, err := tencent.New(c.PlatformURL, tencent.Options{Now: time.Now, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("--platform-url: %w", err)
	}
	s, err := store.Open(ctx, store.Options{Dir: c.Data, Database: c.Database})
	if err != nil {
		return err
	}
	return errors.Join(c.report(onCommandLine(ctx), t, s, platform), s.Close())
}

// queuedLine is a line that is stored.
type queuedLine struct {
	number int
	report int64
}

func (c *wechatReportCommand) report(ctx context.Context, t terminal, s *store.Store, platform *tencent.Client) error {
	if _, err := s.Account(ctx, c.AccountID); errors.Is(err, models.ErrNotFound) {
		return fmt.Errorf("there is no account %d: add it first with xiansuo account set", c.AccountID)
	} else if err != nil {
		return err
	}
	queued, wrong, err := c.queue(ctx, t, s)
	if err != nil {
		return err
	}
	sender := &jobs.WechatSender{Store: s, Platform: platform, Log: slog.New(slog.DiscardHandler), Now: time.Now}
	var refusal *models.PlatformError
	if err := sender.SendAccount(ctx, c.AccountID); err != nil && !errors.As(err, &refusal) {
		return err
	}
	return c.conclude(ctx, t, s, queued, wrong)
}

// queue reads and stores the lines; wrong counts those that could not be.
func (c *wechatReportCommand) queue(ctx context.Context, t terminal, s *store.Store) (queued []queuedLine, wrong int, err error) {
	lines := bufio.NewScanner(t.in)
	lines.Buffer(nil, maxWechatLine)
	for number := 1; lines.Scan(); number++ {
		line := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), byteOrderMark))
		if len(line) == 0 {
			continue
		}
		authorisation, err := c.read(line)
		if err == nil {
			var report models.WechatReport
			if report, _, err = s.AddWechatReport(ctx, authorisation, byCommandLine); err == nil {
				queued = append(queued, queuedLine{number, report.ID})
				continue
			}
		}
		var invalid *models.Invalid
		switch {
		case errors.As(err, &invalid):
			fmt.Fprintf(t.err, "line %d: %s\n", number, lineWords(ctx, invalid))
		case errors.Is(err, errLine):
			fmt.Fprintf(t.err, "line %d: %v\n", number, err)
		default:
			return nil, 0, fmt.Errorf("line %d: %w", number, err)
		}
		wrong++
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, 0, fmt.Errorf("a line is longer than %d bytes; what came before it is stored", maxWechatLine)
	} else if err != nil {
		return nil, 0, fmt.Errorf("read standard input: %w", err)
	}
	return queued, wrong, nil
}

var errLine = errors.New("not understood")

// read decodes a line strictly: a field that is misspelt would otherwise be lost in silence.
// Errors name fields and never quote the line, which holds a person.
func (c *wechatReportCommand) read(line []byte) (models.WechatAuthorisation, error) {
	var in wechatLine
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&in); err != nil {
		return models.WechatAuthorisation{}, fmt.Errorf("%w: %s", errLine, jsonCause(err))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return models.WechatAuthorisation{}, fmt.Errorf("%w: more than one JSON object", errLine)
	}
	if in.AccountID != "" && in.AccountID.String() != fmt.Sprint(c.AccountID) {
		return models.WechatAuthorisation{}, fmt.Errorf("%w: account_id is not that of --account-id", errLine)
	}
	a := models.WechatAuthorisation{
		UUID: in.UUID, AccountID: c.AccountID, AppID: in.AppID, OpenID: in.OpenID, AvatarURL: in.AvatarURL,
		Nickname: in.Nickname, ClickID: in.ClickID, LoginName: in.LoginName, PageID: in.PageID, PageName: in.PageName,
	}
	if in.ActionTime != "" {
		at, ok := models.ParseBeijing(in.ActionTime)
		if !ok {
			return a, fmt.Errorf("%w: action_time must be yyyy-mm-dd HH:MM:SS", errLine)
		}
		a.ActionTime = at
	}
	if in.LoginNameType != "" {
		kind, err := in.LoginNameType.Int64()
		if err != nil {
			return a, fmt.Errorf("%w: login_name_type must be 1 or 12", errLine)
		}
		a.LoginNameType = int(kind)
	}
	return a, nil
}

// fieldName is what a field's name looks like, quoted; a person's name or number does not.
var fieldName = regexp.MustCompile(`^"[A-Za-z_]{1,40}"$`)

// byteOrderMark begins the texts of some editors.
var byteOrderMark = []byte("\xef\xbb\xbf")

// jsonCause says what is wrong with a line's JSON without quoting values.
func jsonCause(err error) string {
	var wrongType *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &wrongType):
		if wrongType.Field == "" {
			return "no JSON object"
		}
		return wrongType.Field + " must be a " + wrongType.Type.String()
	case errors.As(err, &syntax):
		return fmt.Sprintf("no JSON at byte %d", syntax.Offset)
	case strings.Contains(err.Error(), "unknown field"):
		if field := strings.TrimPrefix(err.Error(), "json: unknown field "); fieldName.MatchString(field) {
			return "unknown field " + field
		}
		return "unknown field" // whatever stands in its place may be somebody's
	}
	return "no JSON object"
}

func lineWords(ctx context.Context, invalid *models.Invalid) string {
	ctx = templates.WithLanguage(ctx, models.English)
	parts := make([]string, len(invalid.Fields))
	for i, field := range invalid.Fields {
		parts[i] = field.Field + ": " + templates.FieldWords(ctx, field)
	}
	return strings.Join(parts, " ")
}

// conclude says what became of every line. What waits is no failure: the desk sends it.
func (c *wechatReportCommand) conclude(ctx context.Context, t terminal, s *store.Store, queued []queuedLine, wrong int) error {
	count := map[models.WechatState]int{}
	for _, line := range queued {
		report, err := s.WechatReport(ctx, line.report)
		if err != nil {
			return err
		}
		count[report.State]++
		fmt.Fprintf(t.out, "line %d: %s %s%s\n", line.number, report.State, report.UUID, said(&report))
	}
	if failed := count[models.WechatFailed]; wrong > 0 || failed > 0 {
		return fmt.Errorf("%d sent, %d waiting, %d refused by the platform, %d lines wrong",
			count[models.WechatSent], count[models.WechatWaiting], failed, wrong)
	}
	fmt.Fprintf(t.out, "%d sent, %d waiting\n", count[models.WechatSent], count[models.WechatWaiting])
	return nil
}

// said is why a report was not accepted yet.
func said(r *models.WechatReport) string {
	switch {
	case r.LastKind == "":
		return ""
	case r.LastMessage == "":
		return " (" + string(r.LastKind) + ")"
	}
	return fmt.Sprintf(" (%s, code %d: %s)", r.LastKind, r.LastCode, r.LastMessage)
}
