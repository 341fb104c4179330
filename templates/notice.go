package templates

// Notice is a sentence that is said once, on the page after an act. It is a key of the words, so
// that it can travel in a cookie and nobody can make the page say anything else.
type Notice string

const (
	NoticeStatusSaved     Notice = "notice.status_saved"
	NoticeStatusUnchanged Notice = "notice.status_unchanged"
	NoticeAccountCreated  Notice = "notice.account_created"
	NoticeAccountSaved    Notice = "notice.account_saved"
	NoticeAccountPaused   Notice = "notice.account_paused"
	NoticeAccountResumed  Notice = "notice.account_resumed"
	NoticePullStarted     Notice = "notice.pull_started"
	NoticePullRunning     Notice = "notice.pull_running"
	NoticePullPaused      Notice = "notice.pull_paused" // the account is paused: nothing was pulled
	NoticeWechatAdded     Notice = "notice.wechat_added"
	NoticeWechatKnown     Notice = "notice.wechat_known" // the same authorisation was there already
	NoticeWechatRetried   Notice = "notice.wechat_retried"
	NoticeSetupDone       Notice = "notice.setup_done"
	NoticeSignedOut       Notice = "notice.signed_out"
	NoticeSignInFirst     Notice = "notice.sign_in_first"
)

// notices says of each whether it is good news.
var notices = map[Notice]bool{
	NoticeStatusSaved:     true,
	NoticeStatusUnchanged: false,
	NoticeAccountCreated:  true,
	NoticeAccountSaved:    true,
	NoticeAccountPaused:   true,
	NoticeAccountResumed:  true,
	NoticePullStarted:     true,
	NoticePullRunning:     false,
	NoticePullPaused:      false,
	NoticeWechatAdded:     true,
	NoticeWechatKnown:     false,
	NoticeWechatRetried:   true,
	NoticeSetupDone:       true,
	NoticeSignedOut:       true,
	NoticeSignInFirst:     false,
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
	WordTime            = "invalid.time"              // field "action_time"
	WordDate            = "invalid.date"              // fields "from", "to"
	WordChoice          = "invalid.choice"            // a filter with an unknown value
	WordNumber          = "invalid.number"            // a field that must be a whole number
)
