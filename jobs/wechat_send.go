package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"xiansuo/models"
)

type wechatReporter interface {
	ReportWechat(ctx context.Context, c models.Credentials, a models.WechatAuthorisation) error
}

type wechatStore interface {
	Account(ctx context.Context, id int64) (models.Account, error)
	Credentials(ctx context.Context, accountID int64, p models.Purpose) (models.Credentials, error)
	AccountsWithDueWechatReports(ctx context.Context) ([]int64, error)
	ClaimWechatReport(ctx context.Context, accountID int64) (*models.WechatReport, error)
	ConcludeWechatReport(ctx context.Context, claimed models.WechatReport, failure *models.PlatformError) error
}

// WechatSender reports personal-WeChat authorisations (§5), one a call and one call at a time for
// an account: the platform takes each uuid once, so it must be known of each how its call ended.
type WechatSender struct {
	Store    wechatStore
	Platform wechatReporter
	Log      *slog.Logger
	Now      func() time.Time

	refused credentialsPause
}

// SendAll sends every report that is due. One account's failure does not hold up the others.
func (w *WechatSender) SendAll(ctx context.Context) error {
	ids, err := w.Store.AccountsWithDueWechatReports(ctx)
	if err != nil {
		return err
	}
	var failures []error
	for _, id := range ids {
		if err := w.SendAccount(ctx, id); err != nil {
			failures = append(failures, fmt.Errorf("account %d: %w", id, err))
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return errors.Join(failures...)
}

// SendAccount sends an account's due reports until none is left or the platform stops judging:
// then it is a *models.PlatformError, and the rest waits for the next time.
func (w *WechatSender) SendAccount(ctx context.Context, id int64) error {
	account, err := w.Store.Account(ctx, id)
	if err != nil {
		return err
	}
	if w.refused.covers(&account, w.Now()) {
		return nil
	}
	credentials, err := w.Store.Credentials(ctx, id, models.ForReport)
	if err != nil {
		return err
	}
	for {
		claimed, err := w.Store.ClaimWechatReport(ctx, id)
		if err != nil || claimed == nil {
			return err
		}
		failure, err := w.send(ctx, credentials, claimed)
		if err != nil {
			return err
		}
		if failure == nil || failure.Kind == models.RefusedRepeated {
			continue
		}
		if failure.Kind == models.RefusedPermission {
			w.refused.start(&account, w.Now())
		}
		if failure.Kind != models.RefusedParameter {
			return failure // the next one would fare the same
		}
		w.Log.WarnContext(ctx, "the platform refused a WeChat report", "account", id, "report", claimed.ID, "code", failure.Code)
	}
}

// send makes the call and records how it ended, even when the program is about to stop. An error
// that is not the platform's leaves the lease to return the report.
func (w *WechatSender) send(ctx context.Context, c models.Credentials, claimed *models.WechatReport) (*models.PlatformError, error) {
	var failure *models.PlatformError
	err := w.Platform.ReportWechat(ctx, c, claimed.Authorisation)
	if err != nil && !errors.As(err, &failure) {
		return nil, err
	}
	recording, cancel := context.WithTimeout(context.WithoutCancel(ctx), concludePatience)
	defer cancel()
	return failure, w.Store.ConcludeWechatReport(recording, *claimed, failure)
}
