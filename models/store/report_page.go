package store

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"xiansuo/models"
)

// ReportPage returns a page of the reports in one state with their leads, oldest wish first: after
// a place, before one (the nearest earlier ones), or the oldest.
func (s *Store) ReportPage(ctx context.Context, q models.ReportQuery) (models.ReportPage, error) {
	if q.Limit <= 0 {
		q.Limit = models.ReportPageSize
	}
	var page models.ReportPage
	// One more tells whether the list goes on.
	if err := reportPage(s.read.WithContext(ctx), &q).Limit(q.Limit + 1).Find(&page.Rows).Error; err != nil {
		return models.ReportPage{}, s.judge("list reports", err)
	}
	more := len(page.Rows) > q.Limit
	page.Rows = page.Rows[:min(len(page.Rows), q.Limit)]
	if q.Before.IsZero() {
		page.Earlier, page.Later = !q.After.IsZero(), more
	} else {
		slices.Reverse(page.Rows)
		page.Earlier, page.Later = more, true
	}
	return page, nil
}

// reportPage walks the index outgoing_reports_left, whose condition it repeats: SQLite uses no
// partial index whose condition it does not find in the query.
func reportPage(db *gorm.DB, q *models.ReportQuery) *gorm.DB {
	query := db.Table("outgoing_reports").
		Select("outgoing_reports.*, leads.leads_name, leads.leads_tel, leads.ingested_at").
		Joins("JOIN leads ON leads.id = outgoing_reports.lead_id").
		Where("outgoing_reports.state = ? AND outgoing_reports.state IN ('waiting', 'failed', 'held')", q.State)
	query = seen(query, "leads.owner_id")
	if q.AccountID != 0 {
		query = query.Where("outgoing_reports.account_id = ?", q.AccountID)
	}
	switch {
	case !q.Before.IsZero():
		query = query.Where("(outgoing_reports.wished_at, outgoing_reports.lead_id) < (?, ?)", q.Before.WishedAt, q.Before.LeadID)
	case !q.After.IsZero():
		query = query.Where("(outgoing_reports.wished_at, outgoing_reports.lead_id) > (?, ?)", q.After.WishedAt, q.After.LeadID)
	}
	if !q.Before.IsZero() {
		return query.Order("outgoing_reports.wished_at DESC, outgoing_reports.lead_id DESC")
	}
	return query.Order("outgoing_reports.wished_at, outgoing_reports.lead_id")
}
