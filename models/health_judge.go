package models

import "time"

// Where the lights change.
const (
	repeatsRed = PullMaxRepeats // incomplete reads in a row

	waitAmber = 15 * time.Minute // the oldest report
	waitRed   = 2 * time.Hour

	skewAmber = time.Minute
	skewRed   = 4 * time.Minute // at five the platform refuses

	freeAmber = 1 << 30 // bytes
	freeRed   = 256 << 20
	logAmber  = 512 << 20

	backupAmber = 26 * time.Hour
	backupRed   = 3 * 24 * time.Hour

	certificateAmber = 21 * 24 * time.Hour // renewal starts thirty days ahead
	certificateRed   = 7 * 24 * time.Hour

	refusedLately = 24 * time.Hour // a push

	panicRecent = time.Hour
	jobHangs    = 30 * time.Minute

	// HealthStale is when figures that are looked at every few seconds say nothing any more.
	HealthStale = 2 * time.Minute
)

// Judge turns the figures into signs. What else is to be watched adds its figures to
// HealthFigures and its signs here.
func (f *HealthFigures) Judge() Health {
	h := Health{HealthFigures: *f}
	for i := range f.Accounts {
		a := &f.Accounts[i]
		for _, sign := range f.accountSigns(a) {
			sign.AccountID, sign.Account = a.ID, a.Name
			h.Signs = append(h.Signs, sign)
		}
	}
	h.Signs = append(h.Signs, f.deskSigns()...)
	return h
}

func (f *HealthFigures) accountSigns(a *AccountFigures) []HealthSign {
	if a.Paused {
		return []HealthSign{{Name: HealthPull, Light: LightOff, Text: "paused"}}
	}
	signs := []HealthSign{f.pullSign(a)}
	if a.Pull.LastKind == RefusedPermission || a.Denied > 0 || !a.HasSecrets {
		signs = append(signs, HealthSign{Name: HealthCredentials, Light: LightRed, Code: a.Pull.LastCode, Text: a.Pull.LastMessage, Count: a.Denied})
	}
	if a.Breaker.IsOpen() {
		signs = append(signs, HealthSign{Name: HealthBreaker, Light: LightRed, At: a.Breaker.ProbeAt, Code: a.Breaker.LastCode, Text: a.Breaker.LastMessage})
	}
	signs = append(signs, f.pushSign(a), daysSign(a))
	if a.Pull.Repeats > 0 {
		signs = append(signs, HealthSign{Name: HealthComplete, Light: pick(a.Pull.Repeats >= repeatsRed, false), Count: int64(a.Pull.Repeats), Text: a.Pull.LastMessage})
	}
	signs = append(signs,
		HealthSign{Name: HealthSilence, Light: a.Silence.Light(), Silence: a.Silence, At: a.Silence.Last},
		queueSign(HealthReports, &a.Reports, f.At),
		HealthSign{Name: HealthParked, Light: pick(false, a.Reports.Failed > 0), Count: a.Reports.Failed},
	)
	if a.Wechat != (ReportCount{}) {
		sign := queueSign(HealthWechat, &a.Wechat, f.At)
		sign.Failed = a.Wechat.Failed
		if sign.Light == LightGreen && sign.Failed > 0 {
			sign.Light = LightAmber
		}
		signs = append(signs, sign)
	}
	skew := time.Duration(a.Pull.SkewMillis) * time.Millisecond
	return append(signs, HealthSign{Name: HealthClock, Light: pick(skew.Abs() >= skewRed, skew.Abs() >= skewAmber), Span: skew})
}

// pick is red, amber or green.
func pick(red, amber bool) Light {
	switch {
	case red:
		return LightRed
	case amber:
		return LightAmber
	}
	return LightGreen
}

// pullSign allows three missed pulls before it turns amber and ten before it turns red.
func (f *HealthFigures) pullSign(a *AccountFigures) HealthSign {
	sign := HealthSign{Name: HealthPull, At: a.Pull.SucceededAt, Code: a.Pull.LastCode, Text: a.Pull.LastMessage}
	amber, red := f.PullLimits(a)
	// What has a sign of its own is not said twice.
	elsewhere := a.Pull.LastKind == RefusedPermission || a.Pull.LastKind == Incomplete
	if a.Pull.SucceededAt.IsZero() {
		sign.Light = pick(f.At.Sub(a.AddedAt) > red && !elsewhere, a.Pull.LastKind != "")
		if a.Pull.LastKind == "" {
			sign.Light = LightOff // the first one is under way
		}
		return sign
	}
	sign.Span = f.At.Sub(a.Pull.SucceededAt)
	sign.Light = pick(sign.Span > red, sign.Span > amber || a.Pull.LastKind != "" && !elsewhere)
	return sign
}

// PullLimits are the lags at which an account's pull turns amber and red. An account with a rest of
// its own is pulled at the first turn after it.
func (f *HealthFigures) PullLimits(a *AccountFigures) (amber, red time.Duration) {
	every := f.PullEvery
	if rest := time.Duration(a.PullMinutes) * time.Minute; rest > every {
		every += rest
	}
	return 3*every + 2*time.Minute, 10*every + 5*time.Minute
}

