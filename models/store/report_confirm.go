package store

import (
	"encoding/json"

	"gorm.io/gorm"

	"xiansuo/models"
)

// observeReports holds what this pull says of leads that we have against what we reported of them.
// A push is no witness: its body is not signed.
func (a *acceptance) observeReports(known map[string]knownLead) error {
	if !a.arrival.IsPull() || !a.account.ConfirmReports || len(known) == 0 {
		return nil
	}
	tags := make(map[int64]string, len(known))
	ids := make([]int64, 0, len(known))
	for i := range a.leads {
		if old, ok := known[a.leads[i].LeadsID]; ok && old.erased == 0 && a.leads[i].LeadsFollowTag != "" {
			tags[old.id] = a.leads[i].LeadsFollowTag
			ids = append(ids, old.id)
		}
	}
	list, err := json.Marshal(ids)
	if err != nil || len(ids) == 0 {
		return err
	}
	news, err := a.reportsWithNews(string(list), tags)
	if err != nil || len(news) == 0 {
		return err
	}
	if _, err := a.store.holdLeads(a.orm, news); err != nil {
		return err
	}
	var reports []models.OutgoingReport
	if err := a.store.held(a.orm).Where("lead_id IN ?", news).Order("lead_id").Find(&reports).Error; err != nil {
		return err
	}
	for i := range reports {
		if err := a.observe(&reports[i], tags[reports[i].LeadID]); err != nil {
			return err
		}
	}
	return nil
}

// reportsWithNews are the leads whose reports the tags say something new of: few, most of the time.
func (a *acceptance) reportsWithNews(list string, tags map[int64]string) ([]int64, error) {
	var reports []models.OutgoingReport
	err := a.orm.Where("state IN ('sent', 'confirmed', 'mismatch') AND lead_id IN ("+a.store.dialect.eachNumber()+")", list).Find(&reports).Error
	var news []int64
	for i := range reports {
		if reports[i].Observe(tags[reports[i].LeadID], a.now) {
			news = append(news, reports[i].LeadID)
		}
	}
	return news, err
}

// observe judges one report by the tag that the pull shows.
func (a *acceptance) observe(report *models.OutgoingReport, tag string) error {
	before := report.State
	if !report.Observe(tag, a.now) {
		return nil
	}
	if err := saveReport(a.orm, report); err != nil {
		return err
	}
	if err := a.countConfirmation(report); err != nil || report.State == before {
		return err
	}
	return addChange(a.orm, models.Change{LeadID: report.LeadID, At: a.now, Kind: models.ChangeReport},
		models.ReportChange{State: report.State, Version: report.SentVersion, Tag: tag})
}

func (a *acceptance) countConfirmation(report *models.OutgoingReport) error {
	var account models.Account
	if err := a.store.held(a.orm).Take(&account, "id = ?", a.account.ID).Error; err != nil {
		return err
	}
	before := account
	account.CountConfirmation(report, a.now)
	if account == before {
		return nil
	}
	return a.orm.Model(&models.Account{}).Where("id = ?", account.ID).UpdateColumns(map[string]any{
		"confirm_reports": account.ConfirmReports, "confirm_misses": account.ConfirmMisses, "confirm_ended_at": account.ConfirmEndedAt,
	}).Error
}

// leadToReport reads a lead, its account and its report for an act on the report, held until the
// act is done. models.ErrConflict when the lead changed since the person looked.
func (s *Store) leadToReport(tx *gorm.DB, leadID, version int64) (lead models.Lead, account models.Account, report models.OutgoingReport, err error) {
	if lead, err = seenLead(s.held(tx), leadID); err != nil {
		return
	}
	if lead.WorkVersion != version {
		err = models.ErrConflict
		return
	}
	if err = tx.Take(&account, "id = ?", lead.AccountID).Error; err == nil {
		err = s.held(tx).Take(&report, "lead_id = ?", leadID).Error
	}
	return
}
