package templates

import (
	"context"
	"time"

	"xiansuo/models"
)

// relativeTime is a moment in the past as a person says it: 刚刚, 3 分钟前, 今天 09:10, 昨天 17:55,
// 11-20 11:03, and with the year when it is another. Days are Beijing days. Empty for never.
func relativeTime(ctx context.Context, at models.Instant) string {
	if at.IsZero() {
		return ""
	}
	now := PageOf(ctx).Now
	age, t := now.Sub(at), at.Time()
	switch {
	case age < time.Minute && age > -time.Minute:
		return T(ctx, "time.just_now")
	case age > 0 && age < time.Hour:
		return T(ctx, "time.minutes_ago", "Count", int(age/time.Minute))
	}
	return calendarTime(ctx, now, at, t)
}

// comingTime is a moment to come: 30 秒后, 5 分钟后, else by the calendar. A moment that has
// already passed is due now.
func comingTime(ctx context.Context, at models.Instant) string {
	if at.IsZero() {
		return ""
	}
	now := PageOf(ctx).Now
	wait := at.Sub(now)
	switch {
	case wait <= 0:
		return T(ctx, "time.now")
	case wait < time.Minute:
		return T(ctx, "time.in_seconds", "Count", int((wait+time.Second-1)/time.Second))
	case wait < time.Hour:
		return T(ctx, "time.in_minutes", "Count", int((wait+time.Minute-1)/time.Minute))
	}
	return calendarTime(ctx, now, at, at.Time())
}

func calendarTime(ctx context.Context, now, at models.Instant, t time.Time) string {
	switch day := at.BeijingDay(); {
	case day == now.BeijingDay():
		return T(ctx, "time.today", "Clock", t.Format("15:04"))
	case day == now.Add(-24*time.Hour).BeijingDay():
		return T(ctx, "time.yesterday", "Clock", t.Format("15:04"))
	case t.Year() == now.Time().Year():
		return t.Format("01-02 15:04")
	}
	return t.Format("2006-01-02 15:04")
}

// duration is a span in whole seconds or minutes, for clock differences: 1.5 s, 42 s, 3 min.
func duration(ctx context.Context, d time.Duration) string {
	d = d.Abs()
	switch {
	case d < 10*time.Second:
		return T(ctx, "time.seconds", "Count", d.Round(100*time.Millisecond).Seconds())
	case d < 2*time.Minute:
		return T(ctx, "time.seconds", "Count", int(d.Round(time.Second).Seconds()))
	}
	return T(ctx, "time.minutes", "Count", int(d.Round(time.Minute).Minutes()))
}