// pushSign is amber while what the platform pushes is refused: leads come by pulls alone then.
func (f *HealthFigures) pushSign(a *AccountFigures) HealthSign {
	sign := HealthSign{Name: HealthPush, Light: LightGreen, At: a.PushSeen}
	switch {
	case a.PushRefused > a.PushSeen && f.At.Sub(a.PushRefused) < refusedLately:
		sign.Light, sign.Text = LightAmber, string(a.PushCause)
	case a.PushSeen.IsZero():
		sign.Light = LightOff // pulling alone is enough, if slower
	}
	return sign
}

// daysSign says nothing of days before the first of them was compared.
func daysSign(a *AccountFigures) HealthSign {
	sign := HealthSign{Name: HealthDays, Light: pick(a.DaysDiffer > 0, false), Count: a.DaysDiffer}
	if a.DaysCompared == 0 {
		sign.Light = LightOff
	}
	return sign
}

func queueSign(name HealthName, queue *ReportCount, now Instant) HealthSign {
	sign := HealthSign{Name: name, Count: queue.Waiting, Light: LightGreen}
	if queue.Waiting > 0 && !queue.OldestWaiting.IsZero() {
		sign.Span = now.Sub(queue.OldestWaiting)
		sign.Light = pick(sign.Span > waitRed, sign.Span > waitAmber)
	}
	return sign
}

func (f *HealthFigures) deskSigns() []HealthSign {
	d := &f.Database
	signs := []HealthSign{{Name: HealthWrites, Light: pick(!d.FailsSince.IsZero(), false), At: d.FailsSince}}
	if d.Free >= 0 {
		signs = append(signs, HealthSign{Name: HealthDisk, Light: pick(d.Free < freeRed, d.Free < freeAmber), Bytes: d.Free})
	}
	signs = append(signs, HealthSign{Name: HealthDatabase, Light: LightGreen, Bytes: d.Size})
	if d.Backups {
		signs = append(signs, f.backupSign())
	}
	if d.Log > 0 {
		signs = append(signs, HealthSign{Name: HealthLog, Light: pick(false, d.Log > logAmber), Bytes: d.Log})
	}
	signs = append(signs, HealthSign{Name: HealthTransport, Light: pick(false, f.Serving.Transport == TransportPlain), Text: string(f.Serving.Transport)})
	if f.Serving.Certificate {
		signs = append(signs, f.certificateSign())
	}
	for i := range f.Jobs {
		if !f.Jobs[i].Elsewhere { // the instance that runs it tells how it stands
			signs = append(signs, f.jobSign(&f.Jobs[i]))
		}
	}
	signs = append(signs, f.auditSign())
	if f.Panics > 0 {
		signs = append(signs, HealthSign{Name: HealthPanics, Light: pick(false, f.At.Sub(f.LastPanic) < panicRecent), Count: f.Panics, At: f.LastPanic})
	}
	if f.OwnFailure != "" {
		signs = append(signs, HealthSign{Name: HealthWatch, Light: LightAmber, At: f.At, Text: f.OwnFailure})
	}
	return append(signs, HealthSign{Name: HealthVersion, Light: LightGreen, Text: f.Version, At: f.StartedAt})
}

// backupSign counts a desk without any backup from its start.
func (f *HealthFigures) backupSign() HealthSign {
	sign := HealthSign{Name: HealthBackup, At: f.Database.BackedUpAt, Light: LightOff}
	since := sign.At
	if since.IsZero() {
		since = f.StartedAt
	}
	sign.Span = f.At.Sub(since)
	if !sign.At.IsZero() || sign.Span > backupAmber {
		sign.Light = pick(sign.Span > backupRed, sign.Span > backupAmber)
	}
	return sign
}

// auditSign says what the last look at the audit's chain found.
func (f *HealthFigures) auditSign() HealthSign {
	sign := HealthSign{Name: HealthAudit, Light: pick(f.Audit.Broken != 0, false), Count: f.Audit.Sound, Failed: f.Audit.Broken, At: f.Audit.At}
	if f.Audit.At.IsZero() {
		sign.Light = LightOff
	}
	return sign
}

func (f *HealthFigures) certificateSign() HealthSign {
	s := &f.Serving
	sign := HealthSign{Name: HealthCertificate, At: s.EndsAt, Text: s.Problem}
	left := s.EndsAt.Sub(f.At)
	switch {
	case s.EndsAt.IsZero() && s.Problem == "":
		sign.Light = LightOff // nobody has come by yet
	default:
		sign.Light = pick(left < certificateRed, left < certificateAmber || s.Problem != "")
	}
	return sign
}

func (f *HealthFigures) jobSign(j *JobRun) HealthSign {
	hangs := j.Running && f.At.Sub(j.LastStart) > jobHangs
	panicked := j.Panicked || j.Panics > 0 && f.At.Sub(j.LastPanic) < panicRecent
	return HealthSign{
		Name: HealthJob, Text: j.Name, At: j.LastStart, Count: int64(j.Panics), Span: j.LastFinish.Sub(j.LastStart),
		Light: pick(j.Panicked || hangs, panicked || j.LastError != ""),
	}
}

// IfStale is the health itself, or when nobody has looked for too long, health that says so first:
// a page that shows green because its watcher died would be worse than none.
func (h Health) IfStale(now Instant) Health {
	if h.At.IsZero() || now.Sub(h.At) <= HealthStale {
		return h
	}
	h.Signs = append([]HealthSign{{Name: HealthWatch, Light: LightRed, At: h.At}}, h.Signs...)
	return h
}
