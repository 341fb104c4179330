package templates

import (
	"context"
	"slices"
	"strconv"
	"time"

	"xiansuo/models"
)

// HealthProps fill the page that says what is well and what is not.
type HealthProps struct {
	Health models.Health // At zero: nobody has looked yet
}

// healthGroup is the signs of one account, or those of the desk.
type healthGroup struct {
	AccountID int64
	Title     string
	Signs     []models.HealthSign
}

// groups puts what is worst first and keeps the order otherwise; the desk's own group has no account.
func (p *HealthProps) groups(ctx context.Context) []healthGroup {
	var groups []healthGroup
	for _, sign := range p.Health.Signs {
		if n := len(groups); n == 0 || groups[n-1].AccountID != sign.AccountID {
			title := sign.Account
			if sign.AccountID == 0 {
				title = T(ctx, "health.desk")
			}
			groups = append(groups, healthGroup{AccountID: sign.AccountID, Title: title})
		}
		last := &groups[len(groups)-1]
		last.Signs = append(last.Signs, sign)
	}
	for i := range groups {
		slices.SortStableFunc(groups[i].Signs, func(a, b models.HealthSign) int { return b.Light.Severity() - a.Light.Severity() })
	}
	slices.SortStableFunc(groups, func(a, b healthGroup) int {
		return b.Signs[0].Light.Severity() - a.Signs[0].Light.Severity()
	})
	return groups
}

// count is how many signs have a light.
func (p *HealthProps) count(light models.Light) int {
	n := 0
	for i := range p.Health.Signs {
		if p.Health.Signs[i].Light == light {
			n++
		}
	}
	return n
}

// AlarmOf is the banner of a health: what is red.
func AlarmOf(h *models.Health) Alarm {
	var alarm Alarm
	for _, sign := range h.Signs {
		if sign.Light == models.LightRed {
			if alarm.Count == 0 {
				alarm.First = sign
			}
			alarm.Count++
		}
	}
	return alarm
}

func alarmWords(ctx context.Context, a Alarm) string {
	first := joined(" · ", a.First.Account, signTitle(ctx, &a.First))
	return T(ctx, "health.alarm", "Count", a.Count, "First", first)
}

func healthTitle(ctx context.Context, p *HealthProps) string {
	switch {
	case p.Health.At.IsZero():
		return T(ctx, "health.not_yet")
	case p.count(models.LightRed) > 0:
		return T(ctx, "health.red", "Count", p.count(models.LightRed))
	case p.count(models.LightAmber) > 0:
		return T(ctx, "health.amber", "Count", p.count(models.LightAmber))
	}
	return T(ctx, "health.green")
}

func healthTone(p *HealthProps) string {
	switch p.Health.Worst() {
	case models.LightRed:
		return "bad"
	case models.LightAmber:
		return "warn"
	}
	return "info"
}

// lightBadge says a light in words as well.
func lightBadge(ctx context.Context, l models.Light) badge {
	switch l {
	case models.LightGreen:
		return badge{"ok", "circle-check", T(ctx, "light.green")}
	case models.LightAmber:
		return badge{"warn", "alert-triangle", T(ctx, "light.amber")}
	case models.LightRed:
		return badge{"bad", "circle-x", T(ctx, "light.red")}
	}
	return badge{"muted", "circle-dashed", T(ctx, "light.off")}
}

// signTitles name what a sign judges.
var signTitles = map[models.HealthName]string{
	models.HealthPull:        "health.pull",
	models.HealthCredentials: "health.credentials",
	models.HealthPush:        "health.push",
	models.HealthDays:        "health.daily",
	models.HealthBreaker:     "health.breaker",
	models.HealthComplete:    "health.complete",
	models.HealthSilence:     "health.silence",
	models.HealthReports:     "health.reports",
	models.HealthParked:      "health.parked",
	models.HealthWechat:      "health.wechat",
	models.HealthClock:       "health.clock",
	models.HealthWrites:      "health.writes",
	models.HealthDisk:        "health.disk",
	models.HealthDatabase:    "health.database",
	models.HealthBackup:      "health.backup",
	models.HealthLog:         "health.log",
	models.HealthCertificate: "health.certificate",
	models.HealthTransport:   "health.transport",
	models.HealthAudit:       "health.audit",
	models.HealthPanics:      "health.panics",
	models.HealthVersion:     "health.version",
	models.HealthWatch:       "health.watch",
}

func signTitle(ctx context.Context, s *models.HealthSign) string {
	if s.Name == models.HealthJob {
		return T(ctx, "health.job", "Job", jobName(ctx, s.Text))
	}
	if key, ok := signTitles[s.Name]; ok {
		return T(ctx, key)
	}
	return string(s.Name)
}

// bytesWords are a size: 36.1 MB.
func bytesWords(n int64) string {
	const step = 1024
	size, units := float64(n), []string{"B", "KB", "MB", "GB", "TB"}
	unit := 0
	for size >= step && unit < len(units)-1 {
		size /= step
		unit++
	}
	if unit == 0 || size >= 100 {
		return strconv.FormatFloat(size, 'f', 0, 64) + " " + units[unit]
	}
	return strconv.FormatFloat(size, 'f', 1, 64) + " " + units[unit]
}

// span is a time that passed, in the unit that people would say: 42 s, 3 min, 5 h, 4 d.
func span(ctx context.Context, d time.Duration) string {
	switch d = d.Abs().Round(time.Second); {
	case d >= 48*time.Hour:
		return T(ctx, "health.days", "Count", int(d/(24*time.Hour)))
	case d >= 2*time.Hour:
		return T(ctx, "health.hours", "Count", int(d.Round(time.Hour)/time.Hour))
	}
	return duration(ctx, d)
}
