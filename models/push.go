package models

import (
	"crypto/sha256"
	"strconv"
	"time"
)

// SamplePrefix begins the leads_id of every sample that we push to ourselves.
const SamplePrefix = "sample-"

// Limits of the push address (promises: nothing of a push is read beyond them).
const (
	MaxPushBody      = 256 << 10        // bytes
	PushSecretLength = 40               // characters of the unguessable part of the address
	PushOverlap      = 24 * time.Hour   // for how long a replaced part is still taken
	PushWindow       = 5 * time.Minute  // how far off a signature's timestamp may be, unless set otherwise
	MinPushWindow    = 30 * time.Second // of that setting
	MaxPushWindow    = 15 * time.Minute
	MaxPushFuture    = 5 * time.Minute // how far ahead of us a pushed lead's time may lie
	PushRemembered   = time.Hour       // how long a push is remembered after it was signed; beyond every window
)

// PushAddress is where the platform pushes an account's leads to: an unguessable part of a path,
// known by its hash, and how the pushes to it are judged.
type PushAddress struct {
	AccountID int64  `gorm:"primaryKey;autoIncrement:false"`
	Hash      []byte // of the part
	Sealed    []byte // the part, for showing it again
	MadeAt    Instant
	MadeBy    string
	OldHash   []byte  // of the part before it, taken
	OldUntil  Instant // until then
	// Algorithm is the digest that pushes must use: the first one seen, or one that an admin set
	// (§8.15). Empty: none seen yet.
	Algorithm     Algorithm
	WindowSeconds int64

	Secret string `gorm:"-"` // the part itself
}

// Window is how far off a push's timestamp may be.
func (a *PushAddress) Window() time.Duration {
	if a.WindowSeconds <= 0 {
		return PushWindow
	}
	return time.Duration(a.WindowSeconds) * time.Second
}

// PushRules are the settings of a push address. An empty Algorithm lets the next push decide.
type PushRules struct {
	Algorithm     Algorithm
	WindowSeconds int64
}

// Check returns *Invalid with every field that is wrong, or nil.
func (r *PushRules) Check() error {
	bad := &Invalid{}
	if r.Algorithm != "" && !Algorithms.Has(string(r.Algorithm)) {
		bad.Add("push_algorithm", "invalid.choice")
	}
	if window := time.Duration(r.WindowSeconds) * time.Second; window < MinPushWindow || window > MaxPushWindow {
		bad.Add("push_window", "invalid.push_window")
	}
	return bad.OrNil()
}

// HashPushSecret is under what a secret part is looked up: whoever reads the database learns no
// address, and comparing takes the same time for every part.
func HashPushSecret(part string) []byte {
	sum := sha256.Sum256([]byte(part))
	return sum[:]
}

// PushDoor is what stands behind a push address.
type PushDoor struct {
	Account     Account
	Credentials Credentials // those for pushes
	Pinned      Algorithm   // empty: none seen yet
	Window      time.Duration
}

// PushSignature is what a push's signature says once it is found true.
type PushSignature struct {
	Algorithm Algorithm
	Fields    int // 3 or 4
	SignedAt  Instant
}

// String is how a raw event tells it: SHA256/3.
func (s PushSignature) String() string { return string(s.Algorithm) + "/" + strconv.Itoa(s.Fields) }

// Push is one true push, ready to be stored.
type Push struct {
	Account   Account
	Lead      Lead
	Signature PushSignature
	Pinned    Algorithm // as the door said; empty: this push pins one
	Key       []byte    // of this body under this signature, see PushKey
}

// PushKey tells one push from every other. Two true pushes of one second carry the same
// signature, so the signature alone does not; two accounts may share their credentials.
func PushKey(accountID int64, signature string, body []byte) []byte {
	h := sha256.New()
	h.Write([]byte(strconv.FormatInt(accountID, 10)))
	h.Write([]byte{0})
	h.Write([]byte(signature))
	h.Write([]byte{0})
	h.Write(body)
	return h.Sum(nil)[:16]
}

// PushOutcome is what became of a push.
type PushOutcome string

// The first three are answered with success; the others are causes of a refusal.
const (
	PushNew      PushOutcome = "new"
	PushChanged  PushOutcome = "changed"
	PushRepeated PushOutcome = "repeated" // it said nothing new

	PushUnsigned      PushOutcome = "unsigned"       // no signature at all
	PushBadSignature  PushOutcome = "bad_signature"  // not the form of one
	PushWrongToken    PushOutcome = "wrong_token"    // or the account has no credentials
	PushWrongDigest   PushOutcome = "wrong_digest"   // another secret
	PushWrongTime     PushOutcome = "wrong_time"     // truly signed, but too long ago or ahead
	PushOtherDigest   PushOutcome = "other_digest"   // not the algorithm that is pinned
	PushTooBig        PushOutcome = "too_big"        // more than MaxPushBody
	PushCutOff        PushOutcome = "cut_off"        // the body did not come whole
	PushNoLead        PushOutcome = "no_lead"        // not one JSON object of bounded depth
	PushNoID          PushOutcome = "no_id"          // no usable leads_id, or two
	PushOtherAccount  PushOutcome = "other_account"  // the lead names another account than the address's
	PushTooFast       PushOutcome = "too_fast"       // beyond a rate limit, or too many at once
	PushNotStored     PushOutcome = "not_stored"     // our database failed
	PushUnknownReason PushOutcome = "unknown_reason" // refused for a cause without a name
)

// PushOutcomes lists them in the order in which pages show them.
var PushOutcomes = []PushOutcome{
	PushNew, PushChanged, PushRepeated,
	PushUnsigned, PushBadSignature, PushWrongToken, PushWrongDigest, PushWrongTime, PushOtherDigest,
	PushTooBig, PushCutOff, PushNoLead, PushNoID, PushOtherAccount, PushTooFast, PushNotStored, PushUnknownReason,
}

// IsAccepted reports whether the platform was told that all is well.
func (o PushOutcome) IsAccepted() bool {
	return o == PushNew || o == PushChanged || o == PushRepeated
}

// PushRefusal is a push that was not taken. Its text goes to the sender and holds nothing of the push.
type PushRefusal struct{ Cause PushOutcome }

// Error names the cause.
func (r *PushRefusal) Error() string { return "push refused: " + string(r.Cause) }

// PushCount is how often an account's pushes had an outcome.
type PushCount struct {
	AccountID int64       `gorm:"primaryKey;autoIncrement:false"`
	Outcome   PushOutcome `gorm:"primaryKey"`
	Count     int64
	LastAt    Instant
}

// PushSample is what became of a signed sample that went out to the public address and back.
type PushSample struct {
	URL     string
	Took    time.Duration
	Status  int            // of HTTP; 0 when no answer came
	Code    int            // of the answer
	Message string         // the answer's words
	Error   *PlatformError // why no good answer came; nil: it was accepted
	LeadsID string         // of the made-up lead
	Arrived bool           // the lead was found in this desk's database, and taken out again
}
