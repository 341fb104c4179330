package templates

import "xiansuo/models"

// LeadDetailProps fill one lead's page.
type LeadDetailProps struct {
	Lead      models.Lead     // personal fields masked unless Revealed
	Account   *models.Account // nil: not known any more
	Owner     string
	Owning    LeadOwnerProps
	CanReveal bool
	Quota     *models.QuotaReached   // the reveal that was asked for is refused; nil: it was not
	Revealed  bool                   // this answer shows the personal fields in the clear
	CanWork   bool                   // show the status form
	Status    StatusFormProps        // filled when CanWork
	Report    *models.OutgoingReport // nil: nothing to report yet
	Breaker   models.Breaker         // of the account's reports; zero: the credentials are not refused
	Body      string                 // what the report says on the wire; empty: not shown to this user
	Changes   []models.Change        // newest first
	Back      string                 // the list to return to; empty: the whole list
}

// canSetStatus: nobody can know any more what became of somebody who was erased.
func (p *LeadDetailProps) canSetStatus() bool { return p.CanWork && !p.Lead.IsErased() }
