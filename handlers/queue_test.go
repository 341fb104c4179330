package handlers

import (
	"strings"
	"testing"

	"xiansuo/models"
)

func TestTheQueueBeginsWithTheFirstPartThatHoldsALead(t *testing.T) {
	b := newBench(t)
	got := b.as(sales).get("/queue")
	b.expect(got, 200)
	if asked := b.desk.queueAsked; len(asked) != 1 || asked[0].Part != models.PartNew && asked[0].Part != models.PartOverdue || asked[0].User == 0 {
		t.Errorf("%+v", asked)
	}
	b.expect(b.get("/queue?part=rest&after=9007199254740991.77"), 200)
	last := b.desk.queueAsked[len(b.desk.queueAsked)-1]
	if last.Part != models.PartRest || last.After != (models.QueuePlace{At: models.QueueRest, Key: 77}) {
		t.Errorf("%+v", last)
	}
}

func TestABrokenAddressOfTheQueueShowsWhatComesNearest(t *testing.T) {
	b := newBench(t)
	b.as(sales)
	for _, query := range []string{"part=nothing", "part=rest&after=x", "part=rest&after=-1.4", "after=1.4", "part=rest&after=99999999999999999.4"} {
		got := b.get("/queue?" + query)
		b.expect(got, 200)
		if !strings.Contains(got.body, "已显示最接近的内容") {
			t.Errorf("%s: nothing is said", query)
		}
	}
}
