package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"xiansuo/models"
)

// wechatRow is a stored report: the person's values are sealed, and the fingerprint finds the same
// authorisation again without opening anything.
type wechatRow struct {
	models.WechatReport `gorm:"embedded"`
	Sealed              []byte
	Fingerprint         []byte
	Clue                []byte // see wechatClue
}

// TableName tells GORM the table.
func (wechatRow) TableName() string { return "wechat_reports" }

// AddWechatReport stores a report of an authorisation, to be sent soon. An authorisation without a
// uuid gets one here. It is idempotent: the same uuid with the same content, or the same
// authorisation that the platform has or may have, is found again and nothing is added. Errors:
// *models.Invalid, also for a uuid that another authorisation has; models.ErrNotFound for no such
// account.
func (s *Store) AddWechatReport(ctx context.Context, a models.WechatAuthorisation, by models.User) (report models.WechatReport, added bool, err error) {
	now := s.instant()
	if err := a.Check(now); err != nil {
		return models.WechatReport{}, false, err
	}
	err = s.change(ctx, "add a WeChat report", func(tx *gorm.DB) error {
		// The account's row is held, so that two at the same time cannot both find nothing.
		if err := s.held(tx).Take(&models.Account{}, "id = ?", a.AccountID).Error; err != nil {
			return err
		}
		found, err := s.sameWechat(tx, &a)
		if err != nil || found != nil {
			if found != nil {
				report = *found
			}
			return err
		}
		given := a.UUID != ""
		if !given {
			a.UUID = rand.Text()
		}
		row := wechatRow{WechatReport: models.WechatReport{
			UUID: a.UUID, GivenUUID: given, AccountID: a.AccountID, State: models.WechatWaiting,
			CreatedAt: now, CreatedBy: by.Name, QueuedAt: now, DueAt: now,
		}, Fingerprint: wechatFingerprint(&a), Clue: s.wechatClue(a.AccountID, a.ClickID)}
		if row.Sealed, err = s.sealWechat(&a); err != nil {
			return err
		}
		if err := tx.Create(&row).Error; err != nil {
			if s.dialect.duplicate(err) {
				return uuidTaken()
			}
			return err
		}
		report, added = row.WechatReport, true
		report.Authorisation = a
		return s.record(tx, accountAct(models.ActWechatAdded, a.AccountID, nil, map[string]any{"wechat_report": row.ID}))
	})
	return report, added && err == nil, err
}

// sameWechat finds the report that says the same: by its uuid, or by its content.
func (s *Store) sameWechat(tx *gorm.DB, a *models.WechatAuthorisation) (*models.WechatReport, error) {
	var rows []wechatRow
	fingerprint := wechatFingerprint(a)
	if a.UUID != "" {
		if err := tx.Where("uuid = ?", a.UUID).Find(&rows).Error; err != nil {
			return nil, err
		}
		if len(rows) > 0 {
			if rows[0].AccountID != a.AccountID || string(rows[0].Fingerprint) != string(fingerprint) {
				return nil, uuidTaken()
			}
			return s.openWechat(&rows[0])
		}
	}
	if err := tx.Where("fingerprint = ? AND account_id = ?", fingerprint, a.AccountID).Order("id DESC").Find(&rows).Error; err != nil {
		return nil, err
	}
	for i := range rows {
		if rows[i].Settled() {
			return s.openWechat(&rows[i])
		}
	}
	return nil, nil
}

func uuidTaken() error {
	taken := &models.Invalid{}
	taken.Add("uuid", "invalid.uuid_taken")
	return taken
}

// wechatFingerprint is the same for the same person, app, click and moment.
func wechatFingerprint(a *models.WechatAuthorisation) []byte {
	parts := strings.Join([]string{a.AppID, a.OpenID, a.ClickID, a.ActionTime.String()}, "\x00")
	sum := sha256.Sum256([]byte(parts))
	return sum[:]
}

func wechatPlace(uuid string) string { return "wechat_reports.sealed/" + uuid }

func (s *Store) sealWechat(a *models.WechatAuthorisation) ([]byte, error) {
	text, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("seal an authorisation: %w", err)
	}
	return s.seal.seal(text, wechatPlace(a.UUID))
}

func (s *Store) openWechat(row *wechatRow) (*models.WechatReport, error) {
	text, err := s.seal.open(row.Sealed, wechatPlace(row.UUID))
	if err != nil {
		return nil, fmt.Errorf("open WeChat report %d: %w", row.ID, err)
	}
	report := row.WechatReport
	if err := json.Unmarshal(text, &report.Authorisation); err != nil {
		return nil, fmt.Errorf("read WeChat report %d: %w", row.ID, errSealed)
	}
	return &report, nil
}

// WechatReports lists reports, newest first, with the person's values masked.
func (s *Store) WechatReports(ctx context.Context, q models.WechatQuery) ([]models.WechatReport, error) {
	var rows []wechatRow
	find := s.read.WithContext(ctx).Order("id DESC").Limit(q.Limit)
	if q.State != "" {
		find = find.Where("state = ?", q.State)
	}
	if q.Before != 0 {
		find = find.Where("id < ?", q.Before)
	}
	if err := find.Find(&rows).Error; err != nil {
		return nil, s.judge("list WeChat reports", err)
	}
	reports := make([]models.WechatReport, len(rows))
	for i := range rows {
		report, err := s.openWechat(&rows[i])
		if err != nil {
			return nil, err
		}
		reports[i] = *report
		reports[i].Authorisation = report.Authorisation.Masked()
	}
	return reports, nil
}

