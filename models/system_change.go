package models

// SystemAnswer is what the platform answered when it was told which status system an account
// uses (§4).
type SystemAnswer struct {
	ID           int64
	AccountID    int64
	At           Instant
	UserName     string // who asked for it
	StatusSystem StatusSystem
	Industry     Industry // that the account had here at that time
	Kind         Refusal  // empty: accepted
	Code         int
	Message      string // the platform's words
}

// SystemEffect is what an account's status system means for the statuses that its leads hold.
type SystemEffect struct {
	Worked  int64       // leads that hold any status
	Misfits []WorkCount // statuses and reasons that the system does not offer, most leads first
}

// WorkCount is how many of an account's leads hold a status and reason.
type WorkCount struct {
	ConvertStatus  ConvertStatus
	IneffectReason IneffectReason
	Leads          int64
	Waiting        int64 // of those, still to be reported: the platform will refuse them
}

// EffectOf compares what leads hold with what the rules offer.
func (r StatusRules) EffectOf(held []WorkCount) SystemEffect {
	var effect SystemEffect
	for _, count := range held {
		effect.Worked += count.Leads
		if !r.Offers(count.ConvertStatus, count.IneffectReason) {
			effect.Misfits = append(effect.Misfits, count)
		}
	}
	return effect
}

// Offers reports whether a status, with its reason, can be chosen in this column.
func (r StatusRules) Offers(s ConvertStatus, reason IneffectReason) bool {
	return r.Statuses().Has(string(s)) && (reason == "" || r.Reasons().Has(string(reason)))
}

// Leads is how many leads hold what is not offered.
func (e *SystemEffect) Leads() int64 {
	var n int64
	for _, m := range e.Misfits {
		n += m.Leads
	}
	return n
}

// Waiting is how many misfits wait to be reported.
func (e *SystemEffect) Waiting() int64 {
	var n int64
	for _, m := range e.Misfits {
		n += m.Waiting
	}
	return n
}
