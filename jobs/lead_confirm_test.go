package jobs_test

import (
	"testing"
	"time"

	"xiansuo/jobs"
	"xiansuo/models"
	"xiansuo/models/store"
)

// TestAPushOfAnOldLeadIsConfirmedSoonToo: the platform pushes a lead again when it changes, days after
// it came, and the pull after the push reads the last minutes alone.
func TestAPushOfAnOldLeadIsConfirmedSoonToo(t *testing.T) {
	simulated(t, func(t *testing.T, p *platform, puller *jobs.Puller, s *store.Store) {
		p.ingest(3, time.Now())
		if err := puller.PullAll(models.AsSystem(t.Context())); err != nil {
			t.Fatal(err)
		}
		time.Sleep(30 * 24 * time.Hour)
		if err := puller.PullAll(models.AsSystem(t.Context())); err != nil {
			t.Fatal(err)
		}
		account, err := s.Account(models.AsSystem(t.Context()), 25610)
		if err != nil {
			t.Fatal(err)
		}
		push := func(pushed models.Lead, said string) {
			t.Helper()
			pushed.CallDuration, pushed.Raw = said, `{"leads_id":"`+pushed.LeadsID+`","call_duration":"`+said+`"}`
			_, err := s.AcceptPush(models.AsSystem(t.Context()), models.Push{
				Account: account, Lead: pushed, Signature: models.PushSignature{Algorithm: models.SHA1, Fields: 3, SignedAt: models.At(time.Now())},
				Pinned: models.SHA1, Key: models.PushKey(25610, "", []byte(pushed.Raw)),
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		p.leads[1].CallDuration = "63"
		push(p.leads[1], "99") // the pull's value wins
		push(models.Lead{LeadsID: "forged", IngestedAt: models.At(time.Now().Add(-72 * time.Hour))}, "1")
		p.calls = 0
		puller.Nudge(25610)
		puller.Wait()
		if p.calls > 3 {
			t.Errorf("%d calls", p.calls)
		}
		for _, lead := range leads(t, s) {
			whole, err := s.Lead(models.AsSystem(t.Context()), lead.ID)
			if err != nil {
				t.Fatal(err)
			}
			if forged := lead.LeadsID == "forged"; whole.Unverified != forged {
				t.Errorf("%s: unverified %v", lead.LeadsID, whole.Unverified)
			}
			if lead.LeadsID == p.leads[1].LeadsID && whole.CallDuration != "63" {
				t.Errorf("call duration %s", whole.CallDuration)
			}
		}
		time.Sleep(10 * time.Minute)
		p.calls = 0
		puller.Nudge(25610)
		puller.Wait()
		if p.calls != 1 {
			t.Errorf("%d calls: a lead that the platform does not have is asked for again and again", p.calls)
		}
	})
}
