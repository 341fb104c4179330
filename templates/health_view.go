package templates

import (
	"context"
	"strconv"

	"xiansuo/models"
)

// signFigure says how much there is of what a sign judges.
func signFigure(ctx context.Context, s *models.HealthSign) string {
	switch s.Name {
	case models.HealthPull:
		return pullFigure(ctx, s)
	case models.HealthPush:
		return pushFigure(ctx, s)
	case models.HealthDays:
		if s.Light == models.LightOff {
			return T(ctx, "health.daily.none")
		}
		if s.Count == 0 {
			return T(ctx, "health.daily.fine")
		}
		return T(ctx, "health.daily.figure", "Count", s.Count)
	case models.HealthBreaker:
		return joined(" · ", platformSaid(ctx, s.Code, s.Text), T(ctx, "health.breaker.figure", "When", comingTime(ctx, s.At)))
	case models.HealthCredentials, models.HealthComplete:
		return joined(" · ", platformSaid(ctx, s.Code, s.Text))
	case models.HealthSilence:
		return silenceFigure(ctx, &s.Silence)
	case models.HealthReports, models.HealthWechat:
		return queueFigure(ctx, s)
	case models.HealthParked:
		return T(ctx, "health.parked.figure", "Count", s.Count)
	case models.HealthClock:
		return T(ctx, "health.clock.figure", "By", duration(ctx, s.Span))
	case models.HealthWrites:
		if s.At.IsZero() {
			return T(ctx, "health.writes.fine")
		}
		return T(ctx, "health.writes.figure", "When", relativeTime(ctx, s.At))
	case models.HealthDisk, models.HealthDatabase, models.HealthLog:
		return bytesWords(s.Bytes)
	case models.HealthBackup:
		if s.At.IsZero() {
			return T(ctx, "health.backup.none")
		}
		return relativeTime(ctx, s.At)
	case models.HealthCertificate:
		return certificateFigure(ctx, s)
	case models.HealthTransport:
		return transportFigure(ctx, models.Transport(s.Text))
	case models.HealthJob:
		return jobFigure(ctx, s)
	case models.HealthAudit:
		return auditFigure(ctx, s)
	case models.HealthPanics:
		return T(ctx, "health.panics.figure", "Count", s.Count, "When", relativeTime(ctx, s.At))
	case models.HealthVersion:
		return T(ctx, "health.version.figure", "Version", s.Text, "When", relativeTime(ctx, s.At))
	case models.HealthWatch:
		return T(ctx, "health.watch.figure", "When", relativeTime(ctx, s.At))
	}
	return s.Text
}

func pushFigure(ctx context.Context, s *models.HealthSign) string {
	last := T(ctx, "health.push.never")
	if !s.At.IsZero() {
		last = T(ctx, "health.push.figure", "When", relativeTime(ctx, s.At))
	}
	if s.Light.Severity() == 0 {
		return last
	}
	return joined(" · ", T(ctx, "health.push.refused", "Cause", pushCause(ctx, models.PushOutcome(s.Text))), last)
}

func pullFigure(ctx context.Context, s *models.HealthSign) string {
	switch {
	case s.Light == models.LightOff && s.Text == "paused":
		return T(ctx, "account.paused")
	case s.At.IsZero():
		return joined(" · ", T(ctx, "health.pull.never"), platformSaid(ctx, s.Code, s.Text))
	}
	return joined(" · ", T(ctx, "health.pull.figure", "Span", span(ctx, s.Span)), platformSaid(ctx, s.Code, s.Text))
}

// silenceFigure tells the arithmetic, so that nobody has to believe the alarm.
func silenceFigure(ctx context.Context, s *models.Silence) string {
	if s.Last.IsZero() {
		return T(ctx, "health.silence.none")
	}
	quiet := T(ctx, "health.silence.since", "Span", span(ctx, s.Span()))
	if !s.Known {
		return joined(" · ", quiet, T(ctx, "health.silence.learning"))
	}
	usual := ""
	if s.UsualGap > 0 {
		usual = T(ctx, "health.silence.usual", "Gap", span(ctx, s.UsualGap))
	}
	expected := T(ctx, "health.silence.expected", "Expected", strconv.FormatFloat(s.Expected, 'f', 1, 64),
		"Amber", strconv.FormatFloat(models.SilenceAmber, 'f', 0, 64), "Red", strconv.FormatFloat(models.SilenceRed, 'f', 0, 64),
		"Leads", s.Counted, "Since", s.Since.Time().Format("01-02"))
	return joined(" · ", quiet, usual, expected)
}

