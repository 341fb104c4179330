package models

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Handover gives all leads of one user to others, step by step, and can be undone for a day.
type Handover struct {
	ID         int64
	UserID     int64  // whose leads they were
	Receivers  string // users' numbers with commas, in the order in which they take turns; 0 is nobody
	State      HandoverState
	Total      int64 // leads when it began
	Moved      int64 // that went to the receivers
	Returned   int64 // that came back
	CreatedAt  Instant
	CreatedBy  int64   // the user who began it
	FinishedAt Instant // the last lead went to its receiver; from here the day for undoing counts
	UndoneBy   int64   // the user who undid it
}

// HandoverState is where a hand-over stands.
type HandoverState string

const (
	HandoverMoving    HandoverState = "moving"
	HandoverDone      HandoverState = "done"
	HandoverReturning HandoverState = "returning" // being undone
	HandoverUndone    HandoverState = "undone"
)

// UndoHandover is for how long a hand-over can be undone.
const UndoHandover = 24 * time.Hour

// MaxReceivers bounds among how many people leads are split.
const MaxReceivers = 50

// UnderWay reports whether leads are still moving.
func (h *Handover) UnderWay() bool { return h.State == HandoverMoving || h.State == HandoverReturning }

// CanUndo reports whether the leads can be brought back.
func (h *Handover) CanUndo(now Instant) bool {
	return h.State == HandoverMoving || h.State == HandoverDone && now < h.UndoUntil()
}

// UndoUntil is when undoing ends.
func (h *Handover) UndoUntil() Instant { return h.FinishedAt.Add(UndoHandover) }

// ReceiverIDs are the receivers by number.
func (h *Handover) ReceiverIDs() []int64 {
	var ids []int64
	for text := range strings.SplitSeq(h.Receivers, ",") {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// HandoverWish is what an admin wants to become of a user's leads.
type HandoverWish struct {
	UserID    int64
	Receivers []int64 // one or more, or Nobody alone
}

// Check brings the receivers into order and returns *Invalid or nil.
func (w *HandoverWish) Check() error {
	slices.Sort(w.Receivers)
	w.Receivers = slices.Compact(w.Receivers)
	bad := &Invalid{}
	switch {
	case len(w.Receivers) == 0:
		bad.Add("receivers", "invalid.required")
	case len(w.Receivers) > MaxReceivers:
		bad.AddLimit("receivers", "invalid.receivers_many", MaxReceivers)
	case slices.Contains(w.Receivers, w.UserID), len(w.Receivers) > 1 && w.Receivers[0] == Nobody:
		bad.Add("receivers", "invalid.receiver")
	}
	return bad.OrNil()
}

// Text writes the receivers as a Handover keeps them.
func (w *HandoverWish) Text() string {
	parts := make([]string, len(w.Receivers))
	for i, id := range w.Receivers {
		parts[i] = strconv.FormatInt(id, 10)
	}
	return strings.Join(parts, ",")
}
