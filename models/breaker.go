package models

// Breaker keeps refused credentials from being tried again and again. It belongs to one use of an
// account's credentials and lives in the database, so that it survives a restart.
type Breaker struct {
	AccountID   int64   `gorm:"primaryKey;autoIncrement:false"`
	Purpose     Purpose `gorm:"primaryKey"`
	Refusals    int     // in a row
	OpenedAt    Instant // 0 = closed
	ProbeAt     Instant // while open: the next call not before
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
// due, which puts off the next probe; else none.
func (b *Breaker) Allow(limit int, now Instant) int {
	switch {
	case !b.IsOpen():
		return limit
	case now < b.ProbeAt:
		return 0
	}
	b.ProbeAt = now.Add(CredentialsWait)
	return min(1, limit)
}

// Refuse notes a call that was refused for its credentials.
func (b *Breaker) Refuse(refusal *PlatformError, now Instant) {
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
