package models

// What is written into the audit. An act that is not in AuditActions below is shown by its bare name.
const (
	ActStatusSet       AuditAction = "lead.status_set"
	ActFollowedUp      AuditAction = "lead.followed_up"
	ActReportCancelled AuditAction = "lead.report_cancelled"
	ActReportKept      AuditAction = "lead.report_kept"
	ActReportTaken     AuditAction = "lead.report_taken"
	ActReportReplayed  AuditAction = "lead.report_replayed"
	ActReportDiscarded AuditAction = "lead.report_discarded"
	ActRevealed        AuditAction = "lead.revealed"
	ActRevealRefused   AuditAction = "lead.reveal_refused"
	ActRawRead         AuditAction = "lead.raw_read"
	ActRawReplayed     AuditAction = "lead.raw_replayed"

	ActAccountAdded    AuditAction = "account.added"
	ActAccountSaved    AuditAction = "account.saved"
	ActAccountPaused   AuditAction = "account.paused"
	ActAccountResumed  AuditAction = "account.resumed"
	ActReportMode      AuditAction = "account.report_mode"
	ActPushMade        AuditAction = "account.push_made"
	ActPushRotated     AuditAction = "account.push_rotated"
	ActPushRules       AuditAction = "account.push_rules"
	ActPulled          AuditAction = "account.pulled"
	ActWechatAdded     AuditAction = "account.wechat_added"
	ActWechatRetried   AuditAction = "account.wechat_retried"
	ActBackfillPlanned AuditAction = "account.backfill_planned"
	ActBackfillMoved   AuditAction = "account.backfill_moved"
	ActSystemApplied   AuditAction = "account.system_applied"
	ActSystemAnswered  AuditAction = "account.system_answered"
	ActBreakerOpened   AuditAction = "account.breaker_opened"
	ActBreakerClosed   AuditAction = "account.breaker_closed"

	ActSetUp         AuditAction = "desk.set_up"
	ActJobRun        AuditAction = "desk.job_run"
	ActRawDays       AuditAction = "desk.raw_days"
	ActReplayStarted AuditAction = "desk.replay_started"
	ActReplayStopped AuditAction = "desk.replay_stopped"
	ActRevealQuota   AuditAction = "desk.reveal_quota"
	ActAuditExported AuditAction = "desk.audit_exported"
	ActKeyRotated    AuditAction = "desk.key_rotated"
)

