package handlers

import (
	"context"

	"xiansuo/models"
)

// fakeMore is the part of the desk in memory that keeps WeChat reports, answers and health.
type fakeMore struct {
	wechat  []models.WechatReport
	retried []int64
	wechatErr,
	retryErr error
	held    []models.WorkCount
	answers []models.SystemAnswer
	health  models.Health
}

func (f *fakeDesk) AddWechatReport(_ context.Context, a models.WechatAuthorisation, by models.User) (models.WechatReport, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.wechatErr != nil {
		return models.WechatReport{}, false, f.wechatErr
	}
	for _, report := range f.wechat {
		if report.Authorisation.OpenID == a.OpenID {
			return report, false, nil
		}
	}
	report := models.WechatReport{ID: int64(len(f.wechat) + 1), AccountID: a.AccountID, Authorisation: a, State: models.WechatWaiting, CreatedBy: by.Name}
	f.wechat = append(f.wechat, report)
	return report, true, nil
}

func (f *fakeDesk) WechatReports(context.Context, models.WechatQuery) ([]models.WechatReport, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var masked []models.WechatReport
	for _, report := range f.wechat {
		report.Authorisation = report.Authorisation.Masked()
		masked = append(masked, report)
	}
	return masked, nil
}

func (f *fakeDesk) RetryWechatReport(_ context.Context, id int64) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.retried = append(f.retried, id)
	return f.retryErr
}

func (f *fakeDesk) HeldWork(context.Context, int64) ([]models.WorkCount, error) { return f.held, nil }

func (f *fakeDesk) SystemAnswers(context.Context, int64) ([]models.SystemAnswer, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.answers, nil
}

func (f *fakeDesk) KeepSystemAnswer(_ context.Context, answer models.SystemAnswer) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answers = append([]models.SystemAnswer{answer}, f.answers...)
	return nil
}

func (f *fakeDesk) Health() models.Health {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.health
}
