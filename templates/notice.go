package templates

// Notice is a sentence that is said once, on the page after an act. It is a key of the words, so
// that it can travel in a cookie and nobody can make the page say anything else.
type Notice string

const (
	NoticeStatusSaved      Notice = "notice.status_saved"
	NoticeStatusUnchanged  Notice = "notice.status_unchanged"
	NoticeAccountCreated   Notice = "notice.account_created"
	NoticeAccountSaved     Notice = "notice.account_saved"
	NoticeAccountPaused    Notice = "notice.account_paused"
	NoticeAccountResumed   Notice = "notice.account_resumed"
	NoticePullStarted      Notice = "notice.pull_started"
	NoticePullRunning      Notice = "notice.pull_running"
	NoticePullPaused       Notice = "notice.pull_paused" // the account is paused: nothing was pulled
	NoticeJobRun           Notice = "notice.job_run"
	NoticeJobRunning       Notice = "notice.job_running"
	NoticeJobElsewhere     Notice = "notice.job_elsewhere" // another instance was asked to run it
	NoticeReportCancelled  Notice = "notice.report_cancelled"
	NoticeReportGone       Notice = "notice.report_gone" // too late to cancel, or changed meanwhile
	NoticeReportAgain      Notice = "notice.report_again"
	NoticeReportTaken      Notice = "notice.report_taken"
	NoticeReportsReplayed  Notice = "notice.reports_replayed"
	NoticeReportsGivenUp   Notice = "notice.reports_given_up"
	NoticeReportsNone      Notice = "notice.reports_none"
	NoticeBackfillPlanned  Notice = "notice.backfill_planned"
	NoticeBackfillStarted  Notice = "notice.backfill_started"
	NoticeBackfillPaused   Notice = "notice.backfill_paused"
	NoticeBackfillEnded    Notice = "notice.backfill_ended"
	NoticeBackfillThere    Notice = "notice.backfill_there" // the day is being fetched already
	NoticeBackfillMoved    Notice = "notice.backfill_moved" // somebody was faster
	NoticeSetupDone        Notice = "notice.setup_done"
	NoticeWizardDone       Notice = "notice.wizard_done"
	NoticePushArrived      Notice = "notice.push_arrived"
	NoticeChecklistOff     Notice = "notice.checklist_off"
	NoticeChecklistOn      Notice = "notice.checklist_on"
	NoticeBackupStarted    Notice = "notice.backup_started"
	NoticeBackupRunning    Notice = "notice.backup_running"
	NoticeSignedOut        Notice = "notice.signed_out"
	NoticeSignInFirst      Notice = "notice.sign_in_first"
	NoticeUserSaved        Notice = "notice.user_saved"
	NoticeUserDisabled     Notice = "notice.user_disabled"
	NoticeUserEnabled      Notice = "notice.user_enabled"
	NoticeTOTPRoles        Notice = "notice.totp_roles"
	NoticeTOTPOff          Notice = "notice.totp_off"
	NoticePasswordSet      Notice = "notice.password_set"
	NoticePasswordChanged  Notice = "notice.password_changed"
	NoticeProfileSaved     Notice = "notice.profile_saved"
	NoticeSessionsEnded    Notice = "notice.sessions_ended"
	NoticePushSaved        Notice = "notice.push_saved"
	NoticePushRotated      Notice = "notice.push_rotated"
	NoticeReplayChanged    Notice = "notice.replay_changed"
	NoticeReplaySame       Notice = "notice.replay_same"
	NoticeReplayUnreadable Notice = "notice.replay_unreadable"
	NoticeReplayStarted    Notice = "notice.replay_started"
	NoticeReplayRunning    Notice = "notice.replay_running"
	NoticeRawSaved         Notice = "notice.raw_saved"
	NoticeAuditSound       Notice = "notice.audit_sound"
	NoticeQuotaSaved       Notice = "notice.quota_saved"
	NoticeRetentionSaved   Notice = "notice.retention_saved"
	NoticeRetentionDropped Notice = "notice.retention_dropped"
	NoticeRetentionStarted Notice = "notice.retention_started"
	NoticeRetentionRunning Notice = "notice.retention_running"
	NoticePersonErased     Notice = "notice.person_erased"
	NoticeWechatAdded      Notice = "notice.wechat_added"
	NoticeWechatKnown      Notice = "notice.wechat_known" // the same authorisation was there already
	NoticeWechatRetried    Notice = "notice.wechat_retried"
	NoticeLeadTaken        Notice = "notice.lead_taken"
	NoticeLeadAssigned     Notice = "notice.lead_assigned"
	NoticeReportsSome      Notice = "notice.reports_some" // others were not the user's, or parked no more
	NoticeTeamSaved        Notice = "notice.team_saved"
	NoticeTeamDeleted      Notice = "notice.team_deleted"
	NoticeTokenRevoked     Notice = "notice.token_revoked"
	NoticeHandoverStarted  Notice = "notice.handover_started"
	NoticeHandoverUndoing  Notice = "notice.handover_undoing"
	NoticeHandoverTooLate  Notice = "notice.handover_too_late"
)

