package web

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Argon2id parameters of new hashes, and the most that a stored hash may ask for.
const (
	argonMemory  = 19 * 1024 // KiB
	argonTime    = 2
	argonThreads = 1
	argonSalt    = 16 // bytes
	argonKey     = 32

	argonMaxMemory = 256 * 1024
	argonMaxTime   = 16
)

// HashPassword returns the password's argon2id hash as a PHC string with a fresh salt.
func HashPassword(password string) string {
	salt := make([]byte, argonSalt)
	_, _ = rand.Read(salt) // never fails: crypto/rand ends the program instead
	key := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonThreads, argonKey)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

// CheckPassword reports whether the password belongs to the hash. A hash that is not one of
// ours belongs to no password.
func CheckPassword(hash, password string) bool {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return false
	}
	var memory, time uint32
	var threads uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &threads); err != nil {
		return false
	}
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	key, keyErr := base64.RawStdEncoding.DecodeString(parts[5])
	if saltErr != nil || keyErr != nil || len(key) < 16 || len(key) > 64 ||
		memory > argonMaxMemory || time == 0 || time > argonMaxTime || threads == 0 {
		return false
	}
	typed := argon2.IDKey([]byte(password), salt, time, memory, threads, uint32(len(key)))
	return subtle.ConstantTimeCompare(typed, key) == 1
}

// Passwords hashes and checks on half of the cores: a crowd of logins waits in line instead of
// taking all memory and keeping everybody else from their pages.
type Passwords struct {
	slots chan struct{}
	dummy string // what unknown users are checked against, so that they take as long as known ones
}

// NewPasswords makes the line.
func NewPasswords() *Passwords {
	return &Passwords{
		slots: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2)),
		dummy: HashPassword(rand.Text()),
	}
}

// Hash is HashPassword in turn. It fails only when ctx ends first.
func (p *Passwords) Hash(ctx context.Context, password string) (hash string, err error) {
	err = p.inTurn(ctx, func() { hash = HashPassword(password) })
	return hash, err
}

// Check is CheckPassword in turn. An empty hash stands for a user who does not exist: the check
// takes its time and fails.
func (p *Passwords) Check(ctx context.Context, hash, password string) (right bool, err error) {
	exists := hash != ""
	if !exists {
		hash = p.dummy
	}
	err = p.inTurn(ctx, func() { right = CheckPassword(hash, password) && exists })
	return right, err
}

func (p *Passwords) inTurn(ctx context.Context, work func()) error {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-p.slots }()
	work()
	return nil
}
