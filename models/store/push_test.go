package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

// openDoors gives the accounts their push addresses.
func (d *desk) openDoors(t *testing.T, accounts ...int64) {
	t.Helper()
	for _, id := range accounts {
		if _, err := d.PushAddress(models.AsSystem(t.Context()), id); err != nil {
			t.Fatal(err)
		}
	}
}

// push is a true push of a lead, signed at the desk's time, with a body that tells it from others.
func (d *desk) push(body string, lead models.Lead) models.Push {
	at := models.At(d.clock.now()) / 1000 * 1000
	lead.Raw = body
	return models.Push{
		Account: d.account, Lead: lead, Signature: models.PushSignature{Algorithm: models.SHA1, Fields: 3, SignedAt: at},
		Key: models.PushKey(lead.AccountID, at.String(), []byte(body)),
	}
}

func (d *desk) pushed(t *testing.T, p models.Push) models.PushOutcome {
	t.Helper()
	d.openDoors(t, p.Account.ID)
	outcome, err := d.AcceptPush(models.AsSystem(t.Context()), p)
	if err != nil {
		t.Fatal(err)
	}
	return outcome
}

func (d *desk) whole(t *testing.T) models.Lead {
	t.Helper()
	lead, err := d.Lead(models.AsSystem(t.Context()), d.list(t, models.LeadQuery{})[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	return lead
}

func TestAPushIsStoredOnceAndTheSameBodyAgainChangesNothing(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		first := d.push("first", lead(1, "王建国", "13810001000"))
		second := d.push("second", lead(1, "王建国", "13810002000")) // of the same second: the same signature
		for _, step := range []struct {
			push models.Push
			want models.PushOutcome
		}{
			{first, models.PushNew}, {first, models.PushRepeated},
			{second, models.PushChanged}, {second, models.PushRepeated},
			{first, models.PushRepeated}, // what is replayed undoes nothing
		} {
			if got := d.pushed(t, step.push); got != step.want {
				t.Fatalf("%s: %s, want %s", step.push.Lead.Raw, got, step.want)
			}
		}
		d.clock.advance(time.Minute)
		if got := d.pushed(t, d.push("second", lead(1, "王建国", "13810002000"))); got != models.PushRepeated {
			t.Errorf("the same lead signed anew: %s", got)
		}
		if got := d.whole(t); got.LeadsTel != "13810002000" || !got.Unverified || got.Arrival != models.Pushed || len(d.list(t, models.LeadQuery{})) != 1 {
			t.Errorf("%s, unverified %v, by %s", got.LeadsTel, got.Unverified, got.Arrival)
		}
		if events, err := d.RawEvents(models.AsSystem(t.Context()), d.whole(t).ID); err != nil || len(events) != 2 {
			t.Errorf("%d raw events, %v", len(events), err)
		}
	})
}

func TestAPullConfirmsAPushAndItsValuesWin(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		d.pushed(t, d.push("forged", lead(1, "王建国", "13899999999")))
		work := models.Work{ConvertStatus: models.StatusAddWeixin}
		if _, err := d.SetStatus(models.AsSystem(t.Context()), models.StatusWish{LeadID: d.whole(t).ID, Work: work}, d.seller); err != nil {
			t.Fatal(err)
		}
		if !d.list(t, models.LeadQuery{})[0].Unverified {
			t.Error("the list does not know that nobody confirmed the lead")
		}
		truth := lead(1, "王建国", "13810001000")
		d.accept(t, models.Pulled, truth)
		got := d.whole(t)
		if got.Unverified || got.LeadsTel != "13810001000" || got.Work != work || got.Arrival != models.Pushed {
			t.Errorf("after the pull: unverified %v, %s, %v", got.Unverified, got.LeadsTel, got.Work)
		}
		changes, err := d.Changes(models.AsSystem(t.Context()), got.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := models.FieldChange{Name: "leads_tel", Old: "13899999999", New: "13810001000"}
		if changes[0].Kind != models.ChangePlatform || len(changes[0].Platform) != 1 || changes[0].Platform[0] != want {
			t.Errorf("the difference is not kept: %+v", changes[0])
		}
		// A push onto a confirmed lead is doubted again, and the same pull as before still corrects it.
		d.clock.advance(time.Minute)
		d.pushed(t, d.push("forged again", lead(1, "王建国", "13877777777")))
		if !d.whole(t).Unverified {
			t.Error("a pushed change of a confirmed lead is believed")
		}
		d.accept(t, models.Pulled, truth)
		if got := d.whole(t); got.Unverified || got.LeadsTel != "13810001000" {
			t.Errorf("the pull did not correct the push: %s", got.LeadsTel)
		}
		d.pushed(t, d.push("no news", truth))
		if d.whole(t).Unverified {
			t.Error("a push that says what the pull said is doubted")
		}
	})
}

