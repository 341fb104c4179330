package handlers

import (
	"context"

	"xiansuo/models"
)

// fakeAudit is what the fake desk knows of the audit and the quota of reveals.
type fakeAudit struct {
	entries   []models.AuditEntry // newest first
	more      bool
	asked     []models.AuditQuery
	check     models.AuditCheck
	recorded  []models.AuditAction
	acts      []models.Act
	actors    []models.Actor
	recordErr error
	exportErr error
	quota     models.RevealQuota
	revealErr error
}

func (f *fakeAudit) Record(ctx context.Context, act models.Act) error {
	if f.recordErr != nil {
		return f.recordErr
	}
	f.acts = append(f.acts, act)
	f.recorded, f.actors = append(f.recorded, act.Action), append(f.actors, models.ActorOf(ctx))
	return nil
}

func (f *fakeAudit) AuditEntries(_ context.Context, q models.AuditQuery) ([]models.AuditEntry, bool, error) {
	f.asked = append(f.asked, q)
	return f.entries, f.more, nil
}

func (f *fakeAudit) EachAuditEntry(_ context.Context, q models.AuditQuery, do func(*models.AuditEntry) error) error {
	f.asked = append(f.asked, q)
	for i := range f.entries {
		if err := do(&f.entries[i]); err != nil {
			return err
		}
	}
	return f.exportErr
}

func (f *fakeAudit) CheckAudit(context.Context) (models.AuditCheck, error) { return f.check, nil }

func (f *fakeAudit) LastAuditCheck(context.Context) (models.AuditCheck, error) { return f.check, nil }

func (f *fakeAudit) RevealQuota(context.Context) (models.RevealQuota, error) { return f.quota, nil }

func (f *fakeAudit) SetRevealQuota(_ context.Context, quota models.RevealQuota) error {
	if err := quota.Check(); err != nil {
		return err
	}
	f.quota = quota
	return nil
}
