package models

// AuditFields are the names under which an entry of the audit holds old and new values, with their
// labels, in the order in which people read them.
var AuditFields = Enum{
	{"name", Text{"名称", "Name"}},
	{"username", Text{"用户名", "User name"}},
	{"role", Text{"角色", "Role"}},
	{"disabled", Text{"停用", "Disabled"}},
	{"industry", Text{"行业", "Industry"}},
	{"status_system", Text{"状态体系", "Status system"}},
	{"algorithm", Text{"签名算法", "Digest"}},
	{"old_signature", Text{"旧版签名", "Old signature"}},
	{"omit_account_id", Text{"不带账户编号", "Leave out the account id"}},
	{"keep_id_number", Text{"保存身份证号", "Keep ID numbers"}},
	{"paused", Text{"暂停", "Paused"}},
	{"pull_minutes", Text{"拉取间隔（分钟）", "Minutes between pulls"}},
	{"report_mode", Text{"回传方式", "Reporting"}},
	{"report_deadline_days", Text{"回传期限（天）", "Days to report within"}},
	{"confirm_reports", Text{"核对回传结果", "Confirm reports"}},
	{"pull_credentials", Text{"拉取凭证", "Credentials for pulls"}},
	{"report_credentials", Text{"回传凭证", "Credentials for reports"}},
	{"push_credentials", Text{"推送凭证", "Credentials for pushes"}},
	{"push_address", Text{"推送地址", "Push address"}},
	{"push_algorithm", Text{"推送签名算法", "Digest of pushes"}},
	{"push_window", Text{"推送时间窗（秒）", "Seconds that a push is good for"}},
	{"convert_status", Text{"状态", "Status"}},
	{"ineffect_reason", Text{"原因", "Reason"}},
	{"intention_score", Text{"评分", "Score"}},
	{"own_words", Text{"自定义状态与原因", "Own status and reason"}},
	{"quota", Text{"限额", "Quota"}},
	{"hours", Text{"限额时段（小时）", "Hours of the quota"}},
	{"reveals_hour", Text{"每小时查看上限", "Reveals an hour"}},
	{"reveals_day", Text{"每天查看上限", "Reveals a day"}},
	{"raw_event_days", Text{"保留天数", "Days kept"}},
	{"event", Text{"原始数据编号", "Raw event"}},
	{"since", Text{"起始时间", "Since"}},
	{"job", Text{"任务", "Job"}},
	{"backfill", Text{"补拉编号", "Backfill"}},
	{"from", Text{"从", "From"}},
	{"to", Text{"到", "To"}},
	{"state", Text{"进度", "State"}},
	{"wechat_report", Text{"上报编号", "WeChat report"}},
	{"accepted", Text{"平台接受", "Accepted"}},
	{"code", Text{"代码", "Code"}},
	{"message", Text{"平台原话", "The platform's words"}},
	{"entries", Text{"条数", "Entries"}},
	{"settings", Text{"系统密钥", "Keys of the desk"}},
	{"credentials", Text{"账户凭证", "Credentials"}},
	{"push_addresses", Text{"推送地址", "Push addresses"}},
	{"raw_events", Text{"原始数据", "Raw events"}},
	{"wechat_reports", Text{"个微上报", "WeChat reports"}},
}

// BackfillStates lists how far a backfill can have come.
var BackfillStates = Enum{
	{string(BackfillPlanned), Text{"待确认", "Planned"}},
	{string(BackfillRunning), Text{"进行中", "Running"}},
	{string(BackfillPaused), Text{"已暂停", "Paused"}},
	{string(BackfillDone), Text{"已完成", "Done"}},
	{string(BackfillCancelled), Text{"已取消", "Cancelled"}},
}

// AuditChoices are the lists that values of the audit come from, by the name of the field.
var AuditChoices = map[string]Enum{
	"role": Roles, "industry": Industries, "status_system": StatusSystems, "algorithm": Algorithms, "push_algorithm": Algorithms,
	"report_mode": ReportModes, "convert_status": AllStatuses(), "ineffect_reason": AllReasons(), "intention_score": IntentionScores,
	"state": BackfillStates,
}