func TestAPushedTimeInTheFutureDoesNotHoldTheTopOfTheList(t *testing.T) {
	d := newDesk(t, func(now func() time.Time) *store.Store { return storetest.New(t, now) })
	future := lead(1, "未来", "13810001000")
	future.IngestedAt = models.At(noon.AddDate(5, 0, 0))
	d.pushed(t, d.push("future", future))
	if got := d.whole(t).IngestedAt; got != models.At(noon) {
		t.Errorf("ingested at %s", got)
	}
}

func TestPushesAtTheSameTimeShareTransactionsAndEachGetsItsOwnAnswer(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		other := d.addAccount(t, 25611, models.StandardSystem, models.NoIndustry)
		d.openDoors(t, d.account.ID, other.ID)
		var mu sync.Mutex
		outcomes := map[models.PushOutcome]int{}
		var wg sync.WaitGroup
		for sender := range 16 {
			wg.Go(func() {
				for n := range 30 {
					// Every lead comes from two senders, with another phone from each, and twice from each.
					p := d.push(fmt.Sprintf("%d by %d", n, sender%2), lead(n%10+1, "客户", fmt.Sprintf("1381000%d%03d", sender%2, n)))
					if sender%4 < 2 {
						p.Account, p.Key = other, models.PushKey(other.ID, "", p.Key)
					}
					outcome, err := d.AcceptPush(models.AsSystem(context.Background()), p)
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					outcomes[outcome]++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if n := len(d.list(t, models.LeadQuery{})); n != 20 || outcomes[models.PushNew] != 20 {
			t.Errorf("%d leads, outcomes %v", n, outcomes)
		}
		if sum := outcomes[models.PushNew] + outcomes[models.PushChanged] + outcomes[models.PushRepeated]; sum != 16*30 {
			t.Errorf("%d of %d answered: %v", sum, 16*30, outcomes)
		}
	})
}

func TestAPushThatCannotBeStoredFailsAloneAndIsNotRemembered(t *testing.T) {
	d := newDesk(t, func(now func() time.Time) *store.Store { return storetest.New(t, now) })
	d.openDoors(t, d.account.ID)
	bad := d.push("bad", lead(1, "客户", "13810001000"))
	bad.Key = nil // no column takes it
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			p := d.push(fmt.Sprint(n), lead(n+2, "客户", "13810001000"))
			if n == 3 {
				p = bad
			}
			if outcome, err := d.AcceptPush(models.AsSystem(context.Background()), p); (n == 3) != (err != nil) || n != 3 && outcome != models.PushNew {
				t.Errorf("push %d: %s, %v", n, outcome, err)
			}
		})
	}
	wg.Wait()
	if n := len(d.list(t, models.LeadQuery{})); n != 7 {
		t.Errorf("%d leads", n)
	}
}

func TestTheFirstDigestSeenIsPinned(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		sample := lead(9, "测试", "17400000000")
		sample.LeadsSource = "AD_PREVIEW"
		withSHA256 := func(p models.Push) models.Push {
			p.Signature.Algorithm = models.SHA256
			return p
		}
		d.pushed(t, withSHA256(d.push("sample", sample)))
		if address, err := d.PushAddress(models.AsSystem(t.Context()), 25610); err != nil || address.Algorithm != "" {
			t.Fatalf("a preview pinned %q, %v", address.Algorithm, err)
		}
		d.pushed(t, d.push("true", lead(1, "王建国", "13810001000")))
		address, err := d.PushAddress(models.AsSystem(t.Context()), 25610)
		if err != nil || address.Algorithm != models.SHA1 {
			t.Fatalf("pinned %q, %v", address.Algorithm, err)
		}
		var refused *models.PushRefusal
		_, err = d.AcceptPush(models.AsSystem(t.Context()), withSHA256(d.push("other", lead(2, "陈思雨", "13810001001"))))
		if !errors.As(err, &refused) || refused.Cause != models.PushOtherDigest {
			t.Errorf("another digest: %v", err)
		}
		door, err := d.PushDoor(models.AsSystem(t.Context()), models.HashPushSecret(address.Secret))
		if err != nil || door.Pinned != models.SHA1 || door.Window != models.PushWindow || door.Credentials.Secret != "0123456789abcdef" {
			t.Errorf("%v, window %v, %v", door.Pinned, door.Window, err)
		}
		if err := d.SavePushRules(models.AsSystem(t.Context()), 25610, models.PushRules{Algorithm: models.SHA256, WindowSeconds: 60}); err != nil {
			t.Fatal(err)
		}
		if door, err = d.PushDoor(models.AsSystem(t.Context()), models.HashPushSecret(address.Secret)); err != nil || door.Pinned != models.SHA256 || door.Window != time.Minute {
			t.Errorf("after the setting: %v, %v, %v", door.Pinned, door.Window, err)
		}
		for _, seconds := range []int64{0, 29, 901, -1} {
			if err := d.SavePushRules(models.AsSystem(t.Context()), 25610, models.PushRules{WindowSeconds: seconds}); err == nil {
				t.Errorf("a window of %d s was taken", seconds)
			}
		}
	})
}

