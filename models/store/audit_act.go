package store

import "xiansuo/models"

func leadAct(action models.AuditAction, id int64, what map[string]any) models.Act {
	return models.Act{Action: action, Subject: models.SubjectLead, SubjectID: id, New: what}
}

// leadActs is the same act to each of several leads.
func leadActs(action models.AuditAction, ids []int64) []models.Act {
	acts := make([]models.Act, len(ids))
	for i, id := range ids {
		acts[i] = leadAct(action, id, nil)
	}
	return acts
}

// workAct is a lead's status that became another. The advertiser's own words are free text and may
// hold anything: that they changed is all that is said of them.
func workAct(action models.AuditAction, id int64, old, work models.Work) models.Act {
	act := leadAct(action, id, work.AuditValues())
	act.Old = old.AuditValues()
	if old.OuterConvertType != work.OuterConvertType || old.OuterIneffectReason != work.OuterIneffectReason {
		act.New["own_words"] = models.AuditSecret
	}
	return act
}

func accountAct(action models.AuditAction, id int64, old, changed map[string]any) models.Act {
	return models.Act{Action: action, Subject: models.SubjectAccount, SubjectID: id, Old: old, New: changed}
}

// accountActs are what saving an account did: added or changed it, changed how it reports, and let
// reports out that waited for better credentials.
func accountActs(before, after *models.Account, edit *models.AccountEdit, wasOpen bool) []models.Act {
	var acts []models.Act
	if edit.Version == 0 {
		acts = append(acts, accountAct(models.ActAccountAdded, after.ID, nil, withSecrets(after.AuditValues(), edit)))
	} else {
		old, changed := models.AuditDiff(before.AuditValues(), after.AuditValues())
		if changed = withSecrets(changed, edit); changed != nil {
			acts = append(acts, accountAct(models.ActAccountSaved, after.ID, old, changed))
		}
	}
	if before.ReportMode != after.ReportMode {
		old := map[string]any{}
		if before.ReportMode != "" {
			old["report_mode"] = string(before.ReportMode)
		}
		acts = append(acts, accountAct(models.ActReportMode, after.ID, old, map[string]any{"report_mode": string(after.ReportMode)}))
	}
	if wasOpen {
		acts = append(acts, accountAct(models.ActBreakerClosed, after.ID, nil, nil))
	}
	return acts
}

// withSecrets adds which pairs of credentials were typed or dropped, and nothing of what they are.
func withSecrets(values map[string]any, edit *models.AccountEdit) map[string]any {
	for name, changed := range map[string]bool{
		"pull_credentials":   !edit.Pull.IsZero(),
		"report_credentials": !edit.Report.IsZero() || edit.DropReport,
		"push_credentials":   !edit.Push.IsZero() || edit.DropPush,
	} {
		if !changed {
			continue
		}
		if values == nil {
			values = map[string]any{}
		}
		values[name] = models.AuditSecret
	}
	return values
}
