package models

// Breaker keeps refused credentials from being tried again and again. It belongs to one use of an
// account's credentials and lives in the database, so that it survives a restart.
type Breaker struct {
	AccountID   int64   `gorm:"primaryKey;autoIncrement:false"`
	Purpose     Purpose `gorm:"primaryKey"`
	Refusals    int     // in a row
	OpenedAt    Instant // 0 = closed
	ProbeAt     Instant // while open: the next call not before
	LeadID      int64   // the only lead whose reports were refused; 0: several were
	LastCode    int
	LastMessage string // the platform's words
	SkewMillis  int64  // our clock minus the platform's, at the last refusal
}

// patience is how many refusals in a row open a breaker. A pull is a call a minute and loses nothing
// by waiting; a report's refusal may have been a slip.
func (b *Breaker) patience() int {
	if b.Purpose == ForPull {
		return 1
	}
	return 2
}

// IsOpen reports whether calls are held back.
func (b *Breaker) IsOpen() bool { return b.OpenedAt != 0 }

// Allow says how many reports may be claimed now: limit while closed; one while open and a probe is
// due, which puts off the next probe; else none. Where a single lead was refused it alone may be at
// fault: a report of any lead except that one is a probe at once.
func (b *Breaker) Allow(limit int, now Instant) (n int, except int64) {
	switch {
	case !b.IsOpen():
		return limit, 0
	case now >= b.ProbeAt:
	case b.LeadID != 0:
		except = b.LeadID
	default:
		return 0, 0
	}
	b.ProbeAt = now.Add(CredentialsWait)
	return min(1, limit), except
}

// Refuse notes a call that was refused for its credentials. lead is the only one that it was about; 0
// for several.
func (b *Breaker) Refuse(refusal *PlatformError, lead int64, now Instant) {
	if b.Refusals > 0 && b.LeadID != lead {
		lead = 0
	}
	b.LeadID = lead
	b.Refusals++
	b.LastCode, b.LastMessage = refusal.Code, refusal.Message
	b.SkewMillis = 0
	if refusal.Skew.Known {
		b.SkewMillis = refusal.Skew.By.Milliseconds()
	}
	if b.Refusals < b.patience() {
		return
	}
	if b.OpenedAt == 0 {
		b.OpenedAt = now
	}
	b.ProbeAt = now.Add(CredentialsWait)
}

// StrangeAnswer is an answer of the platform that its document does not explain, as it came but
// for personal data and secrets.
type StrangeAnswer struct {
	AccountID int64  `gorm:"primaryKey;autoIncrement:false"`
	Digest    string `gorm:"primaryKey"`
	Status    int    // HTTP
	Code      int
	Answer    string
	Times     int64
	FirstAt   Instant
	LastAt    Instant
}
