package store_test

import (
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

func authorisation(d *desk, person int) models.WechatAuthorisation {
	return models.WechatAuthorisation{
		AccountID: d.account.ID, AppID: "wx0123456789abcdef", OpenID: fmt.Sprintf("o6_bmjrPTlm6_2sgVt7hMZOP%04d", person),
		AvatarURL: "https://thirdwx.example.com/avatar/132", Nickname: "小雨点", ClickID: fmt.Sprintf("click%d", person),
		ActionTime: models.At(d.clock.now()).Add(-time.Minute),
	}
}

func eachEmptyDesk(t *testing.T, test func(t *testing.T, d *desk)) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) { test(t, newDesk(t, open)) })
}

func (d *desk) addWechat(t *testing.T, a models.WechatAuthorisation) (models.WechatReport, bool) {
	t.Helper()
	report, added, err := d.AddWechatReport(models.AsSystem(context.Background()), a, d.seller)
	if err != nil {
		t.Fatal(err)
	}
	return report, added
}

// attempt claims the due report and concludes it; it fails when there is none.
func (d *desk) attempt(t *testing.T, failure *models.PlatformError) models.WechatReport {
	t.Helper()
	claimed, err := d.ClaimWechatReport(models.AsSystem(context.Background()), d.account.ID)
	if err != nil || claimed == nil {
		t.Fatalf("nothing to send: %v", err)
	}
	if err := d.ConcludeWechatReport(models.AsSystem(context.Background()), *claimed, failure); err != nil {
		t.Fatal(err)
	}
	report, err := d.WechatReport(models.AsSystem(context.Background()), claimed.ID)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestAWechatReportHasItsUUIDBeforeItsFirstAttempt(t *testing.T) {
	eachEmptyDesk(t, func(t *testing.T, d *desk) {
		added, isNew := d.addWechat(t, authorisation(d, 1))
		if !isNew || len(added.UUID) < 26 || added.GivenUUID || added.State != models.WechatWaiting {
			t.Fatalf("%+v", added)
		}
		claimed, err := d.ClaimWechatReport(models.AsSystem(t.Context()), d.account.ID)
		if err != nil || claimed.UUID != added.UUID || claimed.Authorisation.UUID != added.UUID || claimed.Authorisation.OpenID != authorisation(d, 1).OpenID {
			t.Fatalf("%+v, %v", claimed, err)
		}
		if again, err := d.ClaimWechatReport(models.AsSystem(t.Context()), d.account.ID); again != nil || err != nil {
			t.Fatalf("claimed twice: %+v, %v", again, err)
		}
		d.clock.advance(models.ReportLease + time.Second) // the sender crashed
		again, err := d.ClaimWechatReport(models.AsSystem(t.Context()), d.account.ID)
		if err != nil || again.UUID != added.UUID || !again.MaybeAccepted {
			t.Fatalf("after a crash: %+v, %v", again, err)
		}
	})
}

func TestTheSameAuthorisationIsReportedOnce(t *testing.T) {
	eachEmptyDesk(t, func(t *testing.T, d *desk) {
		first, _ := d.addWechat(t, authorisation(d, 1))
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if same, added, err := d.AddWechatReport(models.AsSystem(context.Background()), authorisation(d, 1), d.seller); err != nil || added || same.UUID != first.UUID {
					t.Errorf("%v %v", added, err)
				}
			})
		}
		all.Wait()
		if sent := d.attempt(t, nil); sent.State != models.WechatSent || sent.Inferred {
			t.Fatalf("%+v", sent)
		}
		if same, added := d.addWechat(t, authorisation(d, 1)); added || same.State != models.WechatSent {
			t.Fatalf("an accepted authorisation got a new uuid: %+v", same)
		}
		given := authorisation(d, 2)
		given.UUID = "script-7"
		if _, added := d.addWechat(t, given); !added {
			t.Fatal("not added")
		}
		if _, added := d.addWechat(t, given); added {
			t.Fatal("added twice")
		}
		other := authorisation(d, 3)
		other.UUID = "script-7"
		var invalid *models.Invalid
		if _, _, err := d.AddWechatReport(models.AsSystem(t.Context()), other, d.seller); !errors.As(err, &invalid) {
			t.Fatalf("a uuid served two people: %v", err)
		}
	})
}

