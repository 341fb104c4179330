package models

import (
	"errors"
	"time"
)

// RawEvent is one form of a lead as it came: what a push said, or a pulled version that changed
// something. It is kept compressed and encrypted, to be read when something looks wrong and
// decoded again after the decoder was mended.
type RawEvent struct {
	ID        int64
	AccountID int64
	LeadID    int64
	LeadsID   string
	At        Instant
	Source    Arrival
	Signature string // of a push: algorithm and form, such as "SHA256/3"
	Warnings  string // what the decoder had to mend, one a line; names of fields, never values
	Size      int64  // bytes before compression
	Sealed    []byte

	Body []byte `gorm:"-"` // in the clear, once it is asked for
}

// How long raw events are kept, in days.
const (
	RawEventDays    = 180
	MinRawEventDays = 1
	MaxRawEventDays = 3650
)

// MaxRawEvents bounds the raw events of one lead that a page shows or a replay reads.
const MaxRawEvents = 200

// ErrUnreadable is a raw event that the decoder cannot read.
var ErrUnreadable = errors.New("not readable as a lead")

// CheckRawEventDays returns *Invalid or nil.
func CheckRawEventDays(days int) error {
	bad := &Invalid{}
	if days < MinRawEventDays || days > MaxRawEventDays {
		bad.AddLimit("raw_event_days", "invalid.raw_event_days", MaxRawEventDays)
	}
	return bad.OrNil()
}

// Replay is how a replay of raw events stands: all leads that have an event since a moment.
type Replay struct {
	Since      Instant
	StartedAt  Instant // zero: none was started since the program was
	FinishedAt Instant // zero while it runs
	Leads      int64   // to be read
	Done       int64   // read
	Changed    int64   // that came out differently
	Failed     int64   // that the decoder could not read
	Stopped    bool    // by an admin, or by the program's end
	Trouble    bool    // it ended by an error of ours; the log has it
}

// Running reports whether it has not ended.
func (r *Replay) Running() bool { return !r.StartedAt.IsZero() && r.FinishedAt.IsZero() }

// Took is how long it has run.
func (r *Replay) Took(now Instant) time.Duration {
	if r.Running() {
		return now.Sub(r.StartedAt)
	}
	return r.FinishedAt.Sub(r.StartedAt)
}