// WechatReport returns one report, masked, or models.ErrNotFound.
func (s *Store) WechatReport(ctx context.Context, id int64) (models.WechatReport, error) {
	var row wechatRow
	if err := s.read.WithContext(ctx).Take(&row, "id = ?", id).Error; err != nil {
		return models.WechatReport{}, s.judge("find a WeChat report", err)
	}
	report, err := s.openWechat(&row)
	if err != nil {
		return models.WechatReport{}, err
	}
	report.Authorisation = report.Authorisation.Masked()
	return *report, nil
}

// WechatCounts returns, for each account that has any, how many reports wait and how many failed.
func (s *Store) WechatCounts(ctx context.Context) ([]models.ReportCount, error) {
	var counts []models.ReportCount
	err := s.read.WithContext(ctx).Raw(`SELECT account_id,
		sum(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END) AS waiting,
		sum(CASE WHEN state = 'failed' THEN 1 ELSE 0 END) AS failed,
		coalesce(min(CASE WHEN state = 'waiting' THEN queued_at END), 0) AS oldest_waiting
		FROM wechat_reports WHERE state IN ('waiting', 'failed') GROUP BY account_id ORDER BY account_id`).Scan(&counts).Error
	return counts, s.judge("count WeChat reports", err)
}

// RetryWechatReport puts a failed report back into the queue under its uuid. models.ErrConflict
// when it has not failed, models.ErrNotFound for no such report.
func (s *Store) RetryWechatReport(ctx context.Context, id int64) error {
	retry := func(r *models.WechatReport, now models.Instant) error { return r.Retry(now) }
	return s.changeWechat(ctx, "retry a WeChat report", id, retry, models.ActWechatRetried)
}

// AccountsWithDueWechatReports lists the accounts, not paused, that have something to send now.
func (s *Store) AccountsWithDueWechatReports(ctx context.Context) ([]int64, error) {
	var ids []int64
	now := s.instant()
	err := s.read.WithContext(ctx).Raw(`SELECT id FROM accounts WHERE NOT `+s.isTrue("paused")+` AND EXISTS (
		SELECT 1 FROM wechat_reports r WHERE r.account_id = accounts.id AND r.state = 'waiting' AND r.due_at <= ? AND r.leased_until <= ?)
		ORDER BY id`, now, now).Scan(&ids).Error
	return ids, s.judge("find due WeChat reports", err)
}

// ClaimWechatReport hands out an account's oldest due report, in the clear, and holds it until the
// lease ends or ConcludeWechatReport is called; nil when none is due. That an attempt began is
// durable before it begins, so that a crash cannot forget it. MaybeAccepted is as it was before
// this attempt.
func (s *Store) ClaimWechatReport(ctx context.Context, accountID int64) (*models.WechatReport, error) {
	var claimed *models.WechatReport
	err := s.change(ctx, "claim a WeChat report", func(tx *gorm.DB) error {
		now := s.instant()
		var rows []wechatRow
		due := tx.Where("account_id = ? AND state = 'waiting' AND due_at <= ? AND leased_until <= ?", accountID, now, now)
		if s.dialect == onPostgres {
			due = due.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"})
		}
		if err := due.Order("due_at, id").Limit(1).Find(&rows).Error; err != nil || len(rows) == 0 {
			return err
		}
		report, err := s.openWechat(&rows[0])
		if err != nil {
			return err
		}
		maybe := report.MaybeAccepted
		report.Claim(now)
		if err := writeWechat(tx, report); err != nil {
			return err
		}
		report.MaybeAccepted = maybe
		claimed = report
		return nil
	})
	if err != nil {
		return nil, err
	}
	return claimed, nil
}

// ConcludeWechatReport records what became of a claimed report; failure nil means accepted.
func (s *Store) ConcludeWechatReport(ctx context.Context, claimed models.WechatReport, failure *models.PlatformError) error {
	return s.changeWechat(ctx, "conclude a WeChat report", claimed.ID, func(r *models.WechatReport, now models.Instant) error {
		r.Conclude(failure, claimed.MaybeAccepted, now)
		return nil
	})
}

func (s *Store) changeWechat(ctx context.Context, act string, id int64, change func(*models.WechatReport, models.Instant) error, audited ...models.AuditAction) error {
	return s.change(ctx, act, func(tx *gorm.DB) error {
		var row wechatRow
		if err := s.held(tx).Take(&row, "id = ?", id).Error; err != nil {
			return err
		}
		if err := change(&row.WechatReport, s.instant()); err != nil {
			return err
		}
		if err := writeWechat(tx, &row.WechatReport); err != nil {
			return err
		}
		for _, action := range audited {
			if err := s.record(tx, accountAct(action, row.AccountID, nil, map[string]any{"wechat_report": row.ID})); err != nil {
				return err
			}
		}
		return nil
	})
}

func writeWechat(tx *gorm.DB, r *models.WechatReport) error {
	done := tx.Model(&wechatRow{}).Where("id = ?", r.ID).UpdateColumns(map[string]any{
		"state": r.State, "attempts": r.Attempts, "maybe_accepted": r.MaybeAccepted, "inferred": r.Inferred,
		"queued_at": r.QueuedAt, "due_at": r.DueAt, "leased_until": r.LeasedUntil, "last_attempt_at": r.LastAttemptAt,
		"last_kind": r.LastKind, "last_code": r.LastCode, "last_message": r.LastMessage, "sent_at": r.SentAt,
	})
	if done.Error == nil && done.RowsAffected != 1 {
		return errors.New("the report is gone")
	}
	return done.Error
}

// hurryWechat makes an account's waiting reports due now, after its credentials were mended.
func hurryWechat(tx *gorm.DB, accountID int64, now models.Instant) error {
	return tx.Model(&wechatRow{}).
		Where("account_id = ? AND state = 'waiting' AND due_at > ? AND last_kind <> ''", accountID, now).
		UpdateColumn("due_at", now).Error
}
