package templates

import (
	"context"
	"strconv"

	"xiansuo/models"
)

// QueueProps fill a seller's queue. Personal values come masked.
type QueueProps struct {
	Counts []models.QueueCount // every part, in the order in which it is worked
	Part   models.QueuePart    // the one that is shown
	First  bool                // its beginning is shown, not a later page
	Rows   []LeadRowProps
	More   bool // there are leads behind the last row
	Lost   bool // the address named a part or a place that is not there
}

// total is how many leads the queue holds; more means that there are more than that.
func (p *QueueProps) total() (total int, more bool) {
	for _, part := range p.Counts {
		total += min(part.Count, models.MaxCount)
		more = more || part.Count > models.MaxCount
	}
	return total, more
}

// cappedCount is a count as people read it: 1,234 or 10,000+.
func cappedCount(count int) string {
	if count > models.MaxCount {
		return Number(models.MaxCount) + "+"
	}
	return Number(int64(count))
}

// partLook is how a part is told apart without colour, and what it is.
type partLook struct{ Icon, Help string }

var partLooks = map[models.QueuePart]partLook{
	models.PartNew:     {"bolt", "queue.help.new"},
	models.PartOverdue: {"alert-triangle", "queue.help.overdue"},
	models.PartToday:   {"clock", "queue.help.today"},
	models.PartRest:    {"inbox", "queue.help.rest"},
}

func partLabel(ctx context.Context, part models.QueuePart) string {
	return models.QueueParts.Label(string(part), Language(ctx))
}

// lastPlace is where the shown page ends.
func (p *QueueProps) lastPlace() models.QueuePlace {
	if len(p.Rows) == 0 {
		return models.QueuePlace{}
	}
	return p.Rows[len(p.Rows)-1].Lead.Place()
}

// queueNumber is a row's number for the screen reader and the script.
func queueNumber(id int64) string { return strconv.FormatInt(id, 10) }

// queueCountWords says how many leads the shown part holds.
func queueCountWords(ctx context.Context, p *QueueProps) string {
	for _, part := range p.Counts {
		if part.Part == p.Part {
			return T(ctx, "queue.count", "Count", cappedCount(part.Count))
		}
	}
	return ""
}
