package handlers

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"runtime"
	"strconv"
	"strings"

	"xiansuo/models"
	"xiansuo/web"
)

// metricsType is Prometheus' text format.
const metricsType = "text/plain; version=0.0.4; charset=utf-8"

// Metrics answers GET /metrics in Prometheus' text format. It names accounts by number and holds
// nothing of a person. With a token it wants `Authorization: Bearer`.
func Metrics(watch healthWatcher, token string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !bearer(r, token) {
			w.Header().Set("WWW-Authenticate", `Bearer realm="metrics"`)
			http.Error(w, http.StatusText(http.StatusUnauthorized), http.StatusUnauthorized)
			return
		}
		health := watch.Health()
		w.Header().Set("Content-Type", metricsType)
		_, _ = w.Write([]byte(metricsText(&health))) // a scraper that went away needs no answer
	})
}

func bearer(r *http.Request, token string) bool {
	given, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return token == "" || subtle.ConstantTimeCompare([]byte(given), []byte(token)) == 1
}

// metricsPage is the same on the desk's own address; without a token there is none.
func metricsPage(watch healthWatcher, token string) web.HandlerFunc {
	metrics := Metrics(watch, token)
	return func(c *web.Context) error {
		if token == "" {
			return models.ErrNotFound
		}
		metrics.ServeHTTP(c.Writer, c.Request)
		return nil
	}
}

// metricsWriter writes families of gauges and counters, one after the other.
type metricsWriter struct{ strings.Builder }

// family begins a metric; each sample is labels and value.
func (m *metricsWriter) family(name, kind, help string) func(labels string, value float64) {
	fmt.Fprintf(m, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
	return func(labels string, value float64) {
		if labels != "" {
			labels = "{" + labels + "}"
		}
		fmt.Fprintf(m, "%s%s %s\n", name, labels, strconv.FormatFloat(value, 'g', -1, 64))
	}
}

// label writes one label; values are numbers and names of ours, escaped all the same.
func label(name, value string) string { return name + "=" + strconv.QuoteToASCII(value) }

func metricsText(h *models.Health) string {
	m := &metricsWriter{}
	m.family("xiansuo_build_info", "gauge", "Version of the desk.")(label("version", h.Version), 1)
	m.family("xiansuo_start_time_seconds", "gauge", "When the desk started, Unix time.")("", seconds(h.StartedAt))
	m.family("xiansuo_health_time_seconds", "gauge", "When health was last looked at, Unix time.")("", seconds(h.At))
	m.family("go_goroutines", "gauge", "Goroutines that exist.")("", float64(runtime.NumGoroutine()))
	m.accounts(h)
	m.machine(h)
	light := m.family("xiansuo_sign", "gauge", "Health signs: 0 well, 1 amber, 2 red.")
	for i := range h.Signs {
		s := &h.Signs[i]
		labels := label("name", string(s.Name))
		if s.AccountID != 0 {
			labels += "," + account(s.AccountID)
		}
		if s.Name == models.HealthJob {
			labels += "," + label("job", s.Text)
		}
		light(labels, float64(s.Light.Severity()))
	}
	return m.String()
}

func account(id int64) string { return label("account", strconv.FormatInt(id, 10)) }

func seconds(at models.Instant) float64 { return float64(at) / 1000 }

func (m *metricsWriter) accounts(h *models.Health) {
	for _, metric := range []struct {
		name, kind, help string
		value            func(a *models.AccountFigures) float64
	}{
		{"xiansuo_pull_success_time_seconds", "gauge", "Last complete pull, Unix time; 0 never.", func(a *models.AccountFigures) float64 { return seconds(a.Pull.SucceededAt) }},
		{"xiansuo_pull_leads_total", "counter", "New leads that pulls brought.", func(a *models.AccountFigures) float64 { return float64(a.Pull.Total) }},
		{"xiansuo_pull_incomplete_repeats", "gauge", "Incomplete reads of one window in a row.", func(a *models.AccountFigures) float64 { return float64(a.Pull.Repeats) }},
		{"xiansuo_clock_skew_seconds", "gauge", "Our clock minus the platform's.", func(a *models.AccountFigures) float64 { return float64(a.Pull.SkewMillis) / 1000 }},
		{"xiansuo_last_lead_time_seconds", "gauge", "Newest lead, Unix time.", func(a *models.AccountFigures) float64 { return seconds(a.Silence.Last) }},
		{"xiansuo_silence_expected_leads", "gauge", "Leads that should have come since the newest one.", func(a *models.AccountFigures) float64 { return a.Silence.Expected }},
		{"xiansuo_reports_waiting", "gauge", "Status reports that wait.", func(a *models.AccountFigures) float64 { return float64(a.Reports.Waiting) }},
		{"xiansuo_reports_failed", "gauge", "Status reports that need a person.", func(a *models.AccountFigures) float64 { return float64(a.Reports.Failed) }},
		{"xiansuo_reports_denied", "gauge", "Waiting reports that the platform denied for the credentials.", func(a *models.AccountFigures) float64 { return float64(a.Denied) }},
		{"xiansuo_reports_oldest_time_seconds", "gauge", "Oldest waiting report, Unix time; 0 none.", func(a *models.AccountFigures) float64 { return seconds(a.Reports.OldestWaiting) }},
		{"xiansuo_wechat_waiting", "gauge", "WeChat reports that wait.", func(a *models.AccountFigures) float64 { return float64(a.Wechat.Waiting) }},
		{"xiansuo_wechat_failed", "gauge", "WeChat reports that need a person.", func(a *models.AccountFigures) float64 { return float64(a.Wechat.Failed) }},
	} {
		sample := m.family(metric.name, metric.kind, metric.help)
		for i := range h.Accounts {
			sample(account(h.Accounts[i].ID), metric.value(&h.Accounts[i]))
		}
	}
}

func (m *metricsWriter) machine(h *models.Health) {
	m.family("xiansuo_database_bytes", "gauge", "Size of the database.")("", float64(h.Database.Size))
	m.family("xiansuo_database_log_bytes", "gauge", "Size of SQLite's write-ahead log.")("", float64(h.Database.Log))
	if h.Database.Free >= 0 {
		m.family("xiansuo_disk_free_bytes", "gauge", "Free where the data folder is.")("", float64(h.Database.Free))
	}
	m.family("xiansuo_writes_failing_since_seconds", "gauge", "Since when there is no room to write, Unix time; 0 there is.")("", seconds(h.Database.FailsSince))
	if h.Serving.Certificate {
		m.family("xiansuo_certificate_expiry_seconds", "gauge", "When the certificate ends, Unix time.")("", seconds(h.Serving.EndsAt))
	}
	m.family("xiansuo_handler_panics_total", "counter", "Requests whose handler panicked.")("", float64(h.Panics))
	started := m.family("xiansuo_job_start_time_seconds", "gauge", "Last start of a job, Unix time.")
	for _, job := range h.Jobs {
		started(label("job", job.Name), seconds(job.LastStart))
	}
	panics := m.family("xiansuo_job_panics_total", "counter", "Runs of a job that panicked.")
	for _, job := range h.Jobs {
		panics(label("job", job.Name), float64(job.Panics))
	}
}
