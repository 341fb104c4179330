package store

import (
	"context"

	"gorm.io/gorm/clause"

	"xiansuo/models"
)

// PullStates returns how the pulling of every account stands; accounts never pulled have none.
func (s *Store) PullStates(ctx context.Context) ([]models.PullState, error) {
	var states []models.PullState
	err := s.read.WithContext(ctx).Order("account_id").Find(&states).Error
	for i := range states {
		states[i].ForgetFuture(s.instant())
	}
	return states, s.judge("list pulls", err)
}

// PullState returns how the pulling of one account stands; a zero state when it never was.
func (s *Store) PullState(ctx context.Context, accountID int64) (models.PullState, error) {
	var found []models.PullState
	err := s.read.WithContext(ctx).Where("account_id = ?", accountID).Limit(1).Find(&found).Error
	if err != nil || len(found) == 0 {
		return models.PullState{AccountID: accountID}, s.judge("find a pull", err)
	}
	found[0].ForgetFuture(s.instant())
	return found[0], nil
}

// SavePullState keeps how the pulling of an account stands. The watermark in it must not pass
// what is stored: call it after AcceptLeads returned.
func (s *Store) SavePullState(ctx context.Context, state models.PullState) error {
	err := s.write.WithContext(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "account_id"}}, UpdateAll: true,
	}).Create(&state).Error
	return s.judge("keep a pull", err)
}
