package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"xiansuo/jobs"
	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

// mouth is a platform that takes each uuid once.
type mouth struct {
	accepted map[string]string // uuid to person
	fail     error
	lose     bool // accept, but fail to answer
	calls    int
}

func (m *mouth) ReportWechat(_ context.Context, _ models.Credentials, a models.WechatAuthorisation) error {
	m.calls++
	if m.fail != nil {
		return m.fail
	}
	if _, known := m.accepted[a.UUID]; known {
		return &models.PlatformError{Kind: models.RefusedRepeated, Code: 2111, Message: "uuid 重复上报"}
	}
	m.accepted[a.UUID] = a.OpenID
	if m.lose {
		return &models.PlatformError{Kind: models.FailedTimeout}
	}
	return nil
}

func newSender(t *testing.T, m *mouth, now func() time.Time) (*jobs.WechatSender, *store.Store) {
	t.Helper()
	s := storetest.New(t, now)
	_, err := s.SaveAccount(context.Background(), models.AccountEdit{
		ID: 25610, Name: "账户", Industry: models.NoIndustry, StatusSystem: models.StandardSystem, Algorithm: models.SHA256,
		Pull: models.Pair{Token: "1", Secret: "2"},
	}, models.System)
	if err != nil {
		t.Fatal(err)
	}
	return &jobs.WechatSender{Store: s, Platform: m, Log: quiet, Now: now}, s
}

func person(n int, at time.Time) models.WechatAuthorisation {
	return models.WechatAuthorisation{
		AccountID: 25610, AppID: "wx1", OpenID: fmt.Sprint("open", n), AvatarURL: "https://a.example.com/1", Nickname: "某", ClickID: "c",
		ActionTime: models.At(at),
	}
}

// TestNobodyIsReportedTwiceAndNobodyIsLost tries random histories of new persons, repeated
// submissions, failures, lost answers, crashes and retries by hand.
func TestNobodyIsReportedTwiceAndNobodyIsLost(t *testing.T) {
	clock := now
	began := now
	m := &mouth{accepted: map[string]string{}}
	_, s := newSender(t, m, func() time.Time { return clock })
	round := 0 // each history has people of its own
	rapid.Check(t, func(rt *rapid.T) {
		round++
		sender := &jobs.WechatSender{Store: s, Platform: m, Log: quiet, Now: func() time.Time { return clock }}
		people := map[int]bool{}
		for range rapid.IntRange(3, 20).Draw(rt, "steps") {
			clock = clock.Add(time.Duration(rapid.IntRange(1, 400).Draw(rt, "seconds")) * time.Second)
			switch rapid.IntRange(0, 6).Draw(rt, "what") {
			case 0, 1:
				n := 10*round + rapid.IntRange(0, 4).Draw(rt, "person")
				people[n] = true
				if _, _, err := s.AddWechatReport(t.Context(), person(n, began), models.System); err != nil {
					rt.Fatal(err)
				}
			case 2:
				m.fail, m.lose = &models.PlatformError{Kind: models.RefusedInternal}, false
			case 3:
				m.fail, m.lose = nil, true
			case 4:
				m.fail, m.lose = nil, false
			case 5: // a crash in the middle of a call that arrived
				claimed, err := s.ClaimWechatReport(t.Context(), 25610)
				if err != nil {
					rt.Fatal(err)
				}
				if claimed != nil {
					_ = m.ReportWechat(t.Context(), models.Credentials{}, claimed.Authorisation)
				}
			case 6:
				failed, err := s.WechatReports(t.Context(), models.WechatQuery{State: models.WechatFailed, Limit: 10})
				if err != nil {
					rt.Fatal(err)
				}
				for _, report := range failed {
					if err := s.RetryWechatReport(t.Context(), report.ID); err != nil {
						rt.Fatal(err)
					}
				}
			}
			_ = sender.SendAll(t.Context())
		}
		m.fail, m.lose = nil, false
		for range 3 {
			clock = clock.Add(5 * time.Hour)
			if err := sender.SendAll(t.Context()); err != nil {
				rt.Fatal(err)
			}
		}
		heard := map[string]int{}
		for _, openID := range m.accepted {
			heard[openID]++
		}
		for n := range people {
			if heard[fmt.Sprint("open", n)] != 1 {
				rt.Fatalf("person %d was reported %d times", n, heard[fmt.Sprint("open", n)])
			}
		}
		all, err := s.WechatReports(t.Context(), models.WechatQuery{Limit: len(people)})
		if err != nil {
			rt.Fatal(err)
		}
		for _, report := range all {
			if report.State != models.WechatSent {
				rt.Fatalf("%+v", report)
			}
		}
	})
}

func TestWechatReportsWaitOutRefusedCredentialsAndPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &mouth{accepted: map[string]string{}, fail: &models.PlatformError{Kind: models.RefusedPermission, Code: 2001}}
		sender, s := newSender(t, m, time.Now)
		for n := range 30 {
			if _, _, err := s.AddWechatReport(t.Context(), person(n, time.Now()), models.System); err != nil {
				t.Fatal(err)
			}
		}
		for range 3600 {
			_ = sender.SendAll(t.Context())
			time.Sleep(24 * time.Second)
		}
		if m.calls > 100 {
			t.Errorf("%d calls in a day", m.calls)
		}
		m.fail = nil
		if err := s.PauseAccount(t.Context(), 25610, true, models.System); err != nil {
			t.Fatal(err)
		}
		if err := sender.SendAll(t.Context()); err != nil || len(m.accepted) > 0 {
			t.Errorf("a paused account sends: %v", err)
		}
		if err := s.PauseAccount(t.Context(), 25610, false, models.System); err != nil {
			t.Fatal(err)
		}
		time.Sleep(models.CredentialsWait)
		if err := sender.SendAll(t.Context()); err != nil || len(m.accepted) != 30 {
			t.Errorf("%d of 30 after the credentials were mended: %v", len(m.accepted), err)
		}
	})
}

func TestAWechatReportThatFailsForUsIsNotForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &mouth{accepted: map[string]string{}, fail: errors.New("ours")}
		sender, s := newSender(t, m, time.Now)
		if _, _, err := s.AddWechatReport(t.Context(), person(1, time.Now()), models.System); err != nil {
			t.Fatal(err)
		}
		if err := sender.SendAll(t.Context()); err == nil || strings.Contains(err.Error(), "open1") {
			t.Errorf("%v", err)
		}
		m.fail = nil
		time.Sleep(models.ReportLease + time.Second)
		if err := sender.SendAll(t.Context()); err != nil || len(m.accepted) != 1 {
			t.Errorf("%v, %d", err, len(m.accepted))
		}
	})
}