func queueFigure(ctx context.Context, s *models.HealthSign) string {
	waiting := T(ctx, "health.queue.empty")
	if s.Count > 0 {
		waiting = T(ctx, "health.queue.figure", "Count", s.Count, "Span", span(ctx, s.Span))
	}
	failed := ""
	if s.Failed > 0 {
		failed = T(ctx, "health.parked.figure", "Count", s.Failed)
	}
	return joined(" · ", waiting, failed)
}

func certificateFigure(ctx context.Context, s *models.HealthSign) string {
	if s.At.IsZero() {
		return joined(" · ", T(ctx, "health.certificate.none"), s.Text)
	}
	return joined(" · ", T(ctx, "health.certificate.figure", "When", s.At.Time().Format("2006-01-02")), s.Text)
}

func transportFigure(ctx context.Context, t models.Transport) string {
	switch t {
	case models.TransportTLS:
		return T(ctx, "health.transport.tls")
	case models.TransportProxy:
		return T(ctx, "health.transport.proxy")
	case models.TransportLoopback:
		return T(ctx, "health.transport.loopback")
	}
	return T(ctx, "health.transport.plain")
}

func jobFigure(ctx context.Context, s *models.HealthSign) string {
	if s.At.IsZero() {
		return T(ctx, "jobs.not_yet")
	}
	panics := ""
	if s.Count > 0 {
		panics = T(ctx, "health.job.panics", "Count", s.Count)
	}
	return joined(" · ", T(ctx, "health.job.last", "When", relativeTime(ctx, s.At)), panics)
}

func auditFigure(ctx context.Context, s *models.HealthSign) string {
	switch {
	case s.At.IsZero():
		return T(ctx, "health.audit.never")
	case s.Failed != 0:
		return T(ctx, "health.audit.broken", "Entry", s.Failed, "When", relativeTime(ctx, s.At))
	}
	return T(ctx, "health.audit.fine", "Count", s.Count, "When", relativeTime(ctx, s.At))
}

// signAdvice says what to do about a sign that is amber or red; empty when there is nothing to do.
func signAdvice(ctx context.Context, s *models.HealthSign) string {
	if s.Light.Severity() == 0 {
		return ""
	}
	switch s.Name {
	case models.HealthPull:
		return T(ctx, "health.pull.advice")
	case models.HealthCredentials:
		return T(ctx, "health.credentials.advice")
	case models.HealthPush:
		return T(ctx, "health.push.advice")
	case models.HealthDays:
		return T(ctx, "health.daily.advice")
	case models.HealthBreaker:
		return T(ctx, "health.breaker.advice")
	case models.HealthComplete:
		return T(ctx, "health.complete.advice")
	case models.HealthSilence:
		return T(ctx, "health.silence.advice")
	case models.HealthReports:
		return T(ctx, "health.reports.advice")
	case models.HealthParked:
		return T(ctx, "health.parked.advice")
	case models.HealthWechat:
		return T(ctx, "health.wechat.advice")
	case models.HealthClock:
		return T(ctx, "health.clock.advice")
	case models.HealthWrites:
		return T(ctx, "health.writes.advice")
	case models.HealthDisk:
		return T(ctx, "health.disk.advice")
	case models.HealthBackup:
		return T(ctx, "health.backup.advice")
	case models.HealthLog:
		return T(ctx, "health.log.advice")
	case models.HealthCertificate:
		return T(ctx, "health.certificate.advice")
	case models.HealthTransport:
		return T(ctx, "health.transport.advice")
	case models.HealthJob:
		return T(ctx, "health.job.advice")
	case models.HealthAudit:
		return T(ctx, "health.audit.advice")
	case models.HealthPanics:
		return T(ctx, "health.panics.advice")
	case models.HealthWatch:
		return T(ctx, "health.watch.advice")
	}
	return ""
}

// signPath is the page where a sign is mended; empty for none.
func signPath(s *models.HealthSign) string {
	switch s.Name {
	case models.HealthPull, models.HealthCredentials, models.HealthClock, models.HealthPush, models.HealthBreaker:
		return AccountPath(s.AccountID)
	case models.HealthComplete, models.HealthDays, models.HealthJob:
		return SyncPath()
	case models.HealthReports:
		return reportsPath(s.AccountID, models.ReportWaiting)
	case models.HealthParked:
		return reportsPath(s.AccountID, models.ReportFailed)
	case models.HealthAudit:
		return AuditPath()
	case models.HealthWechat:
		return wechatListPath(models.WechatFailed, 0)
	case models.HealthBackup:
		return BackupsPath()
	}
	return ""
}
