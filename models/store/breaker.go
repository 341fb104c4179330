package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
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

// openBreaker is the breaker that holds an account's reports back, or nil.
func (s *Store) openBreaker(tx *gorm.DB, accountID int64) (*models.Breaker, error) {
	var found []models.Breaker
	err := s.held(tx).Where("account_id = ? AND purpose = ?", accountID, models.ForReport).Limit(1).Find(&found).Error
	if err != nil || len(found) == 0 || !found[0].IsOpen() {
		return nil, err
	}
	return &found[0], nil
}

// judgeCredentials opens or closes the breaker by what a call's results say of the credentials, and
// keeps the answers that nobody documented. Outcomes that say nothing of them change nothing.
func (s *Store) judgeCredentials(tx *gorm.DB, reports map[int64]*models.OutgoingReport, results []models.ReportResult, now models.Instant) error {
	if len(results) == 0 {
		return nil
	}
	accountID := reports[results[0].LeadID].AccountID
	var refused *models.PlatformError
	passed, lead := false, int64(0)
	for _, result := range results {
		switch {
		case result.Error == nil || result.Error.Kind == models.RefusedParameter || result.Error.Kind == models.RefusedLead:
			passed = true
		case result.Error.Kind == models.RefusedPermission && refused == nil:
			refused, lead = result.Error, result.LeadID
		case result.Error.Kind == models.RefusedPermission:
			refused, lead = result.Error, 0
		}
	}
	if err := keepStrange(tx, accountID, strangeOf(results), now); err != nil {
		return err
	}
	switch {
	case refused != nil:
		return s.refuseCredentials(tx, accountID, models.ForReport, refused, lead, now)
	case passed:
		return s.closeBreaker(tx, accountID, now)
	}
	return nil
}

// RefusedAccounts are the accounts whose credentials for a purpose are refused and not to be tried yet.
func (s *Store) RefusedAccounts(ctx context.Context, p models.Purpose) (map[int64]bool, error) {
	var ids []int64
	err := s.read.WithContext(ctx).Model(&models.Breaker{}).
		Where("purpose = ? AND opened_at <> 0 AND probe_at > ?", p, s.instant()).Pluck("account_id", &ids).Error
	refused := make(map[int64]bool, len(ids))
	for _, id := range ids {
		refused[id] = true
	}
	return refused, s.judge("find refused credentials", err)
}

// RefuseCredentials notes that a call was refused for its credentials.
func (s *Store) RefuseCredentials(ctx context.Context, accountID int64, p models.Purpose, refusal *models.PlatformError) error {
	return s.change(ctx, "note refused credentials", func(tx *gorm.DB) error {
		return s.refuseCredentials(tx, accountID, p, refusal, 0, s.instant())
	})
}

// AcceptCredentials notes that a call passed. Most have nothing to forget, and write nothing.
func (s *Store) AcceptCredentials(ctx context.Context, accountID int64, p models.Purpose) error {
	var known int64
	err := s.read.WithContext(ctx).Model(&models.Breaker{}).Where("account_id = ? AND purpose = ?", accountID, p).Count(&known).Error
	if err != nil || known == 0 {
		return s.judge("find refused credentials", err)
	}
	return s.change(ctx, "forget refused credentials", func(tx *gorm.DB) error {
		breaker, err := s.dropBreaker(tx, accountID, p)
		if err != nil || !breaker.IsOpen() {
			return err
		}
		return s.recordBy(tx, platformActor, accountAct(models.ActBreakerClosed, accountID, nil, nil))
	})
}

func (s *Store) refuseCredentials(tx *gorm.DB, accountID int64, p models.Purpose, refused *models.PlatformError, lead int64, now models.Instant) error {
	breaker := models.Breaker{AccountID: accountID, Purpose: p}
	if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&breaker).Error; err != nil {
		return err
	}
	if err := s.held(tx).Take(&breaker, "account_id = ? AND purpose = ?", accountID, p).Error; err != nil {
		return err
	}
	wasOpen := breaker.IsOpen()
	breaker.Refuse(refused, lead, now)
	if err := saveBreaker(tx, &breaker); err != nil || wasOpen || !breaker.IsOpen() {
		return err
	}
	said := map[string]any{"code": refused.Code, "message": refused.Message}
	return s.recordBy(tx, platformActor, accountAct(models.ActBreakerOpened, accountID, nil, said))
}

// closeBreaker lets everything out that waited for the credentials.
func (s *Store) closeBreaker(tx *gorm.DB, accountID int64, now models.Instant) error {
	breaker, err := s.dropBreaker(tx, accountID, models.ForReport)
	if err != nil || breaker.Refusals == 0 {
		return err
	}
	if err := hurryReports(tx, accountID, now); err != nil || !breaker.IsOpen() {
		return err
	}
	return s.recordBy(tx, platformActor, accountAct(models.ActBreakerClosed, accountID, nil, nil))
}

// dropBreaker forgets an account's breaker and returns how it stood; the zero one when there is none.
func (s *Store) dropBreaker(tx *gorm.DB, accountID int64, p models.Purpose) (models.Breaker, error) {
	of := func() *gorm.DB { return tx.Where("account_id = ? AND purpose = ?", accountID, p) }
	var found []models.Breaker
	if err := s.held(of()).Limit(1).Find(&found).Error; err != nil || len(found) == 0 {
		return models.Breaker{}, err
	}
	return found[0], of().Delete(&models.Breaker{}).Error
}

func saveBreaker(tx *gorm.DB, b *models.Breaker) error {
	return tx.Select("*").Where("account_id = ? AND purpose = ?", b.AccountID, b.Purpose).UpdateColumns(b).Error
}

// KeepAnswer keeps an answer that nobody documented.
func (s *Store) KeepAnswer(ctx context.Context, accountID int64, e *models.PlatformError) error {
	if e.Answer == "" {
		return nil
	}
	return s.change(ctx, "keep an answer", func(tx *gorm.DB) error {
		return keepStrange(tx, accountID, []*models.PlatformError{e}, s.instant())
	})
}

// strangeOf are the answers to reports that nobody documented, each once.
func strangeOf(results []models.ReportResult) (errs []*models.PlatformError) {
	for _, result := range results {
		if e := result.Error; e != nil && e.Answer != "" && !slices.Contains(errs, e) {
			errs = append(errs, e)
		}
	}
	return errs
}

// keepStrange keeps answers that nobody documented, each once, and counts them.
func keepStrange(tx *gorm.DB, accountID int64, errs []*models.PlatformError, now models.Instant) error {
	for _, e := range errs {
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
	if len(errs) == 0 {
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
