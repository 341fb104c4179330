package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"strconv"

	"gorm.io/gorm"
)

// wechatClue ties an authorisation to the lead of the same ad click. It is a hash under a key, so
// that the database file does not tell the click.
func (s *Store) wechatClue(accountID int64, clickID string) []byte {
	mac := hmac.New(sha256.New, s.auditKey)
	mac.Write([]byte("wechat_reports.clue/" + strconv.FormatInt(accountID, 10) + "/" + clickID))
	return mac.Sum(nil)
}

// fillClues works out the clues of reports that an older program made, some at a time.
func (s *Store) fillClues(ctx context.Context) error {
	for {
		var rows []wechatRow
		err := s.change(ctx, "work out clues", func(tx *gorm.DB) error {
			if err := s.held(tx).Where("clue IS NULL").Order("id").Limit(dropPortion).Find(&rows).Error; err != nil {
				return err
			}
			for i := range rows {
				report, err := s.openWechat(&rows[i])
				if err != nil {
					return err
				}
				clue := s.wechatClue(report.AccountID, report.Authorisation.ClickID)
				if err := tx.Model(&wechatRow{}).Where("id = ?", report.ID).UpdateColumn("clue", clue).Error; err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(rows) < dropPortion {
			return err
		}
	}
}

// wechatOf finds the reports of the leads' clicks.
func (s *Store) wechatOf(tx *gorm.DB, leads []doomed) ([]wechatRow, error) {
	var clues [][]byte
	for i := range leads {
		if leads[i].ClickID != "" {
			clues = append(clues, s.wechatClue(leads[i].AccountID, leads[i].ClickID))
		}
	}
	var rows []wechatRow
	if len(clues) == 0 {
		return nil, nil
	}
	err := s.held(tx).Where("clue IN ?", clues).Order("id").Find(&rows).Error
	return rows, err
}

// wechat takes the person out of the reports of the leads' clicks. What finds a report that says
// the same again stays, a hash: it keeps the person from being reported anew.
func (e *erasure) wechat(leads []doomed) error {
	rows, err := e.store.wechatOf(e.tx, leads)
	if err != nil {
		return err
	}
	for i := range rows {
		if rows[i].IsErased() {
			continue
		}
		report, err := e.store.openWechat(&rows[i])
		if err != nil {
			return err
		}
		report.Erase(e.now)
		sealed, err := e.store.sealWechat(&report.Authorisation)
		if err != nil {
			return err
		}
		err = e.tx.Model(&wechatRow{}).Where("id = ?", report.ID).UpdateColumns(map[string]any{
			"sealed": sealed, "state": report.State, "erased_at": report.ErasedAt,
		}).Error
		if err != nil {
			return fmt.Errorf("empty WeChat report %d: %w", report.ID, err)
		}
	}
	return nil
}
