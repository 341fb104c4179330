package models

import (
	"strings"
	"unicode/utf8"
)

// Outcome is what became of a contact with a person, as the seller says it: one tap. Empty = no
// contact was tried, only something written down.
type Outcome string

const (
	OutcomeInterested   Outcome = "interested"   // 接通有意向
	OutcomeUninterested Outcome = "uninterested" // 接通无意向
	OutcomeNoAnswer     Outcome = "no_answer"    // 未接
	OutcomePhoneOff     Outcome = "phone_off"    // 关机
	OutcomeDeadNumber   Outcome = "dead_number"  // 空号
	OutcomeSuspended    Outcome = "suspended"    // 停机
	OutcomeAddedWechat  Outcome = "added_wechat" // 已加微
	OutcomeAppointment  Outcome = "appointment"  // 约见
)

// Outcomes are all outcomes, in the order of their chips and of the keys 1 to 8.
var Outcomes = Enum{
	{string(OutcomeInterested), Text{"接通有意向", "Interested"}},
	{string(OutcomeUninterested), Text{"接通无意向", "Not interested"}},
	{string(OutcomeNoAnswer), Text{"未接", "No answer"}},
	{string(OutcomePhoneOff), Text{"关机", "Phone off"}},
	{string(OutcomeDeadNumber), Text{"空号", "Dead number"}},
	{string(OutcomeSuspended), Text{"停机", "Suspended"}},
	{string(OutcomeAddedWechat), Text{"已加微", "Added on WeChat"}},
	{string(OutcomeAppointment), Text{"约见", "Appointment"}},
}

// IsReached reports whether the person was spoken with.
func (o Outcome) IsReached() bool {
	switch o {
	case OutcomeInterested, OutcomeUninterested, OutcomeAddedWechat, OutcomeAppointment:
		return true
	case OutcomeNoAnswer, OutcomePhoneOff, OutcomeDeadNumber, OutcomeSuspended:
	}
	return false
}

// Limits of a follow-up.
const (
	MaxNoteRunes = 800
	MaxNextDays  = 366 // how far ahead somebody may be called again
	MaxFormKey   = 64
)

// FollowUp is one contact with a person, or one note about them.
type FollowUp struct {
	ID          int64
	LeadID      int64
	UserID      int64
	UserName    string `gorm:"-"`
	At          Instant
	Outcome     Outcome
	Note        string
	NextAt      Instant // when to call again, as it was said then; 0 = nothing was said
	WorkVersion int64   // the lead's WorkVersion after it
	FormKey     string  // of the form that was sent: the same form again is the same follow-up
	Before      string  // how the lead stood, as JSON: for taking it back
	UndoneAt    Instant // when it was taken back; 0 = it stands
}

// FollowUpWish is what a seller sends with the one form.
type FollowUpWish struct {
	StatusWish         // Version and Work as in the status form; Work as it is changes no status
	Outcome    Outcome // empty: none
	NextAt     Instant // 0: at no certain time; KeepNext: leave a call that is still to come
	Note       string
	FormKey    string // made anew for each form shown
}

// Attempts is how often a person was called, and how the last call went.
type Attempts struct {
	Count       int
	LastAt      Instant
	LastOutcome Outcome
	Missed      int // calls in a row, up to the last, that reached nobody
}

// Trim removes space around what was typed.
func (w FollowUpWish) Trim() FollowUpWish {
	w.Work, w.Note = w.Work.Trim(), strings.TrimSpace(w.Note)
	return w
}

// Check returns *Invalid for a follow-up that breaks a rule other than the account's statuses.
func (w *FollowUpWish) Check(now Instant) error {
	bad := &Invalid{}
	if w.Outcome != "" && !Outcomes.Has(string(w.Outcome)) {
		bad.Add("outcome", "invalid.choice")
	}
	if utf8.RuneCountInString(w.Note) > MaxNoteRunes {
		bad.Add("note", "invalid.note_long")
	}
	if w.NextAt != 0 && w.NextAt != KeepNext && (w.NextAt <= now || w.NextAt > At(now.Time().AddDate(0, 0, MaxNextDays))) {
		bad.Add("next_at", "invalid.next_at")
	}
	if w.FormKey == "" || len(w.FormKey) > MaxFormKey {
		bad.Add("form_key", "invalid.form_key")
	}
	return bad.OrNil()
}

// Stand is how a lead stood before a follow-up: what taking it back restores.
type Stand struct {
	Work       Work    `json:"work"`
	QueueAt    Instant `json:"queue_at"`
	FollowedAt Instant `json:"followed_at"`
}

// AttemptsOf counts the calls among a lead's follow-ups, which come newest first.
func AttemptsOf(followUps []FollowUp) Attempts {
	var a Attempts
	reached := false
	for i := range followUps {
		f := &followUps[i]
		if f.Outcome == "" || f.UndoneAt != 0 {
			continue
		}
		if a.Count == 0 {
			a.LastAt, a.LastOutcome = f.At, f.Outcome
		}
		a.Count++
		if reached = reached || f.Outcome.IsReached(); !reached {
			a.Missed++
		}
	}
	return a
}
