package models

import "time"

// Light is how something stands.
type Light string

const (
	LightOff   Light = "off" // nothing to judge yet
	LightGreen Light = "green"
	LightAmber Light = "amber" // look at it today
	LightRed   Light = "red"   // leads or statuses are at risk: act now
)

// Severity orders lights: off and green 0, amber 1, red 2.
func (l Light) Severity() int {
	switch l {
	case LightAmber:
		return 1
	case LightRed:
		return 2
	}
	return 0
}

// HealthName is what a sign judges.
type HealthName string

const (
	HealthPull        HealthName = "pull"        // Span since the last complete pull
	HealthCredentials HealthName = "credentials" // Code and Text: the platform's words
	HealthPush        HealthName = "push"        // At: the last push that was taken in
	HealthDays        HealthName = "days"        // Count of days whose leads differ from the platform's count
	HealthBreaker     HealthName = "breaker"     // reports held back; At: the next try
	HealthComplete    HealthName = "complete"    // Count of incomplete reads in a row
	HealthSilence     HealthName = "silence"     // Silence
	HealthReports     HealthName = "reports"     // Count that wait, Span of the oldest
	HealthParked      HealthName = "parked"      // Count of failed reports
	HealthWechat      HealthName = "wechat"      // Count that wait, Failed, Span of the oldest
	HealthClock       HealthName = "clock"       // Span: our clock minus the platform's
	HealthWrites      HealthName = "writes"      // At: since when writing fails
	HealthDisk        HealthName = "disk"        // Bytes free
	HealthDatabase    HealthName = "database"    // Bytes
	HealthBackup      HealthName = "backup"      // At: the newest backup; Span since then
	HealthLog         HealthName = "log"         // Bytes of SQLite's write-ahead log
	HealthCertificate HealthName = "certificate" // At: when it ends; Text: why it cannot be renewed
	HealthTransport   HealthName = "transport"   // Text: a Transport
	HealthJob         HealthName = "job"         // Text: the job; At, Count of panics
	HealthAudit       HealthName = "audit"       // Count of sound entries, Failed: the first that is not; At: when it was verified
	HealthPanics      HealthName = "panics"      // Count of handlers that panicked; At: the last
	HealthVersion     HealthName = "version"     // Text; At: since when it runs
	HealthWatch       HealthName = "watch"       // At: when health was last looked at
)

// HealthSign is one row of the health page: something judged, how much of it there is in the unit
// that its name says, and its light. What to do about it is the page's to say.
type HealthSign struct {
	Name      HealthName
	Light     Light
	AccountID int64 // 0: the whole desk
	Account   string
	Count     int64
	Failed    int64
	Span      time.Duration
	Bytes     int64
	At        Instant
	Code      int
	Text      string
	Silence   Silence
}

// Health is how the desk stood at one moment.
type Health struct {
	HealthFigures
	Signs []HealthSign // the accounts' first, in their order, then the desk's
}

// Worst is the worst light of all signs.
func (h Health) Worst() Light {
	worst := LightGreen
	for i := range h.Signs {
		if h.Signs[i].Light.Severity() > worst.Severity() {
			worst = h.Signs[i].Light
		}
	}
	return worst
}

// HealthFigures are what health is judged from.
type HealthFigures struct {
	At         Instant
	Version    string
	StartedAt  Instant
	PullEvery  time.Duration
	Accounts   []AccountFigures
	Database   DatabaseFigures
	Serving    ServingFigures
	Jobs       []JobRun
	Audit      AuditCheck
	Panics     int64 // of handlers since the start
	LastPanic  Instant
	OwnFailure string // why some figures are missing; nothing personal
}

// AccountFigures are those of one account.
type AccountFigures struct {
	ID           int64
	Name         string
	Paused       bool
	HasSecrets   bool // credentials are stored
	Pull         PullState
	Reports      ReportCount
	Denied       int64 // waiting reports whose last attempt failed for the credentials
	Wechat       ReportCount
	Silence      Silence
	PushSeen     Instant     // zero: the platform never pushed
	PushRefused  Instant     // the last push that was refused,
	PushCause    PushOutcome // and why
	DaysCompared int64       // of the last days: with the platform's count
	DaysDiffer   int64       // of those
	PullMinutes  int         // the account's own rest between two pulls
	AddedAt      Instant     // the account
	Breaker      Breaker     // of the reports' credentials
}

// DatabaseFigures say how much room there is.
type DatabaseFigures struct {
	Size       int64 // bytes
	Log        int64 // bytes of SQLite's write-ahead log; 0 on PostgreSQL
	Free       int64 // bytes free where the data folder is; -1: unknown
	FailsSince Instant
	Backups    bool    // backups are files that the program makes
	BackedUpAt Instant // the newest backup; zero: none yet
}

// Transport is how browsers and the platform reach the desk.
type Transport string

const (
	TransportTLS      Transport = "tls"      // HTTPS of our own
	TransportProxy    Transport = "proxy"    // HTTPS of a reverse proxy
	TransportLoopback Transport = "loopback" // plain, but nobody else can listen
	TransportPlain    Transport = "plain"    // passwords and leads cross the network unprotected
)

// ServingFigures say how the desk is served.
type ServingFigures struct {
	Transport   Transport
	Certificate bool    // we hold one ourselves, or are to
	EndsAt      Instant // of the certificate; zero: none yet
	Problem     string  // why it could not be loaded or renewed
}
