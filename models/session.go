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
	Stage     SessionStage
	IP        string // where the session was begun
	Agent     string // what the browser says it is, at most MaxAgent bytes
}

// SessionStage is how far somebody has come into the desk.
type SessionStage string

const (
	SessionOpen  SessionStage = ""     // signed in
	SessionAsked SessionStage = "code" // the password was right; the second step is to come
)

// MaxAgent is how much of a browser's name for itself is kept, in bytes.
const MaxAgent = 256

// How long a session lives.
const (
	SessionIdle     = 8 * time.Hour
	SessionAbsolute = 7 * 24 * time.Hour
	SessionAsking   = 10 * time.Minute // for the second step
)
