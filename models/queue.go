package models

// A lead's place in the sellers' queue, in one number: whose turn it is, and from when. Each part of
// the queue is a range of it, so that one index serves them all. Beside the three below it is the
// moment at which somebody is to call again.
const (
	QueueNone Instant = 0         // not in the queue: done with, a test, or without a person
	QueueNew  Instant = 1         // nobody has worked it yet
	QueueRest Instant = 1<<53 - 1 // to be worked, at no certain time
)

// KeepNext, in the place of a next call, leaves one that is still to come as it is.
const KeepNext Instant = -1

// NextAt is when somebody is to call again; 0 = at no certain time.
func (l *Lead) NextAt() Instant {
	if l.QueueAt <= QueueNew || l.QueueAt == QueueRest {
		return 0
	}
	return l.QueueAt
}

// IsDone reports whether a status ends the work on a lead: it is won, lost or invalid.
func (w Work) IsDone() bool {
	tone := StatusTone(w.ConvertStatus)
	return tone == ToneWon || tone == ToneLost
}

// JoinQueue puts a lead that just came into the queue. History that somebody asked for is no news.
func (l *Lead) JoinQueue() {
	switch {
	case l.Preview:
		l.QueueAt = QueueNone
	case l.Arrival == Backfilled:
		l.QueueAt = QueueRest
	default:
		l.QueueAt = QueueNew
	}
}

// Requeue gives a lead its place after somebody worked it: next is when to call again, 0 for at no
// certain time, KeepNext to leave a call that is still to come. A status that ends the work takes the
// lead out of the queue, unless somebody wants to call all the same.
func (l *Lead) Requeue(next, now Instant) {
	if next == KeepNext {
		next = 0
		if !l.Work.IsDone() && l.NextAt() > now {
			next = l.NextAt()
		}
	}
	switch {
	case l.Preview || l.IsErased():
		l.QueueAt = QueueNone
	case next != 0:
		l.QueueAt = next
	case l.Work.IsDone():
		l.QueueAt = QueueNone
	default:
		l.QueueAt = QueueRest
	}
}

// QueuePart is a part of the queue, in the order in which it is worked. It is also a filter of the list.
type QueuePart string

const (
	PartNew     QueuePart = "new"
	PartOverdue QueuePart = "overdue" // the moment to call has passed
	PartToday   QueuePart = "today"   // somebody is to call until midnight in Beijing
	PartRest    QueuePart = "rest"    // later, or at no certain time
)

// QueueParts are all parts, in the order in which they are worked.
var QueueParts = Enum{
	{string(PartNew), Text{"待首呼", "New"}},
	{string(PartOverdue), Text{"已超时", "Overdue"}},
	{string(PartToday), Text{"今日待跟进", "Due today"}},
	{string(PartRest), Text{"其余", "The rest"}},
}

// Range is the part's range of places at a moment: from <= QueueAt <= to.
func (p QueuePart) Range(now Instant) (from, to Instant) {
	midnight := At(now.BeijingDay().Time().AddDate(0, 0, 1))
	switch p {
	case PartNew:
		return QueueNew, QueueNew
	case PartOverdue:
		return QueueNew + 1, now
	case PartToday:
		return now + 1, midnight - 1
	}
	return midnight, QueueRest
}

// QueuePlace is where a lead stands among those that wait: earlier moments first, at the same moment
// the newest lead first. The zero place is before every lead.
type QueuePlace struct {
	At  Instant
	Key int64 // its list key
}

// Place is where the lead stands in the queue.
func (l *Lead) Place() QueuePlace { return QueuePlace{At: l.QueueAt, Key: l.ListKey} }

// QueueQuery asks for a page of one user's queue. New leads are theirs and nobody's, whom whoever
// calls first has; the other parts are theirs alone.
type QueueQuery struct {
	User  int64
	Part  QueuePart
	Now   Instant
	After QueuePlace // only leads behind it
	Limit int
}

// QueuePage is one page of a part of the queue, in the order in which it is worked. Leads carry only
// what a list shows.
type QueuePage struct {
	Leads []Lead
	More  bool // there are leads behind the last
}

// QueueCount is how many leads a part of the queue holds, up to MaxCount+1.
type QueueCount struct {
	Part  QueuePart
	Count int
}
