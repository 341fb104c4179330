package models

import (
	"testing"
	"time"
)

func TestEachTroubleTurnsItsLight(t *testing.T) {
	now := At(time.Date(2026, 11, 23, 12, 0, 0, 0, Beijing))
	ago := func(d time.Duration) Instant { return now.Add(-d) }
	for name, c := range map[string]struct {
		spoil func(f *HealthFigures, a *AccountFigures)
		sign  HealthName
		light Light
	}{
		"all is well":       {func(*HealthFigures, *AccountFigures) {}, HealthPull, LightGreen},
		"a pull was missed": {func(_ *HealthFigures, a *AccountFigures) { a.Pull.SucceededAt = ago(6 * time.Minute) }, HealthPull, LightAmber},
		"pulling is down":   {func(_ *HealthFigures, a *AccountFigures) { a.Pull.SucceededAt = ago(20 * time.Minute) }, HealthPull, LightRed},
		"a slow rhythm": {func(f *HealthFigures, a *AccountFigures) {
			f.PullEvery, a.Pull.SucceededAt = time.Hour, ago(2*time.Hour)
		}, HealthPull, LightGreen},
		"an account that rests": {func(_ *HealthFigures, a *AccountFigures) {
			a.PullMinutes, a.Pull.SucceededAt = 60, ago(61*time.Minute)
		}, HealthPull, LightGreen},
		"an account that rests too long": {func(_ *HealthFigures, a *AccountFigures) {
			a.PullMinutes, a.Pull.SucceededAt = 15, ago(3*time.Hour)
		}, HealthPull, LightRed},
		"no pull ever succeeded": {func(_ *HealthFigures, a *AccountFigures) {
			a.Pull, a.AddedAt = PullState{LastKind: FailedTimeout}, ago(time.Hour)
		}, HealthPull, LightRed},
		"a new account's first pull failed": {func(_ *HealthFigures, a *AccountFigures) {
			a.Pull, a.AddedAt = PullState{LastKind: FailedTimeout}, ago(time.Minute)
		}, HealthPull, LightAmber},
		"pushes are refused": {func(_ *HealthFigures, a *AccountFigures) {
			a.PushSeen, a.PushRefused, a.PushCause = ago(time.Hour), ago(time.Minute), PushOtherDigest
		}, HealthPush, LightAmber},
		"a push was refused before the last": {func(_ *HealthFigures, a *AccountFigures) {
			a.PushSeen, a.PushRefused, a.PushCause = ago(time.Minute), ago(time.Hour), PushOtherDigest
		}, HealthPush, LightGreen},
		"a push was refused long ago": {func(_ *HealthFigures, a *AccountFigures) {
			a.PushRefused, a.PushCause = ago(48*time.Hour), PushOtherDigest
		}, HealthPush, LightOff},
		"no day was compared": {func(*HealthFigures, *AccountFigures) {}, HealthDays, LightOff},
		"every day is equal":  {func(_ *HealthFigures, a *AccountFigures) { a.DaysCompared = 8 }, HealthDays, LightGreen},
		"a day differs":       {func(_ *HealthFigures, a *AccountFigures) { a.DaysCompared, a.DaysDiffer = 8, 1 }, HealthDays, LightRed},
		"the first pull":      {func(_ *HealthFigures, a *AccountFigures) { a.Pull = PullState{} }, HealthPull, LightOff},
		"paused": {func(_ *HealthFigures, a *AccountFigures) {
			a.Paused, a.Pull = true, PullState{LastKind: RefusedPermission}
		}, HealthPull, LightOff},
		"credentials refused": {func(_ *HealthFigures, a *AccountFigures) { a.Pull.LastKind = RefusedPermission }, HealthCredentials, LightRed},
		"reports denied":      {func(_ *HealthFigures, a *AccountFigures) { a.Denied = 3 }, HealthCredentials, LightRed},
		"no credentials":      {func(_ *HealthFigures, a *AccountFigures) { a.HasSecrets = false }, HealthCredentials, LightRed},
		"incomplete once":     {func(_ *HealthFigures, a *AccountFigures) { a.Pull.Repeats = 1 }, HealthComplete, LightGreen},
		"incomplete again":    {func(_ *HealthFigures, a *AccountFigures) { a.Pull.Repeats = 3 }, HealthComplete, LightRed},
		"reports wait": {func(_ *HealthFigures, a *AccountFigures) {
			a.Reports = ReportCount{Waiting: 2, OldestWaiting: ago(20 * time.Minute)}
		}, HealthReports, LightAmber},
		"reports wait for hours": {func(_ *HealthFigures, a *AccountFigures) {
			a.Reports = ReportCount{Waiting: 2, OldestWaiting: ago(3 * time.Hour)}
		}, HealthReports, LightRed},
		"reports failed":         {func(_ *HealthFigures, a *AccountFigures) { a.Reports.Failed = 1 }, HealthParked, LightAmber},
		"a WeChat report failed": {func(_ *HealthFigures, a *AccountFigures) { a.Wechat.Failed = 1 }, HealthWechat, LightAmber},
		"P13: the clock is off":  {func(_ *HealthFigures, a *AccountFigures) { a.Pull.SkewMillis = -61_000 }, HealthClock, LightAmber},
		"the clock is far off":   {func(_ *HealthFigures, a *AccountFigures) { a.Pull.SkewMillis = 250_000 }, HealthClock, LightRed},
		"no room to write":       {func(f *HealthFigures, _ *AccountFigures) { f.Database.FailsSince = ago(time.Minute) }, HealthWrites, LightRed},
		"little room":            {func(f *HealthFigures, _ *AccountFigures) { f.Database.Free = 900 << 20 }, HealthDisk, LightAmber},
		"hardly any room":        {func(f *HealthFigures, _ *AccountFigures) { f.Database.Free = 100 << 20 }, HealthDisk, LightRed},
		"a log that grows":       {func(f *HealthFigures, _ *AccountFigures) { f.Database.Log = 600 << 20 }, HealthLog, LightAmber},
		"plain HTTP":             {func(f *HealthFigures, _ *AccountFigures) { f.Serving.Transport = TransportPlain }, HealthTransport, LightAmber},
		"a certificate ends":     {func(f *HealthFigures, _ *AccountFigures) { f.Serving.EndsAt = now.Add(15 * 24 * time.Hour) }, HealthCertificate, LightAmber},
		"a certificate ended":    {func(f *HealthFigures, _ *AccountFigures) { f.Serving.EndsAt = ago(time.Hour) }, HealthCertificate, LightRed},
		"a bad certificate file": {func(f *HealthFigures, _ *AccountFigures) { f.Serving.Problem = "x" }, HealthCertificate, LightAmber},
		"a job failed":           {func(f *HealthFigures, _ *AccountFigures) { f.Jobs[0].LastError = "x" }, HealthJob, LightAmber},
		"P16: a job panicked":    {func(f *HealthFigures, _ *AccountFigures) { f.Jobs[0].Panicked = true }, HealthJob, LightRed},
		"a job panicked lately":  {func(f *HealthFigures, _ *AccountFigures) { f.Jobs[0].Panics, f.Jobs[0].LastPanic = 1, ago(time.Minute) }, HealthJob, LightAmber},
		"a job hangs": {func(f *HealthFigures, _ *AccountFigures) {
			f.Jobs[0].Running, f.Jobs[0].LastStart = true, ago(time.Hour)
		}, HealthJob, LightRed},
		"P16: a handler panicked": {func(f *HealthFigures, _ *AccountFigures) { f.Panics, f.LastPanic = 1, ago(time.Minute) }, HealthPanics, LightAmber},
	} {
		f := HealthFigures{
			At: now, PullEvery: time.Minute, Accounts: []AccountFigures{{ID: 1, Name: "账户", HasSecrets: true, Pull: PullState{SucceededAt: ago(time.Minute)}}},
			Database: DatabaseFigures{Free: 10 << 30, Size: 1 << 20, Log: 1 << 20},
			Serving:  ServingFigures{Transport: TransportTLS, Certificate: true, EndsAt: now.Add(60 * 24 * time.Hour)},
			Jobs:     []JobRun{{Name: "pull", LastStart: ago(time.Minute), LastFinish: ago(time.Minute)}},
		}
		c.spoil(&f, &f.Accounts[0])
		h := f.Judge()
		var found *HealthSign
		for i := range h.Signs {
			switch s := &h.Signs[i]; {
			case s.Name == c.sign:
				found = s
			case s.Light.Severity() > 0:
				t.Errorf("%s: %s is %s too", name, s.Name, s.Light)
			}
		}
		if found == nil || found.Light != c.light {
			t.Errorf("%s: %+v, want %s", name, found, c.light)
		}
		if want := c.light; want.Severity() > 0 && h.Worst() != want {
			t.Errorf("%s: the worst is %s", name, h.Worst())
		}
	}
}

