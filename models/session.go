package models

import "time"

// Session is a signed-in browser. Only a hash of its secret is kept.
type Session struct {
	Hash      []byte `gorm:"primaryKey"`
	UserID    int64  // 0 while nobody has signed in
	Data      []byte // what the session carries, opaque here
	CreatedAt Instant
	SeenAt    Instant
	ExpiresAt Instant // absolute end
}

// How long a session lives.
const (
	SessionIdle     = 8 * time.Hour
	SessionAbsolute = 7 * 24 * time.Hour
)
