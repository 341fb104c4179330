package models

// WechatState is where the report of an authorisation stands.
type WechatState string

const (
	WechatWaiting WechatState = "waiting"
	WechatSent    WechatState = "sent"
	WechatFailed  WechatState = "failed" // a person must look
)

// WechatStates lists them for a filter.
var WechatStates = Enum{
	{string(WechatWaiting), Text{"待发", "Waiting"}},
	{string(WechatSent), Text{"已发", "Sent"}},
	{string(WechatFailed), Text{"失败", "Failed"}},
}

// WechatReport is a stored report of an authorisation. Its uuid is fixed before the first attempt
// and never changes: the platform takes each uuid once (§8.22), so that no retry, however the
// attempts before it ended, can report a person twice.
type WechatReport struct {
	ID            int64
	UUID          string
	GivenUUID     bool // a script brought the uuid; otherwise it was made here and nobody else has it
	AccountID     int64
	Authorisation WechatAuthorisation `gorm:"-"` // sealed in the database, masked in lists
	State         WechatState
	Attempts      int
	MaybeAccepted bool // an attempt ended without a clear no: the platform may have it
	Inferred      bool // sent: learnt from the answer that the uuid is known, after a lost answer
	CreatedAt     Instant
	CreatedBy     string
	QueuedAt      Instant // when it was last put into the queue, by whoever made or retried it
	DueAt         Instant
	LeasedUntil   Instant
	LastAttemptAt Instant
	LastKind      Refusal // of the last attempt that failed
	LastCode      int
	LastMessage   string // the platform's words
	SentAt        Instant
	ErasedAt      Instant // when the person was taken out; 0 = never
}

// Claim notes that an attempt begins: until its outcome is known, the platform may have the report.
func (r *WechatReport) Claim(now Instant) {
	r.LeasedUntil = now.Add(ReportLease)
	r.Attempts++
	r.MaybeAccepted = true
}

// Conclude applies the outcome of an attempt; maybe says whether an attempt before it may have
// been accepted. The answer that the uuid is known means that the report arrived, when an earlier
// answer was lost or nobody else can have used the uuid.
func (r *WechatReport) Conclude(failure *PlatformError, maybe bool, now Instant) {
	if r.State == WechatSent {
		return // what the platform accepted stays accepted
	}
	r.LeasedUntil, r.LastAttemptAt = 0, now
	inferred := failure != nil && failure.Kind == RefusedRepeated && (maybe || !r.GivenUUID)
	if failure == nil || inferred {
		r.State, r.SentAt, r.Inferred, r.MaybeAccepted = WechatSent, now, inferred, true
		r.LastKind, r.LastCode, r.LastMessage = "", 0, ""
		return
	}
	r.LastKind, r.LastCode, r.LastMessage = failure.Kind, failure.Code, failure.Message
	r.MaybeAccepted = maybe || failure.Transient() && failure.Kind != FailedDNS && failure.Kind != FailedTLS
	switch failure.Kind {
	case RefusedParameter, RefusedRepeated:
		r.State = WechatFailed
	case RefusedPermission: // nothing is charged: the report is not at fault
		r.Attempts--
		r.DueAt = now.Add(CredentialsWait)
	default:
		r.DueAt = now.Add(RetryDelay(r.Attempts, NewJitter()))
		if now.Sub(r.QueuedAt) > WechatGivesUp {
			r.State = WechatFailed
		}
	}
}

// Retry puts a failed report back into the queue, under the uuid it has. models.ErrConflict when
// it has not failed.
func (r *WechatReport) Retry(now Instant) error {
	if r.State != WechatFailed || r.IsErased() {
		return ErrConflict
	}
	r.State, r.QueuedAt, r.DueAt = WechatWaiting, now, now
	return nil
}

// Settled reports whether the same authorisation may not be reported again under a new uuid: the
// platform has it, or may have it, or is about to.
func (r *WechatReport) Settled() bool {
	return r.State != WechatFailed || r.IsErased() || r.MaybeAccepted || r.LastKind == RefusedRepeated
}

// WechatQuery asks for a page of the list, newest first.
type WechatQuery struct {
	State  WechatState // empty: all
	Before int64       // only reports with a smaller ID; 0 = from the newest
	Limit  int
}
