package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

// eachKeyFolder runs a test on both databases with the options of a store whose folder it knows.
func eachKeyFolder(t *testing.T, test func(t *testing.T, o store.Options)) {
	t.Run("sqlite", func(t *testing.T) { test(t, store.Options{Dir: t.TempDir(), Now: newClock().now}) })
	t.Run("postgres", func(t *testing.T) {
		test(t, store.Options{Dir: t.TempDir(), Database: storetest.Postgres(t), Now: newClock().now})
	})
}

// openDesk opens the store for as long as do takes.
func openDesk(t *testing.T, o store.Options, do func(d *desk)) {
	t.Helper()
	s, err := store.Open(models.AsSystem(context.Background()), o)
	if err != nil {
		t.Fatal(err)
	}
	do(&desk{Store: s, clock: newClock()})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// manyRaw is more than one transaction of a rotation seals anew.
const manyRaw = 620

// fillSealed puts something into every sealed column.
func fillSealed(t *testing.T, o store.Options) (rawLead int64) {
	t.Helper()
	openDesk(t, o, func(d *desk) {
		d.account = d.addAccount(t, 25610, models.IndustrySystem, models.Medical)
		if _, err := d.PushAddress(models.AsSystem(t.Context()), 25610); err != nil {
			t.Fatal(err)
		}
		d.addWechat(t, authorisation(d, 1))
		for from := 0; from < manyRaw; from += 155 {
			var leads []models.Lead
			for n := range 155 {
				l := lead(from+n, "王建国", "13810001000")
				l.Raw = fmt.Sprintf(`{"n":%d}`, from+n)
				leads = append(leads, l)
			}
			d.accept(t, models.Pulled, leads...)
		}
		rawLead = d.list(t, models.LeadQuery{})[0].ID
	})
	return rawLead
}

// mustOpen opens everything that is sealed, as the running desk would.
func mustOpen(t *testing.T, o store.Options, rawLead int64) {
	t.Helper()
	openDesk(t, o, func(d *desk) {
		if c, err := d.Credentials(models.AsSystem(t.Context()), 25610, models.ForPull); err != nil || c.Secret != "0123456789abcdef" {
			t.Errorf("the credentials: %v", err)
		}
		if a, err := d.PushAddress(models.AsSystem(t.Context()), 25610); err != nil || len(a.Secret) != models.PushSecretLength {
			t.Errorf("the push address: %v", err)
		}
		if reports, err := d.WechatReports(models.AsSystem(t.Context()), models.WechatQuery{Limit: 9}); err != nil || len(reports) != 1 {
			t.Errorf("%d WeChat reports: %v", len(reports), err)
		}
		if events, err := d.RawEvents(models.AsSystem(t.Context()), rawLead); err != nil || len(events) != 1 || len(events[0].Body) == 0 {
			t.Errorf("%d raw events: %v", len(events), err)
		}
		if _, broken, err := d.VerifyAudit(models.AsSystem(t.Context())); broken != 0 || err != nil {
			t.Errorf("the audit is broken at %d: %v", broken, err)
		}
	})
}

func keyIn(t *testing.T, dir string) []byte {
	t.Helper()
	key, err := os.ReadFile(filepath.Join(dir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestANewKeyOpensEverythingAndTheOldOneNothing(t *testing.T) {
	eachKeyFolder(t, func(t *testing.T, o store.Options) {
		rawLead := fillSealed(t, o)
		before := keyIn(t, o.Dir)
		openDesk(t, o, func(d *desk) {
			done, resumed, err := d.RotateKey(models.AsSystem(t.Context()))
			if err != nil || resumed {
				t.Fatalf("resumed %v, %v", resumed, err)
			}
			counts := map[string]int64{}
			for _, r := range done {
				counts[r.Table] = r.Values
			}
			want := map[string]int64{"settings": 3, "credentials": 1, "push_addresses": 1, "raw_events": manyRaw, "wechat_reports": 1}
			for table, n := range want {
				if counts[table] != n {
					t.Errorf("%s: %d values, want %d", table, counts[table], n)
				}
			}
			if e := audit(t, d.Store, models.AuditQuery{})[0]; e.Action != models.ActKeyRotated {
				t.Errorf("the audit says %s", e.Action)
			}
		})
		if bytes.Equal(before, keyIn(t, o.Dir)) {
			t.Error("the key is the old one")
		}
		if _, err := os.Stat(filepath.Join(o.Dir, "key.old")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the old key lies about: %v", err)
		}
		mustOpen(t, o, rawLead)
		if err := os.WriteFile(filepath.Join(o.Dir, "key"), before, 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := store.Open(models.AsSystem(t.Context()), o); err == nil {
			t.Error("the old key opens the database")
			_ = s.Close()
		}
	})
}

// TestAPowerCutInARotationLeavesAnOpenDatabase stops before each step in turn, and then again before
// each step of the rotation that goes on.
func TestAPowerCutInARotationLeavesAnOpenDatabase(t *testing.T) {
	eachKeyFolder(t, func(t *testing.T, o store.Options) {
		rawLead := fillSealed(t, o)
		cut := errors.New("power cut")
		var steps []string
		for stop, done := 0, false; !done; stop++ {
			for _, again := range []bool{true, false} {
				openDesk(t, o, func(d *desk) {
					at := 0
					err := d.RotateKeyUntil(models.AsSystem(t.Context()), func(step string) error {
						if at++; again && at > stop {
							steps = append(steps, step)
							return cut
						}
						return nil
					})
					if err != nil && !errors.Is(err, cut) {
						t.Fatal(err)
					}
					done = again && err == nil
				})
				mustOpen(t, o, rawLead)
				if done {
					break
				}
			}
		}
		for _, step := range []string{"write key.old", "write key", "seal settings", "seal credentials", "seal push_addresses", "seal raw_events", "seal wechat_reports", "remove the old key"} {
			if !slices.Contains(steps, step) {
				t.Errorf("never stopped before %q", step)
			}
		}
	})
}

func TestADeskThatStartsInTheMiddleOfARotationGoesOnWorking(t *testing.T) {
	eachKeyFolder(t, func(t *testing.T, o store.Options) {
		rawLead := fillSealed(t, o)
		openDesk(t, o, func(d *desk) {
			_ = d.RotateKeyUntil(models.AsSystem(t.Context()), func(step string) error {
				if step == "seal raw_events" {
					return errors.New("power cut")
				}
				return nil
			})
		})
		openDesk(t, o, func(d *desk) {
			d.addAccount(t, 25611, models.StandardSystem, models.NoIndustry)
			record(t, d.Store, 1)
		})
		openDesk(t, o, func(d *desk) {
			if _, resumed, err := d.RotateKey(models.AsSystem(t.Context())); err != nil || !resumed {
				t.Errorf("resumed %v, %v", resumed, err)
			}
		})
		mustOpen(t, o, rawLead)
	})
}

func TestAKeyIsNotChangedUnderARunningInstance(t *testing.T) {
	address := storetest.Postgres(t)
	running := storetest.Open(t, store.Options{Dir: t.TempDir(), Database: address})
	ctx, cancel := context.WithCancel(models.AsSystem(t.Context()))
	leading, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		running.Leader(slog.New(slog.DiscardHandler)).Run(ctx, func() { close(leading) }, func(string) {})
	}()
	<-leading
	_, _, err := running.RotateKey(models.AsSystem(t.Context()))
	if err == nil {
		t.Error("the key was changed under a running desk")
	}
	cancel()
	<-ended
}

// TestEverySealedColumnIsKnown: a new column of bytes is either sealed anew with the key, or known not
// to be sealed.
func TestEverySealedColumnIsKnown(t *testing.T) {
	open := []string{
		"audit_entries.hash", "leads.pull_hash", "push_addresses.hash", "push_addresses.old_hash", "push_seen.key",
		"sessions.data", "sessions.hash", "wechat_reports.fingerprint", "wechat_reports.clue", "push_old_addresses.hash", "access_links.hash",
		"recovery_codes.hash", "login_failures.who", "api_tokens.hash",
	}
	eachStore(t, func(t *testing.T, s *store.Store) {
		have, err := s.Blobs()
		if err != nil {
			t.Fatal(err)
		}
		known := append(slices.Clone(open), store.SealedColumns()...)
		for _, column := range have {
			if !slices.Contains(known, column) {
				t.Errorf("%s holds bytes: is it sealed (sealedColumns), or open (this test)?", column)
			}
		}
		for _, column := range known {
			if !slices.Contains(have, column) {
				t.Errorf("%s is not in the database", column)
			}
		}
	})
}