// notices says of each whether it is good news.
var notices = map[Notice]bool{
	NoticeStatusSaved:      true,
	NoticeStatusUnchanged:  false,
	NoticeAccountCreated:   true,
	NoticeAccountSaved:     true,
	NoticeAccountPaused:    true,
	NoticeAccountResumed:   true,
	NoticePullStarted:      true,
	NoticePullRunning:      false,
	NoticePullPaused:       false,
	NoticeJobRun:           true,
	NoticeJobRunning:       false,
	NoticeJobElsewhere:     true,
	NoticeReportCancelled:  true,
	NoticeReportGone:       false,
	NoticeReportAgain:      true,
	NoticeReportTaken:      true,
	NoticeReportsReplayed:  true,
	NoticeReportsGivenUp:   true,
	NoticeReportsNone:      false,
	NoticeBackfillPlanned:  true,
	NoticeBackfillStarted:  true,
	NoticeBackfillPaused:   true,
	NoticeBackfillEnded:    true,
	NoticeBackfillThere:    false,
	NoticeBackfillMoved:    false,
	NoticeSetupDone:        true,
	NoticeWizardDone:       true,
	NoticePushArrived:      true,
	NoticeChecklistOff:     true,
	NoticeChecklistOn:      true,
	NoticeBackupStarted:    true,
	NoticeBackupRunning:    false,
	NoticeSignedOut:        true,
	NoticeSignInFirst:      false,
	NoticeUserSaved:        true,
	NoticeUserDisabled:     true,
	NoticeUserEnabled:      true,
	NoticeTOTPRoles:        true,
	NoticeTOTPOff:          false,
	NoticePasswordSet:      true,
	NoticePasswordChanged:  true,
	NoticeProfileSaved:     true,
	NoticeSessionsEnded:    true,
	NoticePushSaved:        true,
	NoticePushRotated:      true,
	NoticeReplayChanged:    true,
	NoticeReplaySame:       false,
	NoticeReplayUnreadable: false,
	NoticeReplayStarted:    true,
	NoticeReplayRunning:    false,
	NoticeRawSaved:         true,
	NoticeAuditSound:       true,
	NoticeQuotaSaved:       true,
	NoticeRetentionSaved:   true,
	NoticeRetentionDropped: true,
	NoticeRetentionStarted: true,
	NoticeRetentionRunning: false,
	NoticePersonErased:     true,
	NoticeWechatAdded:      true,
	NoticeWechatKnown:      false,
	NoticeWechatRetried:    true,
	NoticeLeadTaken:        true,
	NoticeLeadAssigned:     true,
	NoticeReportsSome:      false,
	NoticeTeamSaved:        true,
	NoticeTeamDeleted:      true,
	NoticeTokenRevoked:     true,
	NoticeHandoverStarted:  true,
	NoticeHandoverUndoing:  true,
	NoticeHandoverTooLate:  false,
}

// ParseNotice reads what a cookie carried; ok is false for anything that is no notice.
func ParseNotice(s string) (notice Notice, ok bool) {
	_, ok = notices[Notice(s)]
	return Notice(s), ok
}

// Words for models.FieldError that only the web layer can find wrong.
const (
	WordLoginFailed     = "invalid.login"             // field "password"
	WordTooManyAttempts = "invalid.too_many_attempts" // field "password"; Limit = minutes to wait
	WordSetupToken      = "invalid.setup_token"       // field "token"
	WordWrongPassword   = "invalid.wrong_password"    // fields "current", "totp_current", "password" of somebody who is signed in
	WordLinkOver        = "invalid.link_over"         // field "token"
	WordTime            = "invalid.time"              // field "action_time"
	WordDate            = "invalid.date"              // fields "from", "to"
	WordChoice          = "invalid.choice"            // a filter with an unknown value
	WordNumber          = "invalid.number"            // a field that must be a whole number
	WordConfirmErasure  = "invalid.confirm_erasure"   // field "confirm"; Limit = leads that would be lost
)
