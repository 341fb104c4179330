package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"xiansuo/models"
)

// latestDue is beyond every wait that a report is ever given, see models.RetryDelay and the settle time.
const latestDue = 8 * time.Hour

// RecallReports makes everything due that a clock which was ahead put off: until that time came
// nothing of it would be sent. What waits as it should is left alone.
func (s *Store) RecallReports(ctx context.Context) error {
	now := s.instant()
	return s.change(ctx, "recall reports", func(tx *gorm.DB) error {
		for _, recalled := range []*gorm.DB{
			tx.Model(&models.OutgoingReport{}).Where("state = 'waiting' AND due_at > ?", now.Add(latestDue)).UpdateColumn("due_at", now),
			tx.Model(&models.OutgoingReport{}).Where("state = 'waiting' AND leased_until > ?", now.Add(2*models.ReportLease)).
				UpdateColumn("leased_until", now.Add(models.ReportCall)),
			tx.Model(&wechatRow{}).Where("state = 'waiting' AND due_at > ?", now.Add(latestDue)).UpdateColumn("due_at", now),
			tx.Model(&wechatRow{}).Where("state = 'waiting' AND leased_until > ?", now.Add(2*models.ReportLease)).
				UpdateColumn("leased_until", now.Add(models.ReportCall)),
			tx.Model(&models.Breaker{}).Where("probe_at > ?", now.Add(2*models.CredentialsWait)).UpdateColumn("probe_at", now),
		} {
			if recalled.Error != nil {
				return recalled.Error
			}
		}
		return nil
	})
}