// AuditActions lists them with their labels, in the order in which a filter offers them.
var AuditActions = Enum{
	{string(ActStatusSet), Text{"设置状态", "Set a status"}},
	{string(ActFollowedUp), Text{"跟进线索", "Followed a lead up"}},
	{string(ActReportCancelled), Text{"撤回回传", "Took a report back"}},
	{string(ActReportKept), Text{"以我们的状态为准", "Kept our status"}},
	{string(ActReportTaken), Text{"采用平台的状态", "Took over the platform's status"}},
	{string(ActReportReplayed), Text{"重新回传", "Sent a report again"}},
	{string(ActReportDiscarded), Text{"放弃回传", "Gave a report up"}},
	{string(ActRevealed), Text{"查看联系方式", "Revealed personal data"}},
	{string(ActRevealRefused), Text{"查看联系方式被限额拒绝", "Refused to reveal: quota used up"}},
	{string(ActRawRead), Text{"查看原始数据", "Read raw events"}},
	{string(ActRawReplayed), Text{"重放原始数据", "Replayed a raw event"}},
	{string(ActAccountAdded), Text{"新增账户", "Added an account"}},
	{string(ActAccountSaved), Text{"修改账户", "Changed an account"}},
	{string(ActAccountPaused), Text{"暂停账户", "Paused an account"}},
	{string(ActAccountResumed), Text{"恢复账户", "Resumed an account"}},
	{string(ActReportMode), Text{"修改回传方式", "Changed how statuses are reported"}},
	{string(ActPushMade), Text{"生成推送地址", "Made a push address"}},
	{string(ActPushRotated), Text{"更换推送地址", "Changed the push address"}},
	{string(ActPushRules), Text{"修改推送校验", "Changed how pushes are judged"}},
	{string(ActPulled), Text{"立即拉取", "Pulled an account by hand"}},
	{string(ActWechatAdded), Text{"新增个微上报", "Added a WeChat report"}},
	{string(ActWechatRetried), Text{"重试个微上报", "Tried a WeChat report again"}},
	{string(ActBackfillPlanned), Text{"计划补拉", "Planned a backfill"}},
	{string(ActBackfillMoved), Text{"补拉状态变化", "Moved a backfill"}},
	{string(ActSystemApplied), Text{"应用状态体系", "Applied the status system"}},
	{string(ActSystemAnswered), Text{"平台答复状态体系", "Answered to the status system"}},
	{string(ActBreakerOpened), Text{"凭证被拒，暂停回传", "Refused the credentials: reports held back"}},
	{string(ActBreakerClosed), Text{"恢复回传", "Let reports out again"}},
	{string(ActSetUp), Text{"初始设置", "Set the desk up"}},
	{string(ActJobRun), Text{"手动运行任务", "Ran a job by hand"}},
	{string(ActRawDays), Text{"修改原始数据保留天数", "Changed how long raw events are kept"}},
	{string(ActReplayStarted), Text{"开始批量重放", "Started a replay of many"}},
	{string(ActReplayStopped), Text{"停止批量重放", "Stopped a replay of many"}},
	{string(ActRevealQuota), Text{"修改查看限额", "Changed the quota of reveals"}},
	{string(ActAuditExported), Text{"导出审计记录", "Exported the audit"}},
	{string(ActKeyRotated), Text{"更换密钥", "Changed the key file"}},
	{string(ActionLeadTaken), Text{"领取线索", "Took a lead"}},
	{string(ActionLeadAssigned), Text{"分配线索", "Assigned a lead"}},
	{string(ActionTeamCreated), Text{"新建团队", "Made a team"}},
	{string(ActionTeamChanged), Text{"修改团队", "Changed a team"}},
	{string(ActionTeamDeleted), Text{"删除团队", "Deleted a team"}},
	{string(ActionUserHandedOver), Text{"移交线索", "Handed a user's leads over"}},
	{string(ActionHandoverUndone), Text{"撤销移交", "Took a hand-over back"}},
	{string(ActRetentionRule), Text{"修改保留规则", "Changed a retention rule"}},
	{string(ActRetentionApplied), Text{"按规则匿名化", "Made leads anonymous by a rule"}},
	{string(ActPersonErased), Text{"删除个人信息", "Erased a person"}},
	{string(ActPersonExported), Text{"导出个人信息", "Exported a person"}},
	{string(ActSetupMarked), Text{"标记设置步骤", "Marked a step of the set-up"}},
	{string(ActUserCreated), Text{"新建用户", "Created a user"}},
	{string(ActUserInvited), Text{"邀请用户", "Invited a user"}},
	{string(ActUserJoined), Text{"接受邀请", "Accepted the invitation"}},
	{string(ActUserChanged), Text{"修改用户", "Changed a user"}},
	{string(ActUserRole), Text{"修改角色", "Changed a role"}},
	{string(ActUserDisabled), Text{"停用用户", "Disabled a user"}},
	{string(ActUserEnabled), Text{"恢复用户", "Enabled a user"}},
	{string(ActResetLinkMade), Text{"生成重设密码链接", "Made a link for a new password"}},
	{string(ActPasswordReset), Text{"重设密码", "Set a new password by a link"}},
	{string(ActPasswordChanged), Text{"修改密码", "Changed the password"}},
	{string(ActTOTPOn), Text{"开启两步验证", "Turned the second step on"}},
	{string(ActTOTPOff), Text{"关闭两步验证", "Turned the second step off"}},
	{string(ActTOTPRecovered), Text{"使用恢复码", "Used a recovery code"}},
	{string(ActTOTPRoles), Text{"修改必须两步验证的角色", "Changed which roles need a second step"}},
	{string(ActLoginSucceeded), Text{"登录", "Signed in"}},
	{string(ActLoginFailed), Text{"登录失败", "Failed to sign in"}},
	{string(ActLoginLocked), Text{"登录被暂时锁定", "Was kept from signing in for a while"}},
	{string(ActSessionEnded), Text{"结束登录", "Ended sessions"}},
	{string(ActSignedOut), Text{"退出登录", "Signed out"}},
	{string(ActTokenMade), Text{"生成 API 令牌", "Made an API token"}},
	{string(ActTokenRevoked), Text{"撤销 API 令牌", "Revoked an API token"}},
	{string(ActLeadCreated), Text{"录入线索", "Created a lead"}},
	{string(ActBackupDownloaded), Text{"下载备份", "Downloaded a backup"}},
	{string(ActRestored), Text{"恢复备份", "Restored a backup"}},
}

// AuditSubjects lists what acts are done to.
var AuditSubjects = Enum{
	{string(SubjectLead), Text{"线索", "Lead"}},
	{string(SubjectAccount), Text{"账户", "Account"}},
	{string(SubjectUser), Text{"用户", "User"}},
	{string(SubjectTeam), Text{"团队", "Team"}},
	{string(SubjectToken), Text{"API 令牌", "API token"}},
	{string(SubjectDesk), Text{"系统", "Desk"}},
}

// AuditSecret stands in the audit for a secret that was changed: what it is nobody reads there.
const AuditSecret = "changed"

// AuditDiff keeps of two descriptions of a thing what differs. Nothing differs: both are nil.
func AuditDiff(before, after map[string]any) (old, changed map[string]any) {
	for name, value := range after {
		was, known := before[name]
		if known && was == value {
			continue
		}
		if changed == nil {
			old, changed = map[string]any{}, map[string]any{}
		}
		changed[name] = value
		if known {
			old[name] = was
		}
	}
	return old, changed
}

// AuditValues is a status as the audit keeps it: codes of the platform's, nothing that a person typed.
func (w Work) AuditValues() map[string]any {
	values := map[string]any{}
	for name, value := range map[string]string{
		"convert_status": string(w.ConvertStatus), "ineffect_reason": string(w.IneffectReason), "intention_score": string(w.IntentionScore),
	} {
		if value != "" {
			values[name] = value
		}
	}
	return values
}

// AuditValues is an account as the audit keeps it, without its secrets.
func (a *Account) AuditValues() map[string]any {
	return map[string]any{
		"name": a.Name, "industry": string(a.Industry), "status_system": string(a.StatusSystem), "algorithm": string(a.Algorithm),
		"old_signature": a.OldSignature, "omit_account_id": a.OmitID, "keep_id_number": a.KeepIDNumber, "paused": a.Paused,
		"pull_minutes": a.PullMinutes, "report_deadline_days": a.ReportDeadlineDays, "confirm_reports": a.ConfirmReports,
	}
}

// AuditValues are rules of pushes as the audit keeps them.
func (r PushRules) AuditValues() map[string]any {
	return map[string]any{"push_algorithm": string(r.Algorithm), "push_window": r.WindowSeconds}
}
