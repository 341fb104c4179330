package models

import "time"

// The silence alarm: when no lead comes for much longer than an account's leads usually need at
// that hour of the week, something is broken that nothing else notices: an ad that was stopped, a
// form that lost its account. It counts how many leads should have come since the last one, hour by
// hour, after what came in the same hours of the last weeks.
const (
	SilenceHistory = 28 * 24 * time.Hour
	SilenceAmber   = 6.0  // leads that should have come
	SilenceRed     = 12.0 // one in 160,000 gaps is so long by chance
	SilenceMinimum = 30 * time.Minute
	SilenceEnds    = 72 * time.Hour // a silence of days is known: it stops shouting

	silenceLeads = 20                 // fewer are no rhythm
	silenceSpan  = 7 * 24 * time.Hour // a whole week at least
)

const hoursOfWeek = 7 * 24

// Arrivals are how many of an account's leads came in each hour of the week, Beijing time, between
// two moments.
type Arrivals struct {
	From, To Instant // the first and the last lead counted
	Hours    [hoursOfWeek]int
}

// HourOfWeek is the slot of Arrivals that a moment falls into.
func HourOfWeek(at Instant) int {
	const beijing = 8 * time.Hour
	return int((int64(at) + beijing.Milliseconds()) / time.Hour.Milliseconds() % hoursOfWeek)
}

// Total is how many leads were counted.
func (a *Arrivals) Total() int {
	total := 0
	for _, n := range a.Hours {
		total += n
	}
	return total
}

// rates are the leads that usually come in each hour of the week.
func (a *Arrivals) rates() [hoursOfWeek]float64 {
	var seen, rates [hoursOfWeek]float64 // hours of each slot that lie between From and To
	eachHour(a.From, a.To, func(slot int, part float64) { seen[slot] += part })
	for slot, n := range a.Hours {
		if n > 0 {
			rates[slot] = float64(n) / max(seen[slot], 1)
		}
	}
	return rates
}

// eachHour walks the clock hours between two moments; part is how much of the hour lies between.
func eachHour(from, to Instant, do func(slot int, part float64)) {
	hour := Instant(time.Hour.Milliseconds())
	for at := from; at < to; {
		end := min((at/hour+1)*hour, to)
		do(HourOfWeek(at), float64(end-at)/float64(hour))
		at = end
	}
}

// Silence is how long an account has been quiet, and whether that is usual.
type Silence struct {
	Known    bool    // there is enough history to judge
	Last     Instant // the newest lead
	Until    Instant // up to here all leads are known
	Expected float64 // leads that should have come between Last and Until
	UsualGap time.Duration
	Counted  int // leads of the history
	Since    Instant
}

// NewSilence judges the time since the last lead. until is where knowledge ends: a pull that fails
// is no silence.
func NewSilence(a *Arrivals, last, until Instant) Silence {
	s := Silence{Last: last, Until: until, Counted: a.Total(), Since: a.From}
	s.Known = s.Counted >= silenceLeads && a.To.Sub(a.From) >= silenceSpan && !last.IsZero()
	if !s.Known {
		return s
	}
	rates := a.rates()
	eachHour(max(last, until.Add(-SilenceHistory)), until, func(slot int, part float64) { s.Expected += rates[slot] * part })
	if rate := rates[HourOfWeek(until)]; rate > 0 {
		s.UsualGap = time.Duration(float64(time.Hour) / rate)
	}
	return s
}

// Span is how long the silence lasts.
func (s *Silence) Span() time.Duration { return max(s.Until.Sub(s.Last), 0) }

// Light is off while there is too little history.
func (s *Silence) Light() Light {
	switch {
	case !s.Known:
		return LightOff
	case s.Span() < SilenceMinimum || s.Expected < SilenceAmber:
		return LightGreen
	case s.Expected < SilenceRed || s.Span() > SilenceEnds:
		return LightAmber
	}
	return LightRed
}
