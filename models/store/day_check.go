package store

import (
	"context"

	"gorm.io/gorm/clause"

	"xiansuo/models"
)

// CountIngested counts the leads that an account has of a window, whole seconds, both ends with it.
// Test leads of previews are among them, as they are in the platform's count; manual leads, which the
// platform does not know, are not.
func (s *Store) CountIngested(ctx context.Context, accountID int64, w models.PullWindow) (int64, error) {
	var n int64
	from, to := models.ListKeyFloor(w.From), models.ListKeyFloor(w.To+1000)
	err := s.read.WithContext(ctx).Raw(countIngested, accountID, from, to, accountID, from, to).Scan(&n).Error
	return n, s.judge("count a day's leads", err)
}

// countIngested takes the few manual leads off a count that an index alone can give.
const countIngested = "SELECT (SELECT count(*) FROM leads WHERE account_id = ? AND list_key >= ? AND list_key < ?) - " +
	"(SELECT count(*) FROM leads WHERE account_id = ? AND list_key >= ? AND list_key < ? AND arrival = 'manual')"

// CountPushed counts those of them that came by a push, first or later. An index holds them alone.
func (s *Store) CountPushed(ctx context.Context, accountID int64, w models.PullWindow) (int64, error) {
	var n int64
	err := s.read.WithContext(ctx).Raw(countPushed(s), accountID, models.ListKeyFloor(w.From), models.ListKeyFloor(w.To+1000)).Scan(&n).Error
	return n, s.judge("count a day's pushed leads", err)
}

func countPushed(s *Store) string {
	return "SELECT count(*) FROM leads WHERE account_id = ? AND list_key >= ? AND list_key < ? AND " + s.isTrue("pushed")
}

// SaveDayCheck keeps how a day compares with the platform, in the place of an older comparison.
func (s *Store) SaveDayCheck(ctx context.Context, check models.DayCheck) error {
	check.CheckedAt = s.instant()
	err := s.write.WithContext(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "account_id"}, {Name: "day"}}, UpdateAll: true,
	}).Create(&check).Error
	return s.judge("keep a day's comparison", err)
}

// DayChecks returns every account's comparisons of the days since an instant, newest day first.
func (s *Store) DayChecks(ctx context.Context, since models.Instant) ([]models.DayCheck, error) {
	var checks []models.DayCheck
	err := s.read.WithContext(ctx).Where("day >= ?", since).Order("account_id, day DESC").Find(&checks).Error
	return checks, s.judge("list the comparisons", err)
}