func TestAReplacedPushAddressWorksForADayMore(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		first, err := d.PushAddress(models.AsSystem(t.Context()), 25610)
		if err != nil {
			t.Fatal(err)
		}
		again, err := d.PushAddress(models.AsSystem(t.Context()), 25610)
		if err != nil || again.Secret != first.Secret || len(first.Secret) != models.PushSecretLength {
			t.Fatalf("%d characters, the same: %v, %v", len(first.Secret), again.Secret == first.Secret, err)
		}
		second, err := d.RotatePushAddress(models.AsSystem(t.Context()), 25610, d.seller)
		if err != nil || second.Secret == first.Secret {
			t.Fatalf("not rotated: %v", err)
		}
		works := func(secret string) bool {
			door, err := d.PushDoor(models.AsSystem(t.Context()), models.HashPushSecret(secret))
			if err != nil && !errors.Is(err, models.ErrNotFound) {
				t.Fatal(err)
			}
			return err == nil && door.Account.ID == 25610
		}
		if !works(first.Secret) || !works(second.Secret) || works("") || works(strings.Repeat("a", 40)) {
			t.Error("the wrong addresses work")
		}
		d.clock.advance(models.PushOverlap / 2)
		third, err := d.RotatePushAddress(t.Context(), 25610, d.seller)
		if err != nil {
			t.Fatal(err)
		}
		if !works(first.Secret) || !works(second.Secret) || !works(third.Secret) {
			t.Error("an address died before its day was over, because another was replaced")
		}
		d.clock.advance(models.PushOverlap / 2)
		if works(first.Secret) || !works(second.Secret) || !works(third.Secret) {
			t.Error("the old address outlives its day")
		}
		d.clock.advance(models.PushOverlap / 2)
		if works(second.Secret) || !works(third.Secret) {
			t.Error("the second address outlives its day")
		}
		if _, err := d.PushAddress(models.AsSystem(t.Context()), 999); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("no such account: %v", err)
		}
	})
}

func TestPushesAreCountedByOutcome(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		for range 3 {
			d.CountPush(25610, models.PushNew)
		}
		if err := d.KeepPushCounts(models.AsSystem(t.Context())); err != nil {
			t.Fatal(err)
		}
		d.clock.advance(time.Minute)
		d.CountPush(25610, models.PushNew)
		d.CountPush(25610, models.PushWrongDigest)
		d.CountPush(25611, models.PushWrongDigest)
		counts, err := d.PushCounts(models.AsSystem(t.Context()), 25610)
		if err != nil || len(counts) != 2 {
			t.Fatalf("%+v, %v", counts, err)
		}
		if c := counts[0]; c.Outcome != models.PushNew || c.Count != 4 || c.LastAt != models.At(noon.Add(time.Minute)) {
			t.Errorf("%+v", c)
		}
	})
}

func TestRawEventsAreSealedReadableAndForgottenInTime(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		one := lead(1, "王建国", "13810001000")
		one.RawWarnings = []string{"bundle: not JSON"}
		d.pushed(t, d.push(`{"leads_tel":"13810001000 canary"}`, one))
		d.clock.advance(time.Hour)
		two := lead(1, "王建国", "13810002000")
		two.Raw = `{"pulled":"canary"}`
		d.accept(t, models.Pulled, two)
		d.accept(t, models.Pulled, two) // unchanged: not kept
		id := d.whole(t).ID
		events, err := d.RawEvents(models.AsSystem(t.Context()), id)
		if err != nil || len(events) != 2 {
			t.Fatalf("%d events, %v", len(events), err)
		}
		if e := events[0]; e.Source != models.Pulled || string(e.Body) != two.Raw || e.Signature != "" {
			t.Errorf("%s %q %q", e.Source, e.Body, e.Signature)
		}
		if e := events[1]; e.Source != models.Pushed || e.Signature != "SHA1/3" || e.Warnings != "bundle: not JSON" || e.At != models.At(noon) || e.LeadsID != one.LeadsID {
			t.Errorf("%+v", e)
		}
		if n, err := d.CountRawLeads(models.AsSystem(t.Context()), models.At(noon)); err != nil || n != 1 {
			t.Errorf("%d leads, %v", n, err)
		}
		if err := d.SetRawEventDays(models.AsSystem(t.Context()), 0); err == nil {
			t.Error("no day at all was taken")
		}
		if err := d.SetRawEventDays(models.AsSystem(t.Context()), 30); err != nil {
			t.Fatal(err)
		}
		if days, err := d.RawEventDays(models.AsSystem(t.Context())); err != nil || days != 30 {
			t.Errorf("%d days, %v", days, err)
		}
		d.clock.advance(30*24*time.Hour - 30*time.Minute)
		if err := d.DropOldRawEvents(models.AsSystem(t.Context())); err != nil {
			t.Fatal(err)
		}
		if events, err = d.RawEvents(models.AsSystem(t.Context()), id); err != nil || len(events) != 1 || events[0].Source != models.Pulled {
			t.Errorf("%d events are left, %v", len(events), err)
		}
	})
}