func TestHowAWechatReportEnds(t *testing.T) {
	lost := &models.PlatformError{Kind: models.FailedTimeout}
	repeated := &models.PlatformError{Kind: models.RefusedRepeated, Code: 2111, Message: "uuid 重复上报"}
	refused := &models.PlatformError{Kind: models.RefusedParameter, Code: 2101, Message: "缺少必填参数"}
	unresolved := &models.PlatformError{Kind: models.FailedDNS}
	denied := &models.PlatformError{Kind: models.RefusedPermission, Code: 2001}
	for name, c := range map[string]struct {
		uuid     string
		answers  []*models.PlatformError // nil = accepted
		state    models.WechatState
		inferred bool
		resend   bool // may the same person be reported again under a new uuid
	}{
		"accepted":                                {"", []*models.PlatformError{nil}, models.WechatSent, false, false},
		"repeated after a lost answer":            {"given", []*models.PlatformError{lost, repeated}, models.WechatSent, true, false},
		"repeated, the uuid made here":            {"", []*models.PlatformError{repeated}, models.WechatSent, true, false},
		"repeated at once, the uuid from outside": {"given", []*models.PlatformError{repeated}, models.WechatFailed, false, false},
		"repeated after nothing could arrive":     {"given", []*models.PlatformError{unresolved, repeated}, models.WechatFailed, false, false},
		"refused":                                 {"", []*models.PlatformError{refused}, models.WechatFailed, false, true},
		"refused after a lost answer":             {"", []*models.PlatformError{lost, refused}, models.WechatFailed, false, false},
		"credentials refused":                     {"", []*models.PlatformError{denied}, models.WechatWaiting, false, false},
		"lost":                                    {"", []*models.PlatformError{lost}, models.WechatWaiting, false, false},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			d := newDesk(t, func(now func() time.Time) *store.Store { return storetest.New(t, now) })
			a := authorisation(d, 1)
			a.UUID = c.uuid
			first, _ := d.addWechat(t, a)
			var report models.WechatReport
			for _, answer := range c.answers {
				report = d.attempt(t, answer)
				d.clock.advance(5 * time.Hour)
			}
			if report.State != c.state || report.Inferred != c.inferred {
				t.Errorf("%s, inferred %v", report.State, report.Inferred)
			}
			a.UUID = ""
			again, added := d.addWechat(t, a)
			if added != c.resend || added == (again.UUID == first.UUID) {
				t.Errorf("reported again under a new uuid: %v", added)
			}
		})
	}
}

func TestAFailedWechatReportIsRetriedUnderItsUUID(t *testing.T) {
	eachEmptyDesk(t, func(t *testing.T, d *desk) {
		first, _ := d.addWechat(t, authorisation(d, 1))
		if err := d.RetryWechatReport(models.AsSystem(t.Context()), first.ID); !errors.Is(err, models.ErrConflict) {
			t.Fatalf("a waiting report was retried: %v", err)
		}
		d.attempt(t, &models.PlatformError{Kind: models.RefusedParameter, Message: "参数错误"})
		if err := d.RetryWechatReport(models.AsSystem(t.Context()), first.ID); err != nil {
			t.Fatal(err)
		}
		if sent := d.attempt(t, nil); sent.UUID != first.UUID || sent.State != models.WechatSent || sent.Attempts != 2 {
			t.Fatalf("%+v", sent)
		}
		if err := d.RetryWechatReport(models.AsSystem(t.Context()), first.ID); !errors.Is(err, models.ErrConflict) {
			t.Fatalf("an accepted report was retried: %v", err)
		}
		if err := d.RetryWechatReport(models.AsSystem(t.Context()), 999); !errors.Is(err, models.ErrNotFound) {
			t.Fatal(err)
		}
	})
}

func TestWechatListsAreMaskedAndTheDatabaseHoldsNoPerson(t *testing.T) {
	dir := t.TempDir()
	s := storetest.Open(t, store.Options{Dir: dir})
	d := &desk{Store: s, clock: newClock()}
	d.account = d.addAccount(t, 25610, models.StandardSystem, models.NoIndustry)
	a := authorisation(d, 1)
	a.ActionTime = models.At(time.Now().Add(-time.Minute))
	a.LoginName = "staff_login_77"
	d.addWechat(t, a)
	list, err := s.WechatReports(models.AsSystem(t.Context()), models.WechatQuery{Limit: 10})
	if err != nil || len(list) != 1 {
		t.Fatalf("%v %v", list, err)
	}
	shown := list[0].Authorisation
	if shown.OpenID == a.OpenID || shown.Nickname == a.Nickname || shown.LoginName == a.LoginName || shown.AvatarURL == a.AvatarURL || shown.ClickID != a.ClickID {
		t.Errorf("%#v", shown)
	}
	counts, err := s.WechatCounts(models.AsSystem(t.Context()))
	if err != nil || len(counts) != 1 || counts[0].Waiting != 1 || counts[0].OldestWaiting.IsZero() {
		t.Errorf("%+v %v", counts, err)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		bytes, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, personal := range []string{a.OpenID, a.Nickname, "staff_login_77"} {
			if strings.Contains(string(bytes), personal) {
				t.Errorf("%s holds %s", f.Name(), personal)
			}
		}
	}
	if text := fmt.Sprintf("%v %+v %#v", a, list[0], a); strings.Contains(text, a.OpenID) || strings.Contains(text, a.Nickname) {
		t.Error("printing an authorisation shows the person")
	}
}

func TestAnAuthorisationSaysWhatIsWrongWithIt(t *testing.T) {
	now := models.At(time.Date(2026, 11, 23, 12, 0, 0, 0, models.Beijing))
	bad := models.WechatAuthorisation{AvatarURL: "javascript:alert(1)", Nickname: "a\nb", ActionTime: now.Add(time.Hour), LoginNameType: 2, UUID: strings.Repeat("x", 129)}
	var invalid *models.Invalid
	if !errors.As(bad.Check(now), &invalid) {
		t.Fatal("passed")
	}
	for _, field := range []string{"account_id", "app_id", "open_id", "avatar_url", "nickname", "click_id", "action_time", "login_name_type", "uuid"} {
		if _, wrong := invalid.Of(field); !wrong {
			t.Errorf("%s passed", field)
		}
	}
}
