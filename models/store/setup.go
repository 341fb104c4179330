package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"xiansuo/models"
)

// Each mark of the set-up is a setting of its own, so that two admins never write over each other:
// setup.key_copied, setup.tested.25610. Its value is when it was set.
const setupPrefix = "setup."

func setupName(mark models.SetupMark) string {
	name := setupPrefix + string(mark.Kind)
	if mark.AccountID != 0 {
		name += "." + strconv.FormatInt(mark.AccountID, 10)
	}
	return name
}

// SetupMarks are all marks of the set-up, and when each was set.
func (s *Store) SetupMarks(ctx context.Context) (map[models.SetupMark]models.Instant, error) {
	var rows []settingRow
	if err := s.read.WithContext(ctx).Where("name LIKE ?", setupPrefix+"%").Find(&rows).Error; err != nil {
		return nil, s.judge("read the set-up", err)
	}
	marks := make(map[models.SetupMark]models.Instant, len(rows))
	for _, row := range rows {
		kind, account, ofAccount := strings.Cut(strings.TrimPrefix(row.Name, setupPrefix), ".")
		mark := models.SetupMark{Kind: models.SetupMarkKind(kind)}
		at, err := strconv.ParseInt(string(row.Value), 10, 64)
		if err == nil && ofAccount {
			mark.AccountID, err = strconv.ParseInt(account, 10, 64)
		}
		if err != nil {
			return nil, fmt.Errorf("read the setting %s: %w", row.Name, err)
		}
		marks[mark] = models.Instant(at)
	}
	return marks, nil
}

// MarkSetup sets a mark of the set-up or takes it away. What an admin says of the whole desk goes into
// the audit.
func (s *Store) MarkSetup(ctx context.Context, mark models.SetupMark, on bool) error {
	return s.change(ctx, "mark the set-up", func(tx *gorm.DB) error {
		done := tx.Exec("DELETE FROM settings WHERE name = ?", setupName(mark))
		if on && done.Error == nil {
			done = tx.Exec("INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
				setupName(mark), []byte(strconv.FormatInt(int64(s.instant()), 10)))
		}
		if done.Error != nil || mark.AccountID != 0 {
			return done.Error
		}
		return s.record(tx, models.Act{Action: models.ActSetupMarked, Subject: models.SubjectDesk, New: map[string]any{string(mark.Kind): on}})
	})
}

// LastPushed is when each account's newest lead came that the platform pushed, samples of ours left
// out. Accounts without one are not in it.
func (s *Store) LastPushed(ctx context.Context) (map[int64]models.Instant, error) {
	var rows []struct{ ID, ListKey int64 }
	err := s.read.WithContext(ctx).Raw(s.lastPushed(), models.SamplePrefix+"%").Scan(&rows).Error
	pushed := make(map[int64]models.Instant, len(rows))
	for _, row := range rows {
		if row.ListKey != 0 {
			pushed[row.ID] = models.ListKeyTime(row.ListKey)
		}
	}
	return pushed, s.judge("find the last pushed leads", err)
}

// lastPushed looks one lead up for each account, in the index of those that were pushed. SQLite would
// rather walk all leads of an account until one was.
func (s *Store) lastPushed() string {
	from := "leads"
	if s.dialect == onSQLite {
		from += " INDEXED BY leads_by_push"
	}
	return `SELECT id, coalesce((SELECT list_key FROM ` + from + ` WHERE account_id = accounts.id AND ` + s.isTrue("pushed") +
		` AND leads_id NOT LIKE ? ORDER BY list_key DESC LIMIT 1), 0) AS list_key FROM accounts`
}