func TestNothingOfARawEventOrPushAddressIsReadableInTheDatabase(t *testing.T) {
	dir := t.TempDir()
	d := newDesk(t, func(now func() time.Time) *store.Store { return storetest.Open(t, store.Options{Dir: dir, Now: now}) })
	address, err := d.PushAddress(models.AsSystem(t.Context()), 25610)
	if err != nil {
		t.Fatal(err)
	}
	d.pushed(t, d.push(`{"canary":"canary-of-a-raw-event"}`, lead(1, "王建国", "13810001000")))
	files, err := filepath.Glob(filepath.Join(dir, "xiansuo.db*"))
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte("canary")) || bytes.Contains(content, []byte(address.Secret)) {
			t.Errorf("%s holds a secret", filepath.Base(file))
		}
	}
}

func TestASampleIsTakenOutWithoutATraceAndNothingElseIs(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		d.pushed(t, d.push("true", lead(1, "王建国", "13810001000")))
		sample := lead(2, "推送测试", "17400000000")
		sample.LeadsID, sample.LeadsSource = "sample-abc", "AD_PREVIEW"
		d.pushed(t, d.push("sample", sample))
		if found, err := d.DropSample(models.AsSystem(t.Context()), 25610, "sample-abc"); err != nil || !found {
			t.Fatalf("%v, %v", found, err)
		}
		if found, err := d.DropSample(models.AsSystem(t.Context()), 25610, "sample-abc"); err != nil || found {
			t.Errorf("found again: %v, %v", found, err)
		}
		if _, err := d.DropSample(models.AsSystem(t.Context()), 25610, lead(1, "", "").LeadsID); err == nil {
			t.Error("a true lead was dropped")
		}
		if left := d.list(t, models.LeadQuery{}); len(left) != 1 || left[0].LeadsName != "王建国" {
			t.Errorf("%d leads are left", len(left))
		}
		if n := len(d.list(t, models.LeadQuery{Text: "0000"})); n != 0 {
			t.Errorf("the search still finds %d", n)
		}
		if n, err := d.CountRawLeads(models.AsSystem(t.Context()), 0); err != nil || n != 1 {
			t.Errorf("%d leads with raw events, %v", n, err)
		}
	})
}

func TestADaysPushedLeadsAreCountedOnceHoweverTheyCame(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		d := newDesk(t, open)
		onlyPulled, pulledFirst, pushedFirst := lead(1, "王建国", "13810001000"), lead(2, "李晓燕", "13810002000"), lead(3, "周涛", "13810003000")
		d.accept(t, models.Pulled, onlyPulled, pulledFirst)
		before, today := pulledFirst, models.DayWindow(d.whole(t).IngestedAt.BeijingDay())
		counted := func() int64 {
			t.Helper()
			n, err := d.CountPushed(t.Context(), d.account.ID, today)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := counted(); n != 0 {
			t.Errorf("%d of the pulled leads count as pushed", n)
		}
		if got := d.pushed(t, d.push("the same", before)); got != models.PushRepeated {
			t.Errorf("a push that says nothing new: %s", got)
		}
		d.pushed(t, d.push("new", pushedFirst))
		for range 2 { // the platform tries again, with the same signature and with another
			d.pushed(t, d.push("the same", before))
			d.pushed(t, d.push("new", pushedFirst))
			d.clock.advance(time.Minute)
		}
		d.accept(t, models.Pulled, pushedFirst)
		if n := counted(); n != 2 {
			t.Errorf("%d leads were pushed, want 2", n)
		}
		for _, lead := range d.list(t, models.LeadQuery{}) {
			if lead.Unverified {
				t.Errorf("a push that said nothing new casts doubt on %s", lead.LeadsID)
			}
		}
		day := models.DayWindow(today.From.Add(-24 * time.Hour))
		if n, err := d.CountPushed(t.Context(), d.account.ID, day); err != nil || n != 0 {
			t.Errorf("%d on the day before, %v", n, err)
		}
	})
}
