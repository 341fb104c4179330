package store

import (
	"context"
	"strings"
	"testing"

	"xiansuo/models"
)

// TestTheQueueIsReadFromItsIndex holds every statement of the queue to its index; only what the owners'
// stretches bring together is put in order.
func TestTheQueueIsReadFromItsIndex(t *testing.T) {
	s := openHere(t)
	oneLead(t, s)
	ctx := models.ActingAs(context.Background(), models.Actor{Kind: models.ActorUser, Scope: models.LeadsOf(1)})
	if _, err := s.QueueCounts(ctx, 1, 1e12); err != nil {
		t.Fatal(err)
	}
	if _, err := s.QueueOrder(ctx, 1, 100); err != nil {
		t.Fatal(err)
	}
	for _, part := range models.QueueParts {
		for _, after := range []models.QueuePlace{{}, {At: 2e12, Key: 7}} {
			if _, err := s.QueuePage(ctx, models.QueueQuery{User: 1, Part: models.QueuePart(part.Value), Now: 1e12, After: after}); err != nil {
				t.Fatal(err)
			}
		}
	}
	queues := 0
	for query := range s.listQueries.prepared {
		if !strings.Contains(query, "leads_queue") {
			continue
		}
		queues++
		plan := planOf(t, s, query, make([]any, strings.Count(query, "?"))...)
		for part := range strings.SplitSeq(plan, "; ") {
			if strings.Contains(part, " l USING") && !strings.Contains(part, "INDEX leads_queue (owner_id=?") && !strings.Contains(part, "PRIMARY KEY") {
				t.Errorf("%s\n%s", part, query)
			}
			if strings.HasPrefix(part, "SCAN l") {
				t.Errorf("%s\n%s", part, query)
			}
		}
	}
	if queues < 5 {
		t.Errorf("only %d statements were seen", queues)
	}
}
