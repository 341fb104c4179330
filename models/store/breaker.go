package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"xiansuo/models"
)

// Breakers lists the credentials that the platform refuses.
func (s *Store) Breakers(ctx context.Context) ([]models.Breaker, error) {
	var breakers []models.Breaker
	err := s.read.WithContext(ctx).Order("account_id, purpose").Find(&breakers).Error
	return breakers, s.judge("list breakers", err)
}

// allowed is how many reports the account's breaker lets out now.
func (s *Store) allowed(tx *gorm.DB, accountID int64, limit int, now models.Instant) (int, error) {
	var found []models.Breaker
	err := s.held(tx).Where("account_id = ? AND purpose = ?", accountID, models.ForReport).Limit(1).Find(&found).Error
	if err != nil || len(found) == 0 || !found[0].IsOpen() {
		return limit, err
	}
	breaker := &found[0]
	if limit = breaker.Allow(limit, now); limit == 0 {
		return 0, nil
	}
	return limit, saveBreaker(tx, breaker)
}

// judgeCredentials opens or closes the breaker by what a call's results say of the credentials, and
// keeps the answers that nobody documented. Outcomes that say nothing of them change nothing.
func (s *Store) judgeCredentials(tx *gorm.DB, reports map[int64]*models.OutgoingReport, results []models.ReportResult, now models.Instant) error {
	if len(results) == 0 {
		return nil
	}
	accountID := reports[results[0].LeadID].AccountID
	var refused *models.PlatformError
	passed := false
	for _, result := range results {
		switch {
		case result.Error == nil || result.Error.Kind == models.RefusedParameter:
			passed = true
		case result.Error.Kind == models.RefusedPermission:
			refused = result.Error
		}
	}
	if err := keepStrange(tx, accountID, results, now); err != nil {
		return err
	}
	switch {
	case refused != nil:
		return s.refuseCredentials(tx, accountID, refused, now)
	case passed:
		return s.closeBreaker(tx, accountID, now)
	}
	return nil
}

func (s *Store) refuseCredentials(tx *gorm.DB, accountID int64, refused *models.PlatformError, now models.Instant) error {
	breaker := models.Breaker{AccountID: accountID, Purpose: models.ForReport}
	if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&breaker).Error; err != nil {
		return err
	}
	if err := s.held(tx).Take(&breaker, "account_id = ? AND purpose = ?", accountID, models.ForReport).Error; err != nil {
		return err
	}
	wasOpen := breaker.IsOpen()
	breaker.Refuse(refused, now)
	if err := saveBreaker(tx, &breaker); err != nil || wasOpen || !breaker.IsOpen() {
		return err
	}
	said := map[string]any{"code": refused.Code, "message": refused.Message}
	return s.recordBy(tx, platformActor, accountAct(models.ActBreakerOpened, accountID, nil, said))
}

// closeBreaker lets everything out that waited for the credentials.
func (s *Store) closeBreaker(tx *gorm.DB, accountID int64, now models.Instant) error {
	breaker, err := s.dropBreaker(tx, accountID)
	if err != nil || breaker.Refusals == 0 {
		return err
	}
	if err := hurryReports(tx, accountID, now); err != nil || !breaker.IsOpen() {
		return err
	}
	return s.recordBy(tx, platformActor, accountAct(models.ActBreakerClosed, accountID, nil, nil))
}

// dropBreaker forgets an account's breaker and returns how it stood; the zero one when there is none.
func (s *Store) dropBreaker(tx *gorm.DB, accountID int64) (models.Breaker, error) {
	of := func() *gorm.DB { return tx.Where("account_id = ? AND purpose = ?", accountID, models.ForReport) }
	var found []models.Breaker
	if err := s.held(of()).Limit(1).Find(&found).Error; err != nil || len(found) == 0 {
		return models.Breaker{}, err
	}
	return found[0], of().Delete(&models.Breaker{}).Error
}

func saveBreaker(tx *gorm.DB, b *models.Breaker) error {
	return tx.Select("*").Where("account_id = ? AND purpose = ?", b.AccountID, b.Purpose).UpdateColumns(b).Error
}

// keepStrange keeps each answer that nobody documented once, and counts it.
func keepStrange(tx *gorm.DB, accountID int64, results []models.ReportResult, now models.Instant) error {
	seen := map[*models.PlatformError]bool{}
	for _, result := range results {
		e := result.Error
		if e == nil || e.Answer == "" || seen[e] {
			continue
		}
		seen[e] = true
		sum := sha256.Sum256([]byte(strconv.Itoa(e.Status) + "\n" + e.Answer))
		strange := models.StrangeAnswer{
			AccountID: accountID, Digest: hex.EncodeToString(sum[:16]), Status: e.Status, Code: e.Code, Answer: e.Answer,
			Times: 1, FirstAt: now, LastAt: now,
		}
		err := tx.Clauses(clause.OnConflict{
			Columns:   []clause.Column{{Name: "account_id"}, {Name: "digest"}},
			DoUpdates: clause.Assignments(map[string]any{"times": gorm.Expr("strange_answers.times + 1"), "last_at": now}),
		}).Create(&strange).Error
		if err != nil {
			return err
		}
	}
	if len(seen) == 0 {
		return nil
	}
	return dropStrange(tx, accountID)
}

// maxStrange bounds what is kept of an account's strange answers: some carry a number of their own
// each time.
const maxStrange = 50

func dropStrange(tx *gorm.DB, accountID int64) error {
	newest := tx.Model(&models.StrangeAnswer{}).Select("digest").Where("account_id = ?", accountID).Order("last_at DESC, digest").Limit(maxStrange)
	return tx.Where("account_id = ? AND digest NOT IN (?)", accountID, newest).Delete(&models.StrangeAnswer{}).Error
}

// StrangeAnswers lists the answers that nobody documented, newest first.
func (s *Store) StrangeAnswers(ctx context.Context) ([]models.StrangeAnswer, error) {
	var answers []models.StrangeAnswer
	err := s.read.WithContext(ctx).Order("last_at DESC").Limit(maxStrange).Find(&answers).Error
	return answers, s.judge("list strange answers", err)
}