func TestHealthThatNobodyLookedAtIsRed(t *testing.T) {
	now := At(time.Date(2026, 11, 23, 12, 0, 0, 0, Beijing))
	f := HealthFigures{At: now, Database: DatabaseFigures{Free: -1}, Serving: ServingFigures{Transport: TransportTLS}}
	h := f.Judge()
	if fresh := h.IfStale(now.Add(HealthStale)); fresh.Worst() != LightGreen {
		t.Errorf("fresh: %s", fresh.Worst())
	}
	if stale := h.IfStale(now.Add(HealthStale + time.Second)); stale.Worst() != LightRed || stale.Signs[0].Name != HealthWatch {
		t.Errorf("stale: %s", stale.Worst())
	}
}

func TestABackupThatIsTooOldIsSeen(t *testing.T) {
	start := Instant(1_000_000_000_000)
	for _, c := range []struct {
		made, now time.Duration // since the start; made 0: never
		want      Light
	}{
		{0, time.Hour, LightOff}, {0, 27 * time.Hour, LightAmber}, {0, 73 * time.Hour, LightRed},
		{time.Hour, 2 * time.Hour, LightGreen}, {time.Hour, 28 * time.Hour, LightAmber}, {time.Hour, 74 * time.Hour, LightRed},
	} {
		f := HealthFigures{At: start.Add(c.now), StartedAt: start, Database: DatabaseFigures{Backups: true}}
		if c.made != 0 {
			f.Database.BackedUpAt = start.Add(c.made)
		}
		if got := f.backupSign(); got.Light != c.want {
			t.Errorf("made after %v, seen after %v: %s, want %s", c.made, c.now, got.Light, c.want)
		}
	}
	for _, sign := range (&HealthFigures{}).deskSigns() {
		if sign.Name == HealthBackup {
			t.Error("a database of its own program's backups is judged")
		}
	}
}
