package templates

import (
	"context"
	"strconv"

	"xiansuo/models"
)

// LeadOwnerProps are who has a lead, and what the user may do about it.
type LeadOwnerProps struct {
	Lead      int64
	Owner     int64
	Name      string
	CanTake   bool
	Receivers []Option        // who can be given the lead; nil: the user gives nothing
	Conflict  bool            // somebody changed the owner meanwhile
	Errors    *models.Invalid // what was wrong with the choice
}

// Acts reports whether there is anything to do.
func (p LeadOwnerProps) Acts() bool { return p.CanTake || p.Receivers != nil }

// LeadTakenProps tell who was first.
type LeadTakenProps struct {
	By       string
	InDialog bool // in the place of the form over the list
}

// ownerEntrySentence tells how a lead came to its owner.
func ownerEntrySentence(ctx context.Context, change *models.OwnerChange, who string) string {
	if change == nil {
		return T(ctx, "history.owner")
	}
	to := change.NewName
	if change.New == models.Nobody {
		to = T(ctx, "owner.nobody")
	}
	switch change.Way {
	case models.OwnerTook:
		return T(ctx, "history.owner_took", "Name", who)
	case models.OwnerWorked:
		return T(ctx, "history.owner_worked", "Name", who)
	case models.OwnerHandedOver:
		return T(ctx, "history.owner_handed", "Name", who, "To", to)
	case models.OwnerBrought:
		return T(ctx, "history.owner_brought", "Name", who, "To", to)
	}
	if change.New == models.Nobody {
		return T(ctx, "history.owner_returned", "Name", who)
	}
	return T(ctx, "history.owner_assigned", "Name", who, "To", to)
}

func userID(id int64) string { return strconv.FormatInt(id, 10) }
